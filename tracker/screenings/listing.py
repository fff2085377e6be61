"""The list of screenings: filters, and pages of fifty that go on where the one before ended."""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.screenings import calendar, venues
from tracker.screenings.film import Film
from tracker.screenings.head_count import HeadCount
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.counts import so_far
from tracker.store.db import db
from tracker.store.rows import in_batches, is_id
from tracker.words import lazy

PAGE = 50


class PlaceInListUnknown(Refusal):
    sentence = lazy("That page of the list does not exist. Begin at its first one.")
    status = 404


@dataclass(frozen=True)
class Wanted:
    """What to list. `only`: the campaigns that may be seen; None: all."""

    only: Collection[str] | None = None
    campaign_id: str | None = None
    kind: str | None = None
    # One of calendar.PHASES.
    phase: str | None = None
    since: date | None = None
    until: date | None = None
    place: str = ""
    venue_id: str | None = None
    film_id: str | None = None

    @property
    def with_standing(self) -> bool:
        """Standing screenings have no day, place or venue: they show only where none is asked for."""
        return not (self.phase or self.since or self.until or self.place or self.venue_id)


@dataclass(frozen=True)
class Line:
    """One screening of the list, with what stands beside it."""

    screening: Screening
    film: Film
    venue: Venue | None
    phase: str


@dataclass(frozen=True)
class Page:
    lines: list[Line]
    # Where the next page begins; None on the last one.
    after: str | None


def page(wanted: Wanted, after: str | None = None) -> Page:
    """One page by day and start; on the last one the standing screenings. Raises PlaceInListUnknown."""
    query = _joined().where(*_conditions(wanted), Screening.day.is_not(None))
    if after:
        query = query.where(_behind(after))
    ordered = query.order_by(Screening.day, Screening.starts_at.is_(None), Screening.starts_at, Screening.id)
    lines = _lines(ordered.limit(PAGE + 1))
    if len(lines) > PAGE:
        return Page(lines[:PAGE], _mark(lines[PAGE - 1].screening))
    if wanted.with_standing:
        lines += _lines(_standing(wanted))
    return Page(lines, None)


def every(wanted: Wanted) -> Iterator[list[Line]]:
    """All of them, some at a time, by day and start; the standing ones last."""
    dated = _joined().where(*_conditions(wanted), Screening.day.is_not(None))
    orders = (Screening.day, Screening.starts_at.is_(None), Screening.starts_at, Screening.id)
    for some in in_batches(dated.order_by(*orders)):
        yield [_line(*row) for row in some]
    if wanted.with_standing:
        yield _lines(_standing(wanted))


def how_many(wanted: Wanted) -> tuple[int, int]:
    """How many dated screenings there are, and how many of them are over without a head count."""
    counted = select(func.count(), func.count().filter(_uncounted())).select_from(Screening)
    total, without = db.session.execute(_counted(counted, wanted)).one()
    return total, without


def are_there(wanted: Wanted, number: int) -> bool:
    """Whether there are so many dated screenings: no more are looked at than it takes."""
    some = so_far(_counted(select(Screening.id), wanted), number)
    return db.session.execute(some).scalar_one() >= number


def counting_uncounted(only: Collection[str] | None, most: int) -> Select[int]:
    """How many of these campaigns' are over without a head count, counted up to `most`; to be asked with other counts."""
    return so_far(_counted(select(Screening.id).where(_uncounted()), Wanted(only=only)), most)


def _uncounted() -> ColumnElement[bool]:
    counted = exists().where(HeadCount.screening_id == Screening.id).correlate(Screening)
    return and_(calendar.in_phase("over"), ~counted)


def _counted(counted: Any, wanted: Wanted) -> Any:
    """Venues only where a place is asked for."""
    if wanted.place:
        counted = counted.outerjoin(Venue, Venue.id == Screening.venue_id)
    return counted.where(*_conditions(wanted), Screening.day.is_not(None))


