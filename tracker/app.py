"""create_app: puts the house together. Imported by nobody in the house; `.flaskenv` names it."""

import gc
import importlib
import os
import pkgutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask_migrate import Migrate

import config as environment
import tracker
from tracker import logs
from tracker.errors import Refusal
from tracker.store import engines, key_watch, keyring
from tracker.store.db import db

HOUSE = Path(tracker.__file__).parent
TOP = HOUSE.parent


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The application. `settings` come before the environment's. Raises Refusal when the key ring is missing or wrong."""
    told = dict(settings or {})
    environ = {
        **os.environ,
        **{name: str(value) for name, value in told.items() if isinstance(value, str | int | Path)},
    }
    values = {**environment.from_environment(environ), **told}
    logs.configure(values["LOG_LEVEL"])
    app = Flask(
        "tracker", root_path=str(HOUSE), instance_path=str(values["INSTANCE_PATH"]),
        template_folder=str(TOP / "templates"), static_folder=str(TOP / "static"),
    )  # fmt: skip
    app.config.update(values)
    with _nothing_is_waste():
        _put_together(app)
    return app


@contextmanager
def _nothing_is_waste() -> Iterator[None]:
    """What is read and made at the start stays to the end: looking through it for waste again and again took a sixth of the start."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _put_together(app: Flask) -> None:
    try:
        _open_store(app)
    except Refusal as refusal:
        if click.get_current_context(silent=True) is None:
            raise
        # A command starts the house: a sentence says more than a traceback.
        raise click.ClickException(str(refusal)) from None
    _furnish(app)


def _open_store(app: Flask) -> None:
    Path(app.config["INSTANCE_PATH"]).mkdir(parents=True, exist_ok=True, mode=0o700)
    url = engines.database_url(app.config["DATABASE_URL"])
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engines.engine_options(url)
    read_all_models()
    db.init_app(app)
    with app.app_context():
        engines.prepare(db.engine)
        try:
            key_watch.hang_up(app, Path(app.config["KEY_RING"]))
        except Exception:
            db.engine.dispose()
            raise
    # Tokens of forms are signed with a key made from the ring's: nothing else in the configuration is secret.
    app.config["SECRET_KEY"] = keyring.derived(app.extensions[keyring.RING], "link", "forms")
    Migrate(app, db, directory=str(TOP / "migrations"), render_as_batch=True, compare_type=True)


def read_all_models() -> None:
    """Import every module of every room, so that the metadata is whole whoever asks."""
    for room in ROOMS:
        package = importlib.import_module(f"tracker.{room}")
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"tracker.{room}.{module.name}")


ROOMS = (
    "store",
    "team",
    "screenings",
    "allies",
    "appeals",
    "signups",
    "followups",
    "letters",
    "hooks",
    "arrivals",
    "imports",
    "reports",
    "finding",
    "keeping",
    "sync",
)


def _furnish(app: Flask) -> None:
    """Hang up the faces and the commands."""
    from tracker.web.frame import house

    house.frame(app)
    for face in ("web.public", "web.host", "web.kiosk", "web.account", "web.desk", "api"):
        importlib.import_module(f"tracker.{face}.door").open_door(app)
    importlib.import_module("tracker.cli.door").open_door(app)
