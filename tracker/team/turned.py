"""While the keys turn: the fingerprints by which accounts are found, under the new find key instead of the old one."""

from collections.abc import Sequence

from sqlalchemy import select

from tracker.store.db import db
from tracker.store.keyring import ring
from tracker.store.resealing import Tally, unheld
from tracker.store.sealing import Broken, fingerprint
from tracker.team.account import Account, normal


def waiting(find_key: str, after: str, most: int) -> list[str]:
    """Ids of accounts behind `after` that are found under another key."""
    old = select(Account.id).where(Account.email_key != find_key, Account.id > after)
    return list(db.session.scalars(old.order_by(Account.id).limit(most)))


def renew(account_ids: Sequence[str], find_key: str) -> Tally:
    """Find them under the key; inside a transaction. Who looks for them looks under both."""
    key = ring().named("find", find_key)
    assert key is not None
    wanted = select(Account).where(Account.id.in_(account_ids)).order_by(Account.id)
    accounts = db.session.scalars(unheld(wanted).execution_options(populate_existing=True)).all()
    broken = 0
    for each in accounts:
        try:
            mark = fingerprint(key, "account", normal(each.email or ""))
        except Broken:
            broken += 1
            continue
        taken = select(Account.id).where(Account.email_key == find_key, Account.email_fingerprint == mark)
        if db.session.scalar(taken) is None:
            each.email_key, each.email_fingerprint = find_key, mark
        else:
            broken += 1
    db.session.flush()
    return Tally(len(accounts) - broken, len(account_ids) - len(accounts), broken)
