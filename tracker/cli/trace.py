"""`flask trace verify`: whether the trace is what was written; and what the worker sees to about it."""

from pathlib import Path

import click
import structlog
from flask import current_app
from flask.cli import AppGroup

from tracker.errors import Refusal
from tracker.team.trace_heads import NAME
from tracker.usecases import verify_trace as deeds
from tracker.usecases.drop_old_trace import drop_old_trace

log = structlog.get_logger()
trace = AppGroup("trace", help="The trace of what the team did.")


@trace.command()
def verify() -> None:
    """Walk the whole chain. Status 1 and one sentence for the first thing that is wrong."""
    try:
        held = deeds.verify_trace(folder())
    except Refusal as found:
        click.echo(str(found))
        raise SystemExit(1) from None
    except OSError as error:
        raise click.ClickException(
            f"The chain holds, but its head could not be noted in {folder()}: {error.strerror}"
        ) from None
    if not held.end.number:
        click.echo("The trace is empty.")
        return
    click.echo(
        f"The trace holds: {held.rows:,} rows, {held.first:,} to {held.end.number:,}, compared with {held.compared:,} heads in {NAME}.\n"
        f"It ends with {held.end.mac.hex()}. Write that down elsewhere, and nobody can cut it off unseen."
    )


def folder() -> Path:
    """Where this machine notes heads: outside the database."""
    return Path(current_app.config["INSTANCE_PATH"])


def note_head(_base_url: str) -> None:
    """A chore of the worker. The log is one more place outside the database."""
    if head := deeds.note_trace_head(folder()):
        log.info("trace head noted", number=head.number, mac=head.mac.hex())


def watch(base_url: str) -> None:
    """A chore of the worker, once a day: verify, and tell the administrators what does not hold."""
    deeds.watch_trace(folder(), base_url)


def drop(_base_url: str) -> None:
    """A chore of the worker: days that have grown too old."""
    if rows := drop_old_trace():
        log.info("old trace dropped", rows=rows)
