"""A reader with everything that was told tries to work out what is hidden; and nothing is hidden where nothing is small."""

import os
from itertools import accumulate, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reports import attack
from tests.reports.small_world import NEVER, PERIODS, REGIONS, SOURCES, Person, World
from tracker.reports import grouping, nested
from tracker.reports.protected import EVERYTHING, HIDDEN, OTHERS, Protected

# More of them: ATTACKS=2000 pytest tests/reports/test_small_numbers_attacked.py
WORLDS = settings(
    max_examples=int(os.environ.get("ATTACKS", "25")), deadline=None, derandomize="ATTACKS" not in os.environ
)
Period = tuple[int | None, int | None]
STEPS = ("signups", "allies", "contactable", "reached", "outcomes", "acted")


@st.composite
def people(draw: st.DrawFn) -> list[Person]:
    """Groups of a few who are alike: small numbers are frequent."""
    found = []
    for _ in range(draw(st.integers(2, 12))):
        day, times = draw(st.integers(0, 89)), draw(st.sampled_from([1, 1, 2, 3, 4, 5, 6, 9, 14]))
        signup = draw(st.sampled_from(SOURCES)), draw(st.sampled_from(REGIONS))
        again = [("kiosk", "US-TX")] if draw(st.integers(0, 9)) == 0 else []
        steps = tuple(draw(st.one_of(st.just(NEVER), st.integers(day, 120))) for _ in range(4))
        found += [Person(day, [signup, *again], steps) for _ in range(times)]
    return found


tellings = st.lists(
    st.tuples(st.sampled_from(PERIODS), st.integers(1, 25), st.sampled_from([EVERYTHING, ("steps",)])),
    min_size=1,
    max_size=3,
)


def tell_all(world: World, wanted: list[tuple[Period, int, tuple[str, ...]]]) -> list[int]:
    """One after the other; the days on which more was told."""
    day, days = 20, []
    for period, later, tables in wanted:
        day, before = day + later, len(world.rows)
        world.tell(period if (period[0] or 0) <= day else (None, None), day, tables)
        days += [day] * (len(world.rows) - before)
    return days


@WORLDS
@given(people(), tellings)
def test_nobody_works_out_a_small_number_from_all_that_was_told(
    everybody: list[Person], wanted: list[tuple[Period, int, tuple[str, ...]]]
) -> None:
    world = World(everybody)
    days = tell_all(world, wanted)
    if not world.rows:
        return
    assert attack.lines_given_away(world, "sources") == []
    assert attack.lines_given_away(world, "places") == []
    assert attack.steps_given_away(world, days) == []


moves = st.lists(
    st.tuples(st.integers(0, 11), st.integers(1, 9), st.sampled_from(SOURCES), st.sampled_from([*REGIONS, None])),
    max_size=4,
)


@WORLDS
@given(people(), st.lists(moves, min_size=1, max_size=3), st.sampled_from([(None, None), (0, 59)]))
def test_whoever_is_moved_joined_or_taken_out_between_two_reports_is_not_found(
    everybody: list[Person], each_time: list[list[tuple[int, int, str, str | None]]], period: Period
) -> None:
    world = World(everybody)
    world.tell(period, 90)
    for day, moved in enumerate(each_time, 91):
        for group, number, source, region in moved:
            # Some of those who are alike.
            some = world.people[group * 3 : group * 3 + number]
            if region is None:
                world.people = [each for each in world.people if each not in some]
            for each in some:
                each.signups = [(source, region or "")]
        world.tell(period, day)
    assert attack.changes_given_away(world, "sources") == attack.changes_given_away(world, "places") == []


def came(*groups: tuple[int, int, str, str, int]) -> list[Person]:
    """(how many, day, source, region, on how many steps they stand from that day on)"""
    return [
        Person(day, [(source, region)], tuple(day if step < steps else NEVER for step in range(4)))
        for number, day, source, region, steps in groups
        for _ in range(number)
    ]


