"""A small campaign made up from drawn numbers: who signed up when, where and how, and what became of them; counted slowly."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tracker.reports import protect, told
from tracker.reports.arrived import QUARTER, Arrived, Came
from tracker.reports.figures import Day, Figures, Funnel, Move, Rates, Row, Rung, Share, Waits, Week
from tracker.reports.protected import EVERYTHING, Protected
from tracker.reports.scope import Scope
from tracker.reports.told import FiguresTold

FIRST = date(2024, 1, 1)
DAYS = 90
NEVER = 10_000
# Days.
ON_TIME = 3
SOURCES = ("screen", "poster", "kiosk")
RUNGS = ("", "reached", "acted")
REGIONS = ("US-TX", "US-WY", "US-ND", "KR", "")
# From the beginning of a period to its end; None: open.
PERIODS = ((None, None), (0, 30), (31, 59), (60, 90), (0, 59), (15, 45), (None, 45))


@dataclass
class Person:
    """`signups`: (source, region), all on `day`. `steps`: on which day they came to be contactable, reached, with an outcome, acted."""

    day: int
    signups: list[tuple[str, str]]
    steps: tuple[int, ...] = (NEVER, NEVER, NEVER, NEVER)

    def level(self, at: float) -> tuple[bool, bool, bool, bool]:
        """Acted: reached, and with an outcome; either: contactable."""
        contactable, reached, outcome, acted = (each <= at for each in self.steps)
        reached, outcome = reached or acted, outcome or acted
        return contactable or reached or outcome, reached, outcome, acted

    def due(self, at: int) -> bool:
        """Something was promised to whoever may be contacted; their time is over after three days."""
        return self.level(at)[0] and self.day + ON_TIME <= at

    def in_time(self, at: int) -> bool:
        return self.due(at) and self.level(self.day + ON_TIME)[1]

    def rung(self, at: float) -> int:
        """Where they stand: nowhere, reached, acted."""
        _contactable, reached, _outcome, acted = self.level(at)
        return 2 if acted else 1 if reached else 0


@dataclass
class World:
    people: list[Person]
    rows: list[FiguresTold] = field(default_factory=list)

    def figures(self, period: tuple[int | None, int | None], at: int) -> Figures:
        since, until = period
        there = [each for each in self.people if (since or 0) <= each.day <= min(at, NEVER if until is None else until)]
        signups = [signup for each in there for signup in each.signups]
        regions, sources = (
            Counter(region for _source, region in signups),
            Counter(source for source, _region in signups),
        )
        countries = Counter(region.partition("-")[0] for _source, region in signups)
        contactable, reached, outcomes, acted = (sum(each.level(at)[step] for each in there) for step in range(4))
        days = Counter(each.day for each in there for _signup in each.signups)
        return Figures(
            Scope("c", _day(since), _day(until)), _moment(at),
            Funnel(signups=len(signups), allies=len(there), contactable=contactable, reached=reached, acted=acted, outcomes=outcomes),
            Waits(contactable, contactable - reached, 5, 9), Waits(),
            Rates(follow_up=Share(reached, contactable), on_time=Share(*_on_time(there, at))),
            [Row(key, "", number) for key, number in sorted(sources.items())],
            {"region": _lines(regions), "country": _lines(countries)},
            [Day(_day(each), number) for each, number in sorted(days.items())], _weeks(there, at), *self._ladder(since, until, at),
        )  # fmt: skip

    def _ladder(self, since: int | None, until: int | None, at: int) -> tuple[list[Rung], list[Move]]:
        """Of everybody who had signed up by the end of the period; nobody moves on in the night after it."""
        end = min(at, NEVER if until is None else until)
        everybody = [each for each in self.people if each.day <= end]
        stood = Counter(each.rung(end) for each in everybody)
        moved = Counter((each.rung(since - 1) if since else 0, each.rung(end)) for each in everybody)
        rungs = [Rung(key, key, stood[place]) for place, key in enumerate(RUNGS)]
        return rungs, [Move(RUNGS[one], RUNGS[two], number) for (one, two), number in moved.items() if one != two]

    def tell(self, period: tuple[int | None, int | None], at: int, tables: Any = EVERYTHING) -> Protected:
        """A report, or a feed, at noon of a day."""
        found = protect.protected(self.figures(period, at), self.rows, Arrived(self.came), tables, "UTC")
        if found.ledger is not None:
            self.rows.append(
                FiguresTold(
                    campaign_id="c", number=len(self.rows) + 1, by="report", since=found.scope.since, until=found.scope.until,
                    at=found.counted_at, day=found.counted_at.date(), anew=True, known=found.ledger.as_json(),
                    shown=told.tables_as_json(found.tables),
                )
            )  # fmt: skip
        return found

    def came(self) -> Came:
        came = defaultdict[tuple[str, str], list[int]](list)
        for person in self.people:
            quarter = int(_moment(person.day).timestamp()) // QUARTER - 24
            for source, region in person.signups:
                for line in (
                    ("", ""), ("sources", source), ("countries", region.partition("-")[0]), ("regions", region),
                ):  # fmt: skip
                    came[line].append(quarter)
        return {line: [quarters] for line, quarters in came.items()}

    def count(self, fits: Callable[[Person], int]) -> int:
        return sum(fits(each) for each in self.people)


def quarter_of(day: int) -> int:
    """In which somebody who comes on a day signs up."""
    return int(_moment(day).timestamp()) // QUARTER - 24


def _moment(day: int) -> datetime:
    return datetime(FIRST.year, FIRST.month, FIRST.day, 12, tzinfo=UTC) + timedelta(days=day)


def _day(number: Any) -> Any:
    return None if number is None else FIRST + timedelta(days=number)


def _on_time(people: list[Person], at: int) -> tuple[int, int]:
    return sum(each.in_time(at) for each in people), sum(each.due(at) for each in people)


def _weeks(people: list[Person], at: int) -> list[Week]:
    """FIRST is a Monday."""
    found = []
    for week in sorted({each.day // 7 for each in people}):
        those = [each for each in people if each.day // 7 == week]
        found.append(Week(_day(week * 7), sum(len(each.signups) for each in those), Share(*_on_time(those, at))))
    return found


def _lines(counted: Counter[str]) -> list[Row]:
    return [Row(key, "", number) for key, number in sorted(counted.items())]
