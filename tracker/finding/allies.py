"""The list of allies: by alias, never with a contact. Those whose point person one is show what to call them beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, literal, select, tuple_

from tracker.allies import tags
from tracker.allies.ally import Ally
from tracker.appeals.interest import Interest
from tracker.finding import narrowing, saved_filter
from tracker.finding.filters import Filters
from tracker.finding.matching import Walk
from tracker.finding.matching import walk as filters_walk
from tracker.finding.reach import mine_or
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
from tracker.store.once import tell
from tracker.times import when_words
from tracker.words import plain

PAGE = 50
# A list is counted so far; beyond it, nobody reads on.
MOST_COUNTED = 1_000
# So many allies are looked at in one go, where those who fit are not found by an index.
WALKED = 5_000
# Where somebody may be left out, so many more are looked at in any case.
AT_LEAST = 10
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
    # Whether there are saved lists that they see.
    saved: bool = False


def page_of(filters: Filters, who: Worker, after: tuple[datetime, str] | None = None, size: int = PAGE) -> Page:
    """Who acted last comes first. Few queries, however many allies there are. Raises careful.TooManyToOpen.

    Where those who fit are many or nobody knows, no more than WALKED allies are looked at in one go: a page may be short, or
    empty, and yet lead on. Whom one may not see more of than the alias is left out where the list would tell something of them.
    """
    ends = [_end(after), *([_end(None)] if after is not None else [])]
    walk = filters_walk(filters, who, [*ends, saved_filter.counting_seen_by(who.account_id)])
    *told, saved = walk.besides
    end, first_end = (None, None) if walk.few else (told[0], told[-1])
    places, more = _places(walk, after, end, MOST_COUNTED if after is None else size)
    found = db.session.execute(
        select(Ally, *_beside(who))
        .where(Ally.id.in_([place[1] for place in places[:size]]))
        .order_by(Ally.acted_at.desc(), Ally.id.desc())
    ).all()
    last = places[size - 1] if len(places) > size or (more and len(places) == size) else (end, NO_ID) if end else None
    if after is not None:
        places, more = _places(walk, None, first_end, MOST_COUNTED)
        end = first_end
    lines = _lines([ally for ally, *_ in found], {ally.id: beside for ally, *beside in found}, filters, who)
    return Page(lines, last, len(places), at_least=more or end is not None, saved=saved > 0)


def _end(after: tuple[datetime, str] | None) -> Select[datetime]:
    """When they acted with whom one go ends; None: there are no more than it takes.

    All of one moment are looked at in the same go: an import may make more of them than WALKED.
    """
    wanted = select(Ally.acted_at).order_by(Ally.acted_at.desc()).offset(WALKED).limit(1)
    if after is not None:
        wanted = wanted.where(Ally.acted_at < after[0] if after[1] == NO_ID else Ally.acted_at <= after[0])
    return wanted


def _places(
    walk: Walk, after: tuple[datetime, str] | None, end: datetime | None, most: int
) -> tuple[list[tuple[datetime, str]], bool]:
    """Where the first who fit behind a place stand, as many as `most`; and whether there are more before the go ends.

    Flags of extra care are opened where they leave somebody out: those of few more than `most` allies at a time.
    """
    found: list[tuple[datetime, str]] = []
    while True:
        wanted = select(Ally.acted_at, Ally.id, *([Ally.extra_care_sealed] if walk.opens else [])).where(walk.condition)
        if after:
            bound = literal(after[0], Ally.acted_at.type), literal(after[1], Ally.id.type)
            wanted = wanted.where(tuple_(Ally.acted_at, Ally.id) < tuple_(*bound))
        if end is not None:
            wanted = wanted.where(Ally.acted_at >= end)
        # What is missing and a half: one look is enough where few are left out, and a go that left out some looks for as many.
        missing = most + 1 - len(found)
        some = missing + (missing // 2 + AT_LEAST if walk.opens else 0)
        rows = db.session.execute(wanted.order_by(Ally.acted_at.desc(), Ally.id.desc()).limit(some)).all()
        fit = ((at, id_) for at, id_, *flag in rows if not (flag and Ally.extra_care.open_for(id_, flag[0])))
        # No more are opened than it takes.
        found += islice(fit, missing)
        if len(found) > most or len(rows) < some:
            return found[:most], len(found) > most
        after = rows[-1][0], rows[-1][1]


def lines_of(found: Sequence[Ally], filters: Filters, who: Worker) -> list[Line]:
    """What the list says of each of them; see page_of() for who is left out."""
    asked = select(Ally.id, *_beside(who)).where(Ally.id.in_([ally.id for ally in found]))
    return _lines(found, {ally_id: beside for ally_id, *beside in db.session.execute(asked)}, filters, who)


# Of an ally: open follow-ups, those of which one is the point person, tags.
Beside = Sequence[Any]


def _beside(who: Worker) -> tuple[ScalarSelect[int], ScalarSelect[int], ScalarSelect[str | None]]:
    """Of each ally: how many follow-ups are open, and of how many one is the point person, in the campaigns one works on; the
    ids of their tags.
    """
    theirs = [FollowUp.ally_id == Ally.id]
    if who.campaigns is not None:
        theirs.append(FollowUp.campaign_id.in_(sorted(who.campaigns)))
    counted = select(func.count()).where(*theirs).correlate(Ally)
    # Wrapped up: see own().
    own = func.coalesce(FollowUp.point_person_id, "") == who.account_id
    still_open = func.coalesce(FollowUp.state, "") == "open"
    return counted.where(still_open).scalar_subquery(), counted.where(own).scalar_subquery(), tags.ids_of(Ally.id)


def _lines(found: Sequence[Ally], beside: Mapping[str, Beside], filters: Filters, who: Worker) -> list[Line]:
    lines = [_line(ally, who) for ally in found]
    if filters.tells():
        lines = [line for line in lines if not line.closed_to_me]
    told = {line.id: line for line in lines if not line.closed_to_me}
    if told:
        _add_signups(told, filters, who)
        _add_rungs(told)
        _add_tags(told, beside, filters)
        _add_follow_ups(told, {ally.id: ally for ally in found}, beside)
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
        if filters.screening == screening.id:
            tell((narrowing.HERE, screening.id), (screening, venue))
        if not filters.screening or filters.screening == screening.id:
            line.place = terms.title(screening, venue)
            line.when = when_words(screening.starts_at, screening.day, screening.zone)
    for ally_id, interests in ticked.items():
        in_order = sorted(interests, key=lambda each: (each.position, each.key))
        lines[ally_id].interests = list(dict.fromkeys(each.label for each in in_order))


def _add_rungs(lines: dict[str, Line]) -> None:
    for ally_id, rung in ladder.stands(list(lines)).items():
        lines[ally_id].rung = plain(rung.title) if rung else ""


def _add_tags(lines: dict[str, Line], beside: Mapping[str, Beside], filters: Filters) -> None:
    theirs = {ally_id: each[2].split(",") for ally_id, each in beside.items() if each[2] and ally_id in lines}
    wanted = {tag_id for ids in theirs.values() for tag_id in ids}
    # Where one may choose among all of them they are asked for anyway.
    for tag in tags.every() if filters.tag else tags.by_ids(wanted):
        for ally_id, ids in theirs.items():
            if tag.id in ids:
                lines[ally_id].tags.append(tag.name or "")


def _add_follow_ups(lines: dict[str, Line], allies: dict[str, Ally], beside: Mapping[str, Beside]) -> None:
    """What is open; and the name of one's own, but never with extra care."""
    for ally_id, line in lines.items():
        line.open, own, _tags = beside.get(ally_id, (0, 0, None))
        if own and not line.extra_care:
            line.called = called_by_name(allies[ally_id])


def called_by_name(ally: Ally) -> str:
    """What to call them by; for whom they are their own."""
    contact = ally.contact or {}
    return called_by(contact.get("name", ""), contact.get("call", ""), ally.language)


def own(account_id: str) -> ColumnElement[bool]:
    """Over Ally: somebody is their point person. Wrapped up: SQLite would go through all that somebody has, not through the few
    of each ally.
    """
    theirs = FollowUp.ally_id == Ally.id, func.coalesce(FollowUp.point_person_id, "") == account_id
    return exists().where(*theirs).correlate(Ally)