# Two small lines of which only one would be hidden by its own size; and few of whom a step is left over.
TOWNS = came((30, 3, "screen", "US-TX", 0), (9, 3, "poster", "US-TX", 0), (3, 3, "kiosk", "US-TX", 0))
STOPPED = came((20, 3, "screen", "US-TX", 1), (2, 3, "screen", "US-TX", 0))


def always(*_values: object) -> bool:
    return True


def test_without_hiding_a_second_line_the_small_one_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "_safe", always)
    world = World(list(TOWNS))
    world.tell((None, None), 30)
    assert attack.lines_given_away(world, "sources") != []


def test_without_a_look_at_the_difference_of_two_steps_the_few_between_them_are_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(nested, "safe", lambda _nest, found, key, _hidden: found[key] >= 5)
    world = World(list(STOPPED))
    world.tell((None, None), 30)
    assert attack.steps_given_away(world, [30]) != []


# Twelve were reached at once, and three later; three came later.
REACHED_LATER = [Person(3, [("screen", "US-TX")], (3, 35, NEVER, NEVER)) for _ in range(3)]
LATER = [*came((12, 3, "screen", "US-TX", 2), (12, 3, "poster", "US-TX", 1)), *REACHED_LATER]


def told_twice(
    everybody: list[Person], first: tuple[Period, int], second: tuple[Period, int], forgetful: bool
) -> World:
    world = World(everybody)
    world.tell(*first)
    before = list(world.rows)
    if forgetful:
        world.rows = []
    world.tell(*second)
    if forgetful:
        world.rows = [*before, *world.rows]
    return world


OVERLAPPING: dict[str, tuple[tuple[Period, int], tuple[Period, int]]] = {
    "the same again": (((None, None), 30), ((None, None), 40)),
    "a month of all": (((None, None), 60), ((0, 30), 60)),
    "all of a month": (((0, 30), 60), ((None, None), 60)),
    "the month, counted again": (((0, 45), 30), ((0, 45), 50)),
}


@pytest.mark.parametrize("times", OVERLAPPING.values(), ids=OVERLAPPING)
def test_without_memory_what_lies_between_two_reports_is_found(
    times: tuple[tuple[Period, int], tuple[Period, int]],
) -> None:
    everybody = came((30, 3, "screen", "US-TX", 2), (3, 35, "screen", "US-TX", 2))
    careless, careful = (told_twice(everybody, *times, forgetful) for forgetful in (True, False))
    assert attack.lines_given_away(careless, "sources") != []
    assert attack.lines_given_away(careful, "sources") == []


def test_without_memory_who_was_reached_between_two_reports_is_found() -> None:
    times = ((None, None), 30), ((None, None), 40)
    careless, careful = (told_twice(LATER, *times, forgetful) for forgetful in (True, False))
    assert attack.steps_given_away(careless, [30, 40]) != []
    assert attack.steps_given_away(careful, [30, 40][: len(careful.rows)]) == []


def test_who_came_in_while_two_periods_overlap_is_not_left_over() -> None:
    """By both of them, and all there are: three of January's second half may be contacted."""
    may, may_not = (0, NEVER, NEVER, NEVER), (NEVER, NEVER, NEVER, NEVER)
    world = World(
        [
            Person(day, [("screen", "US-TX")], stands)
            for day, many in ((5, 20), (20, 3), (40, 20))
            for stands, number in ((may, many), (may_not, 20))
            for _ in range(number)
        ]
    )
    for period in ((0, 30), (15, 45), (None, 45)):
        world.tell(period, 60, ("steps",))
    assert len(world.rows) == 3 and attack.steps_given_away(world, [60, 60, 60]) == []


