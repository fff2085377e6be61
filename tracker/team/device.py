"""Devices on which the second factor is not asked for again for a while. Without the password they open nothing."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import LargeBinary, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.store.db import Row, UTCDateTime, child_of, db
from tracker.store.sealing import Sealed, sealed_column
from tracker.team.session import hash_of

LIFE = timedelta(days=14)


class RememberedDevice(Row):
    """One browser that has shown the second factor of one account."""

    __tablename__ = "remembered_device"

    # SHA-256 of the 256-bit token in its cookie.
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    account_id: Mapped[str] = child_of("account", index=True)
    # What kind of browser: "Firefox, Windows".
    browser = Sealed[str]()
    browser_sealed: Mapped[bytes | None] = sealed_column()
    remembered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


def remember(account_id: str, browser: str) -> str:
    """The token for its cookie; inside a transaction. Those whose time is over are swept out."""
    token, now = secrets.token_urlsafe(32), clock.now()
    db.session.execute(delete(RememberedDevice).where(RememberedDevice.ends_at <= now))
    row = RememberedDevice(
        token_hash=hash_of(token), account_id=account_id, remembered_at=now, ends_at=now + LIFE,
    )  # fmt: skip
    row.browser = browser
    db.session.add(row)
    return token


def known(token: str) -> RememberedDevice | None:
    """The device of a cookie, while it is remembered."""
    wanted = select(RememberedDevice).where(
        RememberedDevice.token_hash == hash_of(token), RememberedDevice.ends_at > clock.now()
    )
    return db.session.scalars(wanted).one_or_none()


def of(account_id: str) -> list[RememberedDevice]:
    """Those of an account, the latest first."""
    mine = select(RememberedDevice).where(
        RememberedDevice.account_id == account_id, RememberedDevice.ends_at > clock.now()
    )
    return list(db.session.scalars(mine.order_by(RememberedDevice.remembered_at.desc())))


def forget(account_id: str, device_id: str) -> None:
    """One of theirs; what is gone already stays gone."""
    mine = (RememberedDevice.account_id == account_id) & (RememberedDevice.id == device_id)
    db.session.execute(delete(RememberedDevice).where(mine))


def forget_all_of(account_id: str) -> None:
    db.session.execute(delete(RememberedDevice).where(RememberedDevice.account_id == account_id))
