"""Many things in portions that one statement can take (`itertools.batched` is younger than our oldest Python)."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def portions(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size`."""
    left = iter(things)
    while some := list(islice(left, size)):
        yield some
