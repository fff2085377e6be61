"""A report is published: from then on its numbers are fixed. A second person has read what is said in our own words."""

from tracker.reports import drafting, publishing
from tracker.store.transactions import transaction
from tracker.team import trace


def publish(draft_id: str, seen: int, read_over: bool, by: str) -> str:
    """The id of the report. `seen`: the version of the draft that was read; `read_over`: the words, for names, places, routes.

    Raises NotThere, DraftChanged, and what publishing.publish() raises.
    """
    with transaction():
        report = publishing.publish(drafting.locked(draft_id, seen), by, read_over)
        trace.note("report published", by, "report", report.id)
        return report.id
