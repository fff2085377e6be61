"""A coordinator sees to what somebody wrote on a tablet and nobody could take in: reads it, mends it, or puts it aside."""

from dataclasses import replace

from tracker.arrivals.from_kiosk import entry_of
from tracker.arrivals.welcome import welcome
from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.signups import kiosk_entries, kiosks
from tracker.signups.kiosk import Kiosk
from tracker.signups.kiosk_entries import Opened
from tracker.signups.kiosk_entry import KioskEntry
from tracker.signups.kiosk_said import ANSWERS, Said
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import rations, trace
from tracker.words import lazy

ABOUT = "kiosk entry"


class ClosedToReading(Refusal):
    sentence = lazy("This entry does not open. It can only be put aside.")
    status = 409


class NotReached(Refusal):
    sentence = lazy("Whoever said yes needs an e-mail address or a phone number that can be read.")
    field = "email"


class EmailUnread(Refusal):
    sentence = lazy("Write it like name@example.org")
    field = "email"


class PhoneUnread(Refusal):
    sentence = lazy("Write it with + and the country, like +1 512 555 0147")
    field = "phone"


@dataclass(frozen=True, slots=True)
class Looked:
    """One entry, as it stands on the page."""

    entry: KioskEntry
    kiosk: Kiosk
    told: Opened


@dataclass(frozen=True, slots=True)
class Mended:
    """What the coordinator made of it. `consent`: heard only where nobody can read what the person chose; else theirs stays."""

    name: str
    email: str
    phone: str
    consent: str


def look_at_kiosk_entry(entry_id: str, by_id: str) -> Looked:
    """Before the page is shown: that they saw it is written down. Raises NotThere, SeenToAlready and RationSpent."""
    opens = _told(kiosk_entries.by_id(entry_id)).told.why != "sealed"
    if opens and trace.unseen("kiosk entry shown", by_id, [entry_id]):
        with transaction():
            rations.take("card", by_id, entry_id)
            trace.note("kiosk entry shown", by_id, ABOUT, entry_id)
    return _told(kiosk_entries.by_id(entry_id))


def mend_kiosk_entry(entry_id: str, mended: Mended, by_id: str) -> None:
    """It is welcomed as it reads now. Raises NotThere, SeenToAlready, and this file's refusals."""
    with transaction():
        looked = _told(kiosk_entries.by_id(entry_id, lock=True))
        if looked.told.why == "sealed":
            raise ClosedToReading
        said = replace(
            looked.told.said,
            name=mended.name,
            email=mended.email,
            phone=mended.phone,
            consent=_consent(looked.told, mended),
        )
        _check(said)
        kiosk_entries.settle(looked.entry, "welcomed", by_id)
        welcome([entry_of(looked.entry, looked.kiosk, said, by_id)])
        trace.note("kiosk entry mended", by_id, ABOUT, entry_id)


def put_kiosk_entry_aside(entry_id: str, by_id: str) -> None:
    """Nothing comes of it, and what it says goes. Raises NotThere and SeenToAlready."""
    with transaction():
        kiosk_entries.settle(kiosk_entries.by_id(entry_id, lock=True), "put aside", by_id)
        trace.note("kiosk entry put aside", by_id, ABOUT, entry_id)


def put_shut_entries_aside(kiosk_id: str, by_id: str) -> int:
    """Of one tablet, all that nobody can open. How many. Raises NotThere."""
    with transaction():
        kiosk = kiosks.by_id(kiosk_id)
        if done := kiosk_entries.put_shut_aside(kiosk_id, by_id):
            trace.note("kiosk entries put aside", by_id, "screening", kiosk.screening_id, detail=str(done))
        return done


def _told(entry: KioskEntry) -> Looked:
    kiosk = db.session.get_one(Kiosk, entry.kiosk_id)
    return Looked(entry, kiosk, kiosk_entries.opened(entry, kiosk))


def _consent(told: Opened, mended: Mended) -> str:
    """A question that was left open is no answer, as on a paper sheet: nobody makes a "yes" of it, and no "no" that would undo
    what they said before.
    """
    said = mended.consent if told.why == "unreadable" else told.said.consent
    return said if said in ANSWERS else "unknown"


def _check(said: Said) -> None:
    if said.consent == "no":
        return
    if said.email.strip() and said.clean_email is None:
        raise EmailUnread
    if said.phone.strip() and said.clean_phone is None:
        raise PhoneUnread
    if said.consent == "yes" and said.clean_email is None and said.clean_phone is None:
        raise NotReached
