"""The trace: what the team did, in one chain. Rows are only ever added; each carries the one before in its HMAC.

Deeds of the team alone, never contact data. The head row is locked last in a transaction, and briefly.
"""

import hashlib
import hmac
import json
from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary, String, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.store.db import Model, UTCDateTime, db
from tracker.store.ids import Id
from tracker.store.keyring import ring
from tracker.store.sealing import seal, unseal
from tracker.store.transactions import add_once

HEAD = 1
# Characters; what is longer is cut.
MOST_DETAIL = 300


class Trace(Model):
    """One deed."""

    __tablename__ = "trace"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    # None: the system itself. No foreign key: a trace outlives what it is about.
    account_id: Mapped[str | None] = mapped_column(Id, index=True)
    deed: Mapped[str] = mapped_column(String(40))
    # What it was done to: "ally" and its id, say.
    about: Mapped[str | None] = mapped_column(String(40))
    about_id: Mapped[str | None] = mapped_column(Id, index=True)
    # A reason or a count, in the team's words: sealed, because somebody may write a name there.
    detail_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, info={"sealed": True})
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))

    @property
    def detail(self) -> str | None:
        """Raises Broken for a row whose detail was moved here from another."""
        return unseal(self.detail_sealed, f"trace.detail:{self.number}") if self.detail_sealed else None


class TraceHead(Model):
    """The end of the chain: one row, locked while the chain grows."""

    __tablename__ = "trace_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))


def note(
    deed: str, account_id: str | None, about: str | None = None, about_id: str | None = None, detail: str | None = None
) -> None:
    """Add a deed to the chain. Call it last in a transaction: the head row stays locked until the commit."""
    add_once(TraceHead, [{"id": HEAD, "number": 0, "mac": b""}])
    head = db.session.scalars(select(TraceHead).where(TraceHead.id == HEAD).with_for_update()).one()
    number = head.number + 1
    row = Trace(number=number, at=clock.now(), account_id=account_id, deed=deed, about=about, about_id=about_id)
    row.detail_sealed = seal(detail[:MOST_DETAIL], f"trace.detail:{number}") if detail else None
    row.mac = head.mac = chained(head.mac, row)
    head.number = row.number
    db.session.add(row)
    db.session.flush()


def chained(before: bytes, row: Trace) -> bytes:
    """The HMAC of a row over all its columns and the HMAC of the row before."""
    told = [row.number, row.at.isoformat(), row.account_id, row.deed, row.about, row.about_id, row.detail]
    text = before + json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return hmac.new(ring().newest("trace").secret, text, hashlib.sha256).digest()
