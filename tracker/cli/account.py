"""Accounts from the command line: for who has the machine, when nobody can sign in."""

import click
from flask import current_app
from flask.cli import AppGroup

from tracker.errors import Refusal
from tracker.team import account as accounts
from tracker.team.account import Account
from tracker.team.roles import ROLES, Role
from tracker.usecases import ask_for_reset, change_member, invite
from tracker.words import lazy

account = AppGroup("account", help="Invite, disable, and let back in.")


class Unknown(Refusal):
    sentence = lazy("There is no account with this e-mail.")


@account.command("invite")
@click.argument("role", type=click.Choice(ROLES))
def invite_somebody(role: str) -> None:
    """Print a link with which one person may join."""
    _print(invite.invite(Role(role), made_by_id=None))


@account.command()
@click.argument("email")
def disable(email: str) -> None:
    """End every session of an account; it cannot sign in any more."""
    try:
        change_member.disable(_named(email).id, by_id=None)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(lazy("Disabled."))


@account.command()
@click.argument("email")
@click.option("--phone", is_flag=True, help="The phone is lost too: forget app, passkeys and recovery codes.")
def reset(email: str, phone: bool) -> None:
    """Print a link for a new password."""
    whose = _named(email)
    if phone:
        change_member.forget_second_factor(whose.id, by_id=None)
    _print(ask_for_reset.make_link(whose.id, made_by_id=None))


def _named(email: str) -> Account:
    found = accounts.by_email(email)
    if found is None:
        raise click.ClickException(str(Unknown()))
    return found


def _print(path: str) -> None:
    click.echo(f"{current_app.config['BASE_URL']}{path}")
