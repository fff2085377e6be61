"""Heartbeats: every process says that it lives, where, what it is, which keys it holds and which it seals with."""

import os
import socket
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Integer, Select, String, Text, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.store import key_watch
from tracker.store.db import Row, UTCDateTime, db, one_of
from tracker.store.keyring import ring

KINDS = ("web", "worker")
# Seconds after which a process that has said nothing counts as gone.
GONE_AFTER = 60


class Heartbeat(Row):
    """One running process."""

    __tablename__ = "heartbeat"

    kind: Mapped[str] = mapped_column(String(10))
    # The name of its machine, and its number there.
    machine: Mapped[str] = mapped_column(String(100))
    pid: Mapped[int] = mapped_column(Integer)
    # The key it seals with, and all that it holds: "find:cd34 seal:ab12".
    seal_key: Mapped[str] = mapped_column(String(4))
    keys: Mapped[str] = mapped_column(Text)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)

    __table_args__ = (one_of("kind", KINDS),)

    def holds(self, purpose: str, name: str) -> bool:
        return f"{purpose}:{name}" in self.keys.split()


def beat(process_id: str, kind: str) -> None:
    """Say that process `process_id` lives; inside a transaction. Those long gone are forgotten."""
    now, held = clock.now(), ring()
    row = Heartbeat(
        id=process_id, kind=kind, machine=socket.gethostname()[:100], pid=os.getpid(),
        seal_key=held.newest("seal").name, keys=key_watch.names(held), seen_at=now,
    )  # fmt: skip
    db.session.merge(row)
    db.session.execute(delete(Heartbeat).where(Heartbeat.seen_at < now - timedelta(days=1)))


def fall_silent(process_id: str) -> None:
    """A process ends: nobody need wait for it; inside a transaction."""
    db.session.execute(delete(Heartbeat).where(Heartbeat.id == process_id))


def living() -> Sequence[Heartbeat]:
    """All that have said so lately."""
    since = clock.now() - timedelta(seconds=GONE_AFTER)
    lately = select(Heartbeat).where(Heartbeat.seen_at >= since)
    return db.session.scalars(lately.order_by(Heartbeat.kind, Heartbeat.machine, Heartbeat.pid)).all()


def alive(kind: str) -> int:
    """How many processes of a kind have said so lately."""
    return len([each for each in living() if each.kind == kind])


def last_seen(kind: str) -> Select[object]:
    """When one of a kind said so last; nothing after a day."""
    return select(func.max(Heartbeat.seen_at)).where(Heartbeat.kind == kind)


def counting(kind: str) -> Select[int]:
    """How many have said so lately, to be asked together with other counts."""
    since = clock.now() - timedelta(seconds=GONE_AFTER)
    return select(func.count()).select_from(Heartbeat).where(Heartbeat.kind == kind, Heartbeat.seen_at >= since)
