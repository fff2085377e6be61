"""Keeping in step with another OSDI server from the command line: `flask sync action-network`. docs/sync.md."""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from pathlib import Path
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import AppGroup

from tracker.cli.sync_in import Pull
from tracker.cli.sync_out import Push
from tracker.errors import Refusal
from tracker.imports.people_choices import OLD
from tracker.osdi import there
from tracker.osdi.client import Other
from tracker.osdi.line import Place, place_of
from tracker.screenings import who_works
from tracker.store.alone import alone
from tracker.store.db import db
from tracker.sync import links
from tracker.sync.fates import ABOUT_WORDS, IN, WORDS, Fate, counted, report_of
from tracker.sync.terms import ATTENDING, EVERYBODY, GIVEN, LOCAL, UNKNOWN, UTC_TIMES, Terms, WordingNeeded
from tracker.team import panic, settings
from tracker.words import LANGUAGES, _, lazy

group = AppGroup("sync", help="Keep in step with another system.")


class NotSaid(Refusal):
    sentence = lazy("Say where the other server is and with which token: the variables OSDI_URL and OSDI_TOKEN.")


class ItsOwn(Refusal):
    sentence = lazy("That is this house itself (OSDI_URL).")


class AnotherRuns(Refusal):
    sentence = lazy("Another run for this campaign is at it. Let it end, then do this again.")


class Closed(Refusal):
    sentence = lazy("The house is closed, or is being brought back from a backup. Nothing is pulled or told meanwhile.")


@group.command("action-network")
@click.option("--campaign", default="", help="The name or id of the campaign. Needed where there are several.")
@click.option(
    "--go", is_flag=True, help="Do it. Without, only what would happen is told, and nothing is written anywhere."
)
@click.option(
    "--pull-only", is_flag=True, help="Tell the other server of nobody. A “no” that was said here is told all the same."
)
@click.option(
    "--people", default=EVERYBODY, show_default=True, type=click.Choice([EVERYBODY, ATTENDING]),
    help="Who comes in: everybody there, or who attends an event of the campaign.",
)  # fmt: skip
@click.option(
    "--consent", default=UNKNOWN, show_default=True, type=click.Choice([UNKNOWN, GIVEN]),
    help="What “subscribed” there means here. Given: they said yes to the words of --wording.",
)  # fmt: skip
@click.option("--wording", default="", help="What people read there when they were asked about contact.")
@click.option(
    "--language",
    type=click.Choice(list(LANGUAGES)),
    default="en",
    help="Of the wording, and of people who say no other.",
)
@click.option("--letters", is_flag=True, help="Who comes in earns letters: each is held for an hour.")
@click.option("--calls", is_flag=True, help="Who comes in earns calls.")
@click.option("--old-days", type=click.IntRange(0, 3650), default=OLD, help="Older signups earn nothing.")
@click.option("--tag", "tags", multiple=True, help="A tag that is kept in step, too, by its name. As often as needed.")
@click.option(
    "--times", type=click.Choice([LOCAL, UTC_TIMES]),
    help="How the other server writes when events begin: by the venue’s clock, as Action Network does, or in UTC, as we do.",
)  # fmt: skip
@click.option("--whole", is_flag=True, help="Look at everybody there, not at what changed since the last time.")
@click.option("--at-once", type=click.IntRange(1, 5_000), default=2_000, hidden=True)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write what became of each here, as CSV.",
)
def action_network(
    campaign: str, go: bool, pull_only: bool, people: str, consent: str, wording: str, language: str, letters: bool, calls: bool,
    old_days: int, tags: tuple[str, ...], times: str | None, whole: bool, at_once: int, report: Path | None,
) -> None:  # fmt: skip
    """Pull people and attendances from Action Network, or another OSDI server, and tell it of ours.

    Ends with 0 when all of it was seen, 1 when it was refused or the other server is away (run it again: it goes on), 2 when
    something that it needs was not said.
    """
    try:
        other = Other(_place(), current_app.config["OSDI_TOKEN"])
        terms = Terms(
            links.name_of(other.place), _own(), _campaign(campaign), people, _wording(consent, wording), language, letters, calls,
            old_days, tags, times or _times(other),
        )  # fmt: skip
        # Two at once would each tell the other server of the same people.
        with alone(f"sync {terms.campaign_id}") if go else nullcontext(True) as mine:
            if not mine:
                raise AnotherRuns
            fates = _sync(other, terms, go, pull_only, whole, at_once)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    finally:
        db.session.rollback()
    _show(fates, go)
    if report is not None:
        report.write_bytes(report_of(fates))
        click.echo(_("What became of each: %(path)s", path=report))


def _sync(other: Other, terms: Terms, go: bool, pull_only: bool, whole: bool, at_once: int) -> list[Fate]:
    said = _saying()
    push = Push(other, terms, go, said=said)
    pull = Pull(other, terms, go, at_once, whole, push.no, said)
    pull.run()
    push.met, push.attended = pull.people, pull.attendances
    push.screenings, push.doubtful = pull.screenings, pull.doubtful
    push.run(noes_alone=pull_only)
    return pull.fates + push.fates


def _place() -> Place:
    """Raises NotSaid, Closed, ItsOwn, and what place_of() raises."""
    if settings.get("restoring") or panic.closed():
        raise Closed
    if not current_app.config["OSDI_URL"] or not current_app.config["OSDI_TOKEN"]:
        raise NotSaid
    place = place_of(str(current_app.config["OSDI_URL"]))
    if links.name_of(place) == _own():
        raise ItsOwn
    return place


def _own() -> str:
    """How the other server names us when it syncs with us: by our own address."""
    parts = urlsplit(str(current_app.config["BASE_URL"]))
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return links.name_of(Place(parts.scheme, (parts.hostname or "").lower(), port, ""))


def _times(other: Other) -> str:
    """As the other server's kind has them."""
    return UTC_TIMES if there.is_ours(other.entry()) else LOCAL


def _wording(consent: str, wording: str) -> str:
    """Raises WordingNeeded."""
    if consent == GIVEN and not wording.strip():
        raise WordingNeeded
    return wording.strip() if consent == GIVEN else ""


def _campaign(told: str) -> str:
    names = who_works.campaign_names()
    if not told and len(names) == 1:
        return next(iter(names))
    found = [id_ for id_, name in names.items() if told in (id_, name)]
    if len(found) != 1:
        raise click.UsageError(_("Which campaign? Say --campaign NAME: one of them, as it is called or by its id."))
    return found[0]


def _saying() -> Callable[[str], None]:
    words = {"on": _("Going on where the last time was interrupted."), "so far": ".", "told": "."}
    return lambda what: click.echo(words[what], nl=what == "on", err=True)


def _show(fates: Iterable[Fate], go: bool) -> None:
    click.echo()
    for way in (IN, "out"):
        click.echo(_("From there:") if way == IN else _("From here:"))
        lines = [each for each in counted(fates) if each[0] == way]
        for _way, about, fate, number in lines:
            click.echo(f"{number:>8}  {ABOUT_WORDS[about]}: {WORDS[way, fate]}")
        if not lines:
            click.echo(f"{'':>10}{_('nothing')}")
    for each in fates:
        if each.fate == "conflict" or (each.about == "event" and each.why):
            click.echo(_("Event %(id)s there: %(why)s", id=each.there, why=each.why))
    if not go:
        click.echo(_("Nothing was written, here or there. Say --go to do it."))
