"""Everybody who signed up in a scope, with what became of them there: each table is read once, and what it tells stands at the number
of whom it is about.
"""

# ruff: noqa: PLR1730 (for a million people, calls of min() take a second longer than asking)

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from typing import Any

from sqlalchemy import Select, func, select

from tracker.followups.ladder_scan import Climb
from tracker.records import dataclass
from tracker.reports.bits import AGREED, FIRST
from tracker.reports.consented import consented
from tracker.reports.followed import LATE, followed
from tracker.reports.places import Place
from tracker.reports.scope import Scope
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store import numbered
from tracker.store.counts import so_far
from tracker.store.db import db, micros
from tracker.store.numbered import SHARE, Numbered, Numbers

# What a page waits for is asked without a table of its own.
FEW = 5_000
# Clocks change at quarters of an hour, all over the world. In seconds.
QUARTER = 900
SECOND = 1_000_000
# In microseconds: whoever signed up nowhere yet.
NEVER = 2**62


@dataclass(slots=True)
class People:
    """By everybody's number: `bits` (see bits.py; 0 for those who have no signup in the scope); `first`: their first signup in
    the scope, LATE for those who have none there; `contact` and `spoken`: the first of each, LATE for not yet. Moments in
    whole seconds since 1970.

    Signups of the scope, in no order: `who`, at `where` (a place in the scope's). By source, and by quarter of an hour: how many.
    """

    bits: Numbers
    first: Numbers = field(default_factory=lambda: array("I"))
    contact: Numbers = field(default_factory=lambda: array("I"))
    spoken: Numbers = field(default_factory=lambda: array("I"))
    who: Numbers = field(default_factory=lambda: array("I"))
    where: Numbers = field(default_factory=lambda: array("I"))
    sources: Counter[str] = field(default_factory=Counter)
    quarters: Counter[int] = field(default_factory=Counter)

    def add(self, signups: list[tuple[int, int, int, str]]) -> None:
        """Who, where, when (in microseconds), and by which source."""
        if signups:
            who, where, moments, sources = zip(*signups, strict=True)
            self.who.extend(who)
            self.where.extend(where)
            self.quarters.update(at // (QUARTER * SECOND) for at in moments)
            self.sources.update(sources)


@contextmanager
def everybody(scope: Scope, there: Mapping[str, Place], zone: str) -> Iterator[Numbered]:
    """All who had signed up in the scope by the end of its period, before it too."""
    ids = narrowed(select(Signup.ally_id), scope, there, zone, since=False)
    if (found := numbered.few(ids, FEW)) is not None:
        yield found
        return
    signups = narrowed(select(Signup.id), scope, there, zone, since=False)
    most = is_most(signups)
    with numbered.numbered(_of_most(scope, zone) if most and not scope.by else ids, most) as all_of_them:
        yield all_of_them


def is_most(signups: Select[str]) -> bool:
    """Whether these are so large a part of all that reading all of them is faster than finding these. Counts no more than that takes."""
    enough = -(-(db.session.scalar(select(func.count()).select_from(Signup)) or 0) // SHARE)
    return db.session.scalar(so_far(signups, enough)) == enough


def _of_most(scope: Scope, zone: str) -> Select[str]:
    """The same of nearly all signups: one after the other, each with its film screening, and not the other way about."""
    wanted = select(Signup.ally_id).where(
        Screening.id == func.coalesce(Signup.screening_id, ""),
        func.coalesce(Screening.campaign_id, "") == scope.campaign_id,
    )
    ends = scope.ends(zone)
    return wanted.where(func.coalesce(Signup.at, ends) < ends) if ends else wanted


def people(of: Numbered, scope: Scope, there: Mapping[str, Place], zone: str, climb: Climb) -> People:
    """What became of everybody. `climb`: hears of their signups."""
    found = People(consented(of))
    # What takes most room for a while comes before what stays.
    _signed_up(of, scope, there, zone, found, climb)
    found.contact, found.spoken = followed(of, scope.campaign_id, found.bits)
    climb.by_outcomes()
    for number, first in enumerate(found.first):
        if first == LATE:
            # Who did not sign up in the period is known for the ladder alone.
            found.bits[number] = 0
    return found


def _signed_up(of: Numbered, scope: Scope, there: Mapping[str, Place], zone: str, found: People, climb: Climb) -> None:
    """Wherever they signed up: somebody is new where it was nowhere before."""
    index = {id_: n for n, id_ in enumerate(there)}
    begins, ends = scope.begins(zone), scope.ends(zone)
    since = int(begins.timestamp()) * SECOND if begins else -NEVER
    until = int(ends.timestamp()) * SECOND if ends else NEVER
    bits, first, earliest = found.bits, array("q", [NEVER]) * of.size, array("q", [NEVER]) * of.size
    wanted = select(of.number, Signup.screening_id, micros(Signup.at), Signup.source)
    for some in numbered.in_some(wanted.where(of.whose(Signup.ally_id))):
        numbers, screening_ids, moments, _sources = zip(*some, strict=True)
        climb.signed_up(zip(numbers, screening_ids, moments, strict=True), lambda number: bits[number] & AGREED)
        here = list[tuple[int, int, int, str]]()
        for number, screening_id, at, source in some:
            if at < earliest[number]:
                earliest[number] = at
            place = index.get(screening_id)
            if place is not None and since <= at < until:
                here.append((number, place, at, source))
                if at < first[number]:
                    first[number] = at
        found.add(here)
    for number, (in_scope, anywhere) in enumerate(zip(first, earliest, strict=True)):
        if in_scope == anywhere != NEVER:
            bits[number] |= FIRST
    found.first = array("I", (LATE if at == NEVER else at // SECOND for at in first))


def narrowed(wanted: Any, scope: Scope, there: Mapping[str, Place], zone: str, since: bool = True) -> Any:
    """A query over Signup, of the scope's signups alone; without `since`: those before the period too."""
    if scope.by:
        wanted = wanted.where(Signup.screening_id.in_(sorted(there)))
    else:
        wanted = wanted.join(Screening, Screening.id == Signup.screening_id)
        wanted = wanted.where(Screening.campaign_id == scope.campaign_id)
    begins, ends = scope.begins(zone), scope.ends(zone)
    if begins and since:
        wanted = wanted.where(Signup.at >= begins)
    return wanted.where(Signup.at < ends) if ends else wanted
