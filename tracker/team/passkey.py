"""Passkeys: a device or a password manager signs for its owner. Alone they are both factors; after a password, the second."""

import base64
import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, LargeBinary, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.errors import NotThere, Refusal
from tracker.store.db import Row, UTCDateTime, child_of, db
from tracker.store.rows import row_of
from tracker.store.sealing import Sealed, sealed_column
from tracker.team import account, ceremony, second_factor
from tracker.team.account import Account
from tracker.team.ceremony import Here, PasskeyUnfit
from tracker.words import lazy

MOST = 20
LONGEST_LABEL = 60


class TooMany(Refusal):
    sentence = lazy("Twenty passkeys are enough. Remove one that you no longer use.")


class Passkey(Row):
    """One passkey of an account."""

    __tablename__ = "passkey"

    account_id: Mapped[str] = child_of("account", index=True)
    # SHA-256 of the credential's id, by which it is found.
    credential_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    # The id itself, base64: a device that is asked for one of several needs it.
    credential = Sealed[str]()
    credential_sealed: Mapped[bytes | None] = sealed_column()
    # Base64 of the COSE key. Sealed to its row: who can write to the database cannot put a key of their own there.
    public_key = Sealed[str]()
    public_key_sealed: Mapped[bytes | None] = sealed_column()
    # What its owner calls it.
    label = Sealed[str]()
    label_sealed: Mapped[bytes | None] = sealed_column()
    # The device's own counter; many keep none and say 0.
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    # SHA-256 of the challenge that it answered last: two who send one answer at once are one.
    answered_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


def of(account_id: str) -> list[Passkey]:
    """Those of an account, in the order they came."""
    query = select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.added_at, Passkey.id)
    return list(db.session.scalars(query))


def ids_of(account_id: str) -> list[bytes]:
    """Their ids as devices know them."""
    return [base64.b64decode(each.credential or "") for each in of(account_id)]


def add(whose: Account, label: str, answer: str, challenge: bytes, at: Here) -> Passkey:
    """Keep a passkey that was made for this challenge; the account is locked. Raises PasskeyUnfit and TooMany."""
    made = ceremony.made(ceremony.read(answer), challenge, at)
    if len(of(whose.id)) >= MOST:
        raise TooMany
    if _known(made.credential_id) is not None:
        raise PasskeyUnfit
    row = Passkey(
        account_id=whose.id, credential_hash=_hash(made.credential_id), sign_count=made.sign_count,
        added_at=clock.now(),
    )  # fmt: skip
    row.credential = base64.b64encode(made.credential_id).decode("ascii")
    row.public_key = base64.b64encode(made.credential_public_key).decode("ascii")
    row.label = label[:LONGEST_LABEL]
    db.session.add(row)
    whose.tf_primary_method = whose.tf_primary_method or "passkey"
    return row


def named_in(answer: str) -> str:
    """Which passkey an answer speaks of, as tries are counted by. Raises PasskeyUnfit."""
    return _hash(ceremony.credential_id(ceremony.read(answer))).hex()


def take(answer: str, challenge: bytes, at: Here, account_id: str | None = None) -> Account:
    """Whose passkey answered this challenge, locked; inside a transaction. Raises PasskeyUnfit.

    `account_id`: only one of theirs. Where none is asked for, the device says whose it is, and has to be right.
    """
    told = ceremony.read(answer)
    found = _known(ceremony.credential_id(told))
    if found is None or found.account_id != (account_id or _named_by(told)):
        raise PasskeyUnfit
    whose = account.by_id(found.account_id, locked=True)
    db.session.refresh(found, with_for_update=True)
    answered = _hash(challenge)
    if found.answered_hash == answered or not whose.active:
        raise PasskeyUnfit
    shown = ceremony.shown(told, challenge, at, base64.b64decode(found.public_key or ""), found.sign_count)
    found.sign_count, found.answered_hash, found.used_at = shown.new_sign_count, answered, clock.now()
    return whose


def rename(account_id: str, passkey_id: str, label: str) -> None:
    """Raises NotThere."""
    _mine(account_id, passkey_id).label = label[:LONGEST_LABEL]


def remove(whose: Account, passkey_id: str) -> None:
    """Take one away; the account is locked. Raises NotThere and LastSecondFactor."""
    db.session.delete(_mine(whose.id, passkey_id))
    db.session.flush()
    second_factor.settle(whose, bool(of(whose.id)))


def forget_all_of(account_id: str) -> None:
    db.session.execute(delete(Passkey).where(Passkey.account_id == account_id))


def _mine(account_id: str, passkey_id: str) -> Passkey:
    found = row_of(Passkey, passkey_id, lock=True)
    if found.account_id != account_id:
        raise NotThere
    return found


def _known(credential_id: bytes) -> Passkey | None:
    return db.session.scalars(select(Passkey).where(Passkey.credential_hash == _hash(credential_id))).one_or_none()


def _named_by(told: dict[str, Any]) -> str | None:
    """The account that the device says it signs for."""
    response = told.get("response")
    handle = response.get("userHandle") if isinstance(response, dict) else None
    try:
        return base64.urlsafe_b64decode(f"{handle}==").decode("ascii") if isinstance(handle, str) else None
    except ValueError:
        return None


def _hash(told: bytes) -> bytes:
    return hashlib.sha256(told).digest()
