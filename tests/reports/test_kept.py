"""Figures of large campaigns are counted by the worker or when somebody asks, and told with their moment until then."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import invented
from tests.daytime import night_has_been
from tracker import clock
from tracker.errors import NotThere
from tracker.reports import figures, kept, kept_lines, ranking
from tracker.reports.figures import Figures
from tracker.reports.kept_figures import KeptFigures
from tracker.reports.scope import Scope
from tracker.screenings.campaign import Campaign
from tracker.store.alone import alone
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.clear_old import clear_old
from tracker.usecases.count_figures import (
    ask_for_figures,
    count_asked_figures,
    count_due_figures,
    count_figures,
)


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


@pytest.fixture
def large(inside: Flask, monkeypatch: pytest.MonkeyPatch) -> Scope:
    """A campaign with three signups, in a house where more than two take too long."""
    monkeypatch.setattr(kept, "COUNTED_AT_ONCE", 2)
    house = invented.House()
    for _ in range(3):
        invented.signup(invented.ally(), house.screening_id)
    return Scope(house.campaign_id)


def kept_now() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(KeptFigures)) or 0


def test_a_small_campaign_is_counted_at_each_look_and_nothing_is_kept(inside: Flask) -> None:
    house = invented.House()
    scope = Scope(house.campaign_id)
    for number in range(3):
        found = kept.look(scope, clock.now())
        assert found is not None and found.funnel.signups == number
        invented.signup(invented.ally(), house.screening_id)
    assert count_figures(scope).funnel.signups == 3
    assert count_due_figures() == 0 and kept_now() == 0


def test_a_large_one_is_told_as_it_was_counted_until_it_is_counted_anew(large: Scope) -> None:
    assert kept.look(large, clock.now()) is None
    first = count_figures(large)
    invented.signup(invented.ally(), str(next(iter(row.key for row in first.groups["screening"] if row.signups))))
    later = clock.now() + timedelta(minutes=5)
    assert kept.look(large, later) == first
    assert first.funnel.signups == 3
    anew = count_figures(large)
    assert anew.funnel.signups == 4 and kept.look(large, later) == anew and kept_now() == 1


def test_the_worker_counts_a_large_campaign_once_an_hour_and_no_more_once_it_is_long_over(
    large: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    night_has_been()
    start = clock.now()
    assert count_due_figures() == 1
    assert count_due_figures() == 0
    found = kept.look(large, start)
    assert found is not None and found.funnel.signups == 3
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=61))
    assert count_due_figures() == 1
    with transaction() as session:
        session.scalars(select(KeptFigures)).one().took = 60
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=140))
    assert count_due_figures() == 0, "what takes a minute is not counted every hour"
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=170))
    assert count_due_figures() == 1
    with transaction() as session:
        session.get_one(Campaign, large.campaign_id).ends_on = start.date() - timedelta(days=91)
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(hours=5))
    assert count_due_figures() == 0
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(days=9))
    clear_old()
    assert kept_now() == 0


def test_a_slower_count_that_began_earlier_does_not_take_the_place_of_a_newer_one(large: Scope) -> None:
    old = count_figures(large)
    invented.signup(invented.ally(), old.groups["screening"][0].key)
    new = count_figures(large)
    with transaction():
        kept.keep(old, 0)
    assert kept.look(large, clock.now()) == new


def test_a_small_group_of_a_large_campaign_is_counted_at_once(large: Scope) -> None:
    elsewhere = invented.screening(large.campaign_id)
    invented.signup(invented.ally(), elsewhere)
    found = kept.look(Scope(large.campaign_id, by="screening", key=elsewhere), clock.now())
    assert found is not None and found.funnel.signups == 1
    assert kept.look(Scope(large.campaign_id, since=clock.now().date() - timedelta(days=2)), clock.now()) is None


def test_figures_that_were_written_otherwise_are_counted_anew(large: Scope) -> None:
    count_figures(large)
    with transaction() as session:
        row = session.scalars(select(KeptFigures)).one()
        row.figures = {"version": 0}
    assert kept.look(large, clock.now()) is None


def test_there_are_no_figures_of_a_campaign_that_is_not_there(inside: Flask) -> None:
    with pytest.raises(NotThere):
        count_figures(Scope("0" * 16))


def test_whoever_asks_twice_is_counted_once_and_the_first_comes_first(large: Scope) -> None:
    lately = Scope(large.campaign_id, since=clock.now().date() - timedelta(days=2))
    for scope in (lately, large, lately):
        ask_for_figures(scope)
    assert kept.asked_for() == [lately, large] and kept.look(large, clock.now()) is None
    assert count_asked_figures() == 2
    assert kept.asked_for() == [] and kept_now() == 2
    first = kept.look(large, clock.now())
    ask_for_figures(large)
    assert kept.is_asked_for(large) and kept.look(large, clock.now()) == first, "told as it was until it is counted"
    assert not kept.is_asked_for(lately)


def test_what_was_asked_for_comes_before_what_the_house_counts_by_itself(
    large: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[Scope] = []
    counting = figures.figures

    def watched(scope: Scope, at: datetime) -> figures.Figures:
        counted.append(scope)
        return counting(scope, at)

    monkeypatch.setattr("tracker.usecases.count_figures.figures", watched)
    there = Scope(large.campaign_id, since=clock.now().date() - timedelta(days=2))
    ask_for_figures(there)
    assert count_due_figures() == 2 and counted == [there, large]


def test_what_cannot_be_counted_keeps_nobody_else_waiting(large: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, counting = Scope(large.campaign_id, since=clock.now().date() - timedelta(days=2)), figures.figures

    def count(scope: Scope, at: datetime) -> Figures:
        if scope == broken:
            raise RuntimeError("broken")
        return counting(scope, at)

    monkeypatch.setattr("tracker.usecases.count_figures.figures", count)
    ask_for_figures(broken)
    ask_for_figures(large)
    with pytest.raises(RuntimeError):
        count_asked_figures()
    assert kept.asked_for() == [broken] and kept.look(large, clock.now()) is not None


def test_of_two_workers_one_counts(large: Scope) -> None:
    ask_for_figures(large)
    with alone(kept.COUNTING) as mine:
        assert mine and count_asked_figures() == 0 and count_due_figures() == 0
        with alone("something else") as theirs:
            assert theirs
    assert count_asked_figures() == 1


def test_a_long_breakdown_is_kept_beside_the_totals_and_sorts_as_it_does_fresh(
    large: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_lines, "SHORT", 2)
    for number in range(5):
        screening = invented.screening(large.campaign_id, venue=f"Hall {number % 3}")
        for _ in range(number % 4):
            invented.signup(invented.ally(), screening)
    fresh = count_figures(large)
    totals, whole = kept.look(large, clock.now()), kept.look(large, clock.now(), one_by_one=True)
    assert totals and whole and "screening" not in totals.groups and totals.regions == fresh.regions
    assert whole == fresh and len(whole.groups["screening"]) == len(fresh.groups["screening"]) > 2
    kept_rows, rows = whole.groups["screening"], fresh.groups["screening"]
    assert isinstance(kept_rows, kept_lines.KeptLines)
    for sort in (ranking.NAME, *ranking.VALUES):
        for falling in (False, True):
            assert ranking.in_order(kept_rows, sort, falling) == ranking.in_order(rows, sort, falling), sort
    assert kept_lines.row_with(kept_rows, rows[1].key) == rows[1] and kept_lines.row_with(kept_rows, "x") is None
