"""Which film screening a row of a list of people means: its film, venue and date cells that are not blank must all fit.

A date like 10/11/2023 fits either way round.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import select

from tracker.errors import Refusal
from tracker.imports.dates import Order, read_date
from tracker.imports.portions import portions
from tracker.imports.world_known import joined_venues
from tracker.records import dataclass
from tracker.screenings.film import Film
from tracker.screenings.names import title_key, venue_key
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.db import db
from tracker.words import lazy

AT_ONCE = 5_000


class RowRefused(Refusal):
    """Why a row of a list of people is not taken. `reason`: one word for programs."""

    reason = "refused"


class ScreeningMissing(RowRefused):
    sentence = lazy("It names no film, venue or date, so which film screening it was cannot be told.")
    reason = "screening_missing"


class DayUnreadable(RowRefused):
    sentence = lazy("The day of the film screening cannot be read.")
    reason = "date_unreadable"


class ScreeningNotFound(RowRefused):
    sentence = lazy("No film screening fits what it says of film, venue and date.")
    reason = "screening_not_found"


class ScreeningAmbiguous(RowRefused):
    sentence = lazy("More than one film screening fits what it says of film, venue and date.")
    reason = "screening_ambiguous"


@dataclass(frozen=True, slots=True)
class Spot:
    """One film screening, as signups need it. A standing one has no day."""

    id: str
    campaign_id: str
    kind: str
    zone: str
    day: date | None
    starts_at: datetime | None
    point_person_id: str | None


class Spots:
    """All film screenings that a list may mean, by what people call them."""

    def __init__(self, campaign_id: str = "") -> None:
        """`campaign_id`: only those of this campaign."""
        ends = joined_venues()
        self.by_id: dict[str, Spot] = {}
        self.films: dict[str, set[str]] = defaultdict(set)
        self.venues: dict[str, set[str]] = defaultdict(set)
        self.days: dict[date, set[str]] = defaultdict(set)
        titles = _titles()
        names = _names(ends)
        table = Screening.__table__.c
        wanted = select(
            table.id, table.campaign_id, table.kind, table.zone, table.day, table.starts_at, table.point_person_id,
            table.film_id, table.venue_id,
        ).where(table.standing.is_(None), table.joined_into_id.is_(None))  # fmt: skip
        if campaign_id:
            wanted = wanted.where(table.campaign_id == campaign_id)
        for row in db.session.execute(wanted):
            self.by_id[row.id] = Spot(*row[:7])
            for key in titles.get(row.film_id, ()):
                self.films[key].add(row.id)
            for key in names.get(ends.get(row.venue_id, row.venue_id), ()):
                self.venues[key].add(row.id)
            self.days[row.day].add(row.id)
        self.found: dict[tuple[str, str, str], Spot | type[RowRefused]] = {}

    def find(self, film: str, venue: str, day: str, epoch: datetime | None = None) -> Spot:
        """By cleaned cells. Raises ScreeningMissing, DayUnreadable, ScreeningNotFound, ScreeningAmbiguous."""
        key = film, venue, day
        if key not in self.found:
            self.found[key] = self._find(film, venue, day, epoch)
        found = self.found[key]
        if isinstance(found, type):
            raise found
        return found

    def _find(self, film: str, venue: str, day: str, epoch: datetime | None) -> Spot | type[RowRefused]:
        if not (film or venue or day):
            return ScreeningMissing
        fits = []
        if day:
            days = days_of(day, epoch)
            if not days:
                return DayUnreadable
            fits.append(set().union(*(self.days.get(each, ()) for each in days)))
        if film:
            fits.append(self.films.get(title_key(film), set()))
        if venue:
            fits.append(self.venues.get(venue_key(venue), set()))
        left = set.intersection(*sorted(fits, key=len))
        if not left:
            return ScreeningNotFound
        return self.by_id[left.pop()] if len(left) == 1 else ScreeningAmbiguous


def one(screening_id: str) -> Spot:
    """The one of all rows, a standing one too. Raises ScreeningNotFound."""
    found = many([screening_id])
    if not found:
        raise ScreeningNotFound
    return found[screening_id]


def many(screening_ids: Iterable[str]) -> dict[str, Spot]:
    """Those that are still there and were not found to be the same as another, by id."""
    table, found = Screening.__table__.c, {}
    for some in portions(sorted(set(screening_ids)), AT_ONCE):
        wanted = select(
            table.id, table.campaign_id, table.kind, table.zone, table.day, table.starts_at, table.point_person_id
        ).where(table.id.in_(some), table.joined_into_id.is_(None))
        found.update({row[0]: Spot(*row) for row in db.session.execute(wanted)})
    return found


@lru_cache(maxsize=10_000)
def days_of(text: str, epoch: datetime | None = None) -> frozenset[date]:
    """The days that a date can mean: none, one, or the two of 10/11/2023."""
    found = set()
    for order in (Order.MONTH, Order.DAY):
        try:
            found.add(read_date(text, order, epoch).day)
        except Refusal:
            continue
    return frozenset(found)


def _titles() -> dict[str, set[str]]:
    """By film: the keys of its titles; of one that holds two ("Sueños / Dreams"), of either."""
    return {
        id_: {title_key(name) for whole in (title, original) for name in (whole, *whole.split(" / ")) if name}
        for id_, title, original in db.session.execute(select(Film.id, Film.title, Film.original_title))
    }


def _names(ends: dict[str, str]) -> dict[str, set[str]]:
    """By venue: the keys of its names; one that was joined into it lends it its own."""
    found: dict[str, set[str]] = defaultdict(set)
    for id_, name in db.session.execute(select(Venue.id, Venue.name)):
        found[ends.get(id_, id_)].add(venue_key(name))
    return found
