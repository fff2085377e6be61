"""Who has asked for extra care, among few: that is sealed, and no query can ask for it."""

from sqlalchemy import ColumnElement, and_, select

from tracker.allies.ally import Ally
from tracker.errors import Refusal
from tracker.store.db import db
from tracker.words import lazy

# Opening so many takes a third of a second.
MOST = 20_000


class TooManyToOpen(Refusal):
    sentence = lazy(
        "Extra care is sealed and has to be opened one by one, for 20,000 allies at most. Choose less: one campaign, or some days."
    )


def among(condition: ColumnElement[bool], wanted: bool) -> ColumnElement[bool]:
    """The condition over Ally, narrowed to who has asked for it (`wanted`), or has not. Raises TooManyToOpen."""
    held = _held(condition)
    ids = _asked(held)
    return and_(held, Ally.id.in_(ids) if wanted else Ally.id.not_in(ids))


def without(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The same, without who has asked for it; who is erased stays. Raises TooManyToOpen."""
    return and_(condition, Ally.id.not_in(_asked(_held(condition))))


def _held(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(condition, Ally.extra_care_sealed.is_not(None))


def _asked(held: ColumnElement[bool]) -> list[str]:
    """Ids of who has asked for it."""
    rows = db.session.execute(select(Ally.id, Ally.extra_care_sealed).where(held).limit(MOST + 1)).all()
    if len(rows) > MOST:
        raise TooManyToOpen
    return [ally_id for ally_id, sealed in rows if Ally.extra_care.open_for(ally_id, sealed)]
