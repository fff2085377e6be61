"""Where the chain goes on after retention has dropped whole days of the trace: one row, itself vouched for by the key."""

import json
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Date, LargeBinary, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Model, db
from tracker.team.trace import Trace, TraceHead, signed

ANCHOR = 1
# Days for which the trace is kept: longer than an ally is by default (18 months), so that whoever asks can be told
# who has seen them. Below the least, what somebody saw would be forgotten before they leave.
LEAST_DAYS, MOST_DAYS = 90, 3650


class TraceAnchor(Model):
    """The last row that was dropped."""

    __tablename__ = "trace_anchor"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))
    # The day, by the desk's clock, before which everything was dropped.
    day: Mapped[date] = mapped_column(Date)
    # HMAC over the three: an anchor that somebody made up does not fit.
    seal: Mapped[bytes] = mapped_column(LargeBinary(32))

    @property
    def genuine(self) -> bool:
        return self.seal == vouched(self.number, self.mac, self.day)


def vouched(number: int, mac: bytes, day: date) -> bytes:
    """The HMAC of an anchor."""
    return signed(b"anchor" + json.dumps([number, mac.hex(), day.isoformat()]).encode("ascii"))


def drop_before(day: date, zone: str) -> int:
    """Drop what was done before `day` by the clock of `zone`, leaving an anchor; inside a transaction. How many rows.

    The chain is cut at its first row of that day or later, so that what is left has no gap even where a clock was wrong.
    """
    since = datetime.combine(day, time(), ZoneInfo(zone))
    first = db.session.scalar(select(func.min(Trace.number)).where(Trace.at >= since))
    last = first - 1 if first is not None else db.session.scalar(select(func.max(TraceHead.number)))
    goes = db.session.get(Trace, last) if last else None
    if goes is None:
        return 0
    number, mac = goes.number, goes.mac
    # First the anchor: the database lets go of nothing beyond it.
    db.session.merge(TraceAnchor(id=ANCHOR, number=number, mac=mac, day=day, seal=vouched(number, mac, day)))
    db.session.flush()
    dropped = db.session.execute(
        delete(Trace).where(Trace.number <= number).execution_options(synchronize_session=False)
    )
    return int(dropped.rowcount)  # type: ignore[attr-defined]
