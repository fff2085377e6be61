"""Where allies stand on the ladder of engagement: the highest rung that anything they did has reached.

Nothing is stored: what an outcome says today is where somebody stands today, and an undone outcome lifts nobody. The acts
of the erased stay where they were, for the figures; somebody who was merged into another has none left.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.followups.followup import Attempt, FollowUp
from tracker.followups.ladder_ways import SIGNED_UP, WATCHED
from tracker.followups.rung import Rung
from tracker.records import dataclass
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db

# A day without a time has begun for certain once it is over everywhere: the last clock is twelve hours behind UTC.
LAST_CLOCK = timedelta(hours=12)

# Ids of allies, as a question that is put together once is told them.
THEIRS = "theirs"

Whose = Callable[[Any], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that holds somebody where they stand: a way up (see ladder_ways), when, and in which campaign."""

    way: str
    at: datetime
    campaign_id: str


def rungs() -> list[Rung]:
    """The lowest first."""
    return list(db.session.scalars(select(Rung).order_by(Rung.position, Rung.id)))


def signed_up_in(campaign_id: str) -> Select[str]:
    """The ally of each signup in a campaign."""
    there = select(Signup.ally_id).join(Screening, Screening.id == Signup.screening_id)
    return there.where(Screening.campaign_id == campaign_id)


def standing_on(rung_id: str) -> ColumnElement[bool]:
    """A condition over Ally: stands on this rung, neither higher nor lower. Nobody stands on one that has been removed.

    Asked of one ally after the other: who looks at a page of them does not wait for everybody's rung to be derived.
    """
    known = rungs()
    level = next((number for number, rung in enumerate(known) if rung.id == rung_id), None)
    if level is None:
        return false()
    higher = frozenset(way for rung in known[level + 1 :] for way in rung.reached_by)
    there, above = (_did(frozenset(ways)) for ways in (set(known[level].reached_by) - higher, higher))
    return and_(or_(false(), *there), ~or_(false(), *above))


def _did(ways: frozenset[str]) -> list[ColumnElement[bool]]:
    """Over Ally: did something that counts as one of these ways; a condition for each kind of deed."""
    return [part.correlate(Ally).exists() for part in _parts(ways, lambda ally_id: ally_id == Ally.id)]


def stands(ally_ids: Collection[str]) -> dict[str, Rung | None]:
    """The rung of each; None: on none yet. Two queries, however many."""
    known = rungs()
    levels = _levels_of(tuple(tuple(rung.reached_by) for rung in known))
    found = dict.fromkeys(ally_ids, -1)
    if levels is not None and ally_ids:
        rows = db.session.execute(levels, {THEIRS: list(ally_ids)})
        found.update({ally_id: level for ally_id, level in rows})
    return {ally_id: known[level] if level >= 0 else None for ally_id, level in found.items()}


def counts(campaign_id: str | None = None, few: bool = False) -> dict[str | None, int]:
    """How many stand on each rung just now, by its id; under None those on no rung. Each rung is there.

    Of a campaign: of those who signed up in it, wherever they did the rest. `few`: they are few in a large house.
    """
    here = signed_up_in(campaign_id) if campaign_id is not None else select(Signup.ally_id)
    known = rungs()
    counted: dict[str | None, int] = dict.fromkeys((rung.id for rung in known), 0)
    # Narrowed after the derivation, but for few: each of its parts would look everybody up again.
    ways_up = [rung.reached_by for rung in known]
    levels = _levels(ways_up, lambda ally_id: ally_id.in_(here) if few else ally_id.is_not(None))
    if levels is not None:
        counting = select(levels.c.level, func.count()).where(levels.c.ally_id.in_(here)).group_by(levels.c.level)
        for level, number in db.session.execute(counting):
            counted[known[level].id] = number
    people = here.distinct().subquery()
    everybody = db.session.scalar(select(func.count()).select_from(people)) or 0
    return {**counted, None: everybody - sum(counted.values())}


def stand_of(ally_id: str, known: Sequence[Rung] | None = None) -> tuple[Rung | None, list[Act]]:
    """An ally's rung, None for none, and what holds them there, the latest first; by one query. `known`: the rungs."""
    known = rungs() if known is None else known
    acts = _acts(frozenset(way for rung in known for way in rung.reached_by), lambda column: column == ally_id)
    if acts is None:
        return None, []
    wanted = select(acts.c.way, acts.c.at, acts.c.campaign_id).order_by(acts.c.at.desc(), acts.c.way)
    did = [Act(*row) for row in db.session.execute(wanted)]
    ways = {act.way for act in did}
    stands_on = next((rung for rung in reversed(known) if ways & set(rung.reached_by)), None)
    return stands_on, [act for act in did if stands_on and act.way in stands_on.reached_by]


