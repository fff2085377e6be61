"""What people of the demo wrote on paper: one sheet that is typed up and closed, and one that somebody left half typed."""

from random import Random

from tracker.cli.demo_data import names
from tracker.signups.typed_line import TypedLine

CLOSED, HALF = 9, 5
# Of ten: eight tick yes, one no, one neither.
ANSWERS = ("yes",) * 8 + ("no", "neither")
# Beyond the numbers of all others.
FIRST = 90_000


def written(random: Random) -> tuple[list[TypedLine], list[TypedLine]]:
    """The lines of both."""
    return _lines(random, FIRST, CLOSED), _lines(random, FIRST + CLOSED, HALF)


def _lines(random: Random, first: int, many: int) -> list[TypedLine]:
    return [_line(random, number, first + number) for number in range(1, many + 1)]


def _line(random: Random, number: int, person: int) -> TypedLine:
    by_email = random.random() < 0.8
    return TypedLine(
        number=str(number), name=names.person(random, "en"), email=names.address(random, person) if by_email else "",
        phone="" if by_email else names.phone(person), consent=random.choice(ANSWERS), interests=["learn"], language="en",
    )  # fmt: skip
