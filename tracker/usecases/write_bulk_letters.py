"""The worker's turn for letters to many: the next portion of each is written into the outbox, or nothing of it."""

from tracker.letters import bulk_writing
from tracker.store.transactions import transaction

MOST = 100


def write_bulk_letters(base_url: str, most: int = MOST) -> int:
    """Returns how many allies were looked at. Each portion is a transaction of its own."""
    looked_at = 0
    with transaction():
        bulk_writing.sweep()
        ids = bulk_writing.sending()
    for bulk_id in ids:
        with transaction():
            row = bulk_writing.hold(bulk_id)
            if row is None:
                continue
            looked_at += bulk_writing.write_portion(row, most, base_url)
            bulk_writing.end(row)
    return looked_at
