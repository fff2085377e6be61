"""A PostgreSQL that is there and says nothing keeps nobody waiting for long."""

import socket

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from tracker.store.engines import LINE, database_url, engine_options


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
