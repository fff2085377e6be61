"""Letters about a screening as such: stopped when it is cancelled, repointed when it is found to be another."""

from sqlalchemy import update

from tracker.letters.letter import Letter
from tracker.store.db import db


def withdraw_about(screening_id: str) -> None:
    """Stop the letters about it that wait; inside a transaction. One that a mail server is just taking has left."""
    waiting = update(Letter).where(Letter.screening_id == screening_id, Letter.state.in_(("waiting", "leaving")))
    db.session.execute(waiting.values(state="withdrawn", leased_by=None, leased_until=None))


def repoint(screening_id: str, to: str) -> None:
    """They are about `to` from now on; inside a transaction."""
    db.session.execute(update(Letter).where(Letter.screening_id == screening_id).values(screening_id=to))
