"""Entries of kiosks: kept as they arrive, opened when it is their turn, and doubtful ones for a person to decide."""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, select

from tracker import clock
from tracker.allies.ally import Contact
from tracker.errors import NotThere, Refusal
from tracker.signups import by_contact, kiosk_said, kiosk_sealing
from tracker.signups.kiosk import Kiosk
from tracker.signups.kiosk_entry import KioskEntry
from tracker.signups.kiosk_said import Said, Unreadable
from tracker.signups.kiosk_sealing import Unopened
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.rows import row_of
from tracker.store.transactions import add_once
from tracker.words import Lazy, lazy

# In one go; the page sends fewer. Of one envelope, in characters: what our page seals has some 1,600.
MOST_AT_ONCE, MOST_ENVELOPE = 50, 12_000
# Of one tablet in all: ten times a full evening.
MOST_OF_ONE = 10_000
PAGE = 50
_SUBMISSION = re.compile(r"[A-Za-z0-9_-]{16,40}", re.ASCII)

REASONS: dict[str, Lazy] = {
    "sealed": lazy("It does not open: it was damaged, or sealed for another tablet"),
    "unreadable": lazy("It opens, and is not what our page writes"),
    "contact": lazy("They said yes, and there is no address or number that can be read"),
    "answer": lazy("The question about contact is not answered"),
    "trouble": lazy("Something broke while it was taken in"),
}  # fmt: skip


class KioskFull(Refusal):
    sentence = lazy("So many entries have come from this tablet that no more are taken.")
    status = 429


class SeenToAlready(Refusal):
    sentence = lazy("Somebody else has seen to this entry, or what it said is not kept any more.")
    status = 409


@dataclass(frozen=True, slots=True)
class Sent:
    """One as it came, from whoever has the link: nothing in it is trusted."""

    submission: str
    envelope: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What an entry says. `why`: a doubt, or ""; `text`: what was written, where it is not what our page writes."""

    said: Said
    why: str
    text: str = ""


def is_submission(told: object) -> bool:
    """Whether it could be one that our page made."""
    return isinstance(told, str) and _SUBMISSION.fullmatch(told) is not None


def keep(kiosk: Kiosk, sent: Sequence[Sent], sent_at: datetime | None) -> None:
    """All of them, as they came; inside a transaction. The same again is one. `sent_at`: by the tablet's clock.

    None is refused: what cannot be anything is kept for a person to look at. Raises KioskFull.
    """
    if sent and how_many(kiosk.id) + len(sent) > MOST_OF_ONE:
        raise KioskFull
    late = kiosk.private_key_sealed is None
    rows = [_row(kiosk.id, each, sent_at, late) for each in sent]
    add_once(KioskEntry, sorted(rows, key=lambda row: str(row["submission"])))


def _row(kiosk_id: str, sent: Sent, sent_at: datetime | None, late: bool) -> dict[str, object]:
    """`late`: its key is gone, and nobody will ever read it."""
    row_id, now = new_id(), clock.now()
    # Half a surrogate pair can stand in JSON, and nowhere else.
    envelope = sent.envelope[:MOST_ENVELOPE].encode("utf-8", "replace").decode("utf-8")
    return {
        "id": row_id, "kiosk_id": kiosk_id, "submission": sent.submission, "received_at": now, "sent_at": sent_at,
        "state": "put aside" if late else "waiting", "why": "key gone" if late else "", "settled_at": now if late else None,
        "envelope_sealed": None if late else KioskEntry.envelope.sealed_for(row_id, envelope),
    }  # fmt: skip


def how_many(kiosk_id: str) -> int:
    """That have come from a kiosk."""
    return db.session.scalar(select(func.count()).select_from(KioskEntry).where(KioskEntry.kiosk_id == kiosk_id)) or 0


def anything_waiting() -> bool:
    """Whether some wait to be welcomed."""
    return db.session.scalar(select(KioskEntry.id).where(KioskEntry.state == "waiting").limit(1)) is not None


def waiting(most: int, only: str | None = None) -> list[KioskEntry]:
    """The oldest that wait, locked: what another worker has in hand is left to it. Inside a transaction."""
    wanted = select(KioskEntry).where(KioskEntry.state == "waiting")
    wanted = wanted.where(KioskEntry.id == only) if only else wanted
    wanted = wanted.order_by(KioskEntry.received_at, KioskEntry.id).limit(most)
    return list(db.session.scalars(wanted.with_for_update(skip_locked=True).execution_options(populate_existing=True)))


def opened(entry: KioskEntry, kiosk: Kiosk) -> Opened:
    """What it says, or why nobody can tell."""
    try:
        text = kiosk_sealing.unseal(
            base64.b64decode(entry.envelope or "", validate=True), kiosk.private_key or "0", kiosk.id, entry.submission
        )
    except (Unopened, binascii.Error, ValueError):
        return Opened(Said(), "sealed")
    try:
        said = kiosk_said.read(text)
    except Unreadable:
        return Opened(Said(), "unreadable", text)
    return Opened(said, said.doubt())


def doubt(entry: KioskEntry, why: str) -> None:
    """A person has to look at it."""
    entry.state, entry.why = "doubtful", why


def settle(entry: KioskEntry, state: str, by_id: str | None = None, why: str = "") -> None:
    """Welcomed, or put aside: what it says goes."""
    entry.state, entry.why, entry.envelope = state, why, None
    entry.settled_at, entry.settled_by_id = clock.now(), by_id


def to_decide() -> int:
    """How many are doubtful."""
    return db.session.scalar(counting()) or 0


def counting() -> Select[int]:
    """The same, to be asked together with other counts."""
    return select(func.count()).select_from(KioskEntry).where(_to_decide())


def doubtful(page: int = 1) -> list[KioskEntry]:
    """The oldest first; one more than a page holds where there are more."""
    wanted = select(KioskEntry).where(_to_decide()).order_by(KioskEntry.received_at, KioskEntry.id)
    return list(db.session.scalars(wanted.offset((page - 1) * PAGE).limit(PAGE + 1)))


def by_id(entry_id: str, lock: bool = False) -> KioskEntry:
    """One that is to be decided. Raises NotThere and SeenToAlready."""
    entry = row_of(KioskEntry, entry_id, lock=lock)
    if entry.state == "waiting":
        raise NotThere
    if entry.state != "doubtful" or entry.envelope_sealed is None:
        raise SeenToAlready
    return entry


def forget(contact: Contact) -> None:
    """Doubtful entries that name this address or number go; inside a transaction. Those that wait are barred when it is their turn.

    One that somebody is just mending is left to them: it meets the same bar.
    """
    held = and_(_to_decide(), KioskEntry.why != "sealed")
    for entry in db.session.scalars(select(KioskEntry).where(held).with_for_update(skip_locked=True)).all():
        told = opened(entry, db.session.get_one(Kiosk, entry.kiosk_id))
        if _names(told, contact):
            settle(entry, "put aside", why="erased")
    db.session.flush()


def _names(told: Opened, contact: Contact) -> bool:
    """As it was read, or as it stands there, however badly it was typed around it."""
    if by_contact.bears(told.said.clean_email, told.said.clean_phone, contact):
        return True
    text = f"{told.text} {told.said.email} {told.said.phone}"
    email, phone = contact.get("email"), contact.get("phone", "")
    digits = "".join(filter(str.isdigit, text))
    return bool(email and email in text.lower()) or bool(phone and phone[-9:] in digits)


def _to_decide() -> ColumnElement[bool]:
    return and_(KioskEntry.state == "doubtful", KioskEntry.envelope_sealed.is_not(None))
