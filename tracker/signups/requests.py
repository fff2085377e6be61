"""Requests to host as the desk sees them: whose they are to decide, in what order, and what becomes of them."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, text, true

from tracker import clock
from tracker.allies import answer_by_link
from tracker.allies.ally import Ally
from tracker.errors import NotThere, Refusal
from tracker.records import dataclass
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups.request_to_host import OPEN, WAITING, RequestToHost
from tracker.store.db import db
from tracker.store.rows import in_batches, is_id
from tracker.team.account import Account
from tracker.words import Lazy, lazy

# The lists of the page, and the states in each.
LISTS = {"waiting": ("waiting",), "asked": ("asked",), "decided": ("offered", "approved", "declined", "taken back")}
PAGE = 50

STATES: dict[str, Lazy] = {
    "waiting": lazy("waits for us"), "asked": lazy("waits for their answer"), "offered": lazy("offered another evening"),
    "approved": lazy("approved"), "declined": lazy("declined"), "taken back": lazy("taken back"),
}  # fmt: skip

# Campaigns that somebody works on; None: all.
Campaigns = Collection[str] | None


class RequestNotThere(NotThere):
    sentence = lazy("There is no such request, or it belongs to a campaign that others work on.")


class ForCoordinators(Refusal):
    sentence = lazy("Whoever asks wants extra care. A coordinator decides this one.")
    status = 403


class DecidedAlready(Refusal):
    sentence = lazy("%(name)s was faster: it is %(state)s.")
    status = 409


@dataclass(frozen=True, slots=True)
class Line:
    """One request in a list: no name, no contact."""

    id: str
    at: datetime
    kind: str
    heads: int | None
    language: str
    state: str
    # "" for nobody we know.
    alias: str
    # As they wrote it; "" once it is gone, and for those who asked for extra care. No more of their words stands in a list.
    town: str
    # The film screening that came of it, or that was offered.
    screening: Screening | None
    venue: Venue | None
    closed_to_me: bool


def in_reach(campaigns: Campaigns) -> ColumnElement[bool]:
    """Of these campaigns; those of none are everybody's."""
    if campaigns is None:
        return true()
    return or_(RequestToHost.campaign_id.is_(None), RequestToHost.campaign_id.in_(sorted(campaigns)))


def counts(campaigns: Campaigns) -> dict[str, int]:
    """How many stand in each list."""
    rows = select(RequestToHost.state, func.count()).where(in_reach(campaigns)).group_by(RequestToHost.state)
    by_state: dict[str, int] = dict(db.session.execute(rows).all())
    return {name: sum(by_state.get(state, 0) for state in states) for name, states in LISTS.items()}


def waiting(campaigns: Campaigns) -> int:
    """How many wait for us."""
    return db.session.scalar(counting(campaigns)) or 0


def counting(campaigns: Campaigns) -> Select[int]:
    """The same, to be asked together with other counts."""
    here = text(WAITING), RequestToHost.state == "waiting", in_reach(campaigns)
    return select(func.count()).select_from(RequestToHost).where(*here)


def listed(which: str, campaigns: Campaigns, careful: bool, page: int = 1) -> list[Line]:
    """One page (from 1) of a list: what waits longest first, what was decided last first."""
    rows = _in_order(which, campaigns).limit(PAGE).offset((page - 1) * PAGE)
    return [_line(request, ally, at, venue, careful) for request, ally, at, venue in db.session.execute(rows)]


def every(which: str, campaigns: Campaigns, careful: bool) -> Iterator[list[Line]]:
    """All of a list, some at a time."""
    for some in in_batches(_in_order(which, campaigns)):
        yield [_line(request, ally, at, venue, careful) for request, ally, at, venue in some]


def of_ally(ally_id: str, campaigns: Campaigns) -> list[Line]:
    """Those of one ally, the latest first; whoever asks may see them."""
    rows = _with_all().where(RequestToHost.ally_id == ally_id, in_reach(campaigns))
    latest = db.session.execute(rows.order_by(RequestToHost.at.desc(), RequestToHost.id))
    return [_line(request, ally, at, venue, careful=True) for request, ally, at, venue in latest]


