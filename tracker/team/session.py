"""Sessions on the server. The cookie holds a random token; the row is found by its hash and ends when we say so."""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import LargeBinary, Select, bindparam, delete, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.store.db import Row, UTCDateTime, child_of, db
from tracker.store.sealing import Sealed, sealed_column
from tracker.team.account import Account

# A browser that says nothing for so long is forgotten, and one that is signed in after so long in any case (ASVS 7.3).
IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
# Nobody's yet: the page for signing in was opened.
LONGEST_UNKNOWN = timedelta(hours=1)


class Session(Row):
    """One browser, signed in or about to."""

    __tablename__ = "session"

    # SHA-256 of the 256-bit token in the cookie.
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    account_id: Mapped[str | None] = child_of("account", index=True)
    data = Sealed[dict[str, object]]()
    data_sealed: Mapped[bytes | None] = sealed_column()
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Absolute end.
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


def find(token: str) -> tuple[Session, Account | None] | None:
    """The living session of a cookie, and whose it is."""
    now = clock.now()
    bound = {"token": hash_of(token), "now": now, "idle": now - IDLE}
    found = db.session.execute(_living(), bound).one_or_none()
    return (found[0], found[1]) if found else None


@cache
def _living() -> Select[Session, Account]:
    """Built once: it is asked for each page of the team."""
    living = (
        Session.token_hash == bindparam("token"), Session.ends_at > bindparam("now"), Session.seen_at > bindparam("idle"),
    )  # fmt: skip
    return select(Session, Account).outerjoin(Account, Account.id == Session.account_id).where(*living)


def begin(account_id: str | None, data: dict[str, object]) -> str:
    """A new session; inside a transaction. Returns the token for the cookie; those that ended are swept out."""
    token, now = secrets.token_urlsafe(32), clock.now()
    db.session.execute(delete(Session).where(or_(Session.ends_at <= now, Session.seen_at <= now - IDLE)))
    ends_at = now + (LONGEST if account_id else LONGEST_UNKNOWN)
    row = Session(token_hash=hash_of(token), account_id=account_id, created_at=now, seen_at=now, ends_at=ends_at)
    row.data = data
    db.session.add(row)
    return token


def go_on(session_id: str, data: dict[str, object]) -> str | None:
    """Another token for the same session; inside a transaction. None when it was ended meanwhile."""
    token = secrets.token_urlsafe(32)
    told = update(Session).where(Session.id == session_id)
    sealed = Session.data.sealed_for(session_id, data)
    written = db.session.execute(told.values(token_hash=hash_of(token), data_sealed=sealed, seen_at=clock.now()))
    return token if written.rowcount else None  # type: ignore[attr-defined]


def keep(session_id: str, data: dict[str, object]) -> bool:
    """Write down what changed and that it was seen. False when it was ended meanwhile: it stays ended."""
    told = update(Session).where(Session.id == session_id)
    sealed = Session.data.sealed_for(session_id, data)
    written = db.session.execute(told.values(data_sealed=sealed, seen_at=clock.now()))
    return bool(written.rowcount)  # type: ignore[attr-defined]


def end(session_id: str) -> None:
    db.session.execute(delete(Session).where(Session.id == session_id))


def end_all_of(account_id: str) -> None:
    """End every session of an account: its password changed, its role changed, or it was disabled."""
    db.session.execute(delete(Session).where(Session.account_id == account_id))


def of(account_id: str) -> list[Session]:
    """The living sessions of an account, the one that was seen last first."""
    now = clock.now()
    living = (Session.account_id == account_id) & (Session.ends_at > now) & (Session.seen_at > now - IDLE)
    return list(db.session.scalars(select(Session).where(living).order_by(Session.seen_at.desc())))


def end_one_of(account_id: str, session_id: str) -> None:
    """End one of an account's; what is gone already stays gone."""
    db.session.execute(delete(Session).where(Session.account_id == account_id, Session.id == session_id))


def end_others_of(account_id: str, but: str | None) -> None:
    """End every session of an account but one."""
    db.session.execute(delete(Session).where(Session.account_id == account_id, Session.id != (but or "")))


def hash_of(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
