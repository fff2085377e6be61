"""When a campaign's signups came in, by source and by place, to the quarter of an hour: for what lies between two times that were told.

Of a million signups the quarters alone are kept, four bytes each, once; of a line that is asked about, how many had come by which.
"""

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import accumulate, chain
from typing import NamedTuple

from sqlalchemy import select

from tracker.reports import places
from tracker.reports.people import is_most
from tracker.reports.scope import Scope
from tracker.reports.small_numbers import Before
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import seconds
from tracker.store.numbered import Numbers, in_some

# Clocks of all zones differ by whole quarters.
QUARTER = 900
# By table and line: the quarter of each signup, in any order, in one piece or several.
Came = Mapping[tuple[str, str], Iterable[Iterable[int]]]


class Quarters(NamedTuple):
    """Those in which somebody came, the earliest first; and how many had come by the end of each, 0 before the first."""

    at: Numbers
    so_far: Numbers

    def before(self, quarter: float) -> int:
        return self.so_far[bisect_left(self.at, quarter)]


class Arrived:
    """Read when it is first asked for."""

    def __init__(self, read: Callable[[], Came]) -> None:
        self._read = read
        self._sorted = dict[tuple[str, str], Quarters]()

    @cached_property
    def _came(self) -> Came:
        return self._read()

    def _quarters(self, table: str, line: str) -> Quarters:
        """Of the lines that are asked about alone."""
        key = table, line
        if key not in self._sorted:
            came = Counter(chain.from_iterable(self._came.get(key, ())))
            at = sorted(came)
            self._sorted[key] = Quarters(array("q", at), array("q", accumulate((came[each] for each in at), initial=0)))
        return self._sorted[key]

    def before(self, table: str, lines: Iterable[str]) -> Before:
        """How many of these lines together came in before a quarter."""
        wanted = [self._quarters(table, line) for line in lines]
        return lambda quarter: sum(quarters.before(quarter) for quarters in wanted)

    def place(self, quarter: float) -> int:
        """Of a point in time among all signups: nobody came between two that have the same."""
        return self._quarters("", "").before(quarter)


def of_campaign(campaign_id: str) -> Arrived:
    """Nothing is read before it is asked for."""
    return Arrived(lambda: _came(campaign_id))


def _came(campaign_id: str) -> Came:
    """A million signups in some seconds: one row after the other, and of each its quarter alone is kept."""
    there = places.of(Scope(campaign_id))
    by_place = defaultdict[tuple[str, str], dict[str, Numbers]](lambda: defaultdict(lambda: array("I")))
    at = {id_: by_place[place.key("country"), place.key("region")] for id_, place in there.items()}
    wanted = select(Signup.screening_id, Signup.source, seconds(Signup.at) // QUARTER)
    here = Screening.id == Signup.screening_id, Screening.campaign_id == campaign_id
    if not is_most(select(Signup.id).join(Screening, here[0]).where(here[1])):
        wanted = wanted.join(Screening, here[0]).where(here[1])
    for screening_id, source, quarter in chain.from_iterable(in_some(wanted)):
        if screening_id in at:
            at[screening_id][source].append(quarter)
    came = defaultdict[tuple[str, str], list[Numbers]](list)
    for (country, region), by_source in by_place.items():
        for source, quarters in by_source.items():
            for line in (("", ""), ("countries", country), ("regions", region), ("sources", source)):
                came[line].append(quarters)
    return came
