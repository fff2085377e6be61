"""A story is taken out of everything at once; taken up again as a draft; or what stood in it is erased."""

from tracker.appeals import story_writing
from tracker.store.transactions import transaction
from tracker.team import trace


def withdraw(story_id: str, account_id: str) -> None:
    """Twice is once. Raises NotThere."""
    with transaction():
        if story_writing.withdraw(story_id, account_id):
            trace.note("story withdrawn", account_id, "story", story_id)


def take_up(story_id: str, account_id: str) -> None:
    """Raises NotThere, NotWithdrawn and NothingHeld."""
    with transaction():
        story_writing.take_up(story_id, account_id)
        trace.note("story taken up again", account_id, "story", story_id)


def empty(story_id: str, account_id: str) -> None:
    """Raises NotThere and NotWithdrawn."""
    with transaction():
        story_writing.empty(story_id, account_id)
        trace.note("story erased", account_id, "story", story_id)
