"""create_app: puts the house together. Imported by nobody in the house; `.flaskenv` names it."""

import gc
import importlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any

import click
from flask import Flask

import config as environment
import tracker
from tracker import logs
from tracker.cli import saying
from tracker.store import engines, key_watch, keyring, tables
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
            _count_among_the_old()
            gc.enable()


@cache
def _count_among_the_old() -> None:
    """What was read for the first application; else the next object made would have all of it looked through at once.

    Once in a process: another application brings little, and asking whether something is frozen goes through all of it.
    """
    if not gc.get_freeze_count():
        gc.freeze()
        gc.unfreeze()


def _put_together(app: Flask) -> None:
    # A command starts the house: a sentence says more than a traceback.
    with saying.said() if click.get_current_context(silent=True) else nullcontext():
        _open_store(app)
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
    tables.hang_up(app, TOP / "migrations")


def read_all_models() -> None:
    """Import every module that declares rows, so that the metadata is whole whoever asks."""
    for room, modules in ROWS.items():
        for module in modules.split():
            importlib.import_module(f"tracker.{room}.{module}")


# The modules of each that declare rows. The others are read by whoever needs them: a server does without a tenth of the house.
ROWS = {
    "store": "heartbeat kept_counts key_record known_as undertakings",
    "team": "account device invitation panic passkey program_hour rations recovery reset_asked session settings token trace "
    "trace_anchor tries",
    "screenings": "campaign checklist code crew film head_count host_link kit screening talkback_guests venue",
    "allies": "ally besides choice consent identity likeness merge name_words own_link suppression tag",
    "appeals": "click interest story story_log",
    "signups": "kiosk kiosk_entry program_form request_to_host sheet sheet_line sheet_photo signup",
    "followups": "followup hosting playbook rung",
    "letters": "bulk_letter dead_address letter notice reply",
    "hooks": "delivery hook",
    "arrivals": "",
    "imports": "import_ import_row memory turn work",
    "reports": "kept_figures report share_link told",
    "finding": "bulk_deed export saved_filter",
    "keeping": "announcement cleared copy_left demo_row erasure keep_question key_turn",
    "sync": "cursor",
}
ROOMS = tuple(ROWS)


def _furnish(app: Flask) -> None:
    """Hang up the faces and the commands."""
    from tracker.web.frame import addresses, house

    app.url_rule_class = addresses.Late
    house.frame(app)
    for face in ("web.public", "web.host", "web.kiosk", "web.account", "web.desk", "api"):
        importlib.import_module(f"tracker.{face}.door").open_door(app)
    importlib.import_module("tracker.cli.door").open_door(app)
