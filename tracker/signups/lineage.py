"""How one film screening leads to the next: those that allies host, where these had signed up, and whom they brought.

A cancelled one keeps its place in the line, and is counted as cancelled. Named queries; nothing is stored.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import field
from typing import Any

from sqlalchemy import Select, case, func, select

from tracker.records import dataclass
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups import counting
from tracker.signups.request_to_host import RequestToHost
from tracker.signups.signup import Signup
from tracker.store.db import db

SOME = 5_000
# Generations that are looked at: a line that long is not told any more.
MOST_GENERATIONS = 20


@dataclass(frozen=True, slots=True)
class Hosted:
    """A film screening that an ally hosts. `from_id`: where they had signed up; None where that is not known."""

    screening: Screening
    venue: Venue | None
    ally_id: str
    from_id: str | None

    @property
    def cancelled(self) -> bool:
        return self.screening.status == "cancelled"


@dataclass(frozen=True, slots=True)
class Sum:
    """Of one generation, or of all that came after. Signups without those of the hosts themselves."""

    screenings: int = 0
    cancelled: int = 0
    signups: int = 0


@dataclass(slots=True)
class Node:
    """One film screening in the tree, and those that its allies host."""

    screening: Screening
    venue: Venue | None
    signups: int
    after: list["Node"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tree:
    """Of a campaign: a sum for each generation, and those film screenings that another came of."""

    generations: list[Sum]
    roots: list[Node]


def hosted_by_allies_of(screening_ids: Collection[str]) -> list[Hosted]:
    """Those that allies host who signed up at these, the earliest first."""
    found: list[Hosted] = []
    wanted = sorted(screening_ids)
    for start in range(0, len(wanted), SOME):
        here = _hosted().where(Signup.screening_id.in_(wanted[start : start + SOME]))
        found += _read(here)
    return found


def hosted_by(ally_id: str) -> list[Hosted]:
    """Those that an ally hosts, the earliest first."""
    return _read(_hosted().where(RequestToHost.ally_id == ally_id))


def before(screening_id: str) -> tuple[Screening, Venue | None] | None:
    """Where the ally who hosts a film screening had signed up; None where no ally hosts it, or nobody knows."""
    theirs = _hosted().where(RequestToHost.screening_id == screening_id, Signup.id.is_not(None))
    from_id = next((each.from_id for each in _read(theirs)), None)
    return _rows([from_id]).get(from_id) if from_id and from_id != screening_id else None


def brought_by(ally_id: str) -> tuple[Sum, Sum]:
    """What came of the film screenings that an ally hosts: at these themselves, and over all generations."""
    first = hosted_by(ally_id)
    generations = _generations_after({each.screening.id: each for each in first}.values())
    everything = [each for generation in generations for each in generation]
    return _sum(first), _sum(everything)


def after(screening_id: str, hosted: list[Hosted] | None = None) -> list[Sum]:
    """What came of one film screening: a sum for each generation after it. `hosted`: what hosted_by_allies_of() told of it."""
    first = hosted_by_allies_of([screening_id]) if hosted is None else hosted
    return [_sum(generation) for generation in _generations_after(first, {screening_id})]


def tree(campaign_id: str) -> Tree:
    """Of the campaign's own film screenings: one whose host signed up at another of them stands under that one."""
    edges = _edges(campaign_id)
    if not edges:
        return Tree([], [])
    own = _rows({*edges, *edges.values()})
    signups = without_hosts(own)
    children: dict[str, list[str]] = defaultdict(list)
    for child, parent in edges.items():
        children[parent].append(child)
    roots = sorted(set(children) - set(edges))
    later, level = [], roots
    while level := [child for each in level for child in children.get(each, ())]:
        later.append(_sum_of([own[each][0] for each in level], signups))
    nodes = sorted((_node(each, own, signups, children) for each in roots), key=_by_day)
    return Tree([_rest(_whole(campaign_id), later), *later], nodes)


def _edges(campaign_id: str) -> dict[str, str]:
    """Child to parent within the campaign, each child under one; none that leads round in a circle."""
    hosted = _read(_hosted().where(Screening.campaign_id == campaign_id))
    parents = {each.from_id for each in hosted if each.from_id}
    here = select(Screening.id).where(Screening.id.in_(sorted(parents)), Screening.campaign_id == campaign_id)
    ours = set(db.session.scalars(here)) if parents else set[str]()
    edges: dict[str, str] = {}
    for each in hosted:
        child, parent = each.screening.id, str(each.from_id)
        if parent in ours and child not in edges and not _leads_to(edges, parent, child):
            edges[child] = parent
    return edges


def _rows(screening_ids: Collection[str]) -> dict[str, tuple[Screening, Venue | None]]:
    wanted = select(Screening, Venue).outerjoin(Venue, Venue.id == Screening.venue_id)
    rows = db.session.execute(wanted.where(Screening.id.in_(sorted(screening_ids))))
    return {screening.id: (screening, venue) for screening, venue in rows}


def _whole(campaign_id: str) -> Sum:
    """All film screenings of a campaign, and all signups, those without a place too."""
    cancelled = func.sum(case((Screening.status == "cancelled", 1), else_=0))
    dated = Screening.standing.is_(None) & Screening.joined_into_id.is_(None)
    row = db.session.execute(select(func.count(), cancelled).where(Screening.campaign_id == campaign_id, dated)).one()
    return Sum(row[0], row[1] or 0, counting.of_campaign(campaign_id))


