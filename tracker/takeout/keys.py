"""The keys that travel: what recognises people (`find`), what holds to suppressions (`suppress`), what signs links (`link`).

Never `seal`: everything is sealed anew. Never `trace`: who holds a takeout must not be able to write the old house's trace. See
docs/decisions/0027-takeout.md for what each of them is worth to a thief.
"""

import base64
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tracker import clock
from tracker.store import ring_file
from tracker.store.db import db
from tracker.store.key_record import KeyRecord
from tracker.store.keyring import KeyRing, fresh_key, load, look

TRAVEL = ("find", "suppress", "link")
# In the place of the new house's own, which has written nothing yet. Of `link` its own stays the one that signs.
IN_USE = ("find", "suppress")

Brought = dict[str, list[dict[str, str]]]


def packed(ring: KeyRing) -> Brought:
    """keys.json: by purpose, the one in use first; those that a turn of the keys has left behind stay."""
    return {
        purpose: [
            {"name": key.name, "secret": base64.b64encode(key.secret).decode("ascii")}
            for key in ring.all(purpose)
            if not (purpose == "find" and key.name in ring.left)
        ]
        for purpose in TRAVEL
    }


def add_to(path: Path, brought: Brought) -> Brought:
    """Put them behind those that the ring has; under another name where one is taken. What they are called now.

    Done before anything is written, so that a kill in between leaves keys too many, never one too few. Raises OSError.
    """
    held = load(path)
    called: Brought = {}
    for purpose in TRAVEL:
        called[purpose] = []
        for key in brought[purpose]:
            mine = held.named(purpose, key["name"])
            if mine is None:
                ring_file.add(path, purpose, key)
            elif base64.b64decode(key["secret"]) != mine.secret:
                key = {**key, "name": fresh_key({each.name for each in held.keys[purpose]})["name"]}
                ring_file.add(path, purpose, key)
            called[purpose].append(key)
    return called


def take_over(path: Path, called: Brought) -> None:
    """From now on the database knows them, and uses those of IN_USE; inside a transaction."""
    now, held = clock.now(), load(path)
    for purpose in TRAVEL:
        own = {each.name: each for each in db.session.scalars(select(KeyRecord).where(KeyRecord.purpose == purpose))}
        for place, told in enumerate(called[purpose]):
            key = held.named(purpose, told["name"])
            assert key is not None
            # One that an import before this left in the ring is known, as a key of which nobody knows what it sealed.
            row = own.pop(key.name, None) or KeyRecord(
                purpose=purpose, name=key.name, proof=key.proof(purpose), told_at=now
            )
            row.used_at, row.left_at = (now if purpose in IN_USE and place == 0 else None), None
            db.session.add(row)
        for each in own.values():
            if purpose in IN_USE:
                each.left_at, each.destroyed_at = now, now if purpose == "suppress" else None
    db.session.flush()


def put_away(path: Path, called: Brought) -> None:
    """The new house's own suppress key has written nothing and would only be asked for nothing; after the commit."""
    names = {told["name"] for told in called["suppress"]}
    own = frozenset(key.name for key in load(path).keys["suppress"] if key.name not in names)
    if own:
        ring_file.destroy(path, {"suppress": own})
    look()


def is_told(brought: Any) -> bool:
    """Whether it could be keys.json."""
    return isinstance(brought, dict) and all(
        isinstance(brought.get(purpose), list)
        and brought[purpose]
        and all({"name", "secret"} <= each.keys() for each in brought[purpose])
        for purpose in TRAVEL
    )
