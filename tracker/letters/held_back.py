"""Letters of one ally: their states, and keeping back those that have not left."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select, update

from tracker.letters.letter import Letter
from tracker.store.db import db


def hold_back(ally_id: str) -> list[str]:
    """Withdraw what waits for an ally, or is in a worker's hands; inside a transaction. Returns the ids of those letters."""
    return _hold_back(Letter.ally_id == ally_id)


def hold_back_for(follow_up_ids: Sequence[str]) -> list[str]:
    """The same for the letters of these follow-ups."""
    return _hold_back(Letter.follow_up_id.in_(list(follow_up_ids))) if follow_up_ids else []


def _hold_back(chosen: ColumnElement[bool]) -> list[str]:
    statement = (
        update(Letter)
        .where(chosen, Letter.state.in_(("waiting", "leaving")))
        .values(state="withdrawn", leased_by=None, leased_until=None)
        .returning(Letter.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(db.session.scalars(statement))


def let_go(letter_ids: Sequence[str]) -> None:
    """Let those wait again that hold_back() kept; inside a transaction."""
    statement = update(Letter).where(Letter.id.in_(list(letter_ids)), Letter.state == "withdrawn")
    db.session.execute(statement.values(state="waiting").execution_options(synchronize_session=False))


def written_for(follow_up_ids: Sequence[str]) -> frozenset[str]:
    """Those of the follow-ups for which a letter exists already."""
    return frozenset(
        follow_up_id
        for follow_up_id in db.session.scalars(
            select(Letter.follow_up_id).where(Letter.follow_up_id.in_(list(follow_up_ids)))
        )
        if follow_up_id
    )
