"""Since when an erasure is final: on this disk when it was swept, everywhere when no key is left that opened it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask

from tests import invented
from tests.key_turns import Turn
from tests.wanting_out import Out
from tracker import clock
from tracker.keeping import finality
from tracker.keeping.cleared import Cleared
from tracker.store.db import db
from tracker.usecases.sweep_disk import sweep_disk

once = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def turn(app: Flask, later: Callable[..., None]) -> Iterator[Turn]:
    with app.app_context():
        Out(app)
        yield Turn(later)


@once
def test_an_erasure_is_final_everywhere_when_every_key_it_may_have_lain_under_is_destroyed(turn: Turn) -> None:
    erased_at = clock.now()
    assert finality.final_everywhere_from(erased_at) is None
    turn.later(days=10)
    turn.whole()
    assert finality.final_everywhere_from(erased_at) is None, "a backup may be opened still"
    expected = finality.expected_everywhere(erased_at)
    turn.destroy(days=30)
    day = clock.now().date()
    assert finality.final_everywhere_from(erased_at) == day == expected
    used_at = turn.row.used_at or erased_at
    # What is erased now lay under the key in use.
    assert finality.final_everywhere_from(clock.now()) is None
    assert finality.final_everywhere_from(used_at + timedelta(seconds=1)) is None
    assert finality.final_everywhere_until() == used_at
    assert finality.final_everywhere_from(used_at - timedelta(seconds=1)) == day


@once
def test_what_is_erased_in_the_middle_of_a_turn_waits_for_the_next(turn: Turn) -> None:
    """It may have been sealed anew before: a copy of that lies under the new key."""
    turn.begin()
    turn.minute()
    turn.work()
    erased_at = clock.now()
    turn.minute()
    turn.work()
    turn.destroy()
    assert finality.final_everywhere_from(erased_at) is None
    turn.whole()
    turn.destroy()
    assert finality.final_everywhere_from(erased_at) == clock.now().date()


@once
def test_an_erasure_is_final_on_this_disk_when_a_sweep_after_it_has_succeeded(turn: Turn) -> None:
    sweep_disk()
    turn.later(minutes=1)
    erased_at = clock.now()
    invented.write(Cleared(kind="letters", at=erased_at, number=1, days=180))
    assert finality.final_on_disk(erased_at) is None
    turn.later(minutes=1)
    assert sweep_disk()
    swept = finality.final_on_disk(erased_at)
    turn.later(minutes=1)
    sweep_disk()
    assert swept is not None
    assert finality.final_on_disk(erased_at) == swept < clock.now()


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_on_postgresql_no_sweep_is_claimed(turn: Turn) -> None:
    assert sweep_disk()
    assert finality.final_on_disk(clock.now() - timedelta(days=1)) is None
    db.session.rollback()
