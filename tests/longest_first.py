"""What takes long is begun first, in every process of the run: or one would be left with it when the others have ended.

xdist hands each process a piece of the list and lets whoever is idle take over the end of another's piece.
"""

from typing import TypeVar

import pytest

Each = TypeVar("Each")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    told = getattr(config, "workerinput", None)
    if told is None:
        return
    long = [item for item in items if item.get_closest_marker("long")]
    short = [item for item in items if not item.get_closest_marker("long")]
    items[:] = spread(long, short, told["workercount"])


def spread(long: list[Each], short: list[Each], processes: int) -> list[Each]:
    """As many pieces as there are processes, of the lengths that xdist will cut; each begins with its share of what is long."""
    dealt: list[Each] = []
    left = list(short)
    for number in range(processes):
        piece = (len(long) + len(short) - len(dealt)) // (processes - number)
        mine = long[number::processes][:piece]
        room = piece - len(mine)
        dealt += mine + left[:room]
        left = left[room:]
    return dealt
