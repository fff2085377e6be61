"""Replies: kept sealed on arrival, read on the card of the follow-up that they became, or by a coordinator."""

import hashlib
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, select

from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.contact_points import email_for_matching
from tracker.followups.followup import FollowUp
from tracker.letters.letter import Letter
from tracker.letters.reply import Message, Reply
from tracker.mail.incoming import Incoming
from tracker.mail.raw_headers import addresses
from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.sealing import Broken, fingerprints
from tracker.store.transactions import add_once

# Unsettled ones on the page; the oldest first.
MOST_LISTED = 200


def mark_of(message: Incoming, raw: bytes) -> bytes:
    """What tells a message from every other. Its Message-ID alone would not do: some programs use one twice."""
    said = f"{message.message_id}\n{message.sender}\n{message.text}".encode() if message.message_id else raw
    return fingerprints("suppress", "mail", hashlib.sha256(said).hexdigest())[0][1]


def keep(mark: bytes, message: Incoming, ally_id: str | None, letter_id: str | None) -> str | None:
    """Seal it; inside a transaction. Returns its id. None: the same message has come before."""
    reply_id = new_id()
    told = Message(
        sender=message.sender_shown, subject=message.subject, text=message.text, message_id=message.message_id,
        references=list(message.references), attachments=message.attachments,
    )  # fmt: skip
    row = {
        "id": reply_id, "ally_id": ally_id, "letter_id": letter_id, "mark": mark, "received_at": clock.now(),
        "message_sealed": Reply.message.sealed_for(reply_id, told),
    }  # fmt: skip
    return reply_id if add_once(Reply, [row]) else None


def remember(mark: bytes, letter: Letter) -> bool:
    """That this report, or answer, came to a letter, and nothing of it; inside a transaction. False: it was counted already."""
    now = clock.now()
    row = {
        "id": new_id(),
        "ally_id": letter.ally_id,
        "letter_id": letter.id,
        "mark": mark,
        "received_at": now,
        "settled_at": now,
    }
    return bool(add_once(Reply, [row]))


def became(reply_id: str, follow_up_id: str, by: str | None = None) -> None:
    """It is somebody's to do now; inside a transaction. `by`: the coordinator who saw to it, if one had to."""
    reply = db.session.get_one(Reply, reply_id)
    reply.follow_up_id, reply.settled_at, reply.settled_by_id = follow_up_id, clock.now(), by


def waiting_with(ally_id: str, campaign_id: str) -> str | None:
    """The open follow-up that an earlier reply became: the next one joins it."""
    wanted = (
        select(FollowUp.id)
        .join(Reply, Reply.follow_up_id == FollowUp.id)
        .where(FollowUp.ally_id == ally_id, FollowUp.campaign_id == campaign_id, FollowUp.state == "open")
    )
    return db.session.scalars(wanted.order_by(FollowUp.late_at, FollowUp.id)).first()


@dataclass(frozen=True, slots=True)
class Shown:
    """A reply, opened."""

    id: str
    received_at: datetime
    sender: str
    # It came from another address than the one they left with us.
    elsewhere: bool
    subject: str
    paragraphs: list[str]
    attachments: int
    message_id: str
    references: list[str]


def of_follow_up(follow_up_id: str) -> list[Shown]:
    """What somebody wrote that became this follow-up, the latest first. Asking shows a contact: trace it."""
    wanted = select(Reply).where(Reply.follow_up_id == follow_up_id).order_by(Reply.received_at.desc(), Reply.id)
    return [each for each in map(opened, db.session.scalars(wanted)) if each]


def counting_of(follow_up_id: str) -> Select[int]:
    """How many of these there are, opened or not; to be asked together with other counts."""
    return select(func.count()).select_from(Reply).where(Reply.follow_up_id == follow_up_id)


def opened(reply: Reply) -> Shown | None:
    """None once it was forgotten, or where the keys that are here do not open it."""
    try:
        told = reply.message
    except Broken:
        return None
    if told is None:
        return None
    ally = db.session.get(Ally, reply.ally_id) if reply.ally_id else None
    known = (ally.contact or {}).get("email", "") if ally else ""
    sender = next(iter(addresses([told["sender"]])), "")
    return Shown(
        id=reply.id, received_at=reply.received_at, sender=told["sender"],
        elsewhere=bool(known) and email_for_matching(known) != email_for_matching(sender), subject=told["subject"],
        paragraphs=[part for part in told["text"].split("\n\n") if part.strip()], attachments=told.get("attachments", 0),
        message_id=told.get("message_id", ""), references=told.get("references", []),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One that waits for a coordinator. `alias`: of who has asked us to stop; "" where nobody is known."""

    id: str
    received_at: datetime
    alias: str


def waits_for_a_coordinator() -> ColumnElement[bool]:
    """Over Reply: nobody has seen to it, and it was not forgotten with its ally."""
    return and_(Reply.settled_at.is_(None), Reply.message_sealed.is_not(None))


def counting_unsettled() -> Select[int]:
    """How many messages wait for a coordinator; to be asked together with other counts."""
    return select(func.count()).select_from(Reply).where(waits_for_a_coordinator())


def unsettled() -> list[Line]:
    """The oldest first; nothing of what they say."""
    wanted = (
        select(Reply.id, Reply.received_at, Ally.alias)
        .outerjoin(Ally, Ally.id == Reply.ally_id)
        .where(waits_for_a_coordinator())
        .order_by(Reply.received_at, Reply.id)
    )
    return [Line(id_, at, alias or "") for id_, at, alias in db.session.execute(wanted.limit(MOST_LISTED))]
