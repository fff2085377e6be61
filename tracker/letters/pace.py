"""How fast letters may leave: so many in any minute, in all and to one domain. Settings; "0": as fast as it goes."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import func, select

from tracker import clock
from tracker.letters.letter import Letter
from tracker.store.db import db
from tracker.store.keyring import ring
from tracker.store.sealing import fingerprint
from tracker.store.transactions import one_at_a_time
from tracker.team import settings

HEAPS = 4096
MINUTE = timedelta(seconds=60)
_NO_LIMIT = 1_000_000_000


def heap_of(address: str) -> int:
    """The heap of an address's domain: several domains share one, so that it tells nobody's."""
    domain = address.rpartition("@")[2].lower().rstrip(".")
    if not domain.isascii():
        with suppress(UnicodeError):  # no letter leaves to such a one
            domain = domain.encode("idna").decode("ascii")
    return int.from_bytes(fingerprint(ring().newest("suppress"), "heap", domain)[:2]) % HEAPS


class Room:
    """What may still leave in this minute."""

    def __init__(self, in_all: int, to_one: int, lately: Counter[int | None]) -> None:
        self.in_all = max(0, in_all - lately.total())
        self.to_one, self.lately = to_one, lately

    def full(self) -> list[int]:
        """The heaps that nothing more may go to."""
        return [heap for heap, many in self.lately.items() if heap is not None and many >= self.to_one]

    def take(self, heap: int | None) -> bool:
        """Count one in, if there is room. Letters without a heap (the team's) know no limit by domain."""
        if self.in_all < 1 or (heap is not None and self.lately[heap] >= self.to_one):
            return False
        self.in_all -= 1
        self.lately[heap] += 1
        return True


def room() -> Room:
    """What there is room for now; inside the transaction of a claim.

    With a limit set, claims go one after the other: two that count at the same moment would both fill the same room.
    """
    in_all, to_one = _limit("letters_a_minute"), _limit("letters_a_minute_to_one_domain")
    if in_all == to_one == _NO_LIMIT:
        return Room(in_all, to_one, Counter())
    one_at_a_time("claim letters")
    lately = select(Letter.heap, func.count()).where(Letter.tried_at > clock.now() - MINUTE).group_by(Letter.heap)
    return Room(in_all, to_one, Counter(dict(db.session.execute(lately).all())))


def _limit(name: str) -> int:
    said = settings.get(name)
    return int(said) if said.isdecimal() and int(said) else _NO_LIMIT
