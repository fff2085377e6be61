"""Settings of the house from the command line: for servers that are set up without a browser."""

import click
from flask.cli import AppGroup

from tracker.errors import Refusal
from tracker.usecases import set_house

group = AppGroup("house", help="What the organisation has set for itself.")


@group.command("reply-to")
@click.argument("address")
@click.option("--read", is_flag=True, help="Say that somebody reads this mailbox: letters to allies may leave.")
def reply_to(address: str, read: bool) -> None:
    """Set the address that answers to letters go to."""
    if not read:
        raise click.ClickException(
            "Say --read if somebody reads this mailbox; or set it at /desk/settings, which asks."
        )
    try:
        set_house.vouch(address)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo("Letters may leave.")
