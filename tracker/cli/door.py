"""The front door of this face."""

from flask import Flask

from tracker.cli import access, account


def open_door(app: Flask) -> None:
    """Hang up its commands."""
    app.cli.add_command(account.account)
    app.cli.add_command(access.access)
