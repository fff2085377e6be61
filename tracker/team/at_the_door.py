"""What the guard must know before anybody comes in: what the house has set, and whether it is closed. One question."""

from sqlalchemy import literal, select

from tracker.store.db import db
from tracker.store.once import once
from tracker.team import panic, settings
from tracker.team.panic import Panic
from tracker.team.settings import SHORT

# No setting is called so.
CLOSED = "(closed)"


def look() -> bool:
    """Whether the house is closed; settings are known from here on, for as long as `once` remembers."""
    asked = SHORT.union_all(select(literal(CLOSED), Panic.id).where(Panic.opened_at.is_(None)))
    found = dict(db.session.execute(asked).all())
    is_closed = found.pop(CLOSED, None) is not None
    once(settings.ASKED, lambda: found)
    return is_closed


def closed() -> Panic | None:
    """The emergency that lasts; None: the house is open, which is all that is asked for on a good day."""
    return panic.closed() if once("closed", look) else None
