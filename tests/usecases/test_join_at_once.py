"""Joining while somebody signs up, joins, parts or erases: whoever is second sees what the first has done."""

import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import invented, world
from tests.alike_pair import GOES, TwoOfThem
from tests.engines import LOCKS
from tests.turning_house import somebody_waits
from tracker.allies import answer_by_link, merging, recognise
from tracker.allies.ally import Ally
from tracker.allies.merge import Merge
from tracker.allies.merging import GoneAlready, PairGone
from tracker.arrivals import welcome as arriving
from tracker.arrivals.welcome import welcome
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases import join_allies as joining
from tracker.usecases.erase_at_desk import erase_at_desk
from tracker.usecases.join_allies import join_allies

Deed = Callable[[], object]


@pytest.fixture
def two(app: Flask) -> Iterator[TwoOfThem]:
    with app.app_context():
        yield TwoOfThem()


@pytest.fixture
def lock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """The negative control: nobody is locked, by whoever joins, erases or signs up."""
    on = bool(request.param)
    if not on:
        monkeypatch.setattr(merging, "hold", lambda *ids: {each: db.session.get_one(Ally, each) for each in ids})
        monkeypatch.setattr(recognise, "_just_gone", lambda _known: set())
        find = answer_by_link.find
        monkeypatch.setattr(answer_by_link, "find", lambda each: db.session.get(Ally, each) if each else find(each))
    return on


class Middle:
    """The first stands still in its middle until the second has ended, or waits for it."""

    def __init__(self, app: Flask) -> None:
        self.app, self.reached, self.second = app, threading.Event(), threading.Event()
        self.first = 0

    def stop(self) -> None:
        if threading.get_ident() != self.first:
            return
        self.reached.set()
        while not self.second.wait(0.02):
            if db.engine.dialect.name == "sqlite" or somebody_waits():
                return

    def run(self, first: Deed, second: Deed) -> list[object]:
        ends: list[object] = [None, None]
        db.session.rollback()

        def do(place: int, deed: Deed) -> None:
            with self.app.app_context():
                if place == 0:
                    self.first = threading.get_ident()
                try:
                    ends[place] = deed()
                except Exception as error:
                    ends[place] = type(error)
                (self.reached if place == 0 else self.second).set()

        threads = [threading.Thread(target=do, args=each) for each in ((0, first), (1, second))]
        threads[0].start()
        assert self.reached.wait(30)
        threads[1].start()
        for thread in threads:
            thread.join(60)
        return ends


def stop_after(monkeypatch: pytest.MonkeyPatch, middle: Middle, module: object, name: str) -> None:
    whole = getattr(module, name)

    def slowly(*values: object, **more: object) -> object:
        done = whole(*values, **more)
        middle.stop()
        return done

    monkeypatch.setattr(module, name, slowly)


def strays() -> int:
    """Signups of somebody whose row is empty."""
    db.session.rollback()
    gone = select(Merge.gone_id).where(Merge.undone_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(Signup).where(Signup.ally_id.in_(gone))) or 0


def joined(two: TwoOfThem, stays: str, goes: str) -> Deed:
    pair_id, seen = two.pair_id, two.seen(stays, goes)
    return lambda: join_allies(pair_id, stays, {}, seen, two.by)


@pytest.mark.parametrize(("engine_name", "lock"), LOCKS, indirect=True)
def test_who_signs_up_while_they_are_joined_signs_up_as_who_stays(
    app: Flask, two: TwoOfThem, lock: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    middle = Middle(app)
    stop_after(monkeypatch, middle, arriving, "recognise")
    third = invented.screening(two.campaign_id)
    with transaction() as session:
        entry = world.entry(session.get_one(Screening, third), email=GOES["email"], name=GOES["name"])

    def sign_up() -> object:
        with transaction():
            return welcome([entry])[0].ally_id

    middle.run(sign_up, joined(two, two.stays, two.goes))
    assert (strays() == 0) is lock
    assert db.session.scalar(select(func.count()).select_from(Merge)) == 1


@pytest.mark.parametrize(("engine_name", "lock"), LOCKS, indirect=True)
def test_two_coordinators_who_join_them_both_ways_join_them_once(
    app: Flask, two: TwoOfThem, lock: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    middle = Middle(app)
    stop_after(monkeypatch, middle, joining, "_check")
    ends = middle.run(joined(two, two.stays, two.goes), joined(two, two.goes, two.stays))
    db.session.rollback()
    held = db.session.scalar(
        select(func.count()).where(Ally.id.in_([two.goes, two.stays]), Ally.contact_sealed.is_not(None))
    )
    if lock:
        assert held == 1 and ends[1] in (GoneAlready, PairGone)
    else:
        assert held != 1 or ends[1] not in (GoneAlready, PairGone)


@pytest.mark.parametrize(("engine_name", "lock"), LOCKS, indirect=True)
def test_who_is_joined_on_while_somebody_is_joined_to_them_leads_to_the_last(
    app: Flask, two: TwoOfThem, lock: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    middle = Middle(app)
    first = joined(two, two.stays, two.goes)
    two.pair_id = two.pair(two.stays, two.other)
    second = joined(two, two.other, two.stays)
    stop_after(monkeypatch, middle, joining, "_check")
    ends = middle.run(first, second)
    db.session.rollback()
    lost = db.session.scalar(
        select(func.count())
        .select_from(Merge)
        .join(Ally, Ally.id == Merge.ally_id)
        .where(Ally.contact_sealed.is_(None))
    )
    if lock:
        # The second has looked at somebody who was joined meanwhile: what it saw holds still, or it is told.
        assert lost == 0 and isinstance(ends[0], str)
        assert strays() == 0
    else:
        assert lost or strays() or not isinstance(ends[0], str) or not isinstance(ends[1], str)


@pytest.mark.parametrize(("engine_name", "lock"), LOCKS, indirect=True)
def test_who_is_erased_while_they_are_joined_is_erased_with_the_other(
    app: Flask, two: TwoOfThem, lock: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    middle = Middle(app)
    stop_after(monkeypatch, middle, joining, "_check")
    middle.run(joined(two, two.stays, two.goes), lambda: erase_at_desk(two.goes, "asked by phone", True, None))
    db.session.rollback()
    left = db.session.scalar(
        select(func.count()).where(Ally.id.in_([two.goes, two.stays]), Ally.contact_sealed.is_not(None))
    )
    assert (left == 0) is lock
