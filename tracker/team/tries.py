"""Guessing is slowed, and nobody is locked out (ASVS 6.3.1).

What is slowed is one address at one account, and one address at all accounts. Many wrong tries at one account from
everywhere only shorten the patience with each address: the right person, from elsewhere, still gets their turn. An office
behind one router is one address: whoever was right takes back all they tried in vain, and an address never waits longer
than a minute. A remembered device is counted by itself, whatever its neighbours do.
Nothing here says who tried: accounts and addresses are fingerprints, and the one of an address changes with the day.
"""

import ipaddress
import math
from datetime import UTC, datetime, timedelta

from sqlalchemy import LargeBinary, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker import clock
from tracker.errors import Refusal
from tracker.store.db import Row, UTCDateTime, db
from tracker.store.ids import new_id
from tracker.store.keyring import ring
from tracker.store.sealing import fingerprint
from tracker.store.transactions import add_once
from tracker.words import _n

# Wrong tries before waiting begins: one address at one account, the same once the account is under attack, one address.
FREE, FREE_UNDER_ATTACK, FREE_FOR_ADDRESS = 5, 2, 30
ATTACK = 50
LONGEST_WAIT, LONGEST_WAIT_OF_ADDRESS = timedelta(hours=1), timedelta(minutes=1)
FORGOTTEN_AFTER = timedelta(hours=24)
AT_ONCE = datetime.min.replace(tzinfo=UTC)

# What stands in the place of an address for a remembered device, before its id.
DEVICE = "device "


class TooManyTries(Refusal):
    status = 429

    def __str__(self) -> str:
        return _n(
            "Too many tries. Try again in a minute.", "Too many tries. Try again in %(n)s minutes.", **self.fields
        )


class Try(Row):
    """How often something was tried in vain."""

    __tablename__ = "try"

    # HMAC of what is counted: a pair, an account, an address.
    key: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


def count(deed: str, whose: str, address: str, most_from_everywhere: int | None = None) -> int:
    """Count a try before it is made, inside a transaction: fifty at once are fifty. Raises TooManyTries.

    Returns how many there were at this account, from everywhere. `most_from_everywhere`: beyond so many even those
    wait for a minute each, wherever they come from; only where the password was shown before, and other ways in are left.
    """
    now = clock.now()
    db.session.execute(delete(Try).where(Try.last_at < now - FORGOTTEN_AFTER))
    pair, account, from_there = (_locked(key, now) for key in _keys(deed, whose, address))
    free = FREE_UNDER_ATTACK if account.failures >= ATTACK else FREE
    until = max(
        _until(pair, free, LONGEST_WAIT),
        _until(from_there, FREE_FOR_ADDRESS, LONGEST_WAIT_OF_ADDRESS),
        _until(account, most_from_everywhere, LONGEST_WAIT_OF_ADDRESS) if most_from_everywhere else AT_ONCE,
    )
    if until > now:
        raise TooManyTries(n=math.ceil((until - now).total_seconds() / 60))
    for row in (pair, account, from_there):
        row.failures, row.last_at = row.failures + 1, now
    return account.failures


def forgive(deed: str, whose: str, address: str) -> None:
    """The try was right: forget what this address tried at this account, here and where it was counted besides."""
    now = clock.now()
    pair, account, from_there = (_locked(key, now) for key in _keys(deed, whose, address))
    for row in (account, from_there):
        row.failures = max(0, row.failures - pair.failures)
    pair.failures = 0


def _until(row: Try, free: int, longest: timedelta) -> datetime:
    """When the next try is heard: a minute after the last free one, then twice as long each time."""
    beyond = row.failures - free
    if beyond < 0:
        return AT_ONCE  # not its last moment: of two at once, that of the other may lie a blink ahead of ours
    return row.last_at + min(timedelta(minutes=2 ** min(beyond, 10)), longest)


def _locked(key: bytes, now: datetime) -> Try:
    add_once(Try, [{"id": new_id(), "key": key, "failures": 0, "last_at": now}])
    return db.session.scalars(select(Try).where(Try.key == key).with_for_update()).one()


def _keys(deed: str, whose: str, address: str) -> list[bytes]:
    """Always in the same kinds' order, so that two tries never wait in a circle."""
    key = ring().newest("find")
    day = clock.now().date().isoformat()
    there = network(address)
    texts = (f"pair {deed} {day} {there} {whose}", f"account {deed} {whose}", f"address {deed} {day} {there}")
    return [fingerprint(key, "try", text) for text in texts]


def network(address: str) -> str:
    """One household is one address: IPv6 gives each a whole /64. A remembered device stands for itself."""
    if address.startswith(DEVICE):
        return address
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)
