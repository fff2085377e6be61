"""Keys and names of tablets whose evening is long over, and entries that nobody could welcome.

They go after the same time, each from its own day: a key stays as long as something lies here that it may open.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select

from tracker.screenings.screening import Screening
from tracker.signups.kiosk import Kiosk
from tracker.signups.kiosk_entry import KioskEntry
from tracker.store.old import Old

# Whatever lies here by then: an entry that came on the last day of the key is kept for as long, and no other prolongs it.
AT_MOST = timedelta(days=90)


def _needed(before: datetime) -> ColumnElement[bool]:
    """Something waits that the key may open, and is not too old itself."""
    to_read = and_(KioskEntry.state.in_(("waiting", "doubtful")), KioskEntry.why != "sealed")
    kept = and_(KioskEntry.envelope_sealed.is_not(None), KioskEntry.received_at >= before)
    return exists().where(KioskEntry.kiosk_id == Kiosk.id, to_read, kept)


def _over(before: datetime) -> ColumnElement[bool]:
    """From the evening; one that was made after it counts from then."""
    return and_(
        Kiosk.made_at < before,
        Kiosk.screening_id.in_(select(Screening.id).where(Screening.day < before.date())),
    )


OLD = (
    Old(
        Kiosk,
        held=lambda: or_(Kiosk.private_key_sealed.is_not(None), Kiosk.name_sealed.is_not(None)),
        over=lambda before: or_(and_(_over(before), ~_needed(before)), _over(before - AT_MOST)),
        empties=(Kiosk.private_key_sealed, Kiosk.name_sealed),
    ),
    Old(
        KioskEntry,
        held=lambda: and_(KioskEntry.state == "doubtful", KioskEntry.envelope_sealed.is_not(None)),
        over=lambda before: KioskEntry.received_at < before,
        empties=(KioskEntry.envelope_sealed,),
    ),
)