def tonight(only: Collection[str] | None, account_id: str, most: int) -> list[Line]:
    """Those of today that are not over, by start; where `account_id` is expected to be comes first."""
    theirs = or_(Screening.point_person_id == account_id, Screening.host_contact_id == account_id)
    wanted = _joined().where(*_conditions(Wanted(only=only)), calendar.about_now(), Screening.venue_id.is_not(None))
    ordered = wanted.order_by(
        case((theirs, 0), else_=1), Screening.starts_at.is_(None), Screening.starts_at, Screening.id
    )
    # Whether it is today there, each one's own clock tells: nearly always of the first that are looked at.
    looked_at = 10 * most
    while True:
        lines = _lines(ordered.limit(looked_at))
        found = [line for line in lines if line.phase == "tonight"]
        if len(found) >= most or len(lines) < looked_at:
            return found[:most]
        looked_at *= 4


def line_of(screening: Screening) -> Line:
    """One screening with its film and venue."""
    return _lines(_joined().where(Screening.id == screening.id))[0]


def could_be(screening: Screening) -> list[Line]:
    """Others of the campaign that may be the same: a day around it, or the same venue; those of that day first."""
    if screening.day is None:
        return []
    near = or_(
        Screening.day == screening.day,
        and_(Screening.venue_id.is_not(None), Screening.venue_id == screening.venue_id),
    )
    others = _joined().where(
        Screening.campaign_id == screening.campaign_id, Screening.id != screening.id,
        Screening.joined_into_id.is_(None), Screening.standing.is_(None), near,
    )  # fmt: skip
    order = ((Screening.day != screening.day), (Screening.venue_id != screening.venue_id), Screening.day, Screening.id)
    return _lines(others.order_by(*order).limit(12))


def _joined() -> Select[Screening, Film, Venue]:
    return (
        select(Screening, Film, Venue)
        .join(Film, Film.id == Screening.film_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    same = ("campaign_id", "kind", "venue_id", "film_id")
    found: list[ColumnElement[bool]] = [Screening.joined_into_id.is_(None)]
    found += [getattr(Screening, name) == getattr(wanted, name) for name in same if getattr(wanted, name)]
    if wanted.since:
        found.append(Screening.day >= wanted.since)
    if wanted.until:
        found.append(Screening.day <= wanted.until)
    if wanted.only is not None:
        found.append(Screening.campaign_id.in_(wanted.only))
    if wanted.phase:
        found.append(calendar.in_phase(wanted.phase))
    if wanted.place:
        found.append(venues.matching(wanted.place))
    return found


def _lines(query: Select[Screening, Film, Venue]) -> list[Line]:
    return [_line(*row) for row in db.session.execute(query)]


def _line(screening: Screening, film: Film, venue: Venue | None) -> Line:
    return Line(screening, film, venue, calendar.phase(screening))


def _standing(wanted: Wanted) -> Select[Screening, Film, Venue]:
    standing = _joined().where(*_conditions(wanted), Screening.standing.is_not(None))
    return standing.order_by(Screening.campaign_id, Screening.standing)


def _mark(last: Screening) -> str:
    """The end of a page, as an address can carry it: day, second of the start, id."""
    second = str(int(last.starts_at.timestamp())) if last.starts_at else "x"
    return f"{last.day}_{second}_{last.id}"


def _behind(mark: str) -> ColumnElement[bool]:
    try:
        day_text, second, last_id = mark.split("_")
        day = date.fromisoformat(day_text)
        starts_at = None if second == "x" else datetime.fromtimestamp(int(second), UTC)
    except (ValueError, OverflowError, OSError):
        raise PlaceInListUnknown from None
    if not is_id(last_id):
        raise PlaceInListUnknown
    if starts_at is None:
        later = and_(Screening.starts_at.is_(None), Screening.id > last_id)
    else:
        later = or_(
            Screening.starts_at.is_(None),
            Screening.starts_at > starts_at,
            and_(Screening.starts_at == starts_at, Screening.id > last_id),
        )
    return and_(Screening.day >= day, or_(Screening.day > day, later))
