"""The front door of the command line."""

from flask import Flask

from tracker.cli.serve import serve
from tracker.cli.web import web


def open_door(app: Flask) -> None:
    """Hang up its commands."""
    app.cli.add_command(serve)
    app.cli.add_command(web)
