"""Who opened the door of a film screening, their links, and notes about it: no longer needed once it is long over."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, true

from tracker.screenings.host_link import HostLink
from tracker.screenings.screening import Screening
from tracker.store.old import Old


def _over(before: datetime) -> ColumnElement[bool]:
    """One without a day counts from when it was written down."""
    return func.coalesce(Screening.day, func.date(Screening.created_at)) < before.date()


OLD = (
    Old(
        Screening,
        held=lambda: or_(Screening.host_sealed.is_not(None), Screening.note_sealed.is_not(None)),
        over=_over,
        empties=(Screening.host_sealed, Screening.note_sealed),
    ),
    # Ended long before: the least that can be set is 30 days.
    Old(HostLink, held=true, over=lambda before: HostLink.screening_id.in_(select(Screening.id).where(_over(before)))),
)
