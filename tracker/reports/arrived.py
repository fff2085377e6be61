"""When a campaign's signups came in, by source and by place, to the quarter of an hour: for what lies between two times that were told."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate

from sqlalchemy import func, select

from tracker.reports import places
from tracker.reports.scope import Scope
from tracker.reports.small_numbers import Before
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db, seconds

# Clocks of all zones differ by whole quarters.
QUARTER = 900
AT_ONCE = 5_000
# (table, line, quarter, how many)
Came = tuple[str, str, int, int]


class Arrived:
    """Counted when it is first asked for."""

    def __init__(self, came: Iterable[Came]) -> None:
        self._came = came

    @cached_property
    def _counted(self) -> dict[tuple[str, str], tuple[list[int], list[int]]]:
        counted = defaultdict[tuple[str, str], Counter[int]](Counter)
        for table, line, quarter, number in self._came:
            counted[table, line][quarter] += number
        sums = {}
        for key, quarters in counted.items():
            times = sorted(quarters)
            sums[key] = (times, [0, *accumulate(quarters[each] for each in times)])
        return sums

    def before(self, table: str, lines: Iterable[str]) -> Before:
        """How many of these lines together came in before a quarter."""
        wanted = [self._counted[table, line] for line in lines if (table, line) in self._counted]
        return lambda quarter: sum(sums[bisect_left(quarters, quarter)] for quarters, sums in wanted)

    def place(self, quarter: float) -> int:
        """Of a point in time among the quarters in which anybody came in: nobody came between two that have the same."""
        quarters, _sums = self._counted.get(("", ""), ([], []))
        return bisect_left(quarters, quarter)


def of_campaign(campaign_id: str) -> Arrived:
    """Nothing is read before it is asked for."""
    return Arrived(_came(campaign_id))


def _came(campaign_id: str) -> Iterable[Came]:
    there = places.of(Scope(campaign_id))
    quarter = seconds(Signup.at) / QUARTER
    wanted = (
        select(Signup.screening_id, Signup.source, quarter, func.count())
        .join(Screening, Screening.id == Signup.screening_id)
        .where(Screening.campaign_id == campaign_id)
        .group_by(Signup.screening_id, Signup.source, quarter)
    )
    for screening_id, source, at, number in db.session.execute(wanted.execution_options(yield_per=AT_ONCE)):
        place = there[screening_id]
        yield "", "", int(at), number
        yield "sources", source, int(at), number
        yield "countries", place.key("country"), int(at), number
        yield "regions", place.key("region"), int(at), number
