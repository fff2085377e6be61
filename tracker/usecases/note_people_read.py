"""Another program was handed allies: the trace says how many, one line for each token and hour."""

from tracker.store.transactions import transaction
from tracker.team import people_read, trace
from tracker.team.people_read import Hour


def note_people_read(token_id: str, people: int) -> None:
    """So many allies leave in this answer, with what is about them. Raises NotThere."""
    if people:
        with transaction():
            if before := people_read.add(token_id, people):
                _note(before)


def tell_people_read() -> int:
    """The hours that are over, of tokens that have not come again. How many."""
    with transaction():
        told = people_read.over()
        for hour in told:
            _note(hour)
    return len(told)


def _note(hour: Hour) -> None:
    trace.note("people read", None, "token", hour.token_id, f"{hour.people}, {hour.began:%Y-%m-%d %H}:00 UTC")
