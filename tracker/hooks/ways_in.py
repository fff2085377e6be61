"""Webhooks are a way out: when the house is closed, nothing is told to anybody any more."""

from sqlalchemy import text, update

from tracker import clock
from tracker.hooks import hooks
from tracker.hooks.hook import STANDING, Hook
from tracker.store.db import db

# Nothing of theirs opens the house.
SHUT: tuple[str, ...] = ()


def withdraw_all() -> dict[str, int]:
    """All of them, with what waits; inside a transaction."""
    gone = {"withdrawn_at": clock.now(), "secret_sealed": None, "former_sealed": None}
    every = update(Hook).where(text(STANDING)).values(gone).returning(Hook.id)
    shut = db.session.scalars(every.execution_options(synchronize_session=False)).all()
    hooks.drop()
    return {"webhooks": len(shut)}
