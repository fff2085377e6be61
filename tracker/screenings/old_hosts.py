"""Who opened the door of a film screening, and notes about it: no longer needed once it is long over."""

from sqlalchemy import func, or_

from tracker.screenings.screening import Screening
from tracker.store.old import Old

OLD = (
    Old(
        Screening,
        held=lambda: or_(Screening.host_sealed.is_not(None), Screening.note_sealed.is_not(None)),
        # One without a day counts from when it was written down.
        over=lambda before: func.coalesce(Screening.day, func.date(Screening.created_at)) < before.date(),
        empties=(Screening.host_sealed, Screening.note_sealed),
    ),
)