def behind(screening_id: str) -> RequestToHost | None:
    """The request that a film screening came of."""
    came = select(RequestToHost).where(RequestToHost.screening_id == screening_id, RequestToHost.state == "approved")
    return db.session.scalars(came.order_by(RequestToHost.decided_at, RequestToHost.id)).first()


def reachable(request_id: str, campaigns: Campaigns, careful: bool, lock: bool = False) -> RequestToHost:
    """Raises RequestNotThere out of their reach, ForCoordinators for extra care."""
    wanted = select(RequestToHost).where(RequestToHost.id == request_id, in_reach(campaigns))
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(wanted) if is_id(request_id) else None
    if found is None:
        raise RequestNotThere
    ally = db.session.get(Ally, found.ally_id) if found.ally_id else None
    if ally is not None and ally.extra_care and not careful:
        raise ForCoordinators
    return found


def hold(request_id: str, campaigns: Campaigns, careful: bool) -> RequestToHost:
    """To be decided: open, and locked, its ally before it, as whoever erases them does. Inside a transaction.

    Raises as reachable() does, and DecidedAlready.
    """
    named = db.session.get(RequestToHost, request_id) if is_id(request_id) else None
    if named is not None and named.ally_id:
        answer_by_link.find(named.ally_id)
    request = reachable(request_id, campaigns, careful, lock=True)
    check_open(request)
    return request


def others_of(request: RequestToHost, campaigns: Campaigns) -> list[RequestToHost]:
    """Other requests of the same asker in these campaigns, the latest first."""
    same = [RequestToHost.mark == request.mark] if request.mark else []
    same += [RequestToHost.ally_id == request.ally_id] if request.ally_id else []
    if not same:
        return []
    rows = select(RequestToHost).where(or_(*same), RequestToHost.id != request.id, in_reach(campaigns))
    return list(db.session.scalars(rows.order_by(RequestToHost.at.desc(), RequestToHost.id)))


def is_gone(request: RequestToHost) -> bool:
    """Whether nobody may come back to them: what they wrote is not held any more, or they have asked to be erased."""
    ally = db.session.get(Ally, request.ally_id) if request.ally_id else None
    return request.asker_sealed is None or (ally is not None and ally.contact_sealed is None)


def check_open(request: RequestToHost) -> None:
    """Raises DecidedAlready with who was faster."""
    if request.state not in OPEN:
        who = db.session.get(Account, request.decided_by_id) if request.decided_by_id else None
        raise DecidedAlready(name=(who and who.name) or lazy("The asker"), state=STATES[request.state])


def decide(request: RequestToHost, state: str, by: str | None, screening_id: str | None = None) -> None:
    """Inside a transaction, the request locked and open."""
    request.state, request.screening_id = state, screening_id
    request.decided_at, request.decided_by_id = clock.now(), by


def ask_back(request: RequestToHost) -> None:
    """We wait for their answer; inside a transaction, the request locked and open."""
    request.state, request.screening_id, request.asked_at = "asked", None, clock.now()
    request.decided_at = request.decided_by_id = None


def empty(request: RequestToHost) -> None:
    """Who asked and what they wrote goes; inside a transaction."""
    request.asker = request.wish = request.mark = None


def _in_order(which: str, campaigns: Campaigns) -> Any:
    latest = (RequestToHost.decided_at.desc(), RequestToHost.id)
    rows = _with_all().where(RequestToHost.state.in_(LISTS[which]), in_reach(campaigns))
    return rows.order_by(*(latest if which == "decided" else (RequestToHost.at, RequestToHost.id)))


def _with_all() -> Any:
    return (
        select(RequestToHost, Ally, Screening, Venue)
        .outerjoin(Ally, Ally.id == RequestToHost.ally_id)
        .outerjoin(Screening, Screening.id == RequestToHost.screening_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
    )


def _line(
    request: RequestToHost, ally: Ally | None, screening: Screening | None, venue: Venue | None, careful: bool
) -> Line:
    gone = ally is not None and ally.contact_sealed is None
    closed = ally is not None and bool(ally.extra_care) and not careful
    wish = (None if closed or gone else request.wish) or {}
    town = ", ".join(part for part in (wish.get("city", ""), wish.get("region", "")) if part)
    return Line(
        request.id, request.at, request.kind, request.heads, request.language, request.state, ally.alias if ally else "",
        town, None if closed else screening, None if closed else venue, closed,
    )  # fmt: skip
