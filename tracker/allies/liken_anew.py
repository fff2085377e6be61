"""Who changed, and who is gone, is compared with the others anew, or with nobody any more."""

from collections.abc import Collection

from sqlalchemy import delete, or_, update

from tracker.allies.ally import Ally
from tracker.allies.likeness import Likeness, LikenessMark
from tracker.store.db import db


def like_anew(ally_ids: Collection[str]) -> None:
    """Their contact is another: what was found or said of the old one counts no more; inside a transaction."""
    drop(ally_ids)
    look_again(ally_ids)


def look_again(ally_ids: Collection[str]) -> None:
    """The worker is to look once more; what somebody has decided stands. Inside a transaction."""
    again = update(Ally).where(Ally.id.in_(sorted(ally_ids))).values(likened_at=None)
    db.session.execute(again.execution_options(synchronize_session="fetch"))


def drop(ally_ids: Collection[str], undecided: bool = False) -> None:
    """They are found by nothing, and offered with nobody; inside a transaction. `undecided`: what was decided stays."""
    ids = sorted(ally_ids)
    db.session.execute(delete(LikenessMark).where(LikenessMark.ally_id.in_(ids)))
    pairs = delete(Likeness).where(or_(Likeness.one_id.in_(ids), Likeness.other_id.in_(ids)))
    pairs = pairs.where(Likeness.apart_at.is_(None)) if undecided else pairs
    db.session.execute(pairs.execution_options(synchronize_session="fetch"))
