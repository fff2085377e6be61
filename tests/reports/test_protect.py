"""The one door through which figures leave: what was told is kept, and the next telling looks at it."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from tests import world
from tests.engines import LOCKS
from tracker import clock
from tracker.arrivals.welcome import welcome
from tracker.reports import protect, told
from tracker.reports.figures import Figures, figures
from tracker.reports.nested import Nest, kept
from tracker.reports.protect import NotForOneGroup, ToldSince
from tracker.reports.protected import HIDDEN, Protected
from tracker.reports.scope import Scope
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction

# What does not depend on the engine.
ONE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
NOON = datetime(2024, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def hall(app: Flask) -> Iterator[Screening]:
    with app.app_context(), time_machine.travel(NOON, tick=False):
        yield world.one_screening()


def sign_up(hall: Screening, number: int, **more: object) -> None:
    with transaction():
        welcome([replace(world.entry(hall), **more) for _ in range(number)])


def counted(hall: Screening, since: date | None = None, until: date | None = None) -> Figures:
    return figures(Scope(hall.campaign_id, since, until), clock.now())


def tell(hall: Screening, since: date | None = None, until: date | None = None) -> Protected:
    found = protect.look(counted(hall, since, until))
    with transaction():
        protect.tell(found, "report")
    return found


def test_what_was_told_is_kept_and_stays_until_five_more_have_come(hall: Screening) -> None:
    sign_up(hall, 12)
    assert tell(hall).number("steps", "signups") == 12
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        sign_up(hall, 3)
        assert tell(hall).number("steps", "signups") == 12
        sign_up(hall, 2)
        assert tell(hall).number("steps", "signups") == 17
    assert [row.known["numbers"]["signups"] for row in told.of_campaign(hall.campaign_id)] == [12, 17]


@ONE
def test_the_places_of_a_first_report_are_told_and_few_are_put_together(hall: Screening) -> None:
    sign_up(hall, 12)
    with transaction():
        campaign = db.session.get_one(world.Campaign, hall.campaign_id)
        small = [
            world.screening(campaign, world.venue(f"Hall in {region}", region=region)) for region in ("WY", "ND", "SD")
        ]
    for each in small:
        sign_up(each, 2)
    found = tell(hall)
    assert [(line.key, line.numbers, line.grouped) for line in found.tables["regions"]] == [
        ("US-TX", (12,), 0), ("US-others", (6,), 3),
    ]  # fmt: skip
    assert [(each.table, each.what, each.keys) for each in found.reasons if each.table.startswith("regions")] == [
        ("regions:US", "grouped", ("US-ND", "US-SD", "US-WY"))
    ]


@ONE
def test_looking_tells_nobody_anything(hall: Screening) -> None:
    sign_up(hall, 12)
    protect.look(counted(hall))
    assert told.of_campaign(hall.campaign_id) == []


@ONE
def test_few_are_not_told_and_neither_is_nobody(hall: Screening) -> None:
    assert tell(hall).number("steps", "signups") is HIDDEN
    sign_up(hall, 4)
    assert tell(hall).number("steps", "signups") is HIDDEN
    assert told.of_campaign(hall.campaign_id) == []


@ONE
def test_what_was_looked_at_before_something_else_was_told_cannot_be_told(hall: Screening) -> None:
    sign_up(hall, 12)
    draft = protect.look(counted(hall))
    tell(hall, since=date(2024, 3, 1))
    with pytest.raises(ToldSince), transaction():
        protect.tell(draft, "report")


@ONE
def test_a_month_in_which_all_but_three_signed_up_is_not_told_beside_all(hall: Screening) -> None:
    sign_up(hall, 12)
    sign_up(hall, 3, at=NOON - timedelta(days=20))
    assert tell(hall).number("steps", "signups") == 15
    assert tell(hall, since=date(2024, 3, 1)).number("steps", "signups") is HIDDEN


@ONE
def test_a_feed_is_counted_once_a_day(hall: Screening) -> None:
    sign_up(hall, 12)
    asked = []

    def count() -> Figures:
        asked.append(clock.now())
        return counted(hall)

    def read() -> Protected:
        with transaction():
            return protect.tell_today(Scope(hall.campaign_id), "feed", count, ("steps",))

    first = read()
    sign_up(hall, 30)
    assert read().tables == first.tables and len(asked) == 1
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        assert read().number("steps", "signups") == 42 and len(asked) == 2
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        sign_up(hall, 1)
        # Nothing new: no news for a draft that waits, and not counted again today.
        draft = protect.look(counted(hall))
        assert read().number("steps", "signups") == read().number("steps", "signups") == 42 and len(asked) == 3
        with transaction():
            protect.tell(draft, "report")


@ONE
def test_a_feed_of_few_stays_hidden_and_is_not_counted_all_day(hall: Screening) -> None:
    sign_up(hall, 3)
    for _ in range(2):
        with transaction():
            found = protect.tell_today(Scope(hall.campaign_id), "feed", lambda: counted(hall), ("steps",))
        assert found.number("steps", "signups") is HIDDEN
    assert len(told.of_campaign(hall.campaign_id)) == 1


@ONE
def test_figures_of_one_group_do_not_leave(hall: Screening) -> None:
    with pytest.raises(NotForOneGroup):
        protect.look(figures(Scope(hall.campaign_id, by="region", key="US-TX"), clock.now()))


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_of_two_publications_at_once_the_second_looks_again(
    hall: Screening, app: Flask, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    """Each is safe alone. Beside the other it tells that three had signed up before March."""
    sign_up(hall, 12)
    sign_up(hall, 3, at=NOON - timedelta(days=20))
    drafts = [protect.look(counted(hall)), protect.look(counted(hall, since=date(2024, 3, 1)))]
    assert [each.number("steps", "signups") for each in drafts] == [15, 12]
    start, first_is_done = threading.Barrier(2), threading.Event()
    if not locked:
        _let_both_look(monkeypatch, first_is_done)
    db.session.rollback()
    ends: list[object] = []

    def publish(draft: Protected) -> None:
        with app.app_context():
            start.wait(20)
            try:
                with transaction():
                    protect.tell(draft, "report")
                ends.append("told")
            except ToldSince:
                ends.append("to be counted again")
            finally:
                first_is_done.set()

    both = [threading.Thread(target=publish, args=(each,)) for each in drafts]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(map(str, ends)) == (["to be counted again", "told"] if locked else ["told", "told"])
    assert len(told.of_campaign(hall.campaign_id)) == (1 if locked else 2)


def _let_both_look(monkeypatch: pytest.MonkeyPatch, first_is_done: threading.Event) -> None:
    """The lock is off: both have seen that nothing was told; then one writes, and the other writes after it."""
    seen, write, writing = threading.Barrier(2), protect._write, threading.Lock()

    def how_many(_campaign_id: str) -> int:
        seen.wait(20)
        return 0

    def write_in_turn(found: Protected, by: str) -> None:
        if not writing.acquire(blocking=False):
            first_is_done.wait(20)
        write(found, by)

    monkeypatch.setattr(protect, "_lock", lambda _scope: None)
    monkeypatch.setattr(told, "how_many", how_many)
    monkeypatch.setattr(protect, "_write", write_in_turn)


def test_what_a_report_told_is_looked_at_where_a_feed_asks_for_less() -> None:
    """The report could not tell how many allies there are, but how many ever agreed: the feed must not tell it beside that."""
    nest = Nest({"signups": (), "allies": ("signups",), "agreed": ("allies",)})
    found = kept(nest, {"signups": 40, "allies": 33}, {"signups": 40, "agreed": 30}, lambda _name, _number: True)
    assert found.fresh == {"signups": 40} and found.stale == {"agreed": 30}
