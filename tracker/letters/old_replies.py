"""Replies that are not kept any longer: nobody could say whose they are, or whoever wrote them was erased."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_, select, text, update

from tracker.allies.ally import Ally
from tracker.letters.reply import HELD, Reply
from tracker.store.db import db


def outlived(before: datetime, most: int) -> Sequence[str]:
    """Ids of those that became nobody's to do and came in before this moment, the oldest first; then of whose ally is gone."""
    loose = select(Reply.id).where(text(f"reply.{HELD}"), Reply.follow_up_id.is_(None), Reply.received_at < before)
    found = list(db.session.scalars(loose.order_by(Reply.received_at).limit(most)))
    left_behind = select(Reply.id).join(Ally, Ally.id == Reply.ally_id)
    left_behind = left_behind.where(text(f"reply.{HELD}"), Ally.contact_sealed.is_(None))
    return found + list(db.session.scalars(left_behind.where(Reply.id.not_in(found)).limit(most - len(found))))


def empty(reply_ids: Collection[str], before: datetime) -> int:
    """What they said goes, that they came stays; inside a transaction. Not what somebody has just taken on. How many."""
    gone = select(Ally.id).where(Ally.contact_sealed.is_(None))
    ended = or_(Reply.follow_up_id.is_(None) & (Reply.received_at < before), Reply.ally_id.in_(gone))
    emptied = update(Reply).where(Reply.id.in_(list(reply_ids)), text(f"reply.{HELD}"), ended)
    emptied = emptied.values(message_sealed=None).returning(Reply.id).execution_options(synchronize_session=False)
    return len(db.session.scalars(emptied).all())
