"""What of this room opens without a password of ours: files whose passphrase somebody has. In an emergency they go."""

from tracker.finding import exports

# No column is a token: a file is fetched by who is signed in.
SHUT: frozenset[str] = frozenset()


def withdraw_all() -> dict[str, int]:
    """Inside a transaction. How many."""
    return {"files that waited": exports.drop_all()}
