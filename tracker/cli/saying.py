"""How a command says no: a refusal's own sentence, and status 1."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from tracker.errors import Refusal


@contextmanager
def said() -> Iterator[None]:
    """What is refused inside ends the command with its sentence."""
    try:
        yield
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
