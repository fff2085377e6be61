"""How many came lately, by where they came from: counted in memory alone, and bounded whoever comes.

The `limits` library would do the counting, but its memory grows with whoever comes, and it tidies up by a thread of its own.
"""

import hmac
import secrets
from collections import deque
from collections.abc import Iterable
from datetime import date
from threading import Lock

from tracker import clock
from tracker.team import tries

# Whoever comes after that many in one slot is not told apart: so many networks are stopped by no count of one.
MOST_KEYS = 10_000


class Crowd:
    """Counts by key over the last `slots` times `seconds`; a slot that is over is forgotten as a whole.

    The present slot has only begun: what is counted is never older than the whole span, and never too much.
    """

    def __init__(self, slots: int, seconds: int) -> None:
        self.most_slots, self.seconds, self.lock = slots, seconds, Lock()
        self.slots: deque[dict[bytes, int]] = deque(maxlen=slots)
        self._begin(0)

    def came(self, keys: Iterable[bytes]) -> list[int]:
        """Count one more for each key; how many that makes lately."""
        at = int(clock.now().timestamp()) // self.seconds
        with self.lock:
            self._move_to(at)
            return [self._count(key) for key in keys]

    def lately(self, key: bytes) -> int:
        """How many came, without counting one more."""
        at = int(clock.now().timestamp()) // self.seconds
        with self.lock:
            self._move_to(at)
            return self._sum(key)

    def held(self) -> int:
        """Keys in memory."""
        return sum(map(len, self.slots))

    def _count(self, key: bytes) -> int:
        newest = self.slots[-1]
        if key in newest or len(newest) < MOST_KEYS:
            newest[key] = newest.get(key, 0) + 1
        return self._sum(key)

    def _sum(self, key: bytes) -> int:
        return sum(slot.get(key, 0) for slot in self.slots)

    def _move_to(self, at: int) -> None:
        """A clock that was set back, or stood for the whole span, begins anew."""
        if not 0 <= at - self.at < self.most_slots:
            self._begin(at)
        while self.at < at:
            self.slots.append({})
            self.at += 1

    def _begin(self, at: int) -> None:
        self.slots.clear()
        self.slots.append({})
        self.at = at


class Networks:
    """A name for the network somebody comes from, good for a day: by a key that is drawn anew each day and never leaves
    memory. Nobody can tell afterwards which address it was, and an IPv6 household is one (its /64).
    """

    def __init__(self) -> None:
        self.day, self.key = date.min, b""

    def name(self, address: str) -> bytes:
        today = clock.now().date()
        if today != self.day:
            self.key, self.day = secrets.token_bytes(32), today
        return hmac.digest(self.key, tries.network(address).encode(), "sha256")[:8]