def held_by(ally_id: str, rung: Rung) -> list[Act]:
    """What holds an ally on a rung, the latest first."""
    acts = _acts(frozenset(rung.reached_by), lambda column: column == ally_id)
    if acts is None:
        return []
    wanted = select(acts.c.way, acts.c.at, acts.c.campaign_id).order_by(acts.c.at.desc(), acts.c.way)
    return [Act(way, at, campaign_id) for way, at, campaign_id in db.session.execute(wanted)]


@lru_cache(maxsize=4)
def _levels_of(ways_up: tuple[tuple[str, ...], ...]) -> Select[str, int] | None:
    """ally_id and level of THEIRS. Written once for a ladder: each list of allies asks for it, and to put it together takes longer
    than the database takes to answer.
    """
    levels = _levels(ways_up, lambda ally_id: ally_id.in_(bindparam(THEIRS, expanding=True)))
    return select(levels.c.ally_id, levels.c.level) if levels is not None else None


def _levels(ways_up: Sequence[Sequence[str]], whose: Whose) -> Subquery | None:
    """The one derivation: ally_id and level (a place in `ways_up`) of all who stand anywhere. None: nothing leads up."""
    acts = _acts(frozenset(way for ways in ways_up for way in ways), whose)
    if acts is None:
        return None
    level = func.max(case(*_reached(ways_up, acts))).label("level")
    return select(acts.c.ally_id, level).group_by(acts.c.ally_id).subquery()


def _reached(ways_up: Sequence[Sequence[str]], acts: Subquery) -> list[tuple[ColumnElement[bool], int]]:
    """Which level an act reaches. The highest first: a way that leads to two rungs counts for the higher."""
    highest = list(enumerate(ways_up))[::-1]
    return [(acts.c.way.in_(ways), level) for level, ways in highest if ways]


def _acts(ways: frozenset[str], whose: Whose) -> Subquery | None:
    """Everything that counts as one of these ways, of those for whom `whose` holds: ally_id, way, at, campaign_id."""
    parts = _parts(ways, whose)
    return union_all(*parts).subquery() if parts else None


def _parts(ways: frozenset[str], whose: Whose) -> list[Select[*tuple[Any, ...]]]:
    """A query for each kind of deed. The first part names the columns of all."""
    parts: list[Select[*tuple[Any, ...]]] = []
    if WATCHED in ways:
        parts.append(_raised(WATCHED, whose).where(took_place(), func.coalesce(Screening.standing, "") != "unplaced"))
    if SIGNED_UP in ways:
        parts.append(_raised(SIGNED_UP, whose).where(_said_yes(Signup.ally_id)))
    outcomes = sorted(ways - {WATCHED, SIGNED_UP})
    if outcomes:
        parts += [
            select(
                FollowUp.ally_id, FollowUp.outcome.label("way"), FollowUp.closed_at.label("at"), FollowUp.campaign_id
            ).where(
                FollowUp.outcome.in_(outcomes), whose(FollowUp.ally_id)
            ),
            # A try that left its follow-up open, or was folded into one that closed otherwise.
            select(FollowUp.ally_id, Attempt.outcome, Attempt.at, FollowUp.campaign_id)
            .join(FollowUp, FollowUp.id == Attempt.follow_up_id)
            .where(
                Attempt.outcome.in_(outcomes), Attempt.undone_at.is_(None), whose(FollowUp.ally_id),
                or_(FollowUp.outcome.is_(None), FollowUp.outcome != Attempt.outcome),
            ),
        ]  # fmt: skip
    return parts


def _raised(way: str, whose: Whose) -> Select[*tuple[Any, ...]]:
    """Signups as a way up."""
    at = func.coalesce(Screening.starts_at, Signup.at) if way == WATCHED else Signup.at
    return (
        select(Signup.ally_id, literal(way).label("way"), at.label("at"), Screening.campaign_id)
        .join(Screening, Screening.id == Signup.screening_id)
        .where(whose(Signup.ally_id))
    )


def took_place() -> ColumnElement[bool]:
    """It has begun, and was not cancelled. At home there is no time: who says so has watched.

    What time it is is looked at when it is asked, not when the question is put together.
    """
    now = bindparam(None, callable_=_now, type_=Screening.starts_at.type)
    yesterday = bindparam(None, callable_=_yesterday, type_=Screening.day.type)
    over = and_(Screening.starts_at.is_(None), Screening.day < yesterday)
    return and_(
        Screening.status != "cancelled", or_(Screening.standing == "streaming", Screening.starts_at <= now, over)
    )


def _now() -> datetime:
    return clock.now()


def _yesterday() -> date:
    return (clock.now() - LAST_CLOCK).date()


def _said_yes(ally_id: Any) -> ColumnElement[bool]:
    """To letters or calls, now or once."""
    them = aliased(Ally)
    now = exists().where(them.id == ally_id, or_(them.email_consent == "yes", them.phone_consent == "yes"))
    once = exists().where(Consent.ally_id == ally_id, Consent.answer == "yes")
    return or_(now, once)
