"""`flask demo`: an empty house becomes one to try out, with invented people; prints how to sign in."""

import secrets
from datetime import timedelta

import click
from flask import current_app
from flask.cli import with_appcontext

from tracker import clock
from tracker.cli.demo_data import hosts, names, readers, tablets
from tracker.errors import Refusal
from tracker.screenings import calendar, code, log
from tracker.team import account
from tracker.usecases import make_demo
from tracker.usecases.move_in import move_in
from tracker.usecases.write_due_letters import write_due_letters

PEOPLE = 2600
# Letters of the last hours still wait.
WAITING = timedelta(hours=6)


@click.command("demo")
@click.option("--people", type=click.IntRange(100, 4000), default=PEOPLE, hidden=True, help="About how many sign up.")
@with_appcontext
def demo(people: int = PEOPLE) -> None:
    """Make the demo campaign in an empty house."""
    from tracker.cli.demo_data import story  # late: it draws two pictures, which no other start needs

    try:
        make_demo.check_empty()
        move_in()
        # One for all of them, drawn afresh: no house has a password that another has.
        password = _password()
        made = story.told(people, clock.now().replace(minute=0, second=0, microsecond=0))
        with click.progressbar(length=made.steps, label="Inviting Lantern Crossing") as bar:
            ids = make_demo.make(made, account.hashed(password), bar.update)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    while write_due_letters(current_app.config["BASE_URL"]):
        pass
    make_demo.post(clock.now() - WAITING)
    for member in made.team:
        if member.active:
            click.echo(f"sign-in: {member.email} {password}")
    doors = _doors(ids)
    for screening_id in doors:
        click.echo(f"code: {code.code_of(screening_id=screening_id)}")
    for token in make_demo.give_host_links(doors, hosts.WHOM, hosts.DONE):
        click.echo(f"host: {current_app.config['BASE_URL']}/host/{token}")
    for token in make_demo.give_kiosks(doors, tablets.NAMES):
        click.echo(f"kiosk: {current_app.config['BASE_URL']}/kiosk/{token}")
    if reader := make_demo.give_report_link(readers.WHOM):
        click.echo(f"report: {current_app.config['BASE_URL']}/report/{reader}")


def _password() -> str:
    return "-".join([*(secrets.choice(names.HOUSES).lower() for _ in range(3)), f"{secrets.randbelow(10**4):04}"])


def _doors(ids: list[str]) -> list[str]:
    """Tonight's screenings, or the latest one."""
    rows = [log.by_id(each) for each in ids]
    tonight = [row for row in rows if calendar.phase(row) == "tonight"]
    over = [row for row in rows if calendar.phase(row) == "over" and row.starts_at]
    return [row.id for row in tonight or sorted(over, key=lambda row: str(row.starts_at))[-1:]]
