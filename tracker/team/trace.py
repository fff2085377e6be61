"""The trace: what the team did, in one chain. Rows are only ever added; each carries the one before in its HMAC.

Deeds of the team alone, never contact data. The head row is locked last in a transaction, and briefly. The database
itself refuses to change a row (all but its seal, which turns with the key) and to delete one that retention has not
dropped: migrations/versions/0004_the_trace.py.
"""

import hashlib
import hmac
import json
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, String, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.store.db import Model, UTCDateTime, db
from tracker.store.ids import Id
from tracker.store.keyring import ring
from tracker.store.sealing import seal, unseal
from tracker.store.transactions import add_once, add_rows
from tracker.team.deeds import DEEDS

HEAD = 1
# Characters; what is longer is cut.
MOST_DETAIL = 300
# Minutes: see unseen().
QUARTER = 15


class Trace(Model):
    """One deed."""

    __tablename__ = "trace"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    # None: the system itself. No foreign key: a trace outlives what it is about.
    account_id: Mapped[str | None] = mapped_column(Id)
    # One of DEEDS.
    deed: Mapped[str] = mapped_column(String(40))
    # What it was done to: "ally" and its id, say.
    about: Mapped[str | None] = mapped_column(String(40))
    about_id: Mapped[str | None] = mapped_column(Id)
    # A reason or a count, in the team's words: sealed, because somebody may write a name there.
    detail_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, info={"sealed": True})
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))

    # "What did this account do between these hours", "who did anything to this ally": each by one index.
    __table_args__ = (
        Index("ix_trace_account_id_at", "account_id", "at"),
        Index("ix_trace_about_id_at", "about_id", "at"),
    )

    @property
    def detail(self) -> str | None:
        """Raises Broken for a row whose detail was moved here from another."""
        return opened(self.detail_sealed, self.number)


class TraceHead(Model):
    """The end of the chain: one row, locked while the chain grows."""

    __tablename__ = "trace_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))


def note(
    deed: str, account_id: str | None, about: str | None = None, about_id: str | None = None, detail: str | None = None
) -> None:
    """Add a deed to the chain. Call it last in a transaction: the head row stays locked until the commit.

    Raises ValueError for a deed that DEEDS has no words for: nothing else ever stands in that column.
    """
    note_each(deed, account_id, about, [about_id], detail)


def note_each(
    deed: str, account_id: str | None, about: str | None, ids: Sequence[str | None], detail: str | None = None
) -> None:
    """The same deed for each of `ids`, in one go."""
    if deed not in DEEDS:
        raise ValueError(f"no words for the deed: {deed}")
    if not ids:
        return
    head = _locked_head()
    now, told = clock.now(), detail[:MOST_DETAIL] if detail else None
    rows, number, mac = [], head.number, head.mac
    for about_id in ids:
        number += 1
        mac = chained(mac, number, now, account_id, deed, about, about_id, told)
        rows.append({
            "number": number, "at": now, "account_id": account_id, "deed": deed, "about": about, "about_id": about_id,
            "detail_sealed": seal(told, _place(number)) if told else None, "mac": mac,
        })  # fmt: skip
    head.number, head.mac = number, mac
    db.session.flush()
    # Past the ORM: a list of contacts that leaves is a hundred thousand of them.
    add_rows(Trace, rows)


def _locked_head() -> TraceHead:
    """The end of the chain; made where nothing was ever written down."""
    wanted = select(TraceHead).where(TraceHead.id == HEAD).with_for_update()
    head = db.session.scalar(wanted)
    if head is None:
        add_once(TraceHead, [{"id": HEAD, "number": 0, "mac": b""}])
        head = db.session.scalars(wanted).one()
    return head


def unseen(deed: str, account_id: str, ids: Collection[str]) -> list[str]:
    """Those of `ids` that the trace has not told for this account since the quarter of an hour began.

    A list that is looked at all day would fill the trace; and nobody asks it for less than a quarter of an hour.
    """
    now = clock.now()
    since = now.replace(minute=now.minute - now.minute % QUARTER, second=0, microsecond=0)
    wanted = select(Trace.about_id).where(Trace.account_id == account_id, Trace.at >= since, Trace.deed == deed)
    told = set(db.session.scalars(wanted)) if ids else set()
    return [each for each in ids if each not in told]


def opened(sealed: bytes | None, number: int) -> str | None:
    """The detail of row `number`. Raises Broken for one that was sealed for another row."""
    return unseal(sealed, _place(number)) if sealed else None


def chained(
    before: bytes, number: int, at: datetime, account_id: str | None, deed: str, about: str | None,
    about_id: str | None, detail: str | None,
) -> bytes:  # fmt: skip
    """The HMAC of a row over all its columns, the detail opened, and the HMAC of the row before."""
    told = [number, at.isoformat(), account_id, deed, about, about_id, detail]
    return signed(before + json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode("ascii"))


def signed(text: bytes) -> bytes:
    """The HMAC of anything that vouches for the chain."""
    return hmac.new(ring().newest("trace").secret, text, hashlib.sha256).digest()


def _place(number: int) -> str:
    return f"trace.detail:{number}"
