"""The front door of this face."""

from flask import Flask

from tracker.cli import worker


def open_door(app: Flask) -> None:
    """Hang up its commands."""
    app.cli.add_command(worker.group)