def test_a_feed_that_is_read_each_day_gives_nobody_away() -> None:
    """One or two come each day: the figure stays as it was told until five have come."""
    world = World(
        came(
            (12, 1, "screen", "US-TX", 2),
            *((1 + day % 2, day, SOURCES[day % 3], REGIONS[day % 5], day % 5) for day in range(2, 40)),
        )
    )
    told = [world.tell((None, None), day, ("steps",)).number("steps", "signups") for day in range(1, 40)]
    numbers = [each for each in told if isinstance(each, int)]
    assert len(set(numbers)) > 5 and all(later == one or later >= one + 5 for one, later in pairwise(numbers))
    assert attack.lines_given_away(world, "sources") == []


@st.composite
def large(draw: st.DrawFn, first: int) -> list[Person]:
    """Everything by which people are told apart holds nobody, or five of them and more; on days of five weeks in a row."""
    weeks, regions, sources = (draw(st.lists(st.integers(5, 30), min_size=5, max_size=5)) for _ in range(3))
    # What lies between two steps that are told is ten or more, or nobody.
    steps = draw(st.lists(st.integers(10, 30), min_size=5, max_size=5))
    total = max(sum(weeks), sum(regions), sum(sources[:3]), sum(steps))

    def drawn(values: list[int], keys: list[Any]) -> list[Any]:
        """One for each person: the last one stands for whatever is left."""
        ends = list(accumulate(values[: len(keys)]))
        return [next((key for key, end in zip(keys, ends, strict=False) if n < end), keys[-1]) for n in range(total)]

    # Turned against each other, so that they have nothing to do with each other.
    order = draw(st.permutations(range(total)))
    days = drawn(weeks, [first + 7 * week for week in range(5)])
    regions_, sources_ = drawn(regions, list(REGIONS)), drawn(sources, list(SOURCES))
    levels = drawn(steps, list(range(5)))

    def person(n: int) -> Person:
        level = levels[order[n - 1]]
        stands = tuple(days[n] if step < level else NEVER for step in range(4))
        return Person(days[n], [(sources_[order[n]], regions_[order[-n]])], stands)

    return [person(n) for n in range(total)]


def hidden(told: Protected) -> list[object]:
    """Numbers that are not told, and lines that are put together."""
    numbers = [("steps", key) for key in STEPS if told.number("steps", key) is HIDDEN]
    tables = ("sources", "countries", "regions", "weeks", "rungs")
    missing = [table for table in tables if not told.tables.get(table)]
    return (
        numbers
        + missing
        + [line for table in tables for line in told.tables.get(table, ()) if line.grouped or OTHERS in line.key]
    )


@settings(WORLDS, max_examples=WORLDS.max_examples // 2)
@given(large(first=0), large(first=35))
def test_nothing_is_hidden_where_nothing_is_small(one: list[Person], more: list[Person]) -> None:
    world = World(one)
    first = world.tell((None, None), 34)
    world.people += more
    second = world.tell((None, None), 70)
    assert hidden(first) == hidden(second) == []
    figures = world.figures((None, None), 70)
    assert second.number("steps", "signups") == figures.funnel.signups
    assert {line.key: line.numbers[0] for line in second.tables["sources"]} == {
        row.key: row.signups for row in figures.sources
    }


def test_what_is_shown_adds_up() -> None:
    world = World(
        came(
            (40, 3, "screen", "US-TX", 2),
            (9, 12, "poster", "KR", 3),
            (3, 19, "kiosk", "US-WY", 1),
            (2, 22, "kiosk", "US-ND", 1),
        )
    )
    told = world.tell((None, None), 30)
    assert told.number("steps", "signups") == 54
    for table in ("sources", "countries", "regions", "weeks", "rungs"):
        numbers = [line.numbers[0] for line in told.tables[table]]
        assert sum(each for each in numbers if isinstance(each, int)) == 54, table
    assert [(line.key, line.numbers, line.grouped) for line in told.tables["regions"]] == [
        ("US", (45,), 0), ("KR", (9,), 0),
    ]  # fmt: skip
    assert told.reasons
