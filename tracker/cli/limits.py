"""`flask limits`: docs/limits.md, as the code has it."""

import click

from tracker.web.frame.floods import written


@click.command("limits")
def limits() -> None:
    """Print how many may come."""
    click.echo(written(), nl=False)
