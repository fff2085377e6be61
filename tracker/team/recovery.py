"""Recovery codes: ten, on paper, for the day on which the phone is gone. Each stands for the second factor once."""

import hashlib
import hmac
import secrets
from datetime import datetime

from sqlalchemy import LargeBinary, Select, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.errors import Refusal
from tracker.store.db import Row, UTCDateTime, child_of, db
from tracker.store.ids import ALPHABET, LENGTH, new_id
from tracker.store.keyring import derived, ring
from tracker.team.account import Account
from tracker.words import lazy

HOW_MANY = 10
# As people misread them from paper.
MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None, " ": None})


class WrongRecoveryCode(Refusal):
    sentence = lazy("That is none of your codes, or it was used before. Try another from the same sheet.")
    field = "code"


class RecoveryCode(Row):
    """One code, used or not."""

    __tablename__ = "recovery_code"

    account_id: Mapped[str] = child_of("account", index=True)
    # HMAC over account and code under a key of the ring: 80 random bits, so a fast one will do.
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


def make(whose: Account) -> list[str]:
    """Ten new codes, to be shown once; inside a transaction. Those made before open nothing any more."""
    forget_all_of(whose.id)
    codes, now = [new_id() for _ in range(HOW_MANY)], clock.now()
    rows = [RecoveryCode(account_id=whose.id, code_hash=_hash(whose.id, each), made_at=now) for each in codes]
    db.session.add_all(rows)
    return [spelt(each) for each in codes]


def spelt(code: str) -> str:
    """In groups of four, for reading and typing."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def take(whose: Account, typed: str) -> int:
    """Use one up, for good; the account is locked by its row. Returns how many are left. Raises WrongRecoveryCode."""
    code = typed.casefold().translate(MISREAD)
    if len(code) != LENGTH or any(letter not in ALPHABET for letter in code):
        raise WrongRecoveryCode
    wanted = _hash(whose.id, code)
    unused = db.session.scalars(_unused(whose.id)).all()
    found = next((each for each in unused if secrets.compare_digest(each.code_hash, wanted)), None)
    if found is None:
        raise WrongRecoveryCode
    found.used_at = clock.now()
    return len(unused) - 1


def left(account_id: str) -> int:
    """How many are still good."""
    return db.session.scalar(select(func.count()).select_from(_unused(account_id).subquery())) or 0


def forget_all_of(account_id: str) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))


def _unused(account_id: str) -> Select[RecoveryCode]:
    return select(RecoveryCode).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))


def _hash(account_id: str, code: str) -> bytes:
    key = derived(ring(), "link", "recovery codes")
    return hmac.new(key.encode("ascii"), f"{account_id}\x00{code}".encode("ascii"), hashlib.sha256).digest()
