"""Heartbeats: every process says that it lives, what it is, and which keys it holds."""

from datetime import datetime, timedelta

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.store.db import Row, UTCDateTime, db, one_of
from tracker.store.keyring import ring

KINDS = ("web", "worker")
# Seconds after which a process that has said nothing counts as gone.
GONE_AFTER = 60


class Heartbeat(Row):
    """One running process."""

    __tablename__ = "heartbeat"

    kind: Mapped[str] = mapped_column(String(10))
    seal_key: Mapped[str] = mapped_column(String(4))
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)

    __table_args__ = (one_of("kind", KINDS),)


def beat(process_id: str, kind: str) -> None:
    """Say that process `process_id` lives; inside a transaction. Those long gone are forgotten."""
    now = clock.now()
    db.session.merge(Heartbeat(id=process_id, kind=kind, seal_key=ring().newest("seal").name, seen_at=now))
    db.session.execute(delete(Heartbeat).where(Heartbeat.seen_at < now - timedelta(days=1)))


def alive(kind: str) -> int:
    """How many processes of a kind have said so lately."""
    since = clock.now() - timedelta(seconds=GONE_AFTER)
    return len(db.session.scalars(select(Heartbeat.id).where(Heartbeat.kind == kind, Heartbeat.seen_at >= since)).all())
