"""The front door of the command line."""

from flask import Flask

from tracker.cli import (
    access,
    account,
    backup,
    demo,
    fields,
    hook,
    house,
    keys,
    limits,
    mail,
    panic,
    people,
    person,
    screenings,
    sync,
    token,
    trace,
    worker,
)
from tracker.cli.restore import restore
from tracker.cli.serve import prepare, serve
from tracker.cli.takeout import takeout
from tracker.cli.web import web


def open_door(app: Flask) -> None:
    """Hang up its commands."""
    for command in (
        serve,
        prepare,
        web,
        worker.group,
        screenings.screenings,
        account.account,
        access.access,
        limits.limits,
        fields.fields,
        demo.demo,
        house.group,
        keys.group,
        mail.mail,
        trace.trace,
        people.people,
        person.group,
        backup.backup,
        restore,
        takeout,
        panic.panic,
        token.group,
        hook.group,
        sync.group,
    ):
        app.cli.add_command(command)
