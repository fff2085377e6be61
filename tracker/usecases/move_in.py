"""An empty house gets what it needs to be lived in: interests and a playbook. Done at every start; twice is once."""

from tracker.appeals import interest
from tracker.followups import first_playbook
from tracker.store.transactions import transaction


def move_in() -> None:
    """Add what is missing; what organizers changed stays."""
    with transaction():
        interest.add_first()
        first_playbook.add_first()
