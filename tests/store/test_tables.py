"""Migrations are run where one is missing, and not even loaded where none is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text

from tests.engines import TOP, build, close
from tracker.store import tables
from tracker.store.db import db
from tracker.store.transactions import transaction


@pytest.fixture
def house(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


@pytest.fixture
def blank(blank_url: str, instance: Path) -> Iterator[Flask]:
    app = build(blank_url, instance)
    with app.app_context():
        yield app
        db.session.remove()
    close(app)


@pytest.mark.usefixtures("house")
def test_the_last_migration_is_the_one_that_alembic_finds() -> None:
    config = Config()
    config.set_main_option("script_location", str(TOP / "migrations"))
    assert [tables.newest()] == ScriptDirectory.from_config(config).get_heads() == tables.revisions()


@pytest.mark.usefixtures("blank")
def test_an_empty_database_gets_its_tables() -> None:
    assert tables.revisions() == []
    tables.bring_up_to_date()
    assert tables.revisions() == [tables.newest()] and inspect(db.engine).has_table("ally")


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize("stands_at", ["0001", "9999", None])
def test_whoever_stands_elsewhere_is_brought_there(monkeypatch: pytest.MonkeyPatch, stands_at: str | None) -> None:
    ran: list[Any] = []
    monkeypatch.setattr(flask_migrate, "upgrade", lambda: ran.append(stands_at))
    tables.bring_up_to_date()
    assert ran == [], "nothing is missing"
    with transaction() as session:
        session.execute(text("DELETE FROM alembic_version"))
        if stands_at:
            session.execute(text("INSERT INTO alembic_version VALUES (:name)"), {"name": stands_at})
    tables.bring_up_to_date()
    assert ran == [stands_at]
