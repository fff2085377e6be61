"""How a command says no: a refusal's own sentence, and status 1."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import OperationalError

from tracker.errors import Refusal


@contextmanager
def said() -> Iterator[None]:
    """What is refused inside ends the command with its sentence; so does a database that is away, full, locked or read-only."""
    try:
        yield
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    except OperationalError as error:
        # Its first line is about the line or the disk; what was to be written stands in none.
        why = (str(error.orig).splitlines() or [""])[0]
        raise click.ClickException(f"The database cannot be used ({why}). Nothing was changed.") from None
