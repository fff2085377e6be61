"""The nightly clearing: with the clock moved on nothing remains that should not, and nothing goes before its time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy.exc import OperationalError

from tests.old_things import Things
from tracker import clock
from tracker.allies.ally import Ally
from tracker.followups.followup import Attempt, FollowUp
from tracker.keeping import finality
from tracker.keeping.cleared import Cleared
from tracker.keeping.clocks import BY_KIND, CLOCKS
from tracker.letters.letter import Letter
from tracker.store.db import db
from tracker.store.old import Old
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.usecases.clear_old import clear_old, tonight
from tracker.usecases.sweep_disk import sweep_disk

# 2:30 in the morning in New York, where the desk is.
NIGHT = datetime(2026, 3, 3, 7, 30, tzinfo=UTC)
KINDS = [each.kind for each in CLOCKS if each.olds]


@pytest.fixture
def at() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NIGHT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def things(app: Flask, at: time_machine.Traveller) -> Iterator[Things]:
    with app.app_context():
        yield Things()


def held() -> dict[str, int]:
    db.session.rollback()
    return {kind: BY_KIND[kind].held() for kind in KINDS}


def set_days(**days: int) -> None:
    with transaction():
        for kind, number in days.items():
            settings.put(f"{kind}_days", str(number))


def test_each_kind_goes_by_its_own_clock_and_not_a_day_before(things: Things, at: time_machine.Traveller) -> None:
    set_days(letters=40, call_notes=700, hosts=41)
    span = timedelta(days=1)
    for kind in KINDS:
        for age in (BY_KIND[kind].span + 2 * span, BY_KIND[kind].span - 2 * span):
            things.make(kind, clock.now() - age)
    # The file, and its row; the words, the picture, a remark, and whose consent; the tablet, and what somebody wrote on it.
    one = dict.fromkeys(KINDS, 1) | {
        "import_files": 2,
        "outcome_files": 2,
        "people_files": 2,
        "stories": 4,
        "kiosks": 2,
    }
    assert held() == {kind: 2 * number for kind, number in one.items()}
    assert {kind: BY_KIND[kind].overdue(clock.now()) for kind in KINDS} == one
    assert clear_old() == sum(one.values())
    assert held() == one
    assert db.session.get_one(Ally, things.ally).contact is not None, "people go by another clock"
    told = {row.kind: (row.number, row.days) for row in db.session.query(Cleared)}
    assert told == {
        kind: (one[kind], BY_KIND[kind].span.days) for kind in KINDS if BY_KIND[kind].fixed is None
    }  # fmt: skip
    at.shift(timedelta(days=4000))
    clear_old()
    assert set(held().values()) == {0}


def test_it_begins_at_two_by_the_clock_of_the_desk_and_is_done_once_a_day(
    things: Things, at: time_machine.Traveller
) -> None:
    at.move_to(NIGHT - timedelta(hours=1))
    things.make("letters", clock.now() - timedelta(days=200))
    assert (tonight(), clear_old()) == (None, 0)
    at.move_to(NIGHT)
    assert (clear_old(), tonight()) == (1, None)
    things.make("letters", clock.now() - timedelta(days=200))
    at.shift(timedelta(hours=20))
    assert clear_old() == 0, "the day is done"
    at.shift(timedelta(hours=4))
    assert clear_old() == 1
    with transaction():
        settings.put("zone", "Asia/Seoul")
    at.shift(timedelta(hours=10))
    assert tonight() == date(2026, 3, 5), "half past two of the next day there, afternoon of the same in New York"


def test_a_machine_that_sleeps_at_night_does_it_when_it_wakes(things: Things, at: time_machine.Traveller) -> None:
    things.make("letters", clock.now() - timedelta(days=200))
    at.move_to(NIGHT + timedelta(hours=8))
    assert clear_old() == 1


def test_what_somebody_still_works_on_stays(things: Things) -> None:
    old = clock.now() - timedelta(days=3000)
    attempt, reply, letter = (things.make(kind, old) for kind in ("call_notes", "replies", "letters"))
    with transaction() as session:
        reopened, waits = session.get_one(FollowUp, things.closed), session.get_one(Letter, letter.id)
        reopened.state, reopened.outcome, reopened.closed_at = "open", None, None
        waits.state, waits.left_at = "waiting", None
    assert clear_old() == 0
    assert held()["call_notes"] == held()["replies"] == held()["letters"] == 1
    assert db.session.get_one(Attempt, attempt.id).note == "dog barked" and reply.id


def test_much_goes_in_portions_and_the_rest_is_due_still(things: Things) -> None:
    for _ in range(5):
        things.make("letters", clock.now() - timedelta(days=200))
    assert [clear_old(some=2, most=1) for _ in range(3)] == [2, 2, 1]
    assert tonight() is not None, "the last portion was the last that it might: nobody knows yet that it is done"
    assert (clear_old(some=2, most=1), tonight()) == (0, None)
    assert [row.number for row in db.session.query(Cleared)] == [5], "one night, one record"


def test_one_kind_that_fails_keeps_no_other_back_and_comes_again(
    things: Things, monkeypatch: pytest.MonkeyPatch
) -> None:
    things.make("signup_notes", clock.now() - timedelta(days=2000))
    things.make("letters", clock.now() - timedelta(days=2000))
    clear, broken = Old.clear, BY_KIND["signup_notes"].olds[1]

    def failing(self: Old, before: datetime, most: int) -> int:
        if self is broken:
            raise OperationalError("", {}, Exception())
        return clear(self, before, most)

    with monkeypatch.context() as patched:
        patched.setattr(Old, "clear", failing)
        with pytest.raises(OperationalError):
            clear_old()
    assert (held()["signup_notes"], held()["letters"]) == (1, 0)
    assert (clear_old(), held()["signup_notes"]) == (1, 0)


def test_it_is_final_on_this_disk_once_that_was_swept(
    things: Things, engine_name: str, at: time_machine.Traveller
) -> None:
    things.make("letters", clock.now() - timedelta(days=200))
    clear_old()
    when = db.session.query(Cleared.at).scalar()
    assert finality.final_on_disk(when) is None
    at.shift(timedelta(minutes=1))
    sweep_disk()
    assert finality.final_on_disk(when) == (clock.now() if engine_name == "sqlite" else None)
    assert finality.final_everywhere_from(when) is None


def test_an_ally_leaves_their_letter_emptied_but_counted(things: Things) -> None:
    letter = things.make("letters", clock.now() - timedelta(days=200))
    clear_old()
    row = db.session.get_one(Letter, letter.id)
    assert (row.state, row.words, row.recipient, row.left_at) == ("left", None, None, row.written_at)
