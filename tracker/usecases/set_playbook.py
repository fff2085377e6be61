"""A coordinator says how long the clock of a new step runs, and how many calls the team can make."""

from tracker.followups import editing, workload
from tracker.store.transactions import transaction
from tracker.team import trace


def set_playbook(playbook_id: str, clock_hours: int | None, calls_per_week: int | None, account_id: str) -> None:
    """Raises NotThere, and the refusals of workload.set_pace()."""
    with transaction():
        book = editing.lock(playbook_id)
        workload.set_pace(book, clock_hours, calls_per_week)
        trace.note("playbook set", account_id, "playbook", book.id)
