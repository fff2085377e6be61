"""Links of kiosks: what opens without a password in this room."""

from sqlalchemy import update

from tracker import clock
from tracker.signups.kiosk import Kiosk
from tracker.store.db import db

SHUT = ("kiosk.id",)


def withdraw_all() -> dict[str, int]:
    """Nobody writes on any of them any more; what waits on a tablet still comes. Inside a transaction."""
    every = update(Kiosk).where(Kiosk.withdrawn_at.is_(None)).values(withdrawn_at=clock.now())
    shut = every.returning(Kiosk.id).execution_options(synchronize_session=False)
    return {"kiosks": len(db.session.scalars(shut).all())}
