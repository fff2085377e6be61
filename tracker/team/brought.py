"""Accounts and the trace of another house, as a takeout brings them: found, and chained, by the keys that are here."""

import secrets
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select

from tracker.store.db import db
from tracker.store.keyring import Key
from tracker.store.sealing import fingerprint
from tracker.store.transactions import add_once
from tracker.team.account import Account, normal
from tracker.team.trace import HEAD, Trace, TraceHead, chained, opened, signed
from tracker.team.trace_anchor import TraceAnchor, vouched

Row = dict[str, Any]


def accounts(rows: Iterable[Row], find: Key) -> Iterator[Row]:
    """Found by their address under `find`. Nobody is signed in, and nobody can sign in until they have chosen a password."""
    for row in rows:
        email = Account.email.open_for(row["id"], row["email_sealed"]) or ""
        mark = fingerprint(find, "account", normal(email)) if email else secrets.token_bytes(32)
        yield {**row, "email_key": find.name, "email_fingerprint": mark, "fs_uniquifier": secrets.token_hex(32)}


def traced(rows: Iterable[Row]) -> Iterator[Row]:
    """Chained anew from the first that was brought."""
    before = None
    for row in rows:
        number = row["number"]
        if before is None:
            before = _anchored(number - 1) if number > 1 else b""
        told = row["account_id"], row["deed"], row["about"], row["about_id"], opened(row["detail_sealed"], number)
        before = chained(before, number, row["at"], *told)
        yield {**row, "mac": before}


def anchors(rows: Iterable[Row]) -> Iterator[Row]:
    """Where the brought chain begins, if days of it were dropped."""
    for row in rows:
        mac = _anchored(row["number"])
        yield {**row, "mac": mac, "seal": vouched(row["number"], mac, row["day"])}


def end_chain() -> None:
    """The head is the last row that was brought; inside the transaction that brought them."""
    last = db.session.execute(select(Trace.number, Trace.mac).order_by(Trace.number.desc()).limit(1)).first()
    anchor = db.session.execute(select(TraceAnchor.number, TraceAnchor.mac)).first()
    ends = last or anchor
    if ends is not None:
        add_once(TraceHead, [{"id": HEAD, "number": ends[0], "mac": ends[1]}])


def _anchored(number: int) -> bytes:
    """What stands for the row before the first: nobody here ever had it."""
    return signed(b"brought %d" % number)
