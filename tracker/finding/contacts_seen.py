"""Whose contacts an account has seen between two moments, and who has seen an ally's: both by the trace."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, func, literal, select, tuple_

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
# Where a page ends.
Place = tuple[datetime, str]


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
    # Of its line of the trace.
    number: int

    @property
    def place(self) -> Place:
        """Where a page ends that ends with it: the number in as many characters as an id has."""
        return self.at, f"{self.number:016d}"


def how_many(account_id: str, between: Hours = EVER) -> int:
    """How many people."""
    return db.session.scalar(select(func.count(Trace.about_id.distinct())).where(*_looked(account_id, between))) or 0


def page_of(account_id: str, after: Place | None = None, between: Hours = EVER) -> list[Seen]:
    """Those behind a place, the latest first; one more than a page when there is."""
    people = (
        select(
            Trace.about, Trace.about_id, func.count().label("times"), func.min(Trace.at).label("first"),
            func.max(Trace.at).label("last"),
        )
        .where(*_looked(account_id, between))
        .group_by(Trace.about, Trace.about_id)
        .order_by(func.max(Trace.at).desc(), Trace.about_id.desc())
        .limit(PAGE + 1)
    )  # fmt: skip
    if after is not None:
        place = tuple_(func.max(Trace.at), Trace.about_id)
        people = people.having(place < tuple_(*_bound(after)))
    looked = people.subquery()
    whose = func.coalesce(Reply.ally_id, RequestToHost.ally_id, looked.c.about_id)
    wanted = (
        select(looked.c.about, looked.c.about_id, Ally.id, Ally.alias, looked.c.times, looked.c.first, looked.c.last)
        .select_from(looked)
        .outerjoin(Reply, and_(looked.c.about == "reply", Reply.id == looked.c.about_id))
        .outerjoin(RequestToHost, and_(looked.c.about == "request", RequestToHost.id == looked.c.about_id))
        .outerjoin(Ally, Ally.id == whose)
        .order_by(looked.c.last.desc(), looked.c.about_id.desc())
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


def _bound(after: Place) -> tuple[ColumnElement[datetime], ColumnElement[str]]:
    return literal(after[0], Trace.at.type), literal(after[1], String)


def who_saw(ally_id: str, after: Place | None = None) -> list[Look]:
    """The looks at one ally, and at messages and requests that turned out to be theirs, those behind a place, the latest first;
    one more than a page when there is.
    """
    # Asked for first: an "or" with a query inside is answered by walking through the whole trace.
    theirs = db.session.scalars(select(Reply.id).where(Reply.ally_id == ally_id)).all()
    asked = db.session.scalars(select(RequestToHost.id).where(RequestToHost.ally_id == ally_id)).all()
    wanted = (
        select(Trace.at, Trace.account_id, Trace.deed, Trace.number)
        # What was seen of who was joined to them was seen of them.
        .where(Trace.about_id.in_([ally_id, *halves_of(ally_id), *theirs, *asked]), Trace.deed.in_(SHOWN))
        .order_by(Trace.at.desc(), Trace.number.desc())
        .limit(PAGE + 1)
    )
    if after is not None:
        number = int(after[1]) if after[1].isdecimal() else 0
        wanted = wanted.where(
            tuple_(Trace.at, Trace.number) < tuple_(_bound(after)[0], literal(number, Trace.number.type))
        )
    return [Look(*row) for row in db.session.execute(wanted)]
