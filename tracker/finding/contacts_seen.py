"""Whose contacts an account has seen, by the trace: what must be known when somebody leaves."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from tracker.allies.ally import Ally
from tracker.store.db import db
from tracker.team.trace import Trace

# Deeds at which a contact, a name or what somebody wrote, stood on the screen.
SHOWN = (
    "card shown",
    "contact revealed",
    "letter read",
    "letter taken",
    "reply read",
    "name shown",
    "own link handed over",
    "record taken",
)
PAGE = 100


@dataclass(frozen=True, slots=True)
class Seen:
    """One ally. `ally_id` is None when nothing is held of them any more."""

    ally_id: str | None
    alias: str
    times: int
    last_at: datetime


def how_many(account_id: str) -> int:
    """How many allies."""
    return db.session.scalar(select(func.count(Trace.about_id.distinct())).where(*_looked(account_id))) or 0


def page_of(account_id: str, page: int = 1) -> list[Seen]:
    """The latest first."""
    looked = (
        select(Trace.about_id, func.count().label("times"), func.max(Trace.at).label("last"))
        .where(*_looked(account_id))
        .group_by(Trace.about_id)
        .subquery()
    )
    wanted = (
        select(Ally.id, Ally.alias, looked.c.times, looked.c.last)
        .select_from(looked)
        .outerjoin(Ally, Ally.id == looked.c.about_id)
        .order_by(looked.c.last.desc(), looked.c.about_id)
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    )
    return [Seen(ally_id, alias or "", times, last) for ally_id, alias, times, last in db.session.execute(wanted)]


def _looked(account_id: str) -> tuple[ColumnElement[bool], ...]:
    return Trace.account_id == account_id, Trace.about == "ally", Trace.deed.in_(SHOWN)
