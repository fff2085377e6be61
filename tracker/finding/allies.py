"""The list of allies: by alias, never with a contact. Those whose point person one is show what to call them beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, literal, select, tuple_

from tracker.allies import tags
from tracker.allies.ally import Ally
from tracker.appeals.interest import Interest
from tracker.finding.filters import Filters, matching, mine_or
from tracker.followups import ladder
from tracker.followups.card import called_by
from tracker.followups.claiming import Worker
from tracker.followups.followup import FollowUp
from tracker.screenings import terms
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups.signup import Signup, SignupInterest
from tracker.store.db import db
from tracker.times import when_words

PAGE = 50
# A list is counted so far; beyond it, nobody reads on.
MOST_COUNTED = 1_000


@dataclass(slots=True)
class Line:
    """One ally. With extra care, for others than coordinators: the alias alone."""

    id: str
    alias: str
    acted_at: datetime
    language: str
    email_consent: str
    phone_consent: str
    extra_care: bool
    closed_to_me: bool
    called: str = ""
    place: str = ""
    when: str = ""
    signups: int = 0
    interests: list[str] = field(default_factory=list)
    open: int = 0
    # Title of the rung they stand on; "" for none.
    rung: str = ""
    tags: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, where the next ones begin, and how many there are in all, counted as far as MOST_COUNTED + 1."""

    lines: list[Line]
    next: tuple[datetime, str] | None
    number: int


def page_of(filters: Filters, who: Worker, after: tuple[datetime, str] | None = None, size: int = PAGE) -> Page:
    """Who acted last comes first. Few queries, however many allies there are. Raises careful.TooManyToOpen.

    Whom one may not see more of than the alias is left out where the list would tell something of them.
    """
    fits = matching(filters, who)
    statement = select(Ally).where(fits).order_by(Ally.acted_at.desc(), Ally.id.desc()).limit(size + 1)
    if after:
        bound = literal(after[0], Ally.acted_at.type), literal(after[1], Ally.id.type)
        statement = statement.where(tuple_(Ally.acted_at, Ally.id) < tuple_(*bound))
    found = db.session.scalars(statement).all()
    last = (found[size - 1].acted_at, found[size - 1].id) if len(found) > size else None
    # A list that ends on its first page is counted already.
    number = len(found) if last is None and after is None else _counted(fits)
    return Page(lines_of(found[:size], filters, who), last, number)


def lines_of(found: Sequence[Ally], filters: Filters, who: Worker) -> list[Line]:
    """What the list says of each of them; see page_of() for who is left out."""
    lines = [_line(ally, who) for ally in found]
    if filters.tells():
        lines = [line for line in lines if not line.closed_to_me]
    told = {line.id: line for line in lines if not line.closed_to_me}
    if told:
        _add_signups(told, filters, who)
        _add_interests(told, who)
        _add_rungs(told)
        _add_tags(told)
        _add_follow_ups(told, {ally.id: ally for ally in found}, who)
    return lines


def _counted(fits: ColumnElement[bool]) -> int:
    some = select(Ally.id).where(fits).limit(MOST_COUNTED + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _line(ally: Ally, who: Worker) -> Line:
    careful = bool(ally.extra_care)
    closed = careful and not who.careful
    if closed:
        return Line(ally.id, ally.alias, ally.acted_at, "", "", "", extra_care=True, closed_to_me=True)
    return Line(
        ally.id,
        ally.alias,
        ally.acted_at,
        ally.language,
        ally.email_consent,
        ally.phone_consent,
        careful,
        closed_to_me=False,
    )


def _add_signups(lines: dict[str, Line], filters: Filters, who: Worker) -> None:
    """The latest one that fits, and how many there are."""
    wanted = (
        select(Signup.ally_id, Screening, Venue)
        .join(Screening, Screening.id == Signup.screening_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .where(Signup.ally_id.in_(list(lines)), mine_or(Screening, who))
        .order_by(Signup.at, Signup.id)
    )
    for ally_id, screening, venue in db.session.execute(wanted):
        line = lines[ally_id]
        line.signups += 1
        if not filters.screening or filters.screening == screening.id:
            line.place = terms.title(screening, venue)
            line.when = when_words(screening.starts_at, screening.day, screening.zone)


def _add_interests(lines: dict[str, Line], who: Worker) -> None:
    wanted = (
        select(Signup.ally_id, Interest)
        .join(SignupInterest, SignupInterest.signup_id == Signup.id)
        .join(Interest, Interest.id == SignupInterest.interest_id)
        .join(Screening, Screening.id == Signup.screening_id)
        .where(Signup.ally_id.in_(list(lines)), mine_or(Screening, who))
        .order_by(Interest.position, Interest.key)
    )
    for ally_id, interest in db.session.execute(wanted):
        if interest.label not in lines[ally_id].interests:
            lines[ally_id].interests.append(interest.label)


def _add_rungs(lines: dict[str, Line]) -> None:
    for ally_id, rung in ladder.stands(list(lines)).items():
        lines[ally_id].rung = rung.title if rung else ""


def _add_tags(lines: dict[str, Line]) -> None:
    for ally_id, found in tags.of(lines).items():
        lines[ally_id].tags = [tag.name or "" for tag in found]


def _add_follow_ups(lines: dict[str, Line], allies: dict[str, Ally], who: Worker) -> None:
    """What is open; and the name of one's own, but never with extra care."""
    wanted = select(FollowUp.ally_id, FollowUp.state, FollowUp.point_person_id).where(FollowUp.ally_id.in_(list(lines)))
    if who.campaigns is not None:
        wanted = wanted.where(FollowUp.campaign_id.in_(sorted(who.campaigns)))
    for ally_id, state, point_person_id in db.session.execute(wanted):
        lines[ally_id].open += state == "open"
        if point_person_id == who.account_id and not lines[ally_id].extra_care:
            lines[ally_id].called = _called(allies[ally_id])


def _called(ally: Ally) -> str:
    contact = ally.contact or {}
    return called_by(contact.get("name", ""), contact.get("call", ""), ally.language)


def names_of_mine(ally_ids: Sequence[str], account_id: str) -> dict[str, str]:
    """What to call those whose point person one is; nobody with extra care."""
    own = exists().where(FollowUp.ally_id == Ally.id, FollowUp.point_person_id == account_id)
    allies = db.session.scalars(select(Ally).where(Ally.id.in_(list(ally_ids)), own))
    return {ally.id: _called(ally) for ally in allies if not ally.extra_care}
