"""Links of hosts: what opens without a password in this room."""

from sqlalchemy import update

from tracker import clock
from tracker.screenings.host_link import HostLink
from tracker.store.db import db

SHUT = ("host_link.id",)


def withdraw_all() -> dict[str, int]:
    """None of them opens anything any more; inside a transaction."""
    every = update(HostLink).where(HostLink.withdrawn_at.is_(None)).values(withdrawn_at=clock.now())
    shut = every.returning(HostLink.id).execution_options(synchronize_session=False)
    return {"host links": len(db.session.scalars(shut).all())}
