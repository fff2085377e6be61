"""On time by week, and who came up the ladder: a reader with everything that was told tries to work out small numbers of them."""

import os
from random import Random

from tests.reports import attack_in_time as attack
from tests.reports.small_world import NEVER, PERIODS, Person, World

# More of them: ATTACKS=2000 pytest tests/reports/test_in_time_attacked.py
SEEDS = range(int(os.environ.get("ATTACKS", "30")))


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


def found() -> list[str]:
    """Who is given away in these worlds."""
    worked = []
    for seed in SEEDS:
        world, at = world_of(seed)
        if world.rows:
            worked += attack.weeks_given_away(world, at) + attack.moves_given_away(world, at)
    return worked


def test_nobody_works_out_who_was_late_in_a_week_or_moved_on_the_ladder() -> None:
    assert found() == []
    told = [row.known for seed in SEEDS for row in world_of(seed)[0].rows]
    assert any(each["timely"] for each in told) and any(each["tables"].get("came") for each in told)


def always(*_values: object) -> bool:
    return True
