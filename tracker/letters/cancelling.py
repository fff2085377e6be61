"""A film screening is cancelled: row, code and signups stay, letters about it stop. Or it takes place after all.

Either way a notice waits for somebody to decide who is told. Inside a transaction, the screening locked.
"""

from tracker import clock
from tracker.letters import about, notices
from tracker.screenings import log
from tracker.screenings.screening import Screening
from tracker.team import trace


def cancel(screening: Screening, by: str | None) -> None:
    """Once or twice, the same."""
    if screening.status == "cancelled":
        return
    before = notices.facts_of(screening)
    screening.status = "cancelled"
    screening.cancelled_at = screening.changed_at = clock.now()
    about.withdraw_about(screening.id)
    notices.look([(screening, before)], by)
    trace.note("cancel screening", by, "screening", screening.id)


def reinstate(screening: Screening, by: str | None) -> None:
    """It is announced again; letters that were stopped stay stopped. Raises ThereAlready."""
    if screening.status == "announced":
        return
    log.refuse_double(screening)
    before = notices.facts_of(screening)
    screening.status, screening.cancelled_at = "announced", None
    screening.changed_at = clock.now()
    notices.look([(screening, before)], by)
    trace.note("reinstate screening", by, "screening", screening.id)
