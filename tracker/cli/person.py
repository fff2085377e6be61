"""`flask person`: one person's whole record, and their erasure, from the command line."""

import json
from collections.abc import Iterator
from typing import Any

import click
from flask.cli import AppGroup

from tracker.allies.by_address import by_address
from tracker.allies.by_alias import by_alias
from tracker.errors import NotThere, Refusal
from tracker.store.rows import is_id
from tracker.usecases.erase_at_desk import erase_at_desk
from tracker.usecases.sweep_disk import sweep_disk
from tracker.usecases.take_record import take_record

group = AppGroup("person", help="All that is held about one ally; and erasing them.")


@group.command("record")
@click.argument("who", metavar="ALIAS_OR_EMAIL")
@click.option("--json", "as_json", is_flag=True, help="As docs/own-data.md has it, for programs.")
def record(who: str, as_json: bool) -> None:
    """Print everything that is held. It is written down as a copy that left."""
    try:
        told = take_record(_id_of(who), None, "terminal")
    except Refusal:
        raise click.ClickException("Nobody is held by that id, alias or address.") from None
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else "\n".join(_lines(told)))


@group.command("erase")
@click.argument("who", metavar="ALIAS_OR_EMAIL")
@click.option("--reason", required=True, help="Why, in a few words, without names. It stays in the trace.")
@click.option("--now", is_flag=True, help="At once; else in 20 hours, until when they can take it back.")
def erase(who: str, reason: str, now: bool) -> None:
    """Erase somebody. Counts, a dated record without identity, and the mark against writing to them again stay."""
    try:
        erase_at_desk(_id_of(who), reason, now, None)
    except NotThere:
        raise click.ClickException("Nobody is held by that id, alias or address.") from None
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    if now:
        sweep_disk()
    click.echo("Erased. Copies to chase: /desk/keeping/copies/" if now else "Hidden. Erased in 20 hours by the worker.")


def _id_of(who: str) -> str:
    """Raises NotThere."""
    found = who if is_id(who) else by_address(who) or by_alias(who)
    if found is None:
        raise NotThere
    return found


def _lines(told: Any, depth: int = 0) -> Iterator[str]:
    """Plain data as indented lines; what says nothing is left out."""
    before = "  " * depth
    for name, value in told.items() if isinstance(told, dict) else (("-", each) for each in told):
        if isinstance(value, dict | list):
            if value:
                yield f"{before}{name}"
                yield from _lines(value, depth + 1)
        elif value not in ("", None):
            yield f"{before}{name}: {value}"
