"""Letters that were held after a restore: somebody has looked, and says that they leave, or that they had left before."""

from tracker.followups import by_letter
from tracker.letters import from_before
from tracker.store.transactions import transaction
from tracker.team import trace


def send(account_id: str | None) -> int:
    """They wait again. How many."""
    with transaction():
        number = from_before.send()
        if number:
            trace.note("held letters sent", account_id, detail=str(number))
        return number


def drop(account_id: str | None) -> int:
    """They are taken back, and what they were written for is closed. How many."""
    with transaction():
        number, follow_ups = from_before.drop()
        by_letter.close_withdrawn(follow_ups)
        if number:
            trace.note("held letters dropped", account_id, detail=str(number))
        return number
