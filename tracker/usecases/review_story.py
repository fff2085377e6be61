"""A second person looks at a story by the checklist, and publishes it or sends it back."""

from tracker.appeals import story_review
from tracker.appeals.story_review import Look
from tracker.store.transactions import transaction
from tracker.team import trace


def publish(look: Look) -> None:
    """From this moment pages and letters tell it. Raises what story_review.publish() raises."""
    with transaction():
        story_review.publish(look)
        trace.note("story published", look.account_id, "story", look.story_id, look.language)


def send_back(look: Look, remark: str) -> None:
    """It stays a draft until it is changed. Raises what story_review.send_back() raises."""
    with transaction():
        story_review.send_back(look, remark)
        trace.note("story sent back", look.account_id, "story", look.story_id, look.language)
