"""Whether the trace is what was written: the whole chain is walked, and the first thing wrong is told in a sentence."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from tracker.records import dataclass
from tracker.store.db import db
from tracker.store.sealing import Broken
from tracker.team import trace_break
from tracker.team.trace import HEAD, Trace, TraceHead, chained, opened
from tracker.team.trace_anchor import ANCHOR, TraceAnchor
from tracker.team.trace_break import NotedBeyond, NotedOtherwise
from tracker.team.trace_heads import Noted

# Rows read at a time.
BATCH = 2_000


class Link(NamedTuple):
    """One row, past the ORM."""

    number: int
    at: datetime
    account_id: str | None
    deed: str
    about: str | None
    about_id: str | None
    detail_sealed: bytes | None
    mac: bytes

    def fits(self, before: bytes, number: int) -> bool:
        """Whether it was written as row `number` behind a row with this HMAC."""
        try:
            detail = opened(self.detail_sealed, number)
        except Broken:
            return False
        told = self.account_id, self.deed, self.about, self.about_id, detail
        return chained(before, number, self.at, *told) == self.mac


@dataclass(frozen=True, slots=True)
class End:
    """The last row of a stretch of the chain: (0, b"") before the first."""

    number: int
    mac: bytes


@dataclass(frozen=True, slots=True)
class Held:
    """What was found to hold: `rows` of them, from `first`, up to `end`; heads noted outside that were compared."""

    rows: int
    first: int
    end: End
    compared: int


def verify(noted: Sequence[Noted] = ()) -> Held:
    """Walk the chain from the anchor on; to be called where everything read is of one moment. Raises ChainBroken."""
    start, head = begins(), head_of()
    wanted = {each.number: each for each in noted if each.number >= start.number}
    rows, last = 0, start
    trace_break.nothing_before(start.number, next(links_after(None), None))
    compared = _compare(wanted, last)
    for link in links_after(start.number):
        if link.number != last.number + 1 or not link.fits(last.mac, link.number) or link.number > head.number:
            raise trace_break.told(last, link, head, links_after)
        last, rows = End(link.number, link.mac), rows + 1
        compared += _compare(wanted, last)
    trace_break.ends_at(last, head)
    beyond = max(noted, key=lambda each: each.number, default=None)
    if beyond is not None and beyond.number > last.number:
        raise NotedBeyond(noted=beyond.number, at=beyond.when, last=last.number)
    return Held(rows, start.number + 1, last, compared)


def begins() -> End:
    """The anchor; before any, the beginning. Raises AnchorChanged."""
    anchor = db.session.get(TraceAnchor, ANCHOR, populate_existing=True)
    if anchor is None:
        return End(0, b"")
    if not anchor.genuine:
        raise trace_break.AnchorChanged
    return End(anchor.number, anchor.mac)


def head_of() -> End:
    """What the head row says the chain ends with."""
    head = db.session.execute(select(TraceHead.number, TraceHead.mac).where(TraceHead.id == HEAD)).first()
    return End(head[0], head[1]) if head else End(0, b"")


def links_after(number: int | None) -> Iterator[Link]:
    """Rows in their order, a batch at a time; None: from the very first, whatever its number."""
    columns: Any = (
        Trace.number, Trace.at, Trace.account_id, Trace.deed, Trace.about, Trace.about_id, Trace.detail_sealed, Trace.mac,
    )  # fmt: skip
    wanted = select(*columns).order_by(Trace.number).limit(BATCH)
    while True:
        batch = db.session.execute(wanted if number is None else wanted.where(Trace.number > number)).all()
        for row in batch:
            yield Link(*row)
        if len(batch) < BATCH:
            return
        number = batch[-1][0]


def _compare(wanted: dict[int, Noted], last: End) -> int:
    seen = wanted.get(last.number)
    if seen is None:
        return 0
    if seen.mac != last.mac:
        raise NotedOtherwise(number=last.number, at=seen.when)
    return 1
