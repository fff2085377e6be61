"""Everybody who signed up in a scope, with what became of them there: each table is read once, and what it tells stands at the number
of whom it is about.
"""

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
from tracker.reports.followed import followed
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
# Clocks change at quarters of an hour, all over the world. In microseconds, as all moments here.
QUARTER = 900_000_000
LATE = 2**62


@dataclass(slots=True)
class People:
    """By everybody's number: `bits` (see bits.py; 0 for those who have no signup in the scope); `first`: their first signup in
    the scope, LATE for those who have none there; `contact` and `spoken`: the first of each, LATE for not yet. Moments in
    microseconds since 1970.

    Signups of the scope, in no order: `who`, at `where` (a place in the scope's). By source, and by quarter of an hour: how many.
    """

    bits: Numbers
    first: Numbers
    contact: Numbers
    spoken: Numbers
    who: Numbers = field(default_factory=lambda: array("I"))
    where: Numbers = field(default_factory=lambda: array("I"))
    sources: Counter[str] = field(default_factory=Counter)
    quarters: Counter[int] = field(default_factory=Counter)

    def add(self, signups: list[tuple[int, int, int, str]]) -> None:
        """Who, where, when, and by which source."""
        self.who.extend(who for who, _where, _at, _source in signups)
        self.where.extend(where for _who, where, _at, _source in signups)
        self.quarters.update(at // QUARTER for _who, _where, at, _source in signups)
        self.sources.update(source for _who, _where, _at, source in signups)


@contextmanager
def everybody(scope: Scope, there: Mapping[str, Place], zone: str) -> Iterator[Numbered]:
    """All who had signed up in the scope by the end of its period, before it too."""
    signups = narrowed(select(Signup.id), scope, there, zone, since=False)
    ids = narrowed(select(Signup.ally_id), scope, there, zone, since=False)
    if (db.session.scalar(so_far(signups, FEW + 1)) or 0) <= FEW:
        with numbered.few(ids) as found:
            yield found
        return
    number = db.session.scalar(select(func.count()).select_from(signups.subquery())) or 0
    most = is_most(number)
    with numbered.numbered(_of_most(scope, zone) if most and not scope.by else ids, most) as found:
        yield found


def is_most(signups: int) -> bool:
    """Whether so many are so large a part of all that reading all of them is faster than finding these."""
    return (db.session.scalar(so_far(select(Signup.id), signups * SHARE + 1)) or 0) <= signups * SHARE


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
    bits = consented(of)
    contact, spoken = followed(of, scope.campaign_id, bits)
    found = People(bits, array("q", [LATE]) * of.size, contact, spoken)
    _signed_up(of, scope, there, zone, found, climb)
    climb.by_outcomes()
    return found


def _signed_up(of: Numbered, scope: Scope, there: Mapping[str, Place], zone: str, found: People, climb: Climb) -> None:
    """Wherever they signed up: somebody is new where it was nowhere before."""
    index = {id_: n for n, id_ in enumerate(there)}
    begins, ends = scope.begins(zone), scope.ends(zone)
    since = int(begins.timestamp()) * 1_000_000 if begins else -LATE
    until = int(ends.timestamp()) * 1_000_000 if ends else LATE
    bits, first = found.bits, found.first
    earliest = array("q", first)
    wanted = select(of.number, Signup.screening_id, micros(Signup.at), Signup.source)
    for some in numbered.in_some(wanted.where(of.whose(Signup.ally_id))):
        numbers, screening_ids, moments, _sources = zip(*some, strict=True)
        climb.signed_up(zip(numbers, screening_ids, moments, strict=True), lambda number: bits[number] & AGREED)
        here = list[tuple[int, int, int, str]]()
        for number, screening_id, at, source in some:
            earliest[number] = min(earliest[number], at)
            place = index.get(screening_id)
            if place is not None and since <= at < until:
                here.append((number, place, at, source))
                first[number] = min(first[number], at)
        found.add(here)
    for number, (in_scope, anywhere) in enumerate(zip(first, earliest, strict=True)):
        # Who did not sign up in the period is known for the ladder alone.
        bits[number] = 0 if in_scope == LATE else bits[number] | FIRST if in_scope == anywhere else bits[number]


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
