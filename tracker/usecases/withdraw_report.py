"""A report is withdrawn: no page and no link shows it any more, and what we learned is erased from it."""

from tracker.reports import published
from tracker.store.transactions import transaction
from tracker.team import trace


def withdraw(report_id: str, by: str) -> None:
    """Twice is once. Raises NotThere."""
    with transaction():
        if published.withdraw(report_id, by):
            trace.note("report withdrawn", by, "report", report_id)
