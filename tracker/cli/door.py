"""The front door of the command line. A command is read when it is called: a server needs none of the others."""

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

# Where each stands: module and name.
WHERE = {
    "serve": ("tracker.cli.serve", "serve"),
    "prepare": ("tracker.cli.serve", "prepare"),
    "web": ("tracker.cli.web", "web"),
    "worker": ("tracker.cli.worker", "group"),
    "screenings": ("tracker.cli.screenings", "screenings"),
    "account": ("tracker.cli.account", "account"),
    "access": ("tracker.cli.access", "access"),
    "limits": ("tracker.cli.limits", "limits"),
    "fields": ("tracker.cli.fields", "fields"),
    "demo": ("tracker.cli.demo", "demo"),
    "house": ("tracker.cli.house", "group"),
    "keys": ("tracker.cli.keys", "group"),
    "mail": ("tracker.cli.mail", "mail"),
    "trace": ("tracker.cli.trace", "trace"),
    "people": ("tracker.cli.people", "people"),
    "person": ("tracker.cli.person", "group"),
    "backup": ("tracker.cli.backup", "backup"),
    "restore": ("tracker.cli.restore", "restore"),
    "takeout": ("tracker.cli.takeout", "takeout"),
    "panic": ("tracker.cli.panic", "panic"),
    "token": ("tracker.cli.token", "group"),
    "hook": ("tracker.cli.hook", "group"),
    "sync": ("tracker.cli.sync", "group"),
    "db": ("flask_migrate.cli", "db"),
}


class Commands(AppGroup):
    """Those of the house, read one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *WHERE})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in WHERE and cmd_name not in self.commands:
            module, name = WHERE[cmd_name]
            self.add_command(getattr(import_module(module), name), cmd_name)
        return super().get_command(ctx, cmd_name)


def open_door(app: Flask) -> None:
    """Hang up its commands."""
    app.cli = Commands(app.name)
