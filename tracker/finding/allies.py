"""The list of allies: by alias, never with a contact. Those whose point person one is show what to call them beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select, tuple_

from tracker.allies.ally import Ally
from tracker.appeals.interest import Interest
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
Consented = Literal["email", "phone", "no"]
CONSENTED: tuple[Consented, ...] = get_args(Consented)
# At a film screening with a day; or one of the two that are apart in every number.
Where = Literal["screening", "streaming", "unplaced"]
WHERES: tuple[Where, ...] = get_args(Where)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; "" leaves it open."""

    campaign_id: str = ""
    screening_id: str = ""
    interest_id: str = ""
    rung_id: str = ""
    consent: Consented | Literal[""] = ""
    where: Where | Literal[""] = ""


EVERYBODY = Filters()


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


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, and where the next ones begin."""

    lines: list[Line]
    next: tuple[datetime, str] | None


def page_of(filters: Filters, who: Worker, after: tuple[datetime, str] | None = None, size: int = PAGE) -> Page:
    """Who acted last comes first. Few queries, however many allies there are."""
    statement = select(Ally).where(matching(filters, who)).order_by(Ally.acted_at.desc(), Ally.id.desc())
    if after:
        bound = literal(after[0], Ally.acted_at.type), literal(after[1], Ally.id.type)
        statement = statement.where(tuple_(Ally.acted_at, Ally.id) < tuple_(*bound))
    found = db.session.scalars(statement.limit(size + 1)).all()
    lines = lines_of(found[:size], filters, who)
    return Page(lines, (lines[-1].acted_at, lines[-1].id) if len(found) > size else None)


def lines_of(found: Sequence[Ally], filters: Filters, who: Worker) -> list[Line]:
    """What the list says of each of them."""
    lines = [_line(ally, who) for ally in found]
    told = {line.id: line for line in lines if not line.closed_to_me}
    if told:
        _add_signups(told, filters, who)
        _add_interests(told, who)
        _add_rungs(told)
        _add_follow_ups(told, {ally.id: ally for ally in found}, who)
    return lines


def how_many(filters: Filters, who: Worker) -> int:
    """How many the list holds in all."""
    return db.session.scalar(select(func.count(Ally.id)).where(matching(filters, who))) or 0


def mine_or(screening: type[Screening], who: Worker) -> ColumnElement[bool]:
    """Screenings of the campaigns somebody works on."""
    if who.campaigns is None:
        return screening.id.is_not(None)
    return screening.campaign_id.in_(sorted(who.campaigns))


def matching(filters: Filters, who: Worker) -> ColumnElement[bool]:
    """Over Ally: whom the list holds. The signup that makes somebody one's own must also be the one that fits the other filters."""
    fits: list[ColumnElement[bool]] = [
        Signup.ally_id == Ally.id,
        Screening.id == Signup.screening_id,
        mine_or(Screening, who),
    ]
    if filters.campaign_id:
        fits.append(Screening.campaign_id == filters.campaign_id)
    if filters.screening_id:
        fits.append(Signup.screening_id == filters.screening_id)
    if filters.where:
        stands = Screening.standing.is_(None) if filters.where == "screening" else Screening.standing == filters.where
        fits.append(stands)
    if filters.interest_id:
        ticked = and_(SignupInterest.signup_id == Signup.id, SignupInterest.interest_id == filters.interest_id)
        fits.append(exists().where(ticked))
    whole: list[ColumnElement[bool]] = [exists().where(*fits)]
    if filters.rung_id:
        whole.append(ladder.standing_on(filters.rung_id))
    if filters.consent == "no":
        whole.append(or_(Ally.email_consent == "no", Ally.phone_consent == "no"))
    elif filters.consent:
        whole.append((Ally.email_consent if filters.consent == "email" else Ally.phone_consent) == "yes")
    return and_(*whole)


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
        if not filters.screening_id or filters.screening_id == screening.id:
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
