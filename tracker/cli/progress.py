"""How far something is: a bar on a terminal, elsewhere a line."""

import sys
from typing import Any

import click


class Bar:
    """For as long as it is open."""

    def __init__(self, label: str, total: int) -> None:
        self.bar: Any = click.progressbar(length=max(1, total), label=label, file=sys.stderr)
        self.at = 0

    def __enter__(self) -> "Bar":
        self.bar.__enter__()
        return self

    def told(self, _what: str, done: int, _total: int) -> None:
        """`done`: of all; a second walk over the same rows begins at nothing again and moves nothing."""
        self.bar.update(max(0, done - self.at))
        self.at = max(self.at, done)

    def __exit__(self, *what: object) -> None:
        if what[0] is None:
            self.bar.update(max(0, self.bar.length - self.at))
        self.bar.__exit__(*what)
