"""Each command is read when it is called; where it is said to stand, it stands."""

import click
from flask import Flask
from flask.testing import FlaskCliRunner

from tracker.cli import door


def test_every_command_stands_where_it_is_said_to(app: Flask) -> None:
    context = click.Context(app.cli)
    assert set(app.cli.list_commands(context)) == set(door.WHERE)
    for name in door.WHERE:
        command = app.cli.get_command(context, name)
        assert command is not None and command.name == name


def test_the_help_tells_each_in_a_line(app: Flask) -> None:
    told = FlaskCliRunner(app).invoke(args=["--help"]).output
    assert [name for name in door.WHERE if f"\n  {name} " not in told] == []
