"""Accounts that are disabled and a house that is closed: what the log of erasures lacks of it, so that no restore lets them in."""

from sqlalchemy import select

from tracker import clock
from tracker.keeping.departed import Subjects
from tracker.keeping.erasure_log import CLOSED, DISABLED, ENABLED, HOUSE, OPENED, Line
from tracker.store.db import db
from tracker.team import panic
from tracker.team.account import Account
from tracker.team.panic import Panic


def lacking(known: Subjects) -> list[Line]:
    """Lines that bring a log up to date. Accounts that are not in the table, and a house never closed, stay as the log has them."""
    now = clock.now().isoformat(timespec="seconds")
    lines = []
    for account_id, active in db.session.execute(select(Account.id, Account.active).order_by(Account.id)):
        if active == ((DISABLED, account_id) in known):
            lines.append(Line(ENABLED if active else DISABLED, account_id, now))
    ever = db.session.scalar(select(Panic.id).limit(1)) is not None
    closed = panic.closed() is not None
    if ever and closed != ((CLOSED, HOUSE) in known):
        lines.append(Line(CLOSED if closed else OPENED, HOUSE, now))
    return lines


def let_in(known: Subjects) -> list[Account]:
    """Accounts that the tables let in although the log has them disabled, locked; after a restore."""
    ids = [whom for said, whom in known if said == DISABLED]
    wanted = select(Account).where(Account.id.in_(ids), Account.active).order_by(Account.id).with_for_update()
    return list(db.session.scalars(wanted))


def stands_open(known: Subjects) -> bool:
    """Whether the house is open although the log has it closed."""
    return (CLOSED, HOUSE) in known and panic.closed() is None
