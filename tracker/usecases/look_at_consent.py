"""Somebody reads whose consent a story rests on: a name can stand there, so it is written down."""

from tracker.appeals.story import Story
from tracker.store.rows import row_of
from tracker.store.transactions import transaction
from tracker.team import trace


def look_at_consent(story_id: str, account_id: str) -> str | None:
    """None: it is no longer held. Raises NotThere."""
    with transaction():
        consent = row_of(Story, story_id).consent
        if consent and trace.unseen("story consent read", account_id, [story_id]):
            trace.note("story consent read", account_id, "story", story_id)
        return consent
