"""Entries of kiosks: kept as they arrive, opened when it is their turn, and doubtful ones for a person to decide."""

import base64
import binascii
import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, literal, select, tuple_, update

from tracker import clock
from tracker.allies import contact_points as points
from tracker.allies.ally import Contact
from tracker.errors import NotThere, Refusal
from tracker.records import dataclass
from tracker.signups import by_contact, kiosk_pace, kiosk_said, kiosk_sealing
from tracker.signups.kiosk import Kiosk
from tracker.signups.kiosk_entry import KEY_GONE, KioskEntry, to_do
from tracker.signups.kiosk_said import Said, Unreadable
from tracker.signups.kiosk_sealing import Unopened
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.rows import row_of
from tracker.store.transactions import add_once
from tracker.words import Lazy, lazy

# In one go; the page sends fewer. Of one envelope, in characters: what our page seals has some 1,600. Of all: kiosk_pace.
MOST_AT_ONCE, MOST_ENVELOPE = 50, 12_000
PAGE = 50
_SUBMISSION = re.compile(r"[A-Za-z0-9_-]{16,40}", re.ASCII)
# What no address has in it; and all that stands together where a number might: none is cut out of a longer one.
_BETWEEN = re.compile(r"[\s<>()\[\]{},;:\"'\\]+")
_NUMBER = re.compile(r"\+?\(?\d[\d ().\-/]*\d", re.ASCII)

REASONS: dict[str, Lazy] = {
    "sealed": lazy("It does not open: it was damaged, or sealed for another tablet"),
    "unreadable": lazy("It opens, and is not what our page writes"),
    "contact": lazy("They said yes, and there is no address or number that can be read"),
    "answer": lazy("The question about contact is not answered"),
    "trouble": lazy("Something broke while it was taken in"),
    "late": lazy("It was written after the tablet was withdrawn, or after its link had ended"),
    "fast": lazy("More came from this tablet than a room can write"),
}  # fmt: skip


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


def keep(kiosk: Kiosk, sent: Sequence[Sent], sent_at: datetime | None) -> list[str]:
    """As they came; inside a transaction. The same again is one. `sent_at`: by the tablet's clock. The submissions that are here.

    None is refused: what cannot be anything is kept for a person to look at. Beyond the pace some stay on the tablet for now.
    """
    here: set[str] = set()
    room = kiosk_pace.room(kiosk) if sent else 0
    new = list(sent)
    if len(sent) > room:
        here = _known(kiosk.id, [each.submission for each in sent])
        new = [each for each in sent if each.submission not in here][:room]
    late = kiosk.private_key_sealed is None
    rows = [_row(kiosk.id, each, sent_at, late) for each in new]
    add_once(KioskEntry, sorted(rows, key=lambda row: str(row["submission"])))
    here |= {each.submission for each in new}
    return [each.submission for each in sent if each.submission in here]


def _known(kiosk_id: str, submissions: Sequence[str]) -> set[str]:
    found = select(KioskEntry.submission).where(KioskEntry.kiosk_id == kiosk_id, KioskEntry.submission.in_(submissions))
    return set(db.session.scalars(found))


def _row(kiosk_id: str, sent: Sent, sent_at: datetime | None, late: bool) -> dict[str, object]:
    """`late`: its key is gone, and nobody will ever read it."""
    row_id, now = new_id(), clock.now()
    # Half a surrogate pair can stand in JSON, and nowhere else.
    envelope = sent.envelope[:MOST_ENVELOPE].encode("utf-8", "replace").decode("utf-8")
    return {
        "id": row_id, "kiosk_id": kiosk_id, "submission": sent.submission, "received_at": now, "sent_at": sent_at,
        "state": "put aside" if late else "waiting", "why": KEY_GONE if late else "", "settled_at": now if late else None,
        "envelope_sealed": None if late else KioskEntry.envelope.sealed_for(row_id, envelope),
    }  # fmt: skip


def how_many(kiosk_id: str) -> int:
    """That have come from a kiosk while there was a key to open them."""
    return _count(KioskEntry.kiosk_id == kiosk_id, KioskEntry.why != KEY_GONE)


def how_many_gone(kiosk_id: str) -> int:
    """That came after its key had gone, so that nobody ever reads them."""
    return _count(KioskEntry.kiosk_id == kiosk_id, KioskEntry.why == KEY_GONE)


def anything_waiting() -> bool:
    """Whether some wait to be welcomed."""
    return db.session.scalar(select(KioskEntry.id).where(to_do("waiting")).limit(1)) is not None


def counting_waiting() -> Select[int]:
    """How many wait, to be asked together with other counts."""
    return select(func.count()).select_from(KioskEntry).where(to_do("waiting"))


def oldest_waiting() -> Select[object]:
    """Since when the oldest of them has been here."""
    return select(func.min(KioskEntry.received_at)).where(to_do("waiting"))


def waiting(most: int, only: str | None = None) -> list[KioskEntry]:
    """The oldest that wait, locked: what another worker has in hand is left to it. Inside a transaction."""
    wanted = select(KioskEntry).where(to_do("waiting"))
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


def how_many_shut(kiosk_id: str) -> int:
    """Of one tablet, how many wait that do not open, for whoever looks at them."""
    return _count(*_shut(kiosk_id))


def put_shut_aside(kiosk_id: str, by_id: str) -> int:
    """All of these at once; inside a transaction. How many."""
    now = clock.now()
    aside = (
        update(KioskEntry)
        .where(*_shut(kiosk_id))
        .values(state="put aside", why="", envelope_sealed=None, settled_at=now, settled_by_id=by_id)
    )
    done = db.session.scalars(aside.returning(KioskEntry.id).execution_options(synchronize_session=False))
    return len(done.all())


def doubtful(after: tuple[datetime, str] | None = None) -> list[KioskEntry]:
    """Those behind a place, the oldest first; one more than a page holds where there are more."""
    wanted = select(KioskEntry).where(_to_decide()).order_by(KioskEntry.received_at, KioskEntry.id)
    if after is not None:
        bound = literal(after[0], KioskEntry.received_at.type), literal(after[1], KioskEntry.id.type)
        wanted = wanted.where(tuple_(KioskEntry.received_at, KioskEntry.id) > tuple_(*bound))
    return list(db.session.scalars(wanted.limit(PAGE + 1)))


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
    """As it was read, or as a whole address or a whole number stands in a field, whatever was typed around it. Where that is
    not sure it stays, and meets the same bar when it is mended.
    """
    if by_contact.bears(told.said.clean_email, told.said.clean_phone, contact):
        return True
    fields = (told.text, told.said.email, told.said.phone)
    emails = [points.clean_email(each) for field in fields for each in _BETWEEN.split(field) if "@" in each]
    phones = [points.clean_phone(each) for field in fields for each in _NUMBER.findall(field)]
    return any(by_contact.bears(email, None, contact) for email in emails if email) or any(
        by_contact.bears(None, phone, contact) for phone in phones if phone
    )


def _count(*which: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(KioskEntry).where(*which)) or 0


def _shut(kiosk_id: str) -> tuple[ColumnElement[bool], ...]:
    return (KioskEntry.kiosk_id == kiosk_id, _to_decide(), KioskEntry.why == "sealed")


def _to_decide() -> ColumnElement[bool]:
    return and_(to_do("doubtful"), KioskEntry.envelope_sealed.is_not(None))
