"""On time by week, and who came up the ladder: a reader with everything that was told tries to work out small numbers of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import product
from random import Random

import pytest

from tests.drawn import so_many
from tests.reports import attack_in_time as attack
from tests.reports.small_world import NEVER, PERIODS, Person, World
from tracker.reports import spans, timely
from tracker.reports.known import Known
from tracker.reports.linked import linked_tellable, worked_out
from tracker.reports.small_numbers import SINCE_EVER, Fact
from tracker.reports.stayed import Stay, stays_tellable
from tracker.reports.timely import Timely

SEEDS = range(so_many(10))


def world_of(seed: int) -> tuple[World, list[int]]:
    """A campaign, told up to three times; and the days on which more was told."""
    drawn = Random(seed)  # noqa: S311
    everybody: list[Person] = []
    last = drawn.choice([28, 60, 89])
    for _ in range(drawn.choice([8, 20, 40])):
        day, many = drawn.randint(0, last), drawn.choice([1, 2, 3, 5, 6, 9, 14, 20])
        again = [("kiosk", "US-TX")] if drawn.random() < 0.15 else []
        steps = tuple(drawn.choice([NEVER, day + drawn.randint(0, 3), day + drawn.randint(0, 40)]) for _ in range(4))
        everybody += [Person(day, [("screen", "US-TX"), *again], steps) for _ in range(many)]
    world, at, day = World(everybody), list[int](), drawn.randint(15, 40)
    for _ in range(drawn.randint(1, 3)):
        period, before = drawn.choice(PERIODS), len(world.rows)
        world.tell(period if (period[0] or 0) <= day else (None, None), day)
        at += [day] * (len(world.rows) - before)
        day += drawn.randint(1, 25)
    return world, at


def given_away(seeds: Iterable[int]) -> list[str]:
    """Who is given away in these worlds."""
    found = []
    for seed in seeds:
        world, at = world_of(seed)
        if world.rows:
            found += attack.weeks_given_away(world, at) + attack.moves_given_away(world, at)
    return found


def test_nobody_works_out_who_was_late_in_a_week_or_moved_on_the_ladder() -> None:
    assert given_away(SEEDS) == []
    told = [row.known for seed in SEEDS for row in world_of(seed)[0].rows]
    assert any(each["timely"] for each in told) and any(each["tables"].get("came") for each in told)


@pytest.mark.parametrize(
    ("rule", "seed"), [("_linked", 3), ("_linked", 18), ("rest_allowed", 57), ("stay_allowed", 80)]
)
def test_without_each_rule_somebody_is_worked_out(monkeypatch: pytest.MonkeyPatch, rule: str, seed: int) -> None:
    assert given_away([seed]) == []
    monkeypatch.setattr(Known, rule, lambda *_any, **_more: True)
    assert given_away([seed]) != []


def weeks_told(world: Sequence[tuple[int, int, int]]) -> object:
    """What a reader sees of weeks with (on time, late, others) each: the totals, signups by week, and who was on time by week."""
    total, signups = [sum(each) for each in zip(*world, strict=True)], [sum(each) for each in world]

    def before(cut: float) -> tuple[int, int, int]:
        earlier = world[: int(cut)]
        return sum(a + b for a, b, _c in earlier), sum(a for a, _b, _c in earlier), sum(map(sum, earlier))

    whole = Fact(SINCE_EVER, len(world), sum(total))
    by_week, _enough_at = spans.spans(whole, range(1, len(world)), lambda cut: before(cut)[2], lambda *_any: True)
    of_all = Timely(SINCE_EVER, len(world), total[0] + total[1], total[0], sum(signups))
    found = timely.timely(of_all, [each.begins for each in by_week[1:]], before, lambda *_any: True)
    return tuple(total), tuple(by_week), tuple(found)


def test_weeks_put_together_give_nobody_away_to_who_knows_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """With two for five, so that all worlds can be told; one is then the small number."""
    for module in (timely, spans):
        monkeypatch.setattr(module, "LEAST", 2)
        monkeypatch.setattr(module, "LEAST_WHOLE", 4)
    most, alike = 6, defaultdict(list)
    for week in product(range(most), repeat=3):
        for rest in product(*(range(most - each) for each in week)):
            total = [a + b for a, b in zip(week, rest, strict=True)]
            # What the totals tell is looked at elsewhere.
            if 1 not in total and total[0] + total[1] >= 4:
                alike[weeks_told((week, rest))].append((*week, *rest))
    small = [told for told, worlds in alike.items() if any(all(each[n] == 1 for each in worlds) for n in range(6))]
    assert small == [] and any(told[2] for told in alike)


def test_what_lies_between_moments_is_worked_out_over_times_that_cross() -> None:
    told = [Fact(0, 30, 20), Fact(15, 45, 20), Fact(0, 45, 35)]
    assert worked_out(told, [(15, 30), (15, 60)]) == [5, None]
    assert linked_tellable(told) and not linked_tellable([*told, Fact(0, 20, 17)])
    # The same time twice differs by two.
    assert not linked_tellable([*told, Fact(0, 30, 22)])


@pytest.mark.parametrize(
    ("new", "fine"),
    [
        # Of fifty who stood there two have gone, five, nobody.
        (Stay(0, 30, 48), False), (Stay(0, 30, 45), True), (Stay(0, 30, 50), True),
        # Beside who stayed from 10 to 20.
        (Stay(0, 40, 33), False), (Stay(0, 40, 30), True),
    ],
)  # fmt: skip
def test_who_stays_on_a_rung_differs_by_nobody_or_by_five(new: Stay, fine: bool) -> None:
    assert stays_tellable(new, [Stay(0, 0, 50), Stay(10, 20, 35)]) is fine


def test_who_came_after_one_moment_and_was_gone_by_another_is_not_left_over() -> None:
    told = [Stay(20, 20, 60), Stay(0, 20, 40), Stay(20, 40, 45)]
    # Of the sixty, forty had been there and forty-five stayed: three neither.
    assert not stays_tellable(Stay(0, 40, 28), told)
    assert stays_tellable(Stay(0, 40, 30), told)


def test_from_a_rung_above_which_nobody_stands_nobody_has_gone() -> None:
    told = [Stay(10, 10, 50)]
    assert stays_tellable(Stay(20, 30, 52), told) and not stays_tellable(Stay(20, 30, 52), told, closed=30)


def test_weeks_that_cannot_be_told_anew_stay_as_they_were_told() -> None:
    everybody = [
        Person(day, [("screen", "US-TX")], (day, day + wait, NEVER, NEVER))
        for day in (0, 7, 14) for wait in (1, 9) for _ in range(9)
    ]  # fmt: skip
    everybody += [Person(day, [("screen", "US-TX")]) for day in (14, 7, 0) for _ in range(9)]
    world = World(everybody)
    first = world.tell((None, None), 40)
    assert [(line.key, line.numbers) for line in first.tables["on_time"]] == [
        ("2024-01-01", (9, 18)), ("2024-01-08", (9, 18)), ("2024-01-15", (9, 18)),
    ]  # fmt: skip
    # Three more of the first week may be contacted now, too late.
    late = [Person(0, [("screen", "US-TX")], (45, NEVER, NEVER, NEVER)) for _ in range(3)]
    world.people[-3:] = late
    second = world.tell((None, None), 60)
    assert second.tables["on_time"] == first.tables["on_time"]
    assert attack.weeks_given_away(world, [40, 60][: len(world.rows)]) == []
