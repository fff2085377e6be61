"""A turn of the keys for tests: its processes, its minutes and its days go by as they are told to."""

from collections.abc import Callable

from flask import current_app
from sqlalchemy import select

from tracker.keeping.key_turn import KeyTurn, last
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.keyring import Key, KeyRing, load, ring
from tracker.store.resealing import sealed_tables
from tracker.store.sealing import key_name, opens
from tracker.usecases import turn_keys
from tracker.usecases.say_alive import say_alive

Later = Callable[..., None]
MINUTE = {"seconds": 61}


class Turn:
    """Begins a turn of the house whose context is open, and moves it on. One process says that it lives."""

    def __init__(self, later: Later) -> None:
        self.later, self.process = later, new_id()
        self.old = {purpose: ring().newest(purpose).name for purpose in ("seal", "find")}

    def begin(self) -> None:
        assert turn_keys.begin()

    def minute(self) -> None:
        """A minute goes by, in which every process has said what it knows."""
        self.later(**MINUTE)
        say_alive(self.process, "worker")

    def work(self) -> int:
        """All that may be done now; how many steps."""
        steps = 0
        while turn_keys.step():
            steps += 1
            assert steps < 500, "a turn that never ends"
        return steps

    def use(self) -> None:
        """The new keys are in use, and the first pass is over."""
        self.minute()
        self.work()

    def finish(self) -> None:
        self.use()
        say_alive(self.process, "worker")
        self.minute()
        self.work()

    def whole(self) -> None:
        self.begin()
        self.finish()

    def destroy(self, days: int = 31) -> int:
        """So many days go by."""
        self.later(days=days)
        say_alive(self.process, "worker")
        self.work()
        gone = turn_keys.destroy_due()
        say_alive(self.process, "worker")
        return gone

    @property
    def row(self) -> KeyTurn:
        db.session.rollback()
        found = last()
        assert found is not None
        return found


def values() -> list[tuple[str, str, bytes]]:
    """(table.column, place, value) of everything sealed."""
    found = []
    for table in sealed_tables():
        for key, *row in db.session.execute(select(table.key, *table.columns)):
            for column, value in zip(table.columns, row, strict=True):
                if value is not None:
                    found.append((f"{table.name}.{column.name}", table.where(column, key), bytes(value)))
    db.session.rollback()
    return found


def unopened(held: KeyRing | None = None) -> list[str]:
    """Where something lies that the ring does not open."""
    return [where for where, place, value in values() if not opens(held or ring(), value, place)]


def keys_of_values() -> set[str]:
    return {value[:4].decode() for _, _, value in values()}


def every_key() -> list[Key]:
    """All that still exist, of every purpose, in memory and in the file."""
    held = (ring(), load(current_app.config["KEY_RING"]))
    return [key for each in held for keys in each.keys.values() for key in keys]


def opens_with(key: Key, value: bytes, place: str) -> bool:
    """Whether this key opens it, under whatever name."""
    return opens(KeyRing({"seal": (Key(key_name(value), key.secret),)}), value, place)
