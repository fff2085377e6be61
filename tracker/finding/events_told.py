"""Film screenings as another program is told of them: in the order in which they were logged, by campaign, by filter."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, false, func, literal, select

from tracker.errors import NotThere, Refusal
from tracker.finding.in_order import InOrder
from tracker.finding.people_told import OnlyEqual, compared
from tracker.osdi.filters import Condition
from tracker.records import dataclass
from tracker.screenings.code import Code
from tracker.screenings.doors import USUAL_MINUTES
from tracker.screenings.film import Film
from tracker.screenings.names import title_key
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups.signup import Signup
from tracker.store import known_as
from tracker.store.db import db, seconds
from tracker.store.rows import is_id
from tracker.words import lazy

TITLES = ("title", "name")
FILTERS = ("start_date", "end_date", *TITLES, "created_date", "modified_date", "identifier")


class EqualOrNot(Refusal):
    sentence = lazy("“%(field)s” is compared by eq and ne alone.")
    status = 400


@dataclass(frozen=True, slots=True)
class EventTold:
    """One film screening, with what belongs to it. `accepted`: how many signed up; `code`: by which people sign up."""

    screening: Screening
    film: Film
    venue: Venue | None
    accepted: int
    code: str
    identifiers: tuple[str, ...]

    @property
    def ends_at(self) -> datetime | None:
        if self.screening.starts_at is None:
            return None
        return self.screening.starts_at + timedelta(minutes=self.film.running_minutes or USUAL_MINUTES)


def order(conditions: Sequence[Condition], campaign_id: str | None) -> InOrder:
    """All that have a day. Raises OnlyEqual, EqualOrNot, and Unreadable for a moment that is none."""
    fits: list[ColumnElement[bool]] = [Screening.standing.is_(None), Screening.joined_into_id.is_(None)]
    if campaign_id is not None:
        fits.append(Screening.campaign_id == campaign_id)
    fits += [_condition(each) for each in conditions]
    wanted = select(Screening.created_at, Screening.id).join(Film, Film.id == Screening.film_id).where(*fits)
    return InOrder(wanted, Screening.created_at, Screening.id)


def seen(event_id: str, campaign_id: str | None) -> str:
    """The id of the one that is meant now, where it may be seen. Raises NotThere."""
    found = db.session.get(Screening, event_id) if is_id(event_id) else None
    while found is not None and found.joined_into_id:
        found = db.session.get(Screening, found.joined_into_id)
    if found is None or found.standing or (campaign_id is not None and found.campaign_id != campaign_id):
        raise NotThere
    return found.id


def told(ids: Sequence[str]) -> list[EventTold]:
    """In their order; what is gone is left out."""
    rows = db.session.execute(
        select(Screening, Film, Venue)
        .join(Film, Film.id == Screening.film_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .where(Screening.id.in_(ids))
    ).all()
    by_id = {row[0].id: row for row in rows}
    signed = select(Signup.screening_id, func.count()).where(Signup.screening_id.in_(ids)).group_by(Signup.screening_id)
    accepted: dict[str, int] = dict(db.session.execute(signed).all())
    links = select(Code.screening_id, func.min(Code.code)).where(Code.screening_id.in_(ids), Code.source == "link")
    codes: dict[str, str] = dict(db.session.execute(links.group_by(Code.screening_id)).all())  # type: ignore[arg-type]
    names = known_as.of(known_as.EVENT, by_id)
    return [
        EventTold(*by_id[id_], accepted.get(id_, 0), codes.get(id_, ""), tuple(names.get(id_, ())))
        for id_ in ids
        if id_ in by_id
    ]


def _condition(condition: Condition) -> ColumnElement[bool]:
    if condition.field in TITLES:
        if condition.op not in ("eq", "ne"):
            raise EqualOrNot(field=condition.field)
        same = Film.title_key == title_key(condition.value)
        return same if condition.op == "eq" else ~same
    if condition.field == "identifier":
        if condition.op != "eq":
            raise OnlyEqual(field=condition.field)
        kind, _, id_ = condition.value.partition(":")
        if kind != "action_network":
            id_ = known_as.meant(known_as.EVENT, [condition.value])[0] or ""
        return Screening.id == id_ if is_id(id_) else false()
    if condition.field == "end_date":
        return _ends(condition)
    column: Any = {
        "start_date": Screening.starts_at, "created_date": Screening.created_at, "modified_date": Screening.changed_at,
    }[condition.field]  # fmt: skip
    return compared(column, condition)


def _ends(condition: Condition) -> ColumnElement[bool]:
    """No column says when it ends: the film's length does."""
    length = func.coalesce(Film.running_minutes, USUAL_MINUTES) * 60
    ends = seconds(Screening.starts_at) + length
    at = literal(int(condition.moment.timestamp()), Integer)
    compare: dict[str, ColumnElement[bool]] = {
        "eq": ends == at, "ne": ends != at, "gt": ends > at, "ge": ends >= at, "lt": ends < at, "le": ends <= at,
    }  # fmt: skip
    return compare[condition.op]
