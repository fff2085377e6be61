"""Migrated equals declared, on both engines; up and down with people in the tables; and the trap of SQLite's batches."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, Engine, func, inspect, select, text
from sqlalchemy.exc import IntegrityError

from tests import world
from tests.engines import TOP, build, close
from tracker.arrivals.welcome import welcome
from tracker.signups.signup import Signup
from tracker.store.db import Base, db
from tracker.store.transactions import transaction
from tracker.usecases.move_in import move_in

MIGRATIONS = str(TOP / "migrations")


def opened(url: str, instance: Path) -> Iterator[Flask]:
    app = build(url, instance)
    with app.app_context():
        yield app
        db.session.remove()
    close(app)


@pytest.fixture
def blank(blank_url: str, instance: Path) -> Iterator[Flask]:
    yield from opened(blank_url, instance)


def said(check: str) -> list[str]:
    """What a check says, however it is written: its words, values and signs, in any order."""
    return sorted(re.findall(r"'[^']*'|\w+|[<>=!]+", check))


def constraints(engine: Engine) -> dict[str, object]:
    """All that autogenerate does not compare: names of keys, what checks say, by table."""
    look = inspect(engine)
    told = {}
    for table in sorted(set(look.get_table_names()) - {"alembic_version"}):
        told[table] = {
            "primary": look.get_pk_constraint(table)["name"],
            "checks": sorted((str(each["name"]), said(each["sqltext"])) for each in look.get_check_constraints(table)),
            "unique": sorted(str(each["name"]) for each in look.get_unique_constraints(table)),
            "foreign": sorted((str(each["name"]), each["referred_table"]) for each in look.get_foreign_keys(table)),
            "indexes": sorted(str(each["name"]) for each in look.get_indexes(table)),
        }
    return told


def test_migrated_equals_declared(blank: Flask) -> None:
    upgrade(directory=MIGRATIONS)
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    migrated = constraints(db.engine)
    downgrade(directory=MIGRATIONS, revision="base")
    db.create_all()
    assert migrated == constraints(db.engine)


def test_every_constraint_has_a_name() -> None:
    nameless = [str(c) for table in Base.metadata.tables.values() for c in table.constraints if c.name is None]
    assert nameless == []


@pytest.fixture
def migrated(migrated_url: str, instance: Path) -> Iterator[Flask]:
    yield from opened(migrated_url, instance)


def test_each_step_up_and_down_keeps_the_people_in_the_tables(migrated: Flask) -> None:
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    first = [each.revision for each in ScriptDirectory.from_config(config).walk_revisions()][-1]
    move_in()
    here = world.one_screening()
    with transaction():
        welcome([world.entry(here) for _ in range(5)])
    downgrade(directory=MIGRATIONS, revision=first)  # step by step, then up again, with everybody there
    upgrade(directory=MIGRATIONS)
    assert db.session.scalar(select(func.count()).select_from(Signup)) == 5
    db.session.remove()
    downgrade(directory=MIGRATIONS, revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}


def _written_anew(connection: Connection) -> None:
    operations = Operations(MigrationContext.configure(connection))
    with operations.batch_alter_table("ally", recreate="always"):
        pass


@pytest.fixture
def lived_in(app: Flask, engine_name: str):
    with app.app_context():
        here = world.one_screening()
        with transaction():
            welcome([world.entry(here) for _ in range(3)])
        db.session.execute(
            text("CREATE TABLE kept (id INTEGER, ally_id VARCHAR REFERENCES ally (id) ON DELETE CASCADE)")
        )
        db.session.execute(text("INSERT INTO kept SELECT 1, id FROM ally"))
        db.session.commit()
        yield app


def kept() -> int:
    return db.session.scalar(text("SELECT count(*) FROM kept")) or 0


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_without_the_cure_a_table_written_anew_loses_its_children(lived_in: Flask) -> None:
    with db.engine.connect() as connection:
        try:
            with connection.begin():
                _written_anew(connection)
        except IntegrityError:
            return  # kept from doing harm by a stricter key: the migration cannot run at all
    assert kept() == 0


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_way_migrations_run_a_table_written_anew_keeps_its_children(lived_in: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako", "alembic.ini"):
        (folder / name).write_text((TOP / "migrations" / name).read_text())
    for each in (TOP / "migrations" / "versions").glob("*.py"):
        (folder / "versions" / each.name).write_text(each.read_text())
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    head = ScriptDirectory.from_config(config).get_current_head()
    (folder / "versions" / "9999_anew.py").write_text(
        "from alembic import op\n"
        f"revision = '9999'\ndown_revision = {head!r}\nbranch_labels = depends_on = None\n"
        "def upgrade():\n    with op.batch_alter_table('ally', recreate='always'):\n        pass\n"
        "def downgrade():\n    pass\n"
    )
    db.session.remove()
    upgrade(directory=str(folder))
    assert kept() == 3
    with db.engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1, "keys hold again afterwards"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_migration_that_fails_half_way_leaves_nothing(lived_in: Flask, tmp_path: Path) -> None:
    before = constraints(db.engine)
    with pytest.raises(RuntimeError, match="half way"), db.engine.connect() as connection:
        raw = connection.execution_options(houselights_writing=True)
        with raw.begin():
            operations = Operations(MigrationContext.configure(raw))
            operations.drop_table("kept")
            raise RuntimeError("half way")
    assert constraints(db.engine) == before
