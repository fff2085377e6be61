"""The front door of the command line."""

from flask import Flask

from tracker.cli import access, account, worker
from tracker.cli.demo import demo
from tracker.cli.serve import serve
from tracker.cli.web import web


def open_door(app: Flask) -> None:
    """Hang up its commands."""
    for command in (serve, web, demo, worker.group, account.account, access.access):
        app.cli.add_command(command)
