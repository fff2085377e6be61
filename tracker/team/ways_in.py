"""What opens the house without a password once it has been given out: sessions, remembered devices, invitations, calendar addresses,
tokens of other programs.

Each room with such things offers `withdraw_all()`; keeping.ways_in calls them all, and a test finds the room that lacks it.
"""

from sqlalchemy import delete, select, update

from tracker import clock
from tracker.store.db import db
from tracker.team.account import Account
from tracker.team.device import RememberedDevice
from tracker.team.invitation import Invitation
from tracker.team.session import Session
from tracker.team.token import Token

# The columns that such a thing is known by.
SHUT = (
    "session.token_hash", "invitation.token_hash", "account.calendar_hash", "remembered_device.token_hash", "token.token_hash",
)  # fmt: skip


def withdraw_all() -> dict[str, int]:
    """None of them opens anything any more; inside a transaction. How many of each there were.

    Locked as everybody else does it, or whoever closes the house is the one whom the database breaks off: links, accounts, what
    hangs on them. Accounts so that a session which is just beginning can be written: it opens nothing afterwards.
    """
    unused = delete(Invitation).where(Invitation.used_at.is_(None)).returning(Invitation.id)
    links = len(db.session.scalars(unused).all())
    everybody = db.session.scalars(
        select(Account).order_by(Account.id).with_for_update(key_share=True).execution_options(populate_existing=True)
    ).all()
    sessions = len(db.session.scalars(delete(Session).returning(Session.id)).all())
    # Alone they open nothing, but the second factor was shown there once: it is shown again.
    db.session.execute(delete(RememberedDevice))
    had = update(Account).where(Account.calendar_hash.is_not(None)).values(calendar_hash=None).returning(Account.id)
    calendars = len(db.session.scalars(had).all())
    for whose in everybody:
        whose.forget_sessions()
    db.session.flush()
    return {"sessions": sessions, "links": links, "calendars": calendars, "tokens": _tokens()}


def _tokens() -> int:
    every = update(Token).where(Token.withdrawn_at.is_(None)).values(withdrawn_at=clock.now())
    return len(db.session.scalars(every.returning(Token.id).execution_options(synchronize_session=False)).all())
