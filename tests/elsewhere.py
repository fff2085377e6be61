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
from tests import run as house
from tests.engines import build, close, postgres_template, sqlite_house
from tracker.store import keyring
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


def _on_postgres(folder: Path, name: str, migrated: bool) -> str:
    socket = postgres.cluster()
    if migrated:
        house.once("postgres-template", postgres_template)
    postgres.command(socket, f"CREATE DATABASE {name}{' TEMPLATE template_house' if migrated else ''}")
    if migrated:
        postgres.empty(socket, name, "migrated")
    return postgres.url(socket, name)


@pytest.fixture
def elsewhere(engine_name: str, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Makes applications over empty databases of the same engine, or of that one: `elsewhere(ring)` puts that key ring in its place.

    `migrated`: its tables are there, empty, and a ring of its own; a second faster than by hand.
    """
    made: list[tuple[Flask, str]] = []

    def make(ring: Path | None = None, engine: str = "", migrated: bool = False) -> Flask:
        number = len(made)
        folder = tmp_path / f"elsewhere-{number}"
        folder.mkdir(mode=0o700)
        if ring is not None:
            shutil.copy(ring, folder / "key-ring.json")
        name = f"elsewhere_{secrets.token_hex(6)}"
        if (engine or engine_name) == "postgresql":
            url = _on_postgres(folder, name, migrated)
        else:
            url = sqlite_house(folder) if migrated else f"sqlite:///{folder / 'house.db'}"
        if migrated:
            # The copy came with the ring of its template: no two houses have one.
            (folder / "key-ring.json").unlink(missing_ok=True)
            keyring.create(folder / "key-ring.json")
        app = build(url, folder)
        made.append((app, name))
        return app

    yield make
    for app, name in made:
        on_postgres = app.config["DATABASE_URL"].startswith("postgresql")
        close(app)
        if on_postgres:
            postgres.command(postgres.cluster(), f"DROP DATABASE {name} WITH (FORCE)")
