"""`flask serve`, which script/server calls: brings the tables up to date, then runs web server and worker together."""

import gc
import sys
from contextvars import Context
from functools import partial

import click
from flask import Flask, current_app
from flask.cli import ScriptInfo, with_appcontext

from tracker.cli.saying import said
from tracker.cli.together import run_together
from tracker.store import tables
from tracker.store.db import db
from tracker.usecases import first_administrator
from tracker.usecases.move_in import move_in
from tracker.usecases.restore import refuse_unfinished


@click.command("serve")
@click.option("--demo/--no-demo", default=None, help="On an empty instance make the demo campaign; or never ask.")
@click.pass_context
@with_appcontext
def serve(context: click.Context, demo: bool | None) -> None:
    """Run web server and worker together, until Ctrl-C or SIGTERM."""
    bring_up_to_date()
    welcome(context, demo)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    # Read here, once for both; what is here by now stays to the end, and neither need look through it for waste or copy it for that.
    for command in ("web", "worker"):
        app.cli.get_command(context, command)
    gc.freeze()
    # Each opens connections of its own.
    db.session.remove()
    db.engine.dispose()
    name, status = run_together(
        {"web server": partial(_flask, app, "web"), "worker": partial(_flask, app, "worker", "run")}
    )
    if name:
        click.echo(f"The {name} ended (status {status}), so everything was ended.", err=True)
    context.exit(status)


def _flask(app: Flask, *words: str) -> None:
    """As `flask WORDS` does, over the application that is there already, and in no context of whoever made it."""
    Context().run(app.cli.main, list(words), prog_name="flask", obj=ScriptInfo(create_app=lambda: app))


@click.command("prepare")
@click.pass_context
@with_appcontext
def prepare(context: click.Context) -> None:
    """Bring the tables up to date and end: for houses that run `flask web` and `flask worker run` each by themselves."""
    bring_up_to_date()
    welcome(context, demo=False)


def bring_up_to_date() -> None:
    """Tables, and the first rows of an empty house."""
    with said():
        refuse_unfinished()
        tables.bring_up_to_date()
        move_in()


def welcome(context: click.Context, demo: bool | None) -> None:
    """Where nobody has an account yet: the demo campaign if wanted, else the link that makes the administrator."""
    if not first_administrator.needed():
        return
    if demo is None and sys.stdin.isatty() and sys.stdout.isatty():
        demo = click.confirm("Nobody is here yet. Make the demo campaign?", default=False)
    if demo:
        make_demo = current_app.cli.get_command(context, "demo")
        assert make_demo is not None
        context.invoke(make_demo)
        return
    link = current_app.config["BASE_URL"] + str(first_administrator.invite())
    click.echo(f"Nobody has an account yet. This link makes the administrator, once: {link}")
