"""Who an ally is now: links, letters and traces of one who was joined to another mean the one who stays."""

from sqlalchemy import Select, select

from tracker.allies.merge import Merge
from tracker.store.db import db


def now_of(ally_id: str) -> str:
    """The id that stands for this one; itself, when it was joined to nobody."""
    return db.session.scalar(standing_for(ally_id)) or ally_id


def standing_for(ally_id: str) -> Select[str]:
    """The same, as a select; of nothing, when it was joined to nobody."""
    return select(Merge.ally_id).where(Merge.gone_id == ally_id, Merge.undone_at.is_(None))


def halves_of(ally_id: str) -> list[str]:
    """Ids of those who were joined to this one."""
    joined = select(Merge.gone_id).where(Merge.ally_id == ally_id, Merge.undone_at.is_(None))
    return sorted(db.session.scalars(joined))


def lately_joined(ally_id: str) -> bool:
    """Whether somebody was joined to them and could still be parted from them."""
    undoable = Merge.ally_id == ally_id, Merge.undone_at.is_(None), Merge.notes_sealed.is_not(None)
    return db.session.scalar(select(Merge.id).where(*undoable).limit(1)) is not None
