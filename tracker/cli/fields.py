"""`flask fields`: docs/fields.md, from keeping.fields, the clocks, and what the views say."""

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from tracker.keeping.clocks import BY_KIND, Clock
from tracker.keeping.fields import ERASURE, FIELDS, STAYS, Field
from tracker.team.roles import Role
from tracker.web.frame import access

HEAD = """# Every field about a person

Written by `script/flask fields`; `tests/house/test_fields.py` holds it to the tables and to the routes. Classes: *contact* links a
person to us, *words* are what somebody wrote or said, *team* is of members (these three are sealed), *mark* is a keyed
fingerprint, *fact* is a date, a state or a random id. "Erasure" is what an ally asks for, or the end of their campaigns' time.
Days are the defaults; `/desk/keeping/` says how they are set. Below a table's name: the rest of its columns.

| field | class | ends with | who can see it |
|---|---|---|---|
"""


@click.command("fields")
@with_appcontext
def fields() -> None:
    """Print every field about a person: its class, its end, who can see it."""
    click.echo(written(current_app), nl=False)


def written(app: Flask) -> str:
    """docs/fields.md."""
    return HEAD + "".join(
        f"| `{each.name}` | {each.is_a} | {'; '.join(_end(end) for end in each.ends)} | {who(app, each)} |\n"
        for each in FIELDS
    )


def who(app: Flask, each: Field) -> str:
    """Roles, by the guards of the pages on which it can stand; then what else is to be known."""
    roles: frozenset[Role] = frozenset()
    for endpoint in each.seen:
        roles |= access.allowed(app, endpoint) or frozenset()
    told = [", ".join(role for role in Role if role in roles)]
    if any(access.allowed(app, endpoint) == access.ANYONE for endpoint in each.seen):
        told.append("the ally by their own fresh link")
    return "; ".join(part for part in (*told, each.note) if part) or "nobody"


def _end(end: str) -> str:
    if end == ERASURE:
        return "erasure"
    return "stays" if end == STAYS else _clock(BY_KIND[end])


def _clock(clock: Clock) -> str:
    return f"{clock.default} days" if clock.fixed is None else "its own end" if not clock.fixed else "a day"
