"""Another machine: a database with nothing in it, a folder of its own; and what stands in all tables of a house."""

import secrets
import shutil
from collections.abc import Callable, Iterator
from contextvars import Context
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from tests import postgres
from tests.engines import build, close
from tracker.store.db import Base, db

Rows = dict[str, list[dict[str, Any]]]


def rows() -> Rows:
    """All rows of all tables, by table, in the order of their keys."""
    db.session.rollback()
    found = {}
    for table in Base.metadata.sorted_tables:
        told = [dict(row._mapping) for row in db.session.execute(select(table).order_by(*table.primary_key))]
        found[table.name] = told
    db.session.rollback()
    return found


def run(app: Flask, *arguments: str | Path) -> Result:
    """A command of that house, as somebody types it: in no other house's context, where the test may stand just now."""
    return Context().run(app.test_cli_runner().invoke, args=[str(each) for each in arguments])


def backup_of(app: Flask, folder: Path, *more: str | Path) -> Path:
    """One backup; its file."""
    before = set(folder.glob("*.houselights")) if folder.exists() else set()
    told = run(app, "backup", "--to", folder, *more)
    assert told.exit_code == 0, told.output
    [made] = set(folder.glob("*.houselights")) - before
    return made


@pytest.fixture
def elsewhere(engine_name: str, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Makes applications over empty databases of the same engine: `elsewhere(ring)` puts that key ring in its place."""
    made: list[tuple[Flask, str]] = []

    def make(ring: Path | None = None) -> Flask:
        number = len(made)
        folder = tmp_path / f"elsewhere-{number}"
        folder.mkdir(mode=0o700)
        if ring is not None:
            shutil.copy(ring, folder / "key-ring.json")
        name = f"elsewhere_{secrets.token_hex(6)}"
        url = f"sqlite:///{folder / 'house.db'}"
        if engine_name == "postgresql":
            postgres.command(postgres.cluster(), f"CREATE DATABASE {name}")
            url = postgres.url(postgres.cluster(), name)
        app = build(url, folder)
        made.append((app, name))
        return app

    yield make
    for app, name in made:
        close(app)
        if engine_name == "postgresql":
            postgres.command(postgres.cluster(), f"DROP DATABASE {name} WITH (FORCE)")
