"""`flask restore FILE`: a backup becomes a house again on an empty machine."""

from collections.abc import Callable
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker.backups.folder import ERASURES
from tracker.cli.saying import said
from tracker.keeping import erasure_log
from tracker.keeping.erasure_log import Line
from tracker.store import tables
from tracker.store.keyring import ring
from tracker.usecases import restore as restoring
from tracker.usecases.log_erasures import log_erasures
from tracker.usecases.move_in import move_in
from tracker.usecases.restore import Gone
from tracker.usecases.sweep_disk import sweep_disk
from tracker.usecases.write_due_letters import write_due_letters


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--key", "private", type=click.Path(path_type=Path), help="The file with the private key, if it was made for one."
)
@click.option("--erasures", type=click.Path(path_type=Path), help="A log of erasures, besides those that are found.")
@with_appcontext
def restore(file: Path, private: Path | None, erasures: Path | None) -> None:
    """Bring a backup back into an empty database, and erase again whoever was erased since."""
    settings = current_app.config
    with said():
        # Before anything is touched: with a broken log nothing is restored.
        logs = found_logs([erasures] if erasures else [], [settings["ERASURE_LOG"], file.with_name(ERASURES)])
        manifest = restoring.bring_in(file, private, settings["KEY_RING"], knows())
        tables.bring_up_to_date()
        move_in()
        gone = restoring.replay(manifest, logs)
        # Letters that were due by now were due before the disaster too: written now, to be held with the others.
        while write_due_letters(settings["BASE_URL"]):
            pass
        held = restoring.finish(manifest, gone)
        aside = restoring.begin_heads(Path(settings["INSTANCE_PATH"]))
        sweep_disk()
        log_erasures(settings["ERASURE_LOG"])
    rows = sum(manifest.counts.values())
    click.echo(f"Restored: {rows} rows in {len(manifest.counts)} tables, as they were at {manifest.made_at}.")
    tell(gone, held, bool(logs))
    if aside:
        click.echo(
            f"The heads of the trace that had been noted here end later than the backup: they lie in {aside} now."
        )
    click.echo("Start the house: script/server --no-demo")


def tell(gone: Gone, held: int, logged: bool) -> None:
    """What was done, and what is to be done now."""
    click.echo(f"Erased again: {gone.erased}. “No” heard again: {gone.noes}. Suppressions put back: {gone.suppressed}.")
    click.echo(f"Accounts disabled again: {gone.disabled}.")
    if gone.closed:
        click.echo("The house was closed since the backup, and is closed again: administrators open it.")
    if not logged:
        click.echo(
            "No log of erasures was found: whoever was erased since the backup is back, accounts disabled since can sign in, "
            "and a house closed since is open. Find it, and start over."
        )
    if gone.damaged:
        click.echo(
            f"Contacts that are damaged and could not be compared with the suppressions: {gone.damaged} (keys status)."
        )
    click.echo(
        "What no log says, and somebody must look at: roles, passwords and second factors are those of the backup,"
    )
    click.echo(
        "accounts made since are not there, and who asked for extra care since is shown without it until told again."
    )
    click.echo("Sessions, links and calendar addresses of that time open nothing: everybody signs in again.")
    if held:
        click.echo(
            f"{held} letters were due by now and are held: many may have left before. See them in the outbox, under"
        )
        click.echo("Failed; then: script/flask backup held-letters send   (or drop)")


def found_logs(named: list[Path], places: list[Path]) -> list[list[Line]]:
    """Every log that is there; a named one must be. Raises LogBroken."""
    key = erasure_log.key_of(ring())
    for path in named:
        if not path.is_file():
            raise click.ClickException(f"{path} is not there.")
    paths = {path.resolve() for path in (*named, *places) if path.is_file()}
    return [erasure_log.read(path, key) for path in sorted(paths)]


def knows() -> Callable[[str], bool]:
    """Whether a revision is among our migrations."""
    from alembic.script import ScriptDirectory

    config = current_app.extensions["migrate"].migrate.get_config()
    known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
    return known.__contains__
