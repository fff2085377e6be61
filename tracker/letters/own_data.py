"""What this room holds about a person, in plain words and moments: for themselves. See docs/own-data.md."""

from typing import Any

from sqlalchemy import select

from tracker.letters.letter import Letter
from tracker.letters.reading import text_of, without_links
from tracker.letters.reply import Reply
from tracker.store.db import db
from tracker.times import iso

Told = dict[str, Any]


def tell(ally_id: str) -> Told:
    """The proofs in letters' links stay out: a file lies about, and whoever found it could answer in the ally's name."""
    letters = select(Letter).where(Letter.ally_id == ally_id).order_by(Letter.written_at, Letter.id)
    replies = select(Reply).where(Reply.ally_id == ally_id, Reply.message_sealed.is_not(None))
    return {
        "letters": [_letter(each) for each in db.session.scalars(letters)],
        "replies": [_reply(each) for each in db.session.scalars(replies.order_by(Reply.received_at, Reply.id))],
    }


def _letter(each: Letter) -> Told:
    words = each.words
    return {
        "kind": each.kind, "to": each.recipient or "", "subject": words["subject"] if words else "",
        "text": without_links(text_of(each, words)) if words else "", "language": each.language, "state": each.state,
        "written_at": iso(each.written_at), "left_at": iso(each.left_at), "came_back_at": iso(each.bounced_at),
    }  # fmt: skip


def _reply(each: Reply) -> Told:
    message = each.message
    return {
        "received_at": iso(each.received_at), "sender": message["sender"] if message else "",
        "subject": message["subject"] if message else "", "text": message["text"] if message else "",
        "attachments_not_kept": message.get("attachments", 0) if message else 0,
    }  # fmt: skip
