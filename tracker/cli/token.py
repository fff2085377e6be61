"""Tokens from the command line: for programs that are set up without a browser."""

import click
from flask.cli import AppGroup

from tracker.errors import Refusal
from tracker.screenings import who_works
from tracker.team import tokens
from tracker.team.token import CONSENTS, SCOPES, Scope, Token
from tracker.usecases import make_token

group = AppGroup("token", help="Keys for other programs: spreadsheets, scripts.")


@group.command()
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, required=True, type=click.Choice(SCOPES),
    help="What it may: read figures or people, write signups or screenings, work on follow-ups. As often as needed.",
)  # fmt: skip
@click.option("--campaign", default="", help="The id or name of the one campaign it is for. Without: all.")
@click.option(
    "--consent", default="unknown", type=click.Choice(CONSENTS),
    help="What those whom it signs up said to being contacted.",
)  # fmt: skip
@click.option(
    "--days", default=tokens.USUAL_DAYS, show_default=True, type=click.IntRange(tokens.LEAST_DAYS, tokens.MOST_DAYS),
    help="It ends after so many.",
)  # fmt: skip
@click.option("--reason", default="", help="Why it has to read people; it stays in the trace.")
def add(name: str, scopes: tuple[str, ...], campaign: str, consent: str, days: int, reason: str) -> None:
    """Make one. The last line is the token alone; it is never shown again."""
    may = [Scope(each) for each in scopes]
    try:
        shown = make_token.make_token(
            name.strip(), may, None, campaign_called(campaign), consent, days, " ".join(reason.split())
        )
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    if Scope.READ_PEOPLE in may:
        click.echo(
            "Whoever holds this token holds the list: names and contacts. Keep it where nobody else reads.", err=True
        )
    click.echo(shown)


@group.command("list")
def list_them() -> None:
    """Print one line for each: id, state, what it may, last hour of use, name."""
    for token in tokens.every():
        used = f"{token.used_at:%Y-%m-%dT%H}" if token.used_at else "never"
        click.echo(f"{token.id}  {_state(token)}  {token.scope_names}  used {used}  {token.name or ''}")


@group.command()
@click.argument("token_id")
def withdraw(token_id: str) -> None:
    """It opens nothing from now on. TOKEN_ID: as `token list` prints it."""
    try:
        done = make_token.withdraw_token(token_id, None)
    except Refusal:
        raise click.ClickException("No token has this id. `token list` prints them.") from None
    click.echo("Withdrawn." if done else "It was withdrawn already.")


def _state(token: Token) -> str:
    if token.withdrawn_at is not None:
        return "withdrawn"
    if not tokens.is_open(token):
        return "ended"
    return "at rest" if tokens.rests(token) else f"until {token.ends_at:%Y-%m-%d}"


def campaign_called(told: str) -> str | None:
    """The id of the campaign that was named."""
    if not told:
        return None
    names = who_works.campaign_names()
    found = [id_ for id_, name in names.items() if told in (id_, name)]
    if len(found) != 1:
        raise click.ClickException("No campaign, or more than one, is called so. Say its id.")
    return found[0]
