"""The address of somebody's calendar feed: it opens without a session, so it is random, kept as a hash, and withdrawable."""

import hashlib
import secrets

from sqlalchemy import select

from tracker.errors import NotThere
from tracker.store.db import db
from tracker.team.account import Account
from tracker.team.roles import SEES_CONTACTS


def make(whose: Account) -> str:
    """A new token, inside a transaction; the one before opens nothing any more."""
    token = secrets.token_urlsafe(32)
    whose.calendar_hash = _hash(token)
    return token


def withdraw(whose: Account) -> bool:
    """Inside a transaction. False: there was none."""
    had = whose.calendar_hash is not None
    whose.calendar_hash = None
    return had


def whose_is(token: str) -> Account:
    """Raises NotThere: unknown, withdrawn, or of somebody who has left."""
    found = db.session.scalars(select(Account).where(Account.calendar_hash == _hash(token))).one_or_none()
    if found is None or not found.active or found.role not in SEES_CONTACTS:
        raise NotThere
    return found


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
