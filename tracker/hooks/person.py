"""What this room holds about a person: what is to be told of them, and what was."""

from sqlalchemy import update

from tracker.hooks import hooks
from tracker.hooks.delivery import HookDelivery
from tracker.store.db import db


def forget(ally_id: str) -> None:
    """Nothing more is told of them, and what was told is not kept. That something was told stays, for a month."""
    hooks.drop(HookDelivery.ally_id == ally_id)
    emptied = {"body_sealed": None, "answer_sealed": None}
    db.session.execute(update(HookDelivery).where(HookDelivery.ally_id == ally_id).values(emptied))


def move(ally_id: str, to: str) -> None:
    """Two allies were one: what waits tells of the one that stays."""
    db.session.execute(update(HookDelivery).where(HookDelivery.ally_id == ally_id).values(ally_id=to))
