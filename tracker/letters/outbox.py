"""Writing letters and taking them back."""

from sqlalchemy import update

from tracker.letters.letter import Letter
from tracker.store.db import db


def withdraw_for(ally_id: str) -> None:
    """No letter to this ally leaves any more; inside a transaction."""
    waiting = update(Letter).where(Letter.ally_id == ally_id, Letter.state.in_(("waiting", "leaving")))
    db.session.execute(waiting.values(state="withdrawn", leased_by=None, leased_until=None))
