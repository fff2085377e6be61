"""How many allies a token was handed, hour by hour: each hour is told to the trace once, as one number.

A program that pages through a list asks hundreds of times. All inside a transaction.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker.store.db import db
from tracker.store.rows import row_of
from tracker.team.token import Token
from tracker.team.tokens import hour_of_use


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour that is over, in which this token was handed so many allies; one who was handed out twice counts twice."""

    token_id: str
    began: datetime
    people: int


def add(token_id: str, people: int) -> Hour | None:
    """So many more in this hour. Returns the hour before, if it was not told yet. Raises NotThere."""
    token, hour = row_of(Token, token_id, lock=True), hour_of_use()
    before = _told(token) if token.read_at != hour else None
    token.read_at, token.people_read = hour, token.people_read + people
    return before


def over() -> list[Hour]:
    """All hours that are over and not told yet: from now on they are."""
    waiting = select(Token).where(Token.people_read > 0, Token.read_at < hour_of_use()).order_by(Token.id)
    rows = db.session.scalars(waiting.with_for_update(skip_locked=True).execution_options(populate_existing=True))
    return [hour for hour in map(_told, rows) if hour is not None]


def _told(token: Token) -> Hour | None:
    if not token.people_read or token.read_at is None:
        return None
    hour, token.people_read = Hour(token.id, token.read_at, token.people_read), 0
    return hour
