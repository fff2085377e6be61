"""`flask access`: docs/access.md, as the views say it."""

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker.web.frame.access import written


@click.command("access")
@with_appcontext
def access() -> None:
    """Print who may open what."""
    click.echo(written(current_app), nl=False)
