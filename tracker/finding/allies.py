"""The list of allies: by alias, never with a contact. Those whose point person one is show what to call them beside it."""

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime

from sqlalchemy import exists, literal, select, tuple_

from tracker.allies import tags
from tracker.allies.ally import Ally
from tracker.appeals.interest import Interest
from tracker.finding.filters import Filters, Walk, mine_or
from tracker.finding.filters import walk as filters_walk
from tracker.followups import ladder
from tracker.followups.card import called_by
from tracker.followups.claiming import Worker
from tracker.followups.followup import FollowUp
from tracker.records import dataclass
from tracker.screenings import terms
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups.signup import Signup, SignupInterest
from tracker.store.db import db
from tracker.times import when_words
from tracker.words import plain

PAGE = 50
# A list is counted so far; beyond it, nobody reads on.
MOST_COUNTED = 1_000
# So many allies are looked at in one go, where those who fit are not found by an index.
WALKED = 5_000
# Before every id.
NO_ID = "0" * 16


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
    """Some lines, where the next ones begin, and how many there are in all; `at_least`: there may be more."""

    lines: list[Line]
    next: tuple[datetime, str] | None
    number: int
    at_least: bool = False


def page_of(filters: Filters, who: Worker, after: tuple[datetime, str] | None = None, size: int = PAGE) -> Page:
    """Who acted last comes first. Few queries, however many allies there are. Raises careful.TooManyToOpen.

    Where those who fit are many or nobody knows, no more than WALKED allies are looked at in one go: a page may be short, or
    empty, and yet lead on. Whom one may not see more of than the alias is left out where the list would tell something of them.
    """
    walk = filters_walk(filters, who)
    end = None if walk.few else _end(after)
    places, more = _places(walk, after, end, MOST_COUNTED if after is None else size)
    found = db.session.scalars(
        select(Ally)
        .where(Ally.id.in_([place[1] for place in places[:size]]))
        .order_by(Ally.acted_at.desc(), Ally.id.desc())
    ).all()
    last = places[size - 1] if len(places) > size or (more and len(places) == size) else (end, NO_ID) if end else None
    if after is not None:
        first_end = None if walk.few else _end(None)
        places, more = _places(walk, None, first_end, MOST_COUNTED)
        end = first_end
    return Page(lines_of(found, filters, who), last, len(places), at_least=more or end is not None)


def _end(after: tuple[datetime, str] | None) -> datetime | None:
    """When they acted with whom one go ends; None: there are no more than it takes.

    All of one moment are looked at in the same go: an import may make more of them than WALKED.
    """
    wanted = select(Ally.acted_at).order_by(Ally.acted_at.desc()).offset(WALKED).limit(1)
    if after is not None:
        wanted = wanted.where(Ally.acted_at < after[0] if after[1] == NO_ID else Ally.acted_at <= after[0])
    return db.session.scalar(wanted)


def _places(
    walk: Walk, after: tuple[datetime, str] | None, end: datetime | None, most: int
) -> tuple[list[tuple[datetime, str]], bool]:
    """Where the first who fit behind a place stand, as many as `most`; and whether there are more before the go ends.

    Flags of extra care are opened where they leave somebody out: those of no more than `most` allies at a time.
    """
    found: list[tuple[datetime, str]] = []
    while True:
        wanted = select(Ally.acted_at, Ally.id, *([Ally.extra_care_sealed] if walk.opens else [])).where(walk.condition)
        if after:
            bound = literal(after[0], Ally.acted_at.type), literal(after[1], Ally.id.type)
            wanted = wanted.where(tuple_(Ally.acted_at, Ally.id) < tuple_(*bound))
        if end is not None:
            wanted = wanted.where(Ally.acted_at >= end)
        rows = db.session.execute(wanted.order_by(Ally.acted_at.desc(), Ally.id.desc()).limit(most + 1)).all()
        found += [(at, id_) for at, id_, *flag in rows if not (flag and Ally.extra_care.open_for(id_, flag[0]))]
        if len(found) > most or len(rows) <= most:
            return found[:most], len(found) > most
        after = rows[-1][0], rows[-1][1]


def lines_of(found: Sequence[Ally], filters: Filters, who: Worker) -> list[Line]:
    """What the list says of each of them; see page_of() for who is left out."""
    lines = [_line(ally, who) for ally in found]
    if filters.tells():
        lines = [line for line in lines if not line.closed_to_me]
    told = {line.id: line for line in lines if not line.closed_to_me}
    if told:
        _add_signups(told, filters, who)
        _add_rungs(told)
        _add_tags(told)
        _add_follow_ups(told, {ally.id: ally for ally in found}, who)
    return lines


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
    """The latest one that fits, how many there are, and what was ticked on any: a row for each interest of each signup."""
    wanted = (
        select(Signup.ally_id, Signup.id, Screening, Venue, Interest)
        .join(Screening, Screening.id == Signup.screening_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .outerjoin(SignupInterest, SignupInterest.signup_id == Signup.id)
        .outerjoin(Interest, Interest.id == SignupInterest.interest_id)
        .where(Signup.ally_id.in_(list(lines)), mine_or(Screening, who))
        .order_by(Signup.at, Signup.id)
    )
    ticked: dict[str, set[Interest]] = {}
    last = ""
    for ally_id, signup_id, screening, venue, interest in db.session.execute(wanted):
        line = lines[ally_id]
        line.signups += signup_id != last
        last = signup_id
        if interest is not None:
            ticked.setdefault(ally_id, set()).add(interest)
        if not filters.screening or filters.screening == screening.id:
            line.place = terms.title(screening, venue)
            line.when = when_words(screening.starts_at, screening.day, screening.zone)
    for ally_id, interests in ticked.items():
        in_order = sorted(interests, key=lambda each: (each.position, each.key))
        lines[ally_id].interests = list(dict.fromkeys(each.label for each in in_order))


def _add_rungs(lines: dict[str, Line]) -> None:
    for ally_id, rung in ladder.stands(list(lines)).items():
        lines[ally_id].rung = plain(rung.title) if rung else ""


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
