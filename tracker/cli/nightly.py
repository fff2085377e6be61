"""What the worker does for the day on which the database is lost: the log of erasures, and a backup each night."""

import threading
from pathlib import Path

import structlog
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from tracker.backups.folder import AtWork
from tracker.cli.backup import look_at
from tracker.errors import Refusal
from tracker.store.db import db
from tracker.usecases.back_up import back_up_at_night, count_failure
from tracker.usecases.log_erasures import log_erasures

log = structlog.get_logger()
_beside: list[threading.Thread] = []
_went_wrong = threading.Event()


def log_gone(_base_url: str) -> None:
    """A chore of the worker: whoever has gone is written into the log. Raises LogBroken and OSError."""
    log_erasures(current_app.config["ERASURE_LOG"])


def keep_erasures(base_url: str) -> None:
    """The same in passing. One that cannot be written is said, and the tables still know who: the chore comes again."""
    try:
        log_gone(base_url)
    except (Refusal, OSError) as error:
        log.warning("the log of erasures could not be written", error=type(error).__name__)


def back_up_beside(base_url: str) -> None:
    """Tonight's backup, if there is none, in a thread of its own: letters do not wait for a large database.

    It ends with the worker; what it had begun is swept out by the next.
    """
    if any(each.is_alive() for each in _beside):
        return
    _went_wrong.clear()
    if not current_app.config["BACKUP_PATH"]:
        return
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    _beside[:] = [threading.Thread(target=back_up_now, args=(app, base_url), name="backup", daemon=True)]
    _beside[0].start()


def wait() -> bool:
    """Until the backup that was begun is done: who works once and ends must not take it along. False: it failed."""
    for each in _beside:
        each.join()
    return not _went_wrong.is_set()


def back_up_now(app: Flask, base_url: str) -> None:
    """Said in the log by its outcome alone."""
    settings = app.config
    with app.app_context():
        try:
            look_at(Path(settings["BACKUP_PATH"]), settings["KEY_RING"])
            # A log that cannot be written is a backup that failed, as it is by hand: with it a restore would bring somebody back.
            log_erasures(settings["ERASURE_LOG"])
            kept = back_up_at_night(
                Path(settings["BACKUP_PATH"]).resolve(), settings["BACKUP_KEY"], settings["ERASURE_LOG"]
            )
        except Exception as error:  # noqa: BLE001 (it comes again; administrators hear of it after two nights)
            _failed(error, base_url)
            return
        finally:
            db.session.remove()
    if kept is not None:
        log.info("backup made and read back", rows=sum(kept.made.manifest.counts.values()), removed=kept.removed)


def _failed(error: Exception, base_url: str) -> None:
    if not isinstance(error, AtWork):
        _went_wrong.set()
        log.warning("backup failed", error=type(error).__name__, why=str(error) if isinstance(error, Refusal) else "")
    try:
        db.session.rollback()
        count_failure(base_url)
    except SQLAlchemyError as away:
        log.warning("the failure could not be counted", error=type(away).__name__)
