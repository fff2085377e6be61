"""Webhooks from the command line: for houses that are set up without a browser, and for whoever looks after the server at night."""

from collections.abc import Callable

import click
from flask import current_app
from flask.cli import AppGroup

from tracker.cli.token import campaign_called
from tracker.errors import Refusal
from tracker.hooks import hooks
from tracker.hooks.hook import KINDS, Hook, Kind
from tracker.hooks.hooks import HookFacts
from tracker.usecases import make_hook

group = AppGroup("hook", help="Webhooks: other programs that are told what happens here.")


@group.command()
@click.argument("name")
@click.argument("address")
@click.option(
    "--of", "kinds", multiple=True, required=True, type=click.Choice(KINDS), help="What it is told. As often as needed."
)
@click.option("--campaign", default="", help="The id or name of the one campaign it hears of. Without: all.")
@click.option("--contacts", is_flag=True, help="With names and contacts of allies.")
@click.option("--reason", default="", help="Why names and contacts have to go there; it stays in the trace.")
def add(name: str, address: str, kinds: tuple[str, ...], campaign: str, contacts: bool, reason: str) -> None:
    """Add one. The last line is its secret alone; it is never shown again."""
    facts = HookFacts(
        name.strip(),
        address.strip(),
        [Kind(each) for each in kinds],
        campaign_called(campaign),
        contacts,
        " ".join(reason.split()),
    )
    try:
        hook_id, secret = make_hook.make_hook(facts, None, current_app.config["OWN_NETWORKS"])
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    if contacts:
        click.echo(
            "Whoever runs that address gets names and contacts, and no erasure here reaches them there.", err=True
        )
    click.echo(f"Added: {hook_id}\n{secret}")


@group.command("list")
def list_them() -> None:
    """Print one line for each: id, state, what it is told, how many wait, last arrival, name. No address: it may hold a secret."""
    waiting = hooks.waiting()
    for hook in hooks.every():
        arrived = f"{hook.delivered_at:%Y-%m-%dT%H:%M}" if hook.delivered_at else "never"
        contacts = "with contacts" if hook.contacts else "aliases"
        told = f"{hook.kind_names}  {contacts}  {waiting.get(hook.id, 0)} wait  arrived {arrived}"
        click.echo(f"{hook.id}  {_state(hook)}  {told}  {hook.name or ''}")


@group.command("try")
@click.argument("hook_id")
def try_it(hook_id: str) -> None:
    """Have a test sent to it. HOOK_ID: as `hook list` prints it."""
    _deed(lambda: make_hook.try_hook(hook_id, None), "A test is on its way: the worker sends it.")


@group.command("go-on")
@click.argument("hook_id")
def go_on(hook_id: str) -> None:
    """It rests no more, and what waits for it is sent now."""
    _deed(lambda: make_hook.take_up_hook(hook_id, None), "It goes on.")


@group.command()
@click.argument("hook_id")
def withdraw(hook_id: str) -> None:
    """Nothing is told there from now on; what waits for it is dropped."""
    _deed(lambda: make_hook.withdraw_hook(hook_id, None), "Withdrawn.")


def _deed(deed: Callable[[], object], said: str) -> None:
    try:
        deed()
    except hooks.HookWithdrawn as refusal:
        raise click.ClickException(str(refusal)) from None
    except Refusal:
        raise click.ClickException("No webhook has this id. `hook list` prints them.") from None
    click.echo(said)


def _state(hook: Hook) -> str:
    if hook.withdrawn_at is not None:
        return "withdrawn"
    if hook.rests_since is not None:
        return "rests"
    return "fails" if hook.failing_since is not None else "goes well"
