"""Whose contacts an account has seen between two moments, and who has seen an ally's: both by the trace."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from tracker.allies.ally import Ally
from tracker.allies.now import halves_of
from tracker.finding.hours import EVER, Hours
from tracker.letters.reply import Reply
from tracker.records import dataclass
from tracker.signups.request_to_host import RequestToHost
from tracker.store.db import db
from tracker.team.trace import Trace

# Deeds at which a contact, a name, or what somebody wrote, stood on a page, or left the house.
SHOWN = (
    "card shown",
    "contact revealed",
    "letter read",
    "letter taken",
    "reply read",
    "name shown",
    "own link handed over",
    "host shown",
    "request shown",
    "host link shown",
    "guests shown",
    "sheet shown",
    "record taken",
    "contact exported",
    "story consent read",
    "kiosk entry shown",
    "contacts compared",
)
# Of whom: an ally; a message or a letter of somebody who is none; the host of a film screening; who asks to be one; whose
# story it is; who wrote on a tablet; everybody on a paper sheet.
OF_WHOM = ("ally", "reply", "letter", "screening", "request", "story", "kiosk entry", "sheet")
PAGE = 100


@dataclass(frozen=True, slots=True)
class Seen:
    """One ally, message, letter, host, or who asks to be one. `ally_id` is None for who is none, and when nothing is held of them
    any more.
    """

    about: str
    about_id: str
    ally_id: str | None
    alias: str
    times: int
    first_at: datetime
    last_at: datetime
    deeds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """Once that an ally's contact stood on somebody's page."""

    at: datetime
    account_id: str | None
    deed: str


def how_many(account_id: str, between: Hours = EVER) -> int:
    """How many people."""
    return db.session.scalar(select(func.count(Trace.about_id.distinct())).where(*_looked(account_id, between))) or 0


def page_of(account_id: str, page: int = 1, between: Hours = EVER) -> list[Seen]:
    """The latest first."""
    looked = (
        select(
            Trace.about, Trace.about_id, func.count().label("times"), func.min(Trace.at).label("first"),
            func.max(Trace.at).label("last"),
        )
        .where(*_looked(account_id, between))
        .group_by(Trace.about, Trace.about_id)
        .order_by(func.max(Trace.at).desc(), Trace.about_id)
        .offset((page - 1) * PAGE)
        .limit(PAGE)
        .subquery()
    )  # fmt: skip
    whose = func.coalesce(Reply.ally_id, RequestToHost.ally_id, looked.c.about_id)
    wanted = (
        select(looked.c.about, looked.c.about_id, Ally.id, Ally.alias, looked.c.times, looked.c.first, looked.c.last)
        .select_from(looked)
        .outerjoin(Reply, and_(looked.c.about == "reply", Reply.id == looked.c.about_id))
        .outerjoin(RequestToHost, and_(looked.c.about == "request", RequestToHost.id == looked.c.about_id))
        .outerjoin(Ally, Ally.id == whose)
        .order_by(looked.c.last.desc(), looked.c.about_id)
    )
    rows = db.session.execute(wanted).all()
    ways = _ways(account_id, between, [row[1] for row in rows])
    return [
        Seen(about, about_id, ally_id, alias or "", number, first, last, tuple(ways.get(about_id, ())))
        for about, about_id, ally_id, alias, number, first, last in rows
    ]


def _ways(account_id: str, between: Hours, ids: Sequence[str]) -> dict[str, list[str]]:
    """At which deeds, in the order of SHOWN."""
    wanted = select(Trace.about_id, Trace.deed).distinct()
    found = db.session.execute(wanted.where(*_looked(account_id, between), Trace.about_id.in_(ids))).all()
    told: dict[str, list[str]] = {}
    for about_id, deed in sorted(found, key=lambda row: SHOWN.index(row[1])):
        told.setdefault(str(about_id), []).append(deed)
    return told


def _looked(account_id: str, between: Hours) -> tuple[ColumnElement[bool], ...]:
    whose = Trace.account_id == account_id, Trace.about.in_(OF_WHOM), Trace.deed.in_(SHOWN)
    return *whose, *between.within(Trace.at)


def who_saw(ally_id: str, page: int = 1) -> list[Look]:
    """The looks at one ally, and at messages and requests that turned out to be theirs, the latest first."""
    # Asked for first: an "or" with a query inside is answered by walking through the whole trace.
    theirs = db.session.scalars(select(Reply.id).where(Reply.ally_id == ally_id)).all()
    asked = db.session.scalars(select(RequestToHost.id).where(RequestToHost.ally_id == ally_id)).all()
    wanted = (
        select(Trace.at, Trace.account_id, Trace.deed)
        # What was seen of who was joined to them was seen of them.
        .where(Trace.about_id.in_([ally_id, *halves_of(ally_id), *theirs, *asked]), Trace.deed.in_(SHOWN))
        .order_by(Trace.at.desc(), Trace.number.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    )
    return [Look(at, account_id, deed) for at, account_id, deed in db.session.execute(wanted)]
