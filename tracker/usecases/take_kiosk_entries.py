"""A tablet sends what people wrote on it: kept as it came, and answered only then. Nobody has read it by then.

Withdrawn or ended, it still comes; the tablet is told, and takes no more. Beyond its pace some of it stays there for now.
"""

from collections.abc import Sequence
from datetime import datetime

from tracker.records import dataclass
from tracker.screenings import calendar
from tracker.signups import kiosk_entries, kiosks
from tracker.signups.kiosk_entries import Sent
from tracker.store.transactions import transaction


@dataclass(frozen=True, slots=True)
class Heard:
    """What the tablet is told: whether people may go on writing there, how many entries are safe, how many came when nobody could
    read them any more, and which of those just sent are here. The others come later: `later`.
    """

    open: bool
    safe: int
    gone: int
    taken: list[str]
    later: bool


def take_kiosk_entries(token: str, sent: Sequence[Sent], sent_at: datetime | None) -> Heard:
    """`sent_at`: by the tablet's clock. Raises KioskUnknown."""
    kiosk, screening = kiosks.known_by(token)
    taken: list[str] = []
    today = calendar.today_at(screening.zone)
    if sent or kiosk.used_on != today:
        with transaction():
            kiosk, screening = kiosks.known_by(token)
            taken = kiosk_entries.keep(kiosk, sent, sent_at)
            kiosks.used(kiosk.id, today)
        kiosk, screening = kiosks.known_by(token)
    return Heard(
        kiosks.is_open(kiosk, screening), kiosk_entries.how_many(kiosk.id), kiosk_entries.how_many_gone(kiosk.id),
        taken, later=len(taken) < len(sent),
    )  # fmt: skip
