"""`flask panic`: closes the house from the machine, at once and without a question."""

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker.usecases.press_panic import press_panic


@click.command("panic")
@with_appcontext
def panic() -> None:
    """Sign everybody out, withdraw every link and token, seal names and contacts until two administrators open it again."""
    shut = press_panic(None, current_app.config["BASE_URL"])
    click.echo(
        ", ".join(f"{number} {what}" for what, number in shut.items()) + ": shut. Names and contacts are sealed."
    )
    click.echo(f"Two administrators open it again, or one after 24 hours: {current_app.config['BASE_URL']}/desk/panic/")
