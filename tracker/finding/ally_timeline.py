"""All that happened with one ally, in one order: film screenings, answers about contact, letters, tries, outcomes, merges,
corrections. The latest first, a page at a time: each kind is asked for no more rows than stand on a page.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, true

from tracker.allies.ally import Ally
from tracker.allies.consent import Consent, Wording
from tracker.allies.merge import Merge
from tracker.appeals.interest import Interest
from tracker.finding.reach import mine_or
from tracker.followups.claiming import Worker
from tracker.followups.followup import Attempt, FollowUp
from tracker.followups.playbook import Step
from tracker.followups.titles import title_of
from tracker.letters.letter import Letter
from tracker.letters.reply import Reply
from tracker.records import dataclass
from tracker.screenings import terms
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups.request_to_host import RequestToHost
from tracker.signups.requests import in_reach
from tracker.signups.signup import Signup, SignupInterest
from tracker.store.db import db
from tracker.team.trace import Trace
from tracker.times import when_words

PAGE = 50
# Deeds of the trace that changed what is held of somebody.
CORRECTIONS = (
    "contact corrected", "how to say it noted", "stopped contact", "unconfirmed seen to", "erasure asked for", "erasure taken back",
)  # fmt: skip
# What a letter that left writes down by itself: the letter says it.
SENT = "sent"


@dataclass(frozen=True, slots=True)
class Event:
    """One line. `what` of which kind; `row` is what the page prints it from."""

    at: datetime
    id: str
    kind: str
    row: Any
    account_id: str | None = None
    title: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page, and behind which event the next begins."""

    events: list[Event]
    next: tuple[datetime, str] | None


def rare(ally_id: str) -> dict[str, Select[int]]:
    """How many there are of kinds of which most allies have none, as selects."""
    mine = {"reply": Reply.ally_id, "request": RequestToHost.ally_id, "merge": Merge.ally_id}
    counts = {kind: select(func.count()).where(column == ally_id) for kind, column in mine.items()}
    return {**counts, "deed": select(func.count()).where(Trace.about_id == ally_id, Trace.deed.in_(CORRECTIONS))}


def timeline(
    ally_id: str,
    who: Worker,
    after: tuple[datetime, str] | None = None,
    without: Collection[str] = (),
    closed: Sequence[tuple[FollowUp, str]] = (),
    size: int = PAGE,
) -> Timeline:
    """What lies behind `after`; whoever asks may see the ally. `without`: kinds of rare() of which there is none.
    `closed`: what untold() found, with the title of its step.
    """
    seldom = {"reply": _replies, "request": _requests, "merge": _merges, "deed": _corrections}
    kinds = (_signups, _consents, _letters, _tries, *(of for kind, of in seldom.items() if kind not in without))
    found = [event for events in kinds for event in events(ally_id, who, after, size + 1)]
    found += [_outcome(follow_up, title) for follow_up, title in closed]
    found.sort(key=lambda event: (event.at, event.id), reverse=True)
    page = found[:size]
    return Timeline(page, (page[-1].at, page[-1].id) if len(found) > size else None)


def _bounded(wanted: Any, at: Any, id_: Any, after: tuple[datetime, str] | None, most: int) -> Any:
    if after is not None:
        moment = literal(after[0], Ally.acted_at.type)
        wanted = wanted.where(or_(at < moment, and_(at == moment, id_ < after[1])))
    return wanted.order_by(at.desc(), id_.desc()).limit(most)


def _page(wanted: Any, at: Any, id_: Any, after: tuple[datetime, str] | None, most: int) -> Iterator[Any]:
    return iter(db.session.execute(_bounded(wanted, at, id_, after, most)).all())


