"""Keys and names of tablets whose evening is long over, and entries that nobody could welcome: they end together."""

from sqlalchemy import and_, or_, select

from tracker.screenings.screening import Screening
from tracker.signups.kiosk import Kiosk
from tracker.signups.kiosk_entry import KioskEntry
from tracker.store.old import Old

OLD = (
    Old(
        Kiosk,
        held=lambda: or_(Kiosk.private_key_sealed.is_not(None), Kiosk.name_sealed.is_not(None)),
        # From the evening; one that was made after it counts from then.
        over=lambda before: and_(
            Kiosk.made_at < before,
            Kiosk.screening_id.in_(select(Screening.id).where(Screening.day < before.date())),
        ),
        empties=(Kiosk.private_key_sealed, Kiosk.name_sealed),
    ),
    Old(
        KioskEntry,
        held=lambda: and_(KioskEntry.state == "doubtful", KioskEntry.envelope_sealed.is_not(None)),
        over=lambda before: KioskEntry.received_at < before,
        empties=(KioskEntry.envelope_sealed,),
    ),
)
