"""The traps of the databases, each with its cure off first: a test that cannot fail proves nothing."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from tests import world
from tracker import clock
from tracker.store.db import db
from tracker.store.engines import database_url, prepare
from tracker.store.ids import new_id
from tracker.store.transactions import add_once, transaction
from tracker.team.settings import Setting
from tracker.team.trace import Trace, note

CROWD = 20


def at_once(app: Flask, deed: Callable[[int], object]) -> list[Exception]:
    """`deed` in many threads at the same moment; the errors."""
    start, errors = threading.Barrier(CROWD), []

    def one(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                deed(number)
            except Exception as error:
                errors.append(error)

    crowd = [threading.Thread(target=one, args=(number,)) for number in range(CROWD)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    return errors


def settings_with(name: str) -> int:
    return db.session.scalar(select(func.count()).select_from(Setting).where(Setting.name == name)) or 0


# 1: savepoints on SQLite


def _released_then_undone(engine) -> int:
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS t (x INTEGER)"))
        connection.commit()
        outer = connection.begin()
        inner = connection.begin_nested()
        connection.execute(text("INSERT INTO t VALUES (1)"))
        inner.commit()
        outer.rollback()
        return connection.execute(text("SELECT count(*) FROM t")).scalar_one()


def test_what_a_savepoint_held_goes_when_the_whole_is_undone(tmp_path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'cured.db'}")
    prepare(engine)
    assert _released_then_undone(engine) == 0
    engine.dispose()


def test_without_the_cure_a_savepoint_stays_behind(tmp_path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'sick.db'}")
    left = _released_then_undone(engine)
    engine.dispose()
    assert left == 1


# 2: reading first and writing later on SQLite


def _read_then_write(connection, between: Callable[[], None]) -> None:
    connection.execute(text("SELECT count(*) FROM setting"))
    between()
    connection.execute(text("INSERT INTO setting VALUES ('late', 'x')"))


def _somebody_writes(app: Flask) -> None:
    with transaction() as session:
        session.add(Setting(name="between", value="x"))


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)  # PostgreSQL lets the reader write
def test_without_the_cure_a_reader_cannot_write_after_somebody_else_did(app: Flask) -> None:
    with (
        app.app_context(),
        db.engine.connect() as reader,
        pytest.raises(OperationalError, match="locked"),
        reader.begin(),
    ):
        _read_then_write(reader, lambda: _somebody_writes(app))


def test_forty_readings_that_turn_into_writings_all_succeed(app: Flask) -> None:
    def deed(number: int) -> None:
        for turn in range(2):
            with transaction() as session:
                session.scalar(select(func.count()).select_from(Setting))
                session.add(Setting(name=f"n{number}-{turn}", value="x"))

    assert at_once(app, deed) == []
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Setting)) == 2 * CROWD


# 3: find or create


def _find_or_create_by_hand(meet: threading.Barrier) -> None:
    with db.session.begin():
        if not db.session.get(Setting, "one"):
            meet.wait(timeout=30)
            db.session.add(Setting(name="one", value="x"))


@pytest.mark.postgres
@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)  # on SQLite the write lock is taken at the start
def test_without_the_cure_two_who_find_nothing_both_create(app: Flask) -> None:
    meet = threading.Barrier(CROWD)
    errors = at_once(app, lambda _: _find_or_create_by_hand(meet))
    assert len(errors) == CROWD - 1
    assert all(isinstance(error, IntegrityError) for error in errors)


def test_add_once_lets_one_write_and_tells_the_others(app: Flask) -> None:
    won: list[object] = []

    def deed(number: int) -> None:
        with transaction():
            won.extend(add_once(Setting, [{"name": "one", "value": str(number)}], keyed_by="name"))

    assert at_once(app, deed) == []
    assert won == ["one"]
    with app.app_context():
        assert settings_with("one") == 1


# What transaction() itself promises


def test_all_or_nothing(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(ZeroDivisionError), transaction() as session:
            session.add(Setting(name="half", value="x"))
            session.flush()
            _ = 1 / 0
        assert settings_with("half") == 0


def test_a_transaction_inside_a_transaction_is_refused_and_undoes_the_outer_one(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(RuntimeError), transaction() as session:
            session.add(Setting(name="outer", value="x"))
            with transaction():
                pass
        assert settings_with("outer") == 0


def test_a_change_made_outside_is_not_carried_in_silently(app: Flask) -> None:
    with app.app_context():
        db.session.add(Setting(name="outside", value="x"))
        with pytest.raises(RuntimeError), transaction():
            pass


def test_what_was_read_before_is_read_again_inside(app: Flask) -> None:
    with app.app_context():
        with transaction() as session:
            session.add(Setting(name="mind", value="old"))
        seen = db.session.get_one(Setting, "mind")
        assert seen.value == "old"
        with db.engine.begin() as other:
            other.execute(text("UPDATE setting SET value = 'new' WHERE name = 'mind'"))
        with transaction() as session:
            assert session.get_one(Setting, "mind").value == "new"


def test_thousands_of_rows_go_in_at_once(app: Flask) -> None:
    with app.app_context(), transaction():
        rows = [{"name": f"n{i}", "value": "x"} for i in range(20_000)]
        assert len(add_once(Setting, [*rows, rows[0]], keyed_by="name")) == 20_000


def test_the_trace_is_one_chain_whoever_writes_at_once(app: Flask) -> None:
    def deed(number: int) -> None:
        with transaction():
            note("outcome written", None, "thread", new_id(), str(number))

    assert at_once(app, deed) == []
    with app.app_context():
        assert sorted(db.session.scalars(select(Trace.number))) == list(range(1, CROWD + 1))


def test_a_naive_moment_is_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(Exception, match="without a zone"), transaction():
        film = world.film()
        film.created_at = clock.now().replace(tzinfo=None)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_means_psycopg_3(scheme: str) -> None:
    assert database_url(f"{scheme}://u@localhost/d") == "postgresql+psycopg://u@localhost/d"
