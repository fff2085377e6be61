"""A tablet sends what people wrote on it: kept as it came, and answered only then. Nobody has read it by then.

Withdrawn or ended, it still comes; the tablet is told, and takes no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.screenings import calendar
from tracker.signups import kiosk_entries, kiosks
from tracker.signups.kiosk_entries import Sent
from tracker.store.transactions import transaction


@dataclass(frozen=True, slots=True)
class Heard:
    """What the tablet is told: whether people may go on writing there, and how many entries are safe."""

    open: bool
    safe: int


def take_kiosk_entries(token: str, sent: Sequence[Sent], sent_at: datetime | None) -> Heard:
    """`sent_at`: by the tablet's clock. Raises KioskUnknown, and KioskFull."""
    kiosk, screening = kiosks.known_by(token)
    today = calendar.today_at(screening.zone)
    if sent or kiosk.used_on != today:
        with transaction():
            kiosk, screening = kiosks.known_by(token)
            kiosk_entries.keep(kiosk, sent, sent_at)
            kiosks.used(kiosk.id, today)
        kiosk, screening = kiosks.known_by(token)
    return Heard(kiosks.is_open(kiosk, screening), kiosk_entries.how_many(kiosk.id))
