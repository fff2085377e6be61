"""Links to reports: what opens without a password in this room."""

from sqlalchemy import update

from tracker import clock
from tracker.reports.share_link import ShareLink
from tracker.store.db import db

SHUT = ("share_link.token_hash",)


def withdraw_all() -> dict[str, int]:
    """None of them opens anything any more; inside a transaction."""
    every = update(ShareLink).where(ShareLink.withdrawn_at.is_(None)).values(withdrawn_at=clock.now())
    shut = every.returning(ShareLink.id).execution_options(synchronize_session=False)
    return {"links to reports": len(db.session.scalars(shut).all())}
