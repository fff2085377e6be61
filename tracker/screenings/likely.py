"""Which film screenings somebody may have come from: those that have just ended, and those near a typed postcode or city.

Only what the person types says where they are: never an address on the network. Unlisted and private screenings are shown
to nobody who does not know their code.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, tuple_

from tracker import clock
from tracker.records import dataclass
from tracker.screenings import doors
from tracker.screenings.film import Film
from tracker.screenings.names import town_key, typed_town_key
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.screenings.zones import state_code
from tracker.store.db import db
from tracker.store.rows import is_id

RECENT = timedelta(hours=3)
# The end card shows before the last credits are through.
ENDING = timedelta(minutes=20)
# One that begins later than this is not where anybody has watched; clocks and lists may be wrong by a little.
SOON = timedelta(hours=3)
# The night after a day still belongs to it until then.
NIGHT_ENDS = time(5)
# Shown without anything typed; found by what was typed.
FEW, MOST = 6, 8
MOST_TYPED = 100
# Of a postcode, in every country: the same beginning is the same region (in the US the ZIP-3).
SAME_POSTCODE = 3
MOST_TOWNS, MOST_VENUES = 300, 1_000

_DAY = timedelta(days=1)
_ZIP = re.compile(r"(?<!\d)\d{5}(?:-\d{4})?(?!\d)", re.ASCII)
# Anything before comes first among equals.
_NEVER = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Choice:
    """A screening that somebody may choose."""

    screening: Screening
    venue: Venue
    # None while only the day is known.
    ends_at: datetime | None

    @property
    def just_over(self) -> bool:
        """It ended within the last hours, or is about to."""
        return self.ends_at is not None and -RECENT <= self.ends_at - clock.now() <= ENDING


@dataclass(frozen=True, slots=True)
class Found:
    """What fits what was typed; `more`: not all of it is here."""

    choices: list[Choice]
    more: bool


def recent(campaign_id: str) -> list[Choice]:
    """Those that have just ended, the latest first; none when there are too many to look through."""
    days = _Days(campaign_id)
    found = _choices(_open(campaign_id).where(_just_over(campaign_id, days)).limit(FEW + 1))
    return [] if len(found) > FEW else _latest_first(found)


def near(campaign_id: str, typed: str) -> Found:
    """Those near a postcode or in a city: just ended first, then by nearness in time, what is past before what is to come."""
    venues = _venues(typed[:MOST_TYPED])
    if not venues:
        return Found([], more=False)
    days, now = _Days(campaign_id), clock.now()
    ahead = func.coalesce(Screening.starts_at > now, false())
    exact = Screening.venue_id.in_([venue_id for venue_id, is_exact in venues.items() if is_exact])
    query = _open(campaign_id).where(Screening.venue_id.in_(sorted(venues)), days.begun).order_by(
        case((_just_over(campaign_id, days), 0), else_=1), case((exact, 0), else_=1), case((ahead, 1), else_=0),
        case((ahead, Screening.starts_at)), Screening.day.desc(), Screening.starts_at.desc(), Screening.id,
    )  # fmt: skip
    found = _choices(query.limit(MOST + 1))
    return Found(found[:MOST], more=len(found) > MOST)


def chosen(campaign_id: str, screening_id: str, hold: bool = False) -> Screening | None:
    """The screening of a choice, or the one that it was joined into; None where it cannot be chosen.

    With `hold`, inside a transaction, nobody cancels or joins it until the end.
    """
    screening = db.session.get(Screening, screening_id) if is_id(screening_id) else None
    while screening is not None and screening.joined_into_id:
        screening = db.session.get(Screening, screening.joined_into_id)
    if screening is not None and hold:
        db.session.refresh(screening, with_for_update={"read": True})
    return screening if screening is not None and _can_be_chosen(screening, campaign_id) else None


def named(screening_id: str) -> tuple[Screening, Venue | None] | None:
    """A screening that was chosen, and its venue; for its title (terms.title)."""
    screening = db.session.get(Screening, screening_id) if is_id(screening_id) else None
    if screening is None:
        return None
    return screening, db.session.get(Venue, screening.venue_id) if screening.venue_id else None


def _can_be_chosen(screening: Screening, campaign_id: str) -> bool:
    now = clock.now()
    if screening.campaign_id != campaign_id or screening.day is None or screening.venue_id is None:
        return False
    if (screening.status, screening.visibility, screening.joined_into_id) != ("announced", "listed", None):
        return False
    if screening.starts_at is not None:
        return screening.starts_at <= now + SOON
    return screening.day <= now.astimezone(ZoneInfo(screening.zone)).date()


def _listed(campaign_id: str) -> ColumnElement[bool]:
    return and_(
        Screening.campaign_id == campaign_id, Screening.status == "announced", Screening.visibility == "listed",
        Screening.joined_into_id.is_(None), Screening.day.is_not(None), Screening.venue_id.is_not(None),
    )  # fmt: skip


def _open(campaign_id: str) -> Select[Screening, Venue, int | None]:
    return (
        select(Screening, Venue, Film.running_minutes)
        .join(Venue, Venue.id == Screening.venue_id)
        .join(Film, Film.id == Screening.film_id)
        .where(_listed(campaign_id))
    )


def _choices(query: Select[Screening, Venue, int | None]) -> list[Choice]:
    return [
        Choice(screening, venue, doors.ends_at(screening, minutes) if screening.starts_at else None)
        for screening, venue, minutes in db.session.execute(query)
    ]


def _latest_first(found: Sequence[Choice]) -> list[Choice]:
    return sorted(found, key=lambda each: (each.ends_at or _NEVER, each.venue.name), reverse=True)


def _just_over(campaign_id: str, days: "_Days") -> ColumnElement[bool]:
    """Each film by its own length. A film without one runs as long as most do."""
    now = clock.now()
    around = Screening.day.between((now - 3 * _DAY).date(), (now + _DAY).date())
    films = select(Film.id, Film.running_minutes).where(
        Film.id.in_(select(Screening.film_id).where(_listed(campaign_id), around))
    )
    ended = []
    for film_id, minutes in db.session.execute(films):
        runs = timedelta(minutes=minutes or doors.USUAL_MINUTES)
        ended.append(
            and_(Screening.film_id == film_id, Screening.starts_at.between(now - RECENT - runs, now + ENDING - runs))
        )
    # A day around, so that the index on days is of use.
    return func.coalesce(and_(around, or_(false(), *ended, days.tonight)), false())


class _Days:
    """What the clocks say where only the day is known: which of those are tonight's, and which are not to come."""

    def __init__(self, campaign_id: str) -> None:
        now = clock.now()
        by_day = Screening.starts_at.is_(None)
        around = Screening.day.between((now - 3 * _DAY).date(), (now + _DAY).date())
        zones = db.session.scalars(select(Screening.zone).where(_listed(campaign_id), by_day, around).distinct())
        tonight, begun = [], []
        for zone in zones:
            local = now.astimezone(ZoneInfo(zone))
            days = [local.date()] if local.time() >= NIGHT_ENDS else [local.date(), (local - _DAY).date()]
            tonight.append(and_(Screening.zone == zone, Screening.day.in_(days)))
            begun.append(and_(Screening.zone == zone, Screening.day <= local.date()))
        long_ago = Screening.day < (now - 3 * _DAY).date()
        self.tonight = and_(by_day, or_(false(), *tonight))
        self.begun = or_(Screening.starts_at <= now + SOON, and_(by_day, or_(long_ago, *begun)))


