"""A PostgreSQL that is there and says nothing keeps nobody waiting for long."""

import socket

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import OperationalError

from tracker.store.db import db
from tracker.store.engines import HALL, LINE, USUAL, database_url, engine_options, roomy
from tracker.store.transactions import snapshot, transaction


def test_a_database_that_takes_the_call_and_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LINE, "connect_timeout", 2)  # the least that libpq knows
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = database_url(f"postgresql://house@127.0.0.1:{mute.getsockname()[1]}/house")
        engine = create_engine(url, **engine_options(url))
        with pytest.raises(OperationalError, match="timeout"):
            engine.connect()


def test_what_the_address_says_of_the_line_is_kept() -> None:
    url = database_url("postgresql://house@localhost/house?connect_timeout=40")
    told = engine_options(url)["connect_args"]
    assert "connect_timeout" not in told and told["keepalives_idle"] == LINE["keepalives_idle"]
    assert "connect_timeout" not in engine_options("sqlite:///house.db")["connect_args"]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_sqlite_has_room_for_a_long_list_while_that_is_written_and_no_longer(app: Flask) -> None:
    def room() -> tuple[int, int]:
        return tuple(db.session.execute(text(f"PRAGMA {each}")).scalar_one() for each in ("cache_size", "temp_store"))

    usual, in_memory = (-USUAL, 0), 2
    with app.app_context():
        said: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda _c, _cursor, each, *_rest: said.append(each))
        with transaction(many=True):
            assert room()[0] < -USUAL and room()[1] == in_memory
        assert said.index("PRAGMA temp_store=MEMORY") < said.index("BEGIN IMMEDIATE"), "later it is not heard"
        with transaction():
            assert room() == usual
        with pytest.raises(KeyError), transaction(many=True):
            raise KeyError
        with transaction():
            assert room() == usual
        with snapshot() as session, roomy(session.connection(), HALL):
            assert room() == (-HALL, 0), "what is sorted of a million rows goes to a file"
