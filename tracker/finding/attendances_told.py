"""Signups as another program is told of them: of a film screening, or of an ally."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select

from tracker.allies.ally import Ally
from tracker.allies.ghosts import ghost_of
from tracker.errors import NotThere
from tracker.finding.in_order import InOrder
from tracker.finding.people_told import OnlyEqual, careful, compared
from tracker.imports.import_row import ImportRow
from tracker.imports.people_writing import SUBMISSION
from tracker.osdi.filters import Condition
from tracker.records import dataclass
from tracker.screenings.screening import Screening
from tracker.signups import folded
from tracker.signups.signup import Signup
from tracker.signups.within import held
from tracker.store import known_as
from tracker.store.db import db
from tracker.store.rows import is_id

FILTERS = ("created_date", "modified_date", "identifier")


@dataclass(frozen=True, slots=True)
class AttendanceTold:
    """A signup. `ally_id`: of nobody where the ally asked for extra care; `changed_at`: when they said that it belongs there."""

    id: str
    ally_id: str
    screening_id: str
    source: str
    at: datetime
    changed_at: datetime
    identifiers: tuple[str, ...]


def of_event(event_id: str, conditions: Sequence[Condition]) -> InOrder:
    """Of allies who are held."""
    wanted = select(Signup.at, Signup.id).join(Ally, Ally.id == Signup.ally_id)
    fits = [Signup.screening_id == event_id, held(), *map(_condition, conditions)]
    return InOrder(wanted.where(*fits), Signup.at, Signup.id)


def of_person(ally_id: str, campaign_id: str | None, conditions: Sequence[Condition]) -> InOrder:
    """At film screenings that have a day."""
    wanted = select(Signup.at, Signup.id).join(Screening, Screening.id == Signup.screening_id)
    fits = [Signup.ally_id == ally_id, Screening.standing.is_(None), *map(_condition, conditions)]
    if campaign_id is not None:
        fits.append(Screening.campaign_id == campaign_id)
    return InOrder(wanted.where(*fits), Signup.at, Signup.id)


def seen(signup_id: str, event_id: str | None = None, ally_id: str | None = None) -> str:
    """The id of the one that is meant now, of this film screening or ally. Raises NotThere."""
    found = db.session.get(Signup, folded.now_of(signup_id)) if is_id(signup_id) else None
    wrong = found is None or (event_id or found.screening_id) != found.screening_id
    if found is None or wrong or (ally_id or found.ally_id) != found.ally_id:
        raise NotThere
    if db.session.scalar(select(Ally.id).where(Ally.id == found.ally_id, held())) is None:
        raise NotThere
    return found.id


def told(ids: Sequence[str]) -> list[AttendanceTold]:
    """In their order; what is gone is left out."""
    rows = {row.id: row for row in db.session.scalars(select(Signup).where(Signup.id.in_(ids)))}
    names = known_as.of(known_as.ATTENDANCE, rows)
    lists = _of_lists(rows.values())
    closed = careful({row.ally_id for row in rows.values()})
    told = []
    for row in (rows[id_] for id_ in ids if id_ in rows):
        whose = ghost_of(row.id) if row.ally_id in closed else row.ally_id
        known = (*names.get(row.id, ()), *lists.get(row.id, ()))
        told.append(AttendanceTold(row.id, whose, row.screening_id, row.source, row.at, row.placed_at or row.at, known))
    return told


def _of_lists(rows: Collection[Signup]) -> dict[str, list[str]]:
    """ "sheet:<list>-<row>" of those that a list or a paper sheet brought."""
    by_row = {row.submission.removeprefix(SUBMISSION): row.id for row in rows if row.submission.startswith(SUBMISSION)}
    wanted = select(ImportRow.id, ImportRow.import_id, ImportRow.place).where(ImportRow.id.in_(sorted(by_row)))
    found = db.session.execute(wanted) if by_row else ()
    named = {by_row[id_]: [f"sheet:{import_id}-{place}"] for id_, import_id, place in found}
    for row in rows:
        kind, _, rest = row.submission.partition(".")
        if kind == "sheet" and rest.count(".") == 1:
            named[row.id] = [f"sheet:{rest.replace('.', '-')}"]
    return named


def _condition(condition: Condition) -> ColumnElement[bool]:
    if condition.field != "identifier":
        return compared(Signup.at, condition)
    if condition.op != "eq":
        raise OnlyEqual(field=condition.field)
    kind, _, id_ = condition.value.partition(":")
    if kind != "action_network":
        id_ = known_as.meant(known_as.ATTENDANCE, [condition.value])[0] or ""
    return Signup.id == (id_ if is_id(id_) else "")
