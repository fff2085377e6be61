"""There are more calls than the team can make: those that can wait for a voice become letters."""

from tracker.followups import editing, surplus
from tracker.store.transactions import transaction
from tracker.team import trace


def turn_calls_into_letters(playbook_id: str, most: int, account_id: str) -> tuple[int, int]:
    """How many became letters, and how many calls are still too many.

    Reckoned anew, with the playbook held: never more than are needed now, nor more than the `most` that somebody saw.
    Raises NotThere.
    """
    with transaction():
        book = editing.lock(playbook_id)
        found = surplus.of(book, lock=True)
        if found is None:
            return 0, 0
        chosen = found.turnable[: max(0, most)]
        surplus.turn(chosen)
        trace.note("calls became letters", account_id, "playbook", book.id, str(len(chosen)))
        return len(chosen), found.over - len(chosen)
