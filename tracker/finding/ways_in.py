"""What of this room goes on without who began it: files that wait for a passphrase go, deeds on many stop where they are."""

from tracker.finding import bulk, exports

# No column is a token: a file is fetched by who is signed in.
SHUT: frozenset[str] = frozenset()


def withdraw_all() -> dict[str, int]:
    """Inside a transaction. How many."""
    return {"files that waited": exports.drop_all(), "deeds on many": bulk.halt_all()}