def _venues(typed: str) -> dict[str, bool]:
    """Venues near what was typed, and whether they are just there and not only near."""
    fits: list[ColumnElement[bool]] = []
    exact: list[ColumnElement[bool]] = [false()]
    if code := _postcode(typed):
        written = func.upper(func.replace(func.replace(Venue.postcode, " ", ""), "-", ""))
        fits.append(written.startswith(code[:SAME_POSTCODE]))
        exact.append(written == code)
    same, alike = _towns(typed)
    if alike:
        fits.append(tuple_(Venue.city, Venue.region).in_(alike))
    if same:
        exact.append(tuple_(Venue.city, Venue.region).in_(same))
    if not fits:
        return {}
    # Those that are just there first, should there be too many.
    is_exact = case((or_(*exact), 1), else_=0)
    rows = select(Venue.id, is_exact).where(or_(*fits)).order_by(is_exact.desc(), Venue.id).limit(MOST_VENUES)
    return {venue_id: bool(found) for venue_id, found in db.session.execute(rows)}


def _postcode(typed: str) -> str:
    """The letters and digits of a postcode; "" when none was typed."""
    if zip_code := _ZIP.search(typed):
        return zip_code[0].replace("-", "")
    plain = "".join(letter for letter in typed.upper() if letter.isascii() and letter.isalnum())
    return plain if SAME_POSTCODE <= len(plain) <= 10 and any(letter.isdigit() for letter in plain) else ""


def _towns(typed: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(city, region) of venues whose town is spelt like that, and those whose town begins like that."""
    town, comma, state = typed.rpartition(",")
    key = typed_town_key(f"{town} {state_code(state) or state}" if comma else typed)
    if len(key) < 2 and key.isascii():
        return [], []
    rows = db.session.execute(select(Venue.city, Venue.region).where(Venue.city != "").distinct())
    alike = [(city, region) for city, region in rows if town_key(f"{city} {region}").startswith(key)]
    same = [(city, region) for city, region in alike if key in (town_key(city), town_key(f"{city} {region}"))]
    rest = sorted(set(alike) - set(same))
    return same[:MOST_TOWNS], [*same, *rest][:MOST_TOWNS]
