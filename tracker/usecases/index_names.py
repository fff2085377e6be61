"""Allies from before there was an index of names are taken into it: some at a time, whenever the worker has nothing better."""

from tracker.allies import name_words
from tracker.store.transactions import transaction

MOST = 500
# Portions in one go.
ROUNDS = 8


def index_names() -> int:
    """How many."""
    done = 0
    for _ in range(ROUNDS):
        with transaction():
            some = name_words.index_some(MOST)
        done += some
        if some < MOST:
            break
    return done
