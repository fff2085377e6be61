"""What many bring at once is written in one transaction, and nobody hears of it before it is on the disk."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from tracker.errors import Refusal
from tracker.store import gather
from tracker.store.db import db
from tracker.store.gather import Gather, NotWritten, TooManyWait
from tracker.store.transactions import transaction
from tracker.team.settings import Setting

PATIENCE = 30.0  # seconds


class NotThisOne(Refusal):
    sentence = "not this one"


class Desk:
    """Writes a setting for each name that is brought, and keeps which were written together; waits, if told to."""

    def __init__(self, app: Flask) -> None:
        self.app, self.together, self.at_it, self.go_on = app, list[list[str]](), threading.Event(), threading.Event()
        self.go_on.set()
        self.gather: Gather[str, str] = Gather(app, self.write)
        self.before_commit: Callable[[Sequence[str]], None] = lambda _names: None

    def write(self, names: Sequence[str]) -> list[str | Refusal]:
        self.at_it.set()
        assert self.go_on.wait(PATIENCE)
        with transaction() as session:
            session.add_all(Setting(name=name, value="here") for name in names if name != "refused")
            session.flush()
            self.before_commit(names)
        self.together.append(list(names))
        return [NotThisOne() if name == "refused" else f"{name} is there" for name in names]

    def bring(self, name: str) -> str:
        with self.app.app_context(), self.gather.a_moment():
            return self.gather.bring(name)

    def there(self) -> set[str]:
        with self.app.app_context():
            return set(db.session.scalars(select(Setting.name).where(Setting.value == "here")))

    def all_at_once(self, names: Sequence[str], pool: ThreadPoolExecutor) -> list[str]:
        """What each was told, or the kind of what was raised; they come while the first is still being written."""
        self.go_on.clear()
        told = [pool.submit(self.bring, names[0])]
        assert self.at_it.wait(PATIENCE)
        told += [pool.submit(self.bring, name) for name in names[1:]]
        while len(self.gather.waiting) < len(names) - 1:
            assert not any(each.done() for each in told)
        self.go_on.set()
        return [type(error).__name__ if (error := each.exception()) else each.result() for each in told]


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app)


def test_who_waits_while_another_is_written_is_written_together_and_hears_of_theirs(desk: Desk) -> None:
    names = [f"n{number}" for number in range(12)]
    with ThreadPoolExecutor(len(names)) as pool:
        assert desk.all_at_once(names, pool) == [f"{name} is there" for name in names]
    assert [len(some) for some in desk.together] == [1, 11] and desk.there() >= set(names)


def test_nobody_hears_of_it_before_it_is_committed(desk: Desk) -> None:
    heard, told = list[Future[str]](), list[bool]()

    def look(_names: Sequence[str]) -> None:
        told.append(heard[0].done() or "early" in desk.there())

    desk.before_commit = look
    desk.go_on.clear()
    with ThreadPoolExecutor(1) as pool:
        heard.append(pool.submit(desk.bring, "early"))
        desk.go_on.set()
        assert heard[0].result(PATIENCE) == "early is there"
    assert told == [False] and "early" in desk.there()


def test_one_that_is_refused_or_cannot_be_written_keeps_no_other_back(desk: Desk) -> None:
    def fail(names: Sequence[str]) -> None:
        if "broken" in names:
            raise ValueError("broken")

    desk.before_commit = fail
    names = ["first", "a", "refused", "broken", "b"]
    with ThreadPoolExecutor(len(names)) as pool:
        told = desk.all_at_once(names, pool)
    assert told == ["first is there", "a is there", "NotThisOne", "ValueError", "b is there"]
    assert desk.there() >= {"first", "a", "b"} and not desk.there() & {"refused", "broken"}


def test_a_database_that_is_away_is_asked_twice_and_not_for_each(desk: Desk) -> None:
    asked = list[int]()

    def away(names: Sequence[str]) -> None:
        asked.append(len(names))
        if len(asked) > 1:
            raise OperationalError("nobody answers", None, Exception())

    desk.before_commit = away
    names = [f"n{number}" for number in range(9)]
    with ThreadPoolExecutor(len(names)) as pool:
        assert desk.all_at_once(names, pool) == ["n0 is there"] + ["OperationalError"] * 8
    assert asked == [1, 8, 1]
    desk.before_commit = lambda _names: None
    assert desk.bring("later") == "later is there", "and it goes on by itself"


def test_beyond_the_room_whoever_comes_is_asked_to_come_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "ROOM", 3)
    names = ["first", "a", "b", "c"]
    with ThreadPoolExecutor(len(names)) as pool:
        desk.go_on.clear()
        told = [pool.submit(desk.bring, names[0])]
        assert desk.at_it.wait(PATIENCE)
        told += [pool.submit(desk.bring, name) for name in names[1:]]
        while len(desk.gather.waiting) < 3:
            assert not any(each.done() for each in told)
        with pytest.raises(TooManyWait):
            desk.bring("one too many")
        desk.go_on.set()
        assert [each.result(PATIENCE) for each in told] == [f"{name} is there" for name in names]


def test_while_the_database_writes_nothing_nobody_is_kept_waiting_and_it_goes_on_by_itself(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gather, "PATIENCE", 0.05)
    desk.go_on.clear()
    with ThreadPoolExecutor(2) as pool:
        # Who is in its hands, and who waits behind them, hear of it ...
        told = [pool.submit(desk.bring, "first")]
        assert desk.at_it.wait(PATIENCE)
        told.append(pool.submit(desk.bring, "second"))
        assert [type(each.exception(PATIENCE)) for each in told] == [NotWritten, NotWritten]
        # ... and whoever comes now at once, without a place in the queue.
        waiting = len(desk.gather.waiting)
        with pytest.raises(NotWritten):
            desk.bring("third")
        assert len(desk.gather.waiting) == waiting
        monkeypatch.setattr(gather, "PATIENCE", PATIENCE)
        desk.go_on.set()
        assert desk.bring("later") == "later is there"
    # What was on its way was written all the same: sent again, it is the same one.
    assert desk.there() >= {"first", "later"} and "third" not in desk.there()


def test_a_writer_that_dies_is_followed_by_another(desk: Desk) -> None:
    def die(_names: Sequence[str]) -> None:
        raise SystemExit

    desk.before_commit = die
    with pytest.raises(SystemExit):
        desk.bring("unlucky")
    desk.before_commit = lambda _names: None
    assert desk.bring("next") == "next is there"


def test_who_waits_holds_no_connection_and_reads_afterwards_what_was_written(desk: Desk) -> None:
    with desk.app.app_context():
        db.session.execute(text("SELECT 1"))
        assert desk.gather.bring("seen") == "seen is there"
        assert db.session.get(Setting, "seen") is not None


def test_a_list_is_held_open_for_who_is_a_few_steps_from_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "A_MOMENT", PATIENCE)
    steps, looked, whole = threading.Event(), threading.Event(), desk.gather._is_whole

    def looks() -> bool:
        if threading.current_thread() is desk.gather.thread:
            looked.set()
        return whole()

    monkeypatch.setattr(desk.gather, "_is_whole", looks)

    def slow() -> str:
        with desk.app.app_context(), desk.gather.a_moment():
            assert steps.wait(PATIENCE)
            return desk.gather.bring("slow")

    with ThreadPoolExecutor(2) as pool:
        second = pool.submit(slow)
        while not desk.gather.expected:
            assert not second.done()
        first = pool.submit(desk.bring, "first")
        assert looked.wait(PATIENCE)
        with desk.gather.came:  # who writes has looked, and waits
            assert len(desk.gather.waiting) == 1
        steps.set()
        assert (first.result(PATIENCE), second.result(PATIENCE)) == ("first is there", "slow is there")
    assert desk.together == [["first", "slow"]] and desk.gather.expected == 0


def test_it_is_not_held_open_for_who_turns_back_nor_for_longer_than_a_moment(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ThreadPoolExecutor(1) as pool:
        with desk.gather.a_moment():  # and never brings anything
            assert pool.submit(desk.bring, "after a moment").result(PATIENCE) == "after a moment is there"
        monkeypatch.setattr(gather, "A_MOMENT", PATIENCE)
        with desk.gather.a_moment():
            waits = pool.submit(desk.bring, "as soon as they go")
            while not desk.gather.waiting:
                assert not waits.done()
        assert waits.result(PATIENCE) == "as soon as they go is there"
