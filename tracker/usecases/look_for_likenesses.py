"""The worker compares whoever is new or has changed with everybody else: who may be the same person is offered to coordinators."""

from tracker.finding import likenesses
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import panic

# Allies in one go, and in one turn of the worker.
SOME, MOST = 100, 1_000


def look_for_likenesses(most: int = MOST) -> int:
    """How many allies were looked at. While the house is closed nobody is: their contacts stay shut."""
    done = 0
    while done < most and panic.closed() is None:
        dues = likenesses.due(min(SOME, most - done))
        db.session.rollback()
        if not dues:
            break
        with transaction():
            likenesses.mark(dues)
        found = likenesses.compare(dues)
        db.session.rollback()
        with transaction():
            likenesses.write(dues, found)
        done += len(dues)
        if len(dues) < SOME:
            break
    return done
