"""The front door of the command line."""

from flask import Flask

from tracker.cli import access, account, demo, fields, house, mail, person, screenings, worker
from tracker.cli.serve import serve
from tracker.cli.web import web


def open_door(app: Flask) -> None:
    """Hang up its commands."""
    for command in (
        serve,
        web,
        worker.group,
        screenings.screenings,
        account.account,
        access.access,
        fields.fields,
        demo.demo,
        house.group,
        mail.mail,
        person.group,
    ):
        app.cli.add_command(command)
