"""What the guard must know before anybody comes in: what the house has set, and whether it is closed. One question."""

from collections.abc import Mapping
from functools import cache

from sqlalchemy import CompoundSelect, Select, literal, select, union_all

from tracker.store.db import db
from tracker.store.once import once
from tracker.team import panic, settings
from tracker.team.panic import Panic
from tracker.team.settings import SHORT

# No setting is called so.
CLOSED = "(closed)"
# Likewise; and as what `once` remembers them.
BESIDES = "(besides)"


@cache
def _question(besides: Select[str] | None) -> CompoundSelect[str, str]:
    """Put together once for each `besides`: every page of the desk asks it, and that took as long as the answer."""
    asked = [SHORT, select(literal(CLOSED), Panic.id).where(Panic.opened_at.is_(None))]
    if besides is not None:
        asked.append(select(literal(BESIDES), besides.subquery().columns[0]))
    return union_all(*asked)


def look(besides: Select[str] | None = None, told: Mapping[str, object] | None = None) -> bool:
    """Whether the house is closed; settings, and the ids that `besides` asks for, are known from here on, for as long as `once`
    remembers. `besides`: the same one each time, with names in it for what differs; `told`: what they stand for.
    """
    found = db.session.execute(_question(besides), told).all()
    there = {name: value for name, value in found if name not in (CLOSED, BESIDES)}
    once(settings.ASKED, lambda: there, lasts=True)
    if besides is not None:
        once(BESIDES, lambda: frozenset(value for name, value in found if name == BESIDES))
    return any(name == CLOSED for name, _value in found)


def closed(besides: Select[str] | None = None, told: Mapping[str, object] | None = None) -> Panic | None:
    """The emergency that lasts; None: the house is open, which is all that is asked for on a good day. For the rest see look()."""
    return panic.closed() if once("closed", lambda: look(besides, told)) else None
