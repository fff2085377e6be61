"""A screening is cancelled: row, code and signups stay, letters about it stop. Or it takes place after all.

Either way a notice waits for somebody to decide who is told.
"""

from tracker import clock
from tracker.hooks import happened
from tracker.letters import about, notices
from tracker.screenings import log
from tracker.store.transactions import transaction
from tracker.team import trace


def cancel(screening_id: str, by: str | None) -> None:
    """Once or twice, the same. Raises NotThere and NotForStanding."""
    with transaction():
        screening = log.dated(screening_id)
        if screening.status == "cancelled":
            return
        before = notices.facts_of(screening)
        screening.status = "cancelled"
        screening.cancelled_at = screening.changed_at = clock.now()
        about.withdraw_about(screening.id)
        notices.look([(screening, before)], by)
        happened.cancelled(screening.id)
        trace.note("cancel screening", by, "screening", screening.id)


def reinstate(screening_id: str, by: str | None) -> None:
    """It is announced again; letters that were stopped stay stopped. Raises NotThere, NotForStanding, ThereAlready."""
    with transaction():
        screening = log.dated(screening_id)
        if screening.status == "announced":
            return
        log.refuse_double(screening)
        before = notices.facts_of(screening)
        screening.status, screening.cancelled_at = "announced", None
        screening.changed_at = clock.now()
        notices.look([(screening, before)], by)
        happened.changed(screening.id)
        trace.note("reinstate screening", by, "screening", screening.id)
