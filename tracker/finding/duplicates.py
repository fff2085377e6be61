"""Who may be one person, as the desk lists it: to be decided, joined, and said not to be. By aliases alone."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import aliased

from tracker.allies.ally import Ally
from tracker.allies.likeness import OPEN, Likeness
from tracker.allies.merge import Merge
from tracker.allies.old_merges import UNDOABLE
from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.once import known

PAGE = 50
LISTS = ("open", "joined", "apart")


@dataclass(frozen=True, slots=True)
class Line:
    """Two of them. `id`: of the pair, of the merge where they are joined."""

    id: str
    one_id: str
    one: str
    other_id: str
    other: str
    at: datetime
    evidence: list[str]
    account_id: str | None = None
    # Until when it can be taken back; None: not any more.
    until: datetime | None = None


def to_decide() -> int:
    """How many pairs wait for a coordinator; from an index that holds these alone."""
    return db.session.scalar(counting()) or 0


def counting() -> Select[int]:
    """The same, to be asked together with other counts."""
    return select(func.count()).select_from(Likeness).where(text(OPEN))


def listed(which: str, page: int = 1) -> list[Line]:
    """One of LISTS: what is to be decided with the strongest first, else the latest first; one more than a page when there is."""
    return _joined(page) if which == "joined" else _pairs(which == "apart", page)


def _pairs(apart: bool, page: int) -> list[Line]:
    one, other = aliased(Ally), aliased(Ally)
    wanted = (
        select(Likeness, one.alias, other.alias)
        .join(one, one.id == Likeness.one_id)
        .join(other, other.id == Likeness.other_id)
        .where(one.contact_sealed.is_not(None), other.contact_sealed.is_not(None))
    )
    if apart:
        wanted = wanted.where(Likeness.apart_at.is_not(None)).order_by(Likeness.apart_at.desc(), Likeness.id)
    else:
        wanted = wanted.where(text(f"likeness.{OPEN}")).order_by(Likeness.strength.desc(), Likeness.id.desc())
    return [
        Line(pair.id, pair.one_id, alias, pair.other_id, other_alias, pair.apart_at or pair.found_at, pair.evidence.split(),
             pair.account_id)
        for pair, alias, other_alias in db.session.execute(_paged(wanted, page))
    ]  # fmt: skip


def _joined(page: int) -> list[Line]:
    stays, gone = aliased(Ally), aliased(Ally)
    wanted = (
        select(Merge, stays.alias, gone.alias)
        .join(stays, stays.id == Merge.ally_id)
        .join(gone, gone.id == Merge.gone_id)
        .where(Merge.undone_at.is_(None), stays.contact_sealed.is_not(None))
        .order_by(Merge.at.desc(), Merge.id)
    )
    return [
        Line(merge.id, merge.ally_id, alias, merge.gone_id, gone_alias, merge.at, [], merge.account_id,
             merge.at + UNDOABLE if merge.notes_sealed is not None else None)
        for merge, alias, gone_alias in db.session.execute(_paged(wanted, page))
    ]  # fmt: skip


def _paged(wanted: Any, page: int) -> Any:
    return wanted.offset((page - 1) * PAGE).limit(PAGE + 1)


def of_ally(ally_id: str) -> list[Line]:
    """Pairs that are to be decided with this one, the strongest first."""
    either = (Likeness.one_id == ally_id) | (Likeness.other_id == ally_id)
    rows = db.session.scalars(
        select(Likeness).where(either, text(f"likeness.{OPEN}")).order_by(Likeness.strength.desc())
    )
    pairs = list(rows)
    if not pairs:
        return []
    ids = {each for pair in pairs for each in (pair.one_id, pair.other_id)}
    aliases = dict(db.session.execute(select(Ally.id, Ally.alias).where(Ally.id.in_(sorted(ids)))).all())
    return [
        Line(pair.id, pair.one_id, aliases[pair.one_id], pair.other_id, aliases[pair.other_id], pair.found_at,
             pair.evidence.split())
        for pair in pairs
    ]  # fmt: skip


def merges_of(ally_id: str) -> list[Line]:
    """Who was joined to this one, the latest first; aliases alone."""
    if known(("joined to", ally_id)) == 0:
        return []
    wanted = select(Merge, Ally.alias).join(Ally, Ally.id == Merge.gone_id)
    rows = db.session.execute(wanted.where(Merge.ally_id == ally_id).order_by(Merge.at.desc(), Merge.id))
    return [
        Line(merge.id, merge.ally_id, "", merge.gone_id, alias, merge.at, [], merge.account_id,
             merge.at + UNDOABLE if merge.notes_sealed is not None else None)
        for merge, alias in rows if merge.undone_at is None
    ]  # fmt: skip