def _signups(ally_id: str, who: Worker, after: tuple[datetime, str] | None, most: int) -> Iterator[Event]:
    """A row for each interest of each signup; one for a signup without any."""
    there = select(Signup.id).join(Screening, Screening.id == Signup.screening_id)
    page = _bounded(there.where(Signup.ally_id == ally_id, mine_or(Screening, who)), Signup.at, Signup.id, after, most)
    rows = (
        select(Signup, Screening, Venue, Interest)
        .join(Screening, Screening.id == Signup.screening_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .outerjoin(SignupInterest, SignupInterest.signup_id == Signup.id)
        .outerjoin(Interest, Interest.id == SignupInterest.interest_id)
        .where(Signup.id.in_(select(page.subquery().c.id)))
        .order_by(Signup.at.desc(), Signup.id.desc(), Interest.position, Interest.key)
    )
    ticked: dict[str, list[str]] = {}
    found: dict[str, tuple[Signup, Screening, Venue | None]] = {}
    for signup, screening, venue, interest in db.session.execute(rows):
        found[signup.id] = signup, screening, venue
        if interest is not None:
            ticked.setdefault(signup.id, []).append(interest.label)
    for signup, screening, place in found.values():
        when = when_words(screening.starts_at, screening.day, screening.zone)
        yield Event(
            signup.at, signup.id, "signup", (signup, screening, ticked.get(signup.id, [])), signup.account_id,
            terms.title(screening, place), when,
        )  # fmt: skip


def _consents(ally_id: str, _who: Worker, after: tuple[datetime, str] | None, most: int) -> Iterator[Event]:
    wanted = select(Consent, Wording.version).outerjoin(Wording, Wording.id == Consent.wording_id)
    for fact, version in _page(wanted.where(Consent.ally_id == ally_id), Consent.at, Consent.id, after, most):
        yield Event(fact.at, fact.id, "consent", (fact, version), fact.account_id)


def _letters(ally_id: str, who: Worker, after: tuple[datetime, str] | None, most: int) -> Iterator[Event]:
    at = func.coalesce(Letter.left_at, Letter.written_at, type_=Letter.written_at.type)
    wanted = (
        select(Letter, FollowUp, Step.title)
        .outerjoin(FollowUp, FollowUp.id == Letter.follow_up_id)
        .outerjoin(Step, Step.id == FollowUp.step_id)
        .where(Letter.ally_id == ally_id)
    )
    for letter, follow_up, title in _page(wanted, at, Letter.id, after, most):
        seen = follow_up is not None and (who.campaigns is None or follow_up.campaign_id in who.campaigns)
        said = title_of(title, follow_up.why) if seen else ""
        yield Event(
            letter.left_at or letter.written_at, letter.id, "letter", (letter, follow_up if seen else None), None, said
        )


def _replies(ally_id: str, _who: Worker, after: tuple[datetime, str] | None, most: int) -> Iterator[Event]:
    wanted = select(Reply).where(Reply.ally_id == ally_id)
    for (reply,) in _page(wanted, Reply.received_at, Reply.id, after, most):
        yield Event(reply.received_at, reply.id, "reply", reply)


def _tries(ally_id: str, who: Worker, after: tuple[datetime, str] | None, most: int) -> Iterator[Event]:
    wanted = (
        select(Attempt, FollowUp, Step.title)
        .join(FollowUp, FollowUp.id == Attempt.follow_up_id)
        .outerjoin(Step, Step.id == FollowUp.step_id)
        .where(FollowUp.ally_id == ally_id, Attempt.outcome != SENT, _mine(who))
    )
    for attempt, follow_up, title in _page(wanted, Attempt.at, Attempt.id, after, most):
        yield Event(
            attempt.at, attempt.id, "try", (attempt, follow_up), attempt.account_id, title_of(title, follow_up.why)
        )


def untold(ally_id: str, who: Worker, after: tuple[datetime, str] | None, most: int = PAGE + 1) -> Select[str]:
    """Ids of what closed without anybody trying: withdrawn, not planned, turned into something else. Behind a place."""
    told = exists().where(
        Attempt.follow_up_id == FollowUp.id, Attempt.outcome == FollowUp.outcome, Attempt.undone_at.is_(None)
    )
    wanted = select(FollowUp.id).where(
        FollowUp.ally_id == ally_id, FollowUp.state == "closed", FollowUp.outcome != SENT, ~told, _mine(who)
    )
    bounded: Select[str] = _bounded(wanted, FollowUp.closed_at, FollowUp.id, after, most)
    return bounded


def _outcome(follow_up: FollowUp, title: str) -> Event:
    assert follow_up.closed_at is not None
    return Event(follow_up.closed_at, follow_up.id, "outcome", follow_up, None, title_of(title, follow_up.why))


def _requests(ally_id: str, who: Worker, after: tuple[datetime, str] | None, most: int) -> Iterator[Event]:
    wanted = select(RequestToHost).where(RequestToHost.ally_id == ally_id, in_reach(who.campaigns))
    for (asked,) in _page(wanted, RequestToHost.at, RequestToHost.id, after, most):
        yield Event(asked.at, asked.id, "request", asked)


def _merges(ally_id: str, _who: Worker, after: tuple[datetime, str] | None, most: int) -> Iterator[Event]:
    """Joined, and parted where that was a mistake; of both who are two again."""
    wanted = select(Merge, Ally.alias).join(Ally, Ally.id == Merge.gone_id).where(Merge.ally_id == ally_id)
    for merge, alias in _page(wanted, Merge.at, Merge.id, after, most):
        yield Event(merge.at, merge.id, "merge", merge, merge.account_id, alias)
    undone = wanted.where(Merge.undone_at.is_not(None))
    for merge, alias in _page(undone, Merge.undone_at, Merge.id, after, most):
        yield Event(merge.undone_at, merge.id, "parted", merge, None, alias)


def _corrections(ally_id: str, _who: Worker, after: tuple[datetime, str] | None, most: int) -> Iterator[Event]:
    wanted = select(Trace).where(Trace.about_id == ally_id, Trace.deed.in_(CORRECTIONS))
    if after is not None:
        wanted = wanted.where(Trace.at <= literal(after[0], Ally.acted_at.type))
    for deed in db.session.scalars(wanted.order_by(Trace.at.desc(), Trace.number.desc()).limit(2 * most)):
        # Rows of the trace are numbered: their number in as many characters as an id has.
        event = Event(deed.at, f"{deed.number:016d}", "deed", deed, deed.account_id)
        if after is None or (event.at, event.id) < after:
            yield event


def _mine(who: Worker) -> ColumnElement[bool]:
    return true() if who.campaigns is None else FollowUp.campaign_id.in_(sorted(who.campaigns))
