"""What the guard must know before anybody comes in: what the house has set, and whether it is closed. One question."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

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


NOTHING: Mapping[str, object] = MappingProxyType({})


def look(besides: Select[str] | None = None, of: Mapping[str, object] = NOTHING) -> bool:
    """Whether the house is closed; settings, and the ids that `besides` asks for, are known from here on, for as long as `once`
    remembers. `of`: what is bound in `besides`, which is one of few and kept.
    """
    found = db.session.execute(_asking(besides), dict(of)).all()
    there = {name: value for name, value in found if name not in (CLOSED, BESIDES)}
    once(settings.ASKED, lambda: there)
    if besides is not None:
        once(BESIDES, lambda: frozenset(value for name, value in found if name == BESIDES))
    return any(name == CLOSED for name, _value in found)


def closed(besides: Select[str] | None = None, of: Mapping[str, object] = NOTHING) -> Panic | None:
    """The emergency that lasts; None: the house is open, which is all that is asked for on a good day. `besides`, `of`: see look()."""
    return panic.closed() if once("closed", lambda: look(besides, of)) else None


@cache
def _asking(besides: Select[str] | None) -> CompoundSelect[Any]:
    """Built once: made anew for each page it took longer to make than to answer."""
    asked = [SHORT, select(literal(CLOSED), Panic.id).where(Panic.opened_at.is_(None))]
    if besides is not None:
        asked.append(select(literal(BESIDES), besides.subquery().columns[0]))
    return union_all(*asked)
