"""`flask takeout FILE`: everything, as documented files in a ZIP with a passphrase; `flask takeout import FILE` takes one in."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from tracker.cli.saying import said
from tracker.store import tables
from tracker.takeout.describing import written
from tracker.usecases.bring_takeout_in import bring_takeout_in
from tracker.usecases.log_erasures import log_erasures
from tracker.usecases.move_in import move_in
from tracker.usecases.take_all_out import take_all_out


class MakesByDefault(AppGroup):
    """What is no command is the file to be made."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        return super().resolve_command(ctx, args if args[0] in self.commands else ["make", *args])


takeout = MakesByDefault("takeout", help="Everything as documented files: made (FILE), taken in (import FILE).")


@takeout.command("make")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--reason", prompt="Why", help="What it is for; it stays in the trace.")
@with_appcontext
def make(file: Path, reason: str) -> None:
    """Write everything into FILE, and print its passphrase once."""
    with said():
        taken = take_all_out(file, reason)
    click.echo(f"{file}: {taken.rows} rows in {taken.tables} tables.")
    if taken.damaged:
        click.echo(f"Values that no key opens, left out: {taken.damaged} (keys status).")
    click.echo("It holds every contact in the open. Its passphrase, which is kept nowhere and told once:")
    click.echo(taken.passphrase)


@takeout.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--passphrase", prompt="Passphrase", hide_input=True, help="Asked for where it is not said: better so.")
@with_appcontext
def take_in(file: Path, passphrase: str) -> None:
    """Take FILE into this house, which must be empty."""
    settings = current_app.config
    with said():
        tables.bring_up_to_date()
        move_in()
        brought = bring_takeout_in(file, passphrase, Path(settings["KEY_RING"]))
        log_erasures(settings["ERASURE_LOG"])
    rows = sum(brought.counts.values())
    click.echo(f"Taken in: {rows} rows in {len(brought.counts)} tables, as they were at {brought.made_at}.")
    if brought.damaged:
        click.echo(f"Values that no key of the old house opened, left out: {brought.damaged}.")
    click.echo("Nobody can sign in yet. For whoever administers: script/flask account reset E-MAIL")
    click.echo("Letters to allies wait until somebody has answered a test of the Reply-To. Stop the old house before.")


@takeout.command("describe")
def describe() -> None:
    """Print docs/takeout.md."""
    click.echo(written(), nl=False)
