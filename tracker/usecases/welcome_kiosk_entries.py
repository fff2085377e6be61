"""Whoever wrote on a tablet is welcomed, as soon as what they wrote has arrived; what cannot be read waits for a person.

Apart from the answer to the tablet: an entry is committed first and welcomed afterwards, so that nothing in here can lose it.
"""

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from tracker.arrivals.entry import Entry
from tracker.arrivals.from_kiosk import entry_of
from tracker.arrivals.welcome import welcome
from tracker.screenings import log as screenings
from tracker.signups import kiosk_entries, kiosk_pace, kiosks
from tracker.signups.kiosk import Kiosk
from tracker.signups.kiosk_entry import KioskEntry
from tracker.signups.kiosk_said import Said, told_at
from tracker.store.db import db
from tracker.store.transactions import transaction

AT_ONCE = 100
# Of the database, and of no entry: all of it is tried again later.
AWAY = (OperationalError, InterfaceError)

log = structlog.get_logger()


def welcome_kiosk_entries(most: int = AT_ONCE) -> int:
    """How many were looked at. One that breaks something does not hold up the others."""
    done = 0
    while kiosk_entries.anything_waiting():
        db.session.rollback()
        try:
            some = _welcome_some(most)
        except AWAY:
            raise
        except Exception:  # noqa: BLE001 (of whatever kind: the same entry comes first every time)
            some = _one_by_one(most)
        if not some:  # another worker has them
            break
        done += some
    db.session.rollback()
    return done


def _welcome_some(most: int, only: str | None = None) -> int:
    with transaction():
        came = kiosk_entries.waiting(most, only)
        entries = [entry for each in came if (entry := _read(each)) is not None]
        if entries:
            welcome(entries)
        return len(came)


def _read(came: KioskEntry) -> Entry | None:
    """None: a person has to look at it."""
    kiosk = db.session.get_one(Kiosk, came.kiosk_id)
    told = kiosk_entries.opened(came, kiosk)
    if why := told.why or _odd(came, kiosk, told.said):
        kiosk_entries.doubt(came, why)
        return None
    kiosk_entries.settle(came, "welcomed")
    return entry_of(came, kiosk, told.said)


def _odd(came: KioskEntry, kiosk: Kiosk, said: Said) -> str:
    """What tells that somebody else has the link: raised after the tablet was closed, or faster than a room can write."""
    told = told_at(said, kiosk.made_at, came.sent_at, came.received_at)
    why = kiosk_pace.doubt(came, told, kiosks.closed_at(kiosk, screenings.by_id(kiosk.screening_id)))
    came.raised_at = told
    return why


def _one_by_one(most: int) -> int:
    with transaction():
        ids = [each.id for each in kiosk_entries.waiting(most)]
    for entry_id in ids:
        try:
            _welcome_some(1, only=entry_id)
        except AWAY:
            raise
        except Exception as error:  # noqa: BLE001
            log.warning("an entry of a kiosk was not welcomed", error=type(error).__name__)
            _set_apart(entry_id)
    return len(ids)


def _set_apart(entry_id: str) -> None:
    with transaction():
        for each in kiosk_entries.waiting(1, only=entry_id):
            kiosk_entries.doubt(each, "trouble")
