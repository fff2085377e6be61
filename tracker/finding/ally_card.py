"""What is known of one ally, without the contact: where they stand, what is still to do, and all that happened."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Select, func, literal, or_, select, true, union_all

from tracker.allies import identify
from tracker.allies.ally import Ally
from tracker.allies.now import standing_for
from tracker.errors import NotThere
from tracker.finding import duplicates
from tracker.finding.allies import called_by_name
from tracker.finding.ally_timeline import Timeline, rare, timeline, untold
from tracker.finding.reach import mine_or
from tracker.followups import hosting, ladder
from tracker.followups.claiming import Worker
from tracker.followups.followup import FollowUp
from tracker.followups.playbook import Step
from tracker.followups.rung import Rung
from tracker.followups.titles import title_of
from tracker.letters import lists
from tracker.letters.bulk_letter import BulkLetter
from tracker.letters.letter import Letter
from tracker.records import dataclass
from tracker.screenings import terms
from tracker.screenings.screening import Screening
from tracker.signups import answers, lineage, requests
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.once import tell
from tracker.store.rows import is_id
from tracker.words import plain

# Open follow-ups that are shown.
MOST = 100


class JoinedTo(NotThere):
    """They are one with another ally now. `stays_id`: that one."""

    def __init__(self, stays_id: str) -> None:
        super().__init__()
        self.stays_id = stays_id


@dataclass(frozen=True, slots=True)
class Followed:
    """One follow-up that is open."""

    follow_up: FollowUp
    title: str
    letter_state: str


@dataclass(frozen=True, slots=True)
class Stands:
    """Where they stand on the ladder, and what holds them there: ways and days, the latest first."""

    title: str
    by: list[ladder.Act]
    # Something in a campaign that others work on holds them there too.
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class Hosts:
    """What they asked to host, and whom that brought: at their own film screenings, and over all generations."""

    requests: list[requests.Line]
    own: lineage.Sum
    in_all: lineage.Sum


@dataclass(frozen=True, slots=True)
class AllyCard:
    """The page. `closed_to_me`: the alias alone."""

    ally: Ally
    closed_to_me: bool
    called: str
    # What is still to do.
    follow_ups: list[Followed]
    timeline: Timeline
    # What letters are called that come from no follow-up, by letter.
    named: dict[str, str]
    stands: Stands | None = None
    # How many answers to calls to action are held.
    wrote: int = 0
    hosts: "Hosts | None" = None
    # A follow-up of theirs led to a film screening.
    hosted: bool = False
    # Whoever looks has an open follow-up of theirs in hand, or had.
    at_it: bool = False
    besides: Mapping[str, int] = field(default_factory=dict)


def ally_card(
    ally_id: str,
    who: Worker,
    after: tuple[datetime, str] | None = None,
    besides: Mapping[str, Select[int]] = MappingProxyType({}),
) -> AllyCard:
    """`after`: where a page of the timeline begins. `besides`: what rooms above want counted in the same question.

    Raises NotThere unless the ally signed up in a campaign of theirs, JoinedTo.
    """
    ally, rungs, there = _at_a_glance(ally_id, _counting(ally_id, who) | dict(besides))
    if there["mine"] == 0:
        raise NotThere
    counted = {kind: there[kind] for kind in besides}
    if ally.extra_care and not who.careful:
        return AllyCard(ally, True, "", [], Timeline([], None), {}, besides=counted)
    called = called_by_name(ally) if there["own"] and not ally.extra_care else ""
    # What most allies have none of is not asked for kind by kind.
    for kind in ("merge", "pair", "proven"):
        tell((kind, ally_id), there[kind])
    open_ones, closed = _follow_ups(ally_id, who, after)
    told = timeline(ally_id, who, after, {kind for kind, number in there.items() if not number}, closed)
    letters = [event.row[0] for event in told.events if event.kind == "letter"]
    return AllyCard(
        ally, False, called, open_ones, told, _named(letters, who), _stands(ally_id, who, rungs), there["answer"],
        _hosts(ally_id, who, there), hosted=there["hosted"] > 0, at_it=there["at it"] > 0, besides=counted,
    )  # fmt: skip


def _at_a_glance(ally_id: str, counts: Mapping[str, Select[int]]) -> tuple[Ally, list[Rung], dict[str, int]]:
    """The ally, the rungs of the ladder beside it, and how many there are of all that most allies have none of: one query.

    Raises NotThere, JoinedTo.
    """
    if not is_id(ally_id):
        raise NotThere
    columns = [count.scalar_subquery().label(f"n{n}") for n, count in enumerate(counts.values())]
    rows = db.session.execute(
        select(Ally, Rung, standing_for(ally_id).scalar_subquery(), *columns)
        .outerjoin(Rung, true())
        .where(Ally.id == ally_id)
        .order_by(Rung.position, Rung.id)
    ).all()
    if not rows:
        raise NotThere
    ally, _rung, stays_id, *numbers = rows[0]
    if stays_id is not None:
        raise JoinedTo(stays_id)
    return ally, [row[1] for row in rows if row[1] is not None], dict(zip(counts, numbers, strict=True))


def _counting(ally_id: str, who: Worker) -> dict[str, Select[int]]:
    theirs = FollowUp.ally_id == ally_id
    own = func.coalesce(FollowUp.point_person_id, "") == who.account_id
    at_it = or_(own, func.coalesce(FollowUp.claimed_by_id, "") == who.account_id)
    mine = select(func.count()).select_from(Signup).join(Screening, Screening.id == Signup.screening_id)
    everybodys: Select[int] = select(literal(1))
    return {
        **rare(ally_id),
        "answer": answers.counting(ally_id),
        "mine": everybodys if who.campaigns is None else mine.where(Signup.ally_id == ally_id, mine_or(Screening, who)),
        "own": select(func.count()).where(theirs, own),
        "at it": select(func.count()).where(theirs, FollowUp.state == "open", at_it),
        "hosted": hosting.counting_of(ally_id),
        "pair": duplicates.counting_of(ally_id),
        "proven": identify.counting_proven(ally_id),
    }


def _hosts(ally_id: str, who: Worker, there: Mapping[str, int]) -> Hosts | None:
    """None: they have asked for nothing."""
    if not there["request"]:
        return None
    asked = requests.of_ally(ally_id, who.campaigns)
    return Hosts(asked, *lineage.brought_by(ally_id)) if asked else None


def _stands(ally_id: str, who: Worker, rungs: list[Rung]) -> Stands | None:
    """None: on no rung yet."""
    rung, acts = ladder.stand_of(ally_id, rungs)
    if rung is None:
        return None
    mine = [act for act in acts if who.campaigns is None or act.campaign_id in who.campaigns]
    # Each way once, at its latest.
    by = {act.way: act for act in reversed(mine)}
    return Stands(plain(rung.title), sorted(by.values(), key=lambda act: act.at, reverse=True), len(mine) < len(acts))


def _follow_ups(
    ally_id: str, who: Worker, after: tuple[datetime, str] | None
) -> tuple[list[Followed], list[tuple[FollowUp, str]]]:
    """Those that are open, what is due first; and those on this page of the timeline that closed by themselves. One query."""
    still = select(FollowUp.id).where(FollowUp.ally_id == ally_id, FollowUp.state == "open")
    if who.campaigns is not None:
        still = still.where(FollowUp.campaign_id.in_(sorted(who.campaigns)))
    some = still.order_by(FollowUp.due_at, FollowUp.id).limit(MOST), untold(ally_id, who, after)
    rows = (
        select(FollowUp, Step.title, Letter.state)
        .outerjoin(Step, Step.id == FollowUp.step_id)
        .outerjoin(Letter, Letter.follow_up_id == FollowUp.id)
        .where(FollowUp.id.in_(union_all(*(select(each.subquery().c.id) for each in some))))
        .order_by(FollowUp.due_at, FollowUp.id)
    )
    open_ones, closed = list[Followed](), list[tuple[FollowUp, str]]()
    for each, title, letter_state in db.session.execute(rows):
        if each.state == "open":
            open_ones.append(Followed(each, title_of(title, each.why), letter_state or ""))
        else:
            closed.append((each, title))
    return open_ones, closed


def came_of(card: AllyCard, who: Worker) -> dict[str, tuple[str, str]]:
    """The film screenings that came of what stands on the page, by follow-up: id, and what it is called."""
    if not card.hosted:
        return {}
    shown = [e.row[1].id for e in card.timeline.events if e.kind in ("try", "letter") and e.row[1] is not None]
    shown += [e.row.id for e in card.timeline.events if e.kind == "outcome"]
    return {
        follow_up_id: (screening.id, terms.title(screening, venue))
        for follow_up_id, (screening, venue) in hosting.hosted_after(shown).items()
        if who.campaigns is None or screening.campaign_id in who.campaigns
    }


def _named(letters: list[Letter], who: Worker) -> dict[str, str]:
    """Those of a letter to many of a campaign of theirs by its title; notices of change by what they are."""
    to_many = {letter.bulk_id for letter in letters if letter.bulk_id}
    wanted = select(BulkLetter.id, BulkLetter.title).where(BulkLetter.id.in_(to_many))
    if who.campaigns is not None:
        wanted = wanted.where(BulkLetter.campaign_id.in_(sorted(who.campaigns)))
    titles: dict[str, str] = dict(db.session.execute(wanted).all()) if to_many else {}
    told = {each.id: str(lists.KINDS[each.kind]) for each in letters if each.notice_id and each.kind in lists.KINDS}
    return told | {letter.id: lists.many(titles[letter.bulk_id]) for letter in letters if letter.bulk_id in titles}
