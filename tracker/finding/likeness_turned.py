"""While the keys turn: marks under the new find key beside those under the old one; afterwards the old ones go."""

from collections.abc import Sequence

from sqlalchemy import case, delete, func, insert, select

from tracker.allies import likeness_marks
from tracker.allies.ally import Ally
from tracker.allies.likeness import LikenessMark
from tracker.signups.together import evenings_of
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.resealing import Tally, unheld
from tracker.store.sealing import Broken


def waiting(find_key: str, after: str, most: int) -> list[str]:
    """Ids of allies behind `after` who have marks, and none under this find key."""
    new = func.sum(case((LikenessMark.key_name == find_key, 1), else_=0))
    found = select(LikenessMark.ally_id).where(LikenessMark.ally_id > after).group_by(LikenessMark.ally_id)
    return list(db.session.scalars(found.having(new == 0).order_by(LikenessMark.ally_id).limit(most)))


def renew(ally_ids: Sequence[str], find_key: str) -> Tally:
    """Write them under the key too; inside a transaction. Whose contact does not open is found by nothing any more."""
    wanted = select(Ally).where(Ally.id.in_(ally_ids)).order_by(Ally.id)
    allies = db.session.scalars(unheld(wanted).execution_options(populate_existing=True)).all()
    evenings = evenings_of([ally.id for ally in allies])
    rows: list[dict[str, object]] = []
    lost: list[str] = []
    for ally in allies:
        try:
            marks = likeness_marks.marks(ally.contact or {}, evenings.get(ally.id, frozenset()))
        except Broken:
            marks = []
        own = sorted({mark for key, mark in marks if key == find_key})
        rows += [{"id": new_id(), "ally_id": ally.id, "key_name": find_key, "mark": mark} for mark in own]
        lost += [] if own else [ally.id]
    db.session.execute(delete(LikenessMark).where(LikenessMark.ally_id.in_(lost)))
    if rows:
        db.session.execute(insert(LikenessMark), rows)
    return Tally(len(rows) + len(lost), len(ally_ids) - len(allies), 0)


def left_over(find_key: str, after: str, most: int) -> list[str]:
    """Ids of marks behind `after` under other find keys than this."""
    old = select(LikenessMark.id).where(LikenessMark.key_name != find_key, LikenessMark.id > after)
    return list(db.session.scalars(old.order_by(LikenessMark.id).limit(most)))


def clear(mark_ids: Sequence[str]) -> Tally:
    """Away with them: whoever has them has others under the key; inside a transaction."""
    gone = delete(LikenessMark).where(LikenessMark.id.in_(mark_ids)).returning(LikenessMark.id)
    return Tally(len(db.session.scalars(gone).all()))