def _rest(whole: Sum, later: Collection[Sum]) -> Sum:
    """What is of no later generation. Hosts who signed up at their own are counted here: they came from here."""
    return Sum(
        whole.screenings - sum(each.screenings for each in later), whole.cancelled - sum(each.cancelled for each in later),
        whole.signups - sum(each.signups for each in later),
    )  # fmt: skip


def _leads_to(edges: dict[str, str], start: str, wanted: str) -> bool:
    at: str | None = start
    while at is not None:
        if at == wanted:
            return True
        at = edges.get(at)
    return False


def _node(
    screening_id: str, own: dict[str, tuple[Screening, Venue | None]], signups: dict[str, int], children: dict[str, list[str]]
) -> Node:  # fmt: skip
    screening, venue = own[screening_id]
    below = [_node(each, own, signups, children) for each in children[screening_id]]
    return Node(screening, venue, signups[screening_id], sorted(below, key=_by_day))


def _by_day(node: Node) -> tuple[str, str]:
    return str(node.screening.day or ""), node.screening.id


def _generations_after(first: Iterable[Hosted], seen: Collection[str] = ()) -> list[list[Hosted]]:
    """The first, those that came of them, and so on; each film screening once."""
    known, level = set(seen), list(first)
    generations: list[list[Hosted]] = []
    while level and len(generations) < MOST_GENERATIONS:
        fresh = {each.screening.id: each for each in level if each.screening.id not in known}
        if not fresh:
            break
        known |= set(fresh)
        generations.append(list(fresh.values()))
        level = hosted_by_allies_of(fresh)
    return generations


def counting_hosted(campaign_ids: Collection[str]) -> Any:
    """Of each campaign: film screenings that allies host, without cancelled ones; those without any are left out."""
    return (
        select(Screening.campaign_id, func.count(Screening.id.distinct()))
        .join(RequestToHost, RequestToHost.screening_id == Screening.id)
        .where(RequestToHost.state == "approved", RequestToHost.ally_id.is_not(None), Screening.status != "cancelled")
        .where(Screening.campaign_id.in_(sorted(campaign_ids)))
        .group_by(Screening.campaign_id)
    )


def how_many_hosted(campaign_id: str) -> int:
    """What counting_hosted counts, in one campaign."""
    counted: dict[str, int] = dict(db.session.execute(counting_hosted([campaign_id])).all())
    return counted.get(campaign_id, 0)


def hosts_in(campaign_id: str) -> dict[str, str]:
    """By film screening of a campaign: the ally who hosts it, the first one that was approved."""
    wanted = (
        select(RequestToHost.screening_id, RequestToHost.ally_id)
        .join(Screening, Screening.id == RequestToHost.screening_id)
        .where(RequestToHost.state == "approved", RequestToHost.ally_id.is_not(None))
        .where(Screening.campaign_id == campaign_id)
        .order_by(RequestToHost.decided_at.desc(), RequestToHost.id.desc())
    )
    return {str(screening_id): str(ally_id) for screening_id, ally_id in db.session.execute(wanted)}


def _sum(hosted: Collection[Hosted]) -> Sum:
    rows = {each.screening.id: each.screening for each in hosted}
    return _sum_of(list(rows.values()), without_hosts(rows))


def _sum_of(screenings: Collection[Screening], signups: dict[str, int]) -> Sum:
    dated = [each for each in screenings if not each.standing]
    return Sum(
        len(dated), sum(each.status == "cancelled" for each in dated), sum(signups[each.id] for each in screenings)
    )


def without_hosts(screening_ids: Collection[str]) -> dict[str, int]:
    """Signups at each without those of its hosts: nobody brings themselves."""
    if not screening_ids:
        return {}
    own = (
        select(Signup.screening_id, func.count(Signup.id.distinct()))
        .join(RequestToHost, RequestToHost.screening_id == Signup.screening_id)
        .where(RequestToHost.state == "approved", RequestToHost.ally_id == Signup.ally_id)
        .where(Signup.screening_id.in_(sorted(screening_ids)))
        .group_by(Signup.screening_id)
    )
    numbers, ours = counting.counts_of(screening_ids), dict(db.session.execute(own).all())
    return {each: numbers.get(each, 0) - ours.get(each, 0) for each in screening_ids}


def _hosted() -> Select[Screening, Venue, str | None, str]:
    return (
        select(Screening, Venue, RequestToHost.ally_id, Signup.screening_id)
        .select_from(RequestToHost)
        .join(Screening, Screening.id == RequestToHost.screening_id)
        .outerjoin(Venue, Venue.id == Screening.venue_id)
        .outerjoin(Signup, Signup.id == RequestToHost.signup_id)
        .where(RequestToHost.state == "approved", RequestToHost.ally_id.is_not(None))
        .order_by(Screening.day, Screening.id, RequestToHost.decided_at, RequestToHost.id)
    )


def _read(wanted: Select[Screening, Venue, str | None, str]) -> list[Hosted]:
    return [
        Hosted(screening, venue, str(ally_id), from_id)
        for screening, venue, ally_id, from_id in db.session.execute(wanted)
    ]
