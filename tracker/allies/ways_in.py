"""Fresh links to what we hold of an ally: what opens without a password in this room."""

from sqlalchemy import delete

from tracker.allies.own_link import OwnLink
from tracker.store.db import db

SHUT = ("own_link.id",)


def withdraw_all() -> dict[str, int]:
    """None of them opens anything any more, used a moment ago or not yet; inside a transaction."""
    return {"own links": len(db.session.scalars(delete(OwnLink).returning(OwnLink.id)).all())}
