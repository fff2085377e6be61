"""Doubtful rows of lists stand on somebody's page, with names and contacts: that they do is written down."""

from collections.abc import Collection

from tracker.store.transactions import transaction
from tracker.team import trace


def look_at_doubtful(import_ids: Collection[str], by: str) -> None:
    """Once for each list that the page has rows of."""
    with transaction():
        for import_id in sorted(import_ids):
            trace.note("doubtful rows shown", by, "import", import_id)
