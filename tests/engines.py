"""The application on either engine. `engine_url` runs a test twice: `[sqlite]` and `[postgresql]`."""

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from tests import postgres, run
from tracker.store.db import db
from tracker.web.frame import floods

TOP = Path(__file__).parent.parent
BOTH = (pytest.param("sqlite", id="sqlite"), pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgres))

# A race by engine and whether the lock is on: SQLite has one writer, so there is nothing to see with it off.
LOCKS = (
    pytest.param("sqlite", True, id="sqlite-lock on"),
    pytest.param("postgresql", False, id="postgresql-lock off", marks=pytest.mark.postgres),
    pytest.param("postgresql", True, id="postgresql-lock on", marks=pytest.mark.postgres),
)

# The same Argon2 for a three-hundredth of its price; tests/security/test_20_passwords.py looks at the price of the house's own.
CHEAP = {"SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {"argon2__rounds": 1, "argon2__memory_cost": 512}}


def build(url: str, instance: Path, **settings: Any) -> Flask:
    """The application as the tests want it: its files, its key ring too, in a folder of their own."""
    from tracker.app import create_app

    paths = {"INSTANCE_PATH": instance, "KEY_RING": instance / "key-ring.json"}
    app = create_app({"DATABASE_URL": url, "TESTING": True, "SMTP_URL": "", **paths, **CHEAP, **settings})
    app.before_request_funcs.setdefault(None, []).insert(0, _remember_nobody)
    # A template is compiled once in a run, not by each application that a test makes in a folder of its own.
    if run.goes_on() and app.jinja_env.bytecode_cache:
        app.jinja_env.bytecode_cache.directory = str(run.compiled())
    # What a test changes shows at once; tests/web/public/test_signup_kept.py keeps pages for their moment.
    app.extensions["houselights_signup_pages"].moment = -1
    return app


def _remember_nobody() -> None:
    """A context that a test keeps open outlives its requests: so would who asked last, and what was read before."""
    db.session.rollback()
    for name in list(g):
        g.pop(name)


def close(app: Flask) -> None:
    """Let go of every connection, or the database could be neither copied nor emptied."""
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()


def migrate(url: str, instance: Path, revision: str = "head") -> None:
    """Bring the database at `url` up to `revision`, as `flask db upgrade` does."""
    import flask_migrate

    app = build(url, instance)
    with app.app_context():
        flask_migrate.upgrade(directory=str(TOP / "migrations"), revision=revision)
    close(app)


def _sqlite_template(path: Path) -> None:
    path.mkdir()
    migrate(f"sqlite:///{path / 'house.db'}", path)
    assert not (path / "house.db-wal").exists(), "a connection stayed open: the copy would lack its last rows"


def _sqlite_lived_in(path: Path) -> None:
    path.mkdir()
    app = build(sqlite_house(path), path)
    _move_in(app)
    close(app)


def sqlite_house(folder: Path, lived_in: bool = False) -> str:
    """The address of a migrated database in `folder`, beside the key ring that belongs to it."""
    template = (
        run.once("sqlite-lived-in", _sqlite_lived_in) if lived_in else run.once("sqlite-template", _sqlite_template)
    )
    # Key ring and database belong together: the house refuses to start with a strange one.
    shutil.copytree(template, folder, dirs_exist_ok=True)
    return f"sqlite:///{folder / 'house.db'}"


def postgres_template(path: Path) -> None:
    socket = postgres.cluster()
    path.mkdir()
    postgres.command(socket, "CREATE DATABASE template_house")
    url = postgres.url(socket, "template_house")
    migrate(url, path)
    postgres.remember(socket, "template_house", "migrated")
    app = build(url, path)
    _move_in(app)
    close(app)
    postgres.remember(socket, "template_house", "lived_in")


@pytest.fixture(scope="session")
def postgres_house() -> Iterator[str]:
    """The name of this process's own migrated database; emptied for each test, made once."""
    socket = postgres.cluster()
    run.once("postgres-template", postgres_template)
    name = f"house_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    postgres.command(socket, f"CREATE DATABASE {name} TEMPLATE template_house")
    yield name
    postgres.let_go()


@pytest.fixture(params=BOTH)
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def instance() -> Path:
    """The instance folder of this test, empty; each process has one, so that its application can be used again."""
    path = run.fast_folder() / f"instance-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(mode=0o700)
    run.share_compiled(path)
    return path


@pytest.fixture
def lived_in(request: pytest.FixtureRequest) -> bool:
    """Whether the test's application has moved in before: its first rows come with the copy, 30 ms cheaper than by hand."""
    return not {"app", "own_app"}.isdisjoint(request.fixturenames)


@pytest.fixture
def engine_url(engine_name: str, instance: Path, lived_in: bool, request: pytest.FixtureRequest) -> str:
    """A freshly migrated database of the test's own, on each engine in turn."""
    if engine_name == "sqlite":
        return sqlite_house(instance, lived_in)
    name = request.getfixturevalue("postgres_house")
    postgres.empty(postgres.cluster(), name, "lived_in" if lived_in else "migrated")
    shutil.copytree(run.folder() / "postgres-template", instance, dirs_exist_ok=True)
    return postgres.url(postgres.cluster(), name)


@pytest.fixture
def blank_url(engine_name: str, tmp_path: Path) -> Iterator[str]:
    """A database without any table, on each engine in turn: for migrations, and for the first start."""
    if engine_name == "sqlite":
        yield f"sqlite:///{tmp_path / 'blank.db'}"
        return
    socket, name = postgres.cluster(), f"blank_{secrets.token_hex(6)}"
    postgres.command(socket, f"CREATE DATABASE {name}")
    yield postgres.url(socket, name)
    postgres.command(socket, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def migrated_url(engine_name: str, instance: Path) -> Iterator[str]:
    """The same with every table, empty, and its key ring in the test's folder: for ways down, which nobody else is to meet."""
    if engine_name == "sqlite":
        yield sqlite_house(instance)
        return
    socket, name = postgres.cluster(), f"migrated_{secrets.token_hex(6)}"
    ring = run.once("postgres-template", postgres_template)
    postgres.command(socket, f"CREATE DATABASE {name} TEMPLATE template_house")
    postgres.empty(socket, name, "migrated")
    shutil.copytree(ring, instance, dirs_exist_ok=True)
    yield postgres.url(socket, name)
    postgres.command(socket, f"DROP DATABASE {name} WITH (FORCE)")


# Of this process: the application on each engine. Making one costs more than most tests; and what it has compiled
# (templates, statements, routes) serves the next test too.
_kept: dict[str, Flask] = {}


@pytest.fixture
def app(engine_name: str, engine_url: str, instance: Path, lived_in: bool) -> Iterator[Flask]:
    """The application over a house that is lived in: first interests, first playbook. What a test sets is put back."""
    app = _kept.get(engine_name) or _kept.setdefault(engine_name, build(engine_url, instance))
    config, extensions = dict(app.config), dict(app.extensions)
    floods.forget(app)
    if not lived_in:  # asked for by a test in its middle
        _move_in(app)
    yield app
    with app.app_context():
        # Those that counted a test's statements; the house itself listens to none.
        if listeners := db.engine.dispatch.before_cursor_execute:
            listeners.clear()
        kept = engine_name == "postgresql" and not db.engine.pool.checkedout()
    if not kept:
        close(app)
    app.config.clear()
    app.config.update(config)
    app.extensions.clear()
    app.extensions.update(extensions)


@pytest.fixture
def own_app(engine_url: str, instance: Path) -> Iterator[Flask]:
    """The same for this test alone, which changes it for good: by pages of its own, say."""
    app = build(engine_url, instance)
    yield app
    close(app)


def _move_in(app: Flask) -> None:
    from tracker.usecases.move_in import move_in

    with app.app_context():
        move_in()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
