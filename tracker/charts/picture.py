"""What every picture has: a title, a sentence for whoever cannot see it, a table behind it, and words where there is nothing to draw."""

from collections.abc import Iterable, Sequence
from dataclasses import field

from tracker.records import dataclass
from tracker.words import _


@dataclass(frozen=True, slots=True)
class Table:
    """`heads`: the first is of the rows' own names, the others stand above numbers. Cells are words already."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """`sentence`: all that the drawing says. `empty`: what stands in its place when there is nothing to draw, and what to do.

    `about`: the key of the definition of what it counts. `words`: a line above the drawing, if it needs one.
    """

    title: str
    sentence: str
    table: Table
    empty: str = ""
    about: str = ""
    words: str = ""
    kind: str = field(default="", init=False)


def listed(title: str, said: Iterable[str]) -> str:
    """ "How signups came: screen 3,402, kiosk 495." """
    return f"{title}: {', '.join(said)}."


def shortened(title: str, said: Sequence[str], most: int = 5) -> str:
    """The same of a long list: its first ones, and that the table lists all."""
    if len(said) <= most:
        return listed(title, said)
    return f"{listed(title, said[:most])} {_('The table lists all %(n)s.', n=len(said))}"
