"""Whose an alias is, as pages show it."""

from sqlalchemy import func, select

from tracker.allies.ally import Ally
from tracker.store.db import db

MOST = 40


def by_alias(alias: str) -> str | None:
    """The id of the one ally who is called so; None where nobody is, or several are."""
    if not alias.isascii() or len(alias) > MOST:
        return None
    called = func.lower(Ally.alias) == " ".join(alias.split()).lower()
    found = list(db.session.scalars(select(Ally.id).where(called).limit(2)))
    return found[0] if len(found) == 1 else None
