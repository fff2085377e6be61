"""Figures are what a slow recount finds, in worlds that Hypothesis draws, on both engines."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.drawn import so_many
from tests.reports.generated_world import WORLD, Ground, Living, Spec
from tests.reports.slow_recount import Recount
from tracker import clock
from tracker.reports import figures, people, stored
from tracker.reports.figures import Figures, Funnel, Room
from tracker.reports.scope import GROUPS, Group, Scope
from tracker.team import settings

# Worlds on each engine: more of them when a definition changes.
WORLDS = so_many(20)
# How everybody is looked up: for a page, by a table of their own, by reading each table from end to end. (FEW, SHARE) of people.py.
WAYS = {"few": (5_000, False), "by themselves": (0, False), "from end to end": (0, True)}
# Days before today: the period, or none.
PERIODS = (None, (20, 0), (4, 2), (3, None), (None, 3))


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


def test_every_figure_is_the_one_that_a_slow_recount_finds(inside: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ground, ways = Ground(), cycle(WAYS)

    # Without shrinking: each example writes to a real database, and counting again takes its time.
    @seed(9)
    @hypothesis_settings(
        max_examples=WORLDS, deadline=None, database=None, suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate),
    )  # fmt: skip
    @given(spec=WORLD, period=st.sampled_from(PERIODS), by=st.sampled_from(GROUPS), which=st.integers(0, 9))
    def holds(spec: Spec, period: tuple[int | None, int | None] | None, by: Group, which: int) -> None:
        look_up(monkeypatch, next(ways))
        living = Living(ground, spec)
        whole = Scope(living.campaign_id)
        agrees(whole)
        days = [None if each is None else clock.now().date() - timedelta(days=each) for each in period or (None, None)]
        look_up(monkeypatch, next(ways))
        keys = sorted(Recount(whole, clock.now(), settings.get("zone")).groups(by))
        agrees(Scope(living.campaign_id, days[0], days[1], by, keys[which % len(keys)]))

    holds()


def look_up(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    few, most = WAYS[way]
    monkeypatch.setattr(people, "FEW", few)
    monkeypatch.setattr(people, "is_most", lambda _signups: most)


def agrees(scope: Scope) -> None:
    at, zone = clock.now(), settings.get("zone")
    counted, slow = figures.figures(scope, at), Recount(scope, at, zone)
    assert funnel_of(counted.funnel) == slow.funnel(slow.signups, list(slow.screenings.values()))
    for by in GROUPS:
        assert {row.key: funnel_of(row.funnel) for row in counted.groups[by]} == slow.groups(by), by
    for told, waits in ((counted.waits, slow.waits()), (counted.waits_in_person, slow.waits(by_person=True))):
        assert (told.people, told.waiting, told.median, told.p90) == waits
    rates: dict[str, Any] = {name: getattr(counted.rates, name, None) for name in slow.rates()}
    rates |= {"new": counted.new_allies, "unplaced": counted.unplaced}
    assert {name: (share.part, share.whole) for name, share in rates.items()} == slow.rates()
    assert {w.monday: (w.signups, w.on_time.part, w.on_time.whole) for w in counted.weeks} == slow.weeks()
    assert {each.day: each.signups for each in counted.days} == slow.days()
    assert {row.key: row.signups for row in counted.sources} == slow.sources()
    assert {currency: (g.number, g.sum, g.allies) for currency, g in counted.gifts.items()} == slow.gifts()
    told_of_hosts = counted.hosts
    assert {each.key: (each.acted, each.said) for each in counted.calls} == slow.calls()
    assert slow.hosts() == (
        told_of_hosts.asked, told_of_hosts.approved, told_of_hosts.screenings, told_of_hosts.cancelled, told_of_hosts.signups,
    )  # fmt: skip
    rungs, moves = slow.ladder()
    assert {each.id: each.allies for each in counted.rungs if each.allies} == rungs
    assert {(each.before, each.after): each.allies for each in counted.moves} == moves
    nested(counted)
    assert stored.of_json(stored.as_json(counted)) == counted


def funnel_of(funnel: Funnel | None) -> tuple[Any, ...]:
    assert funnel is not None
    f = funnel
    return (
        room_of(f.room), f.signups, f.allies, f.contactable, f.awaiting, f.reached, f.acted_said, f.acted, f.outcomes,
    )  # fmt: skip


def room_of(room: Room) -> tuple[Any, ...]:
    assert room.heads is None or sum(room.kinds.values()) <= room.counted
    return room.heads, room.signups, room.counted, room.screenings, room.shared


def nested(counted: Figures) -> None:
    """What figures.shapes promises of the sets, told by their numbers."""
    for f in (counted.funnel, *(row.funnel for rows in counted.groups.values() for row in rows if row.funnel)):
        assert f.signups >= f.allies >= f.contactable + f.awaiting
        assert f.contactable >= f.reached >= f.acted
        assert f.contactable >= f.acted + f.acted_said
        assert f.contactable >= f.outcomes >= f.acted
    for rows in counted.groups.values():
        assert sum(row.signups for row in rows) == counted.funnel.signups
