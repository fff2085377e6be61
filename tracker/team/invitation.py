"""Links to become a member of the team, or to come back in: used once, for a short time."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import LargeBinary, String, delete, false, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.errors import Refusal
from tracker.store.db import Row, UTCDateTime, child_of, db, one_of
from tracker.store.ids import Id
from tracker.team.account import Account
from tracker.team.roles import ROLES, Role
from tracker.words import lazy

PURPOSES = ("join", "reset")
LIFE = {"join": timedelta(hours=48), "reset": timedelta(hours=1)}


class LinkOver(Refusal):
    sentence = lazy("This link has been used or has ended. Ask for a new one.")
    status = 410


class Invitation(Row):
    """An unused or used link."""

    __tablename__ = "invitation"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    purpose: Mapped[str] = mapped_column(String(10))
    # For "reset", whose password; for "join", None until it is used.
    account_id: Mapped[str | None] = child_of("account")
    role_name: Mapped[str] = mapped_column(String(20))
    # As account.all_reports will have it.
    all_reports: Mapped[bool] = mapped_column(default=False, server_default=false())
    made_by_id: Mapped[str | None] = mapped_column(Id)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (one_of("purpose", PURPOSES), one_of("role_name", ROLES))


def join(role: Role, made_by_id: str | None, all_reports: bool = False) -> str:
    """A token with which one person may join as `role`; inside a transaction. Only its hash is kept.

    `all_reports`: of a viewer alone.
    """
    wide = all_reports and role is Role.VIEWER
    return _make(purpose="join", role_name=role.value, made_by_id=made_by_id, all_reports=wide)


def reset(account: Account, made_by_id: str | None) -> str:
    """A token with which `account` chooses a new password; inside a transaction. Earlier ones are void."""
    db.session.execute(
        delete(Invitation).where(
            Invitation.purpose == "reset", Invitation.account_id == account.id, Invitation.used_at.is_(None)
        )
    )
    return _make(purpose="reset", role_name=account.role_name, made_by_id=made_by_id, account_id=account.id)


def _make(purpose: str, **values: str | bool | None) -> str:
    token, now = secrets.token_urlsafe(32), clock.now()
    row = Invitation(token_hash=_hash(token), purpose=purpose, made_at=now, ends_at=now + LIFE[purpose], **values)
    db.session.add(row)
    return token


def void_first_links() -> None:
    """Forget unused links that nobody of the team made: the ones printed when there was no account."""
    db.session.execute(
        delete(Invitation).where(
            Invitation.purpose == "join", Invitation.made_by_id.is_(None), Invitation.used_at.is_(None)
        )
    )


def void_of(account_id: str) -> None:
    """Forget the unused links of an account that is disabled, and those it made."""
    mine = (Invitation.account_id == account_id) | (Invitation.made_by_id == account_id)
    db.session.execute(delete(Invitation).where(mine, Invitation.used_at.is_(None)))


def open_one(purpose: str, token: str, locked: bool = False) -> Invitation:
    """The unused link of this token. Raises LinkOver. `locked`: nobody else uses it until the transaction ends."""
    query = select(Invitation).where(Invitation.token_hash == _hash(token), Invitation.purpose == purpose)
    found = db.session.scalars(query.with_for_update() if locked else query).one_or_none()
    if found is None or found.used_at is not None or found.ends_at <= clock.now():
        raise LinkOver
    return found


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
