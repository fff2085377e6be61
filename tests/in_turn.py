"""What a page says does not depend on the engine, and each page has many tests: each is told on one of the two, in turn.

Everything below the pages is told on both: a test of many cases tells one case on the one engine, the next on the other. Whatever a
test says of engines itself (races, NULs, one engine alone) runs as it says. `--every-engine` tells all on both. Where PostgreSQL is
not installed all of them are told on SQLite.
"""

import zlib
from collections import defaultdict
from pathlib import Path

import pytest

from tests import postgres

PAGES = Path(__file__).parent / "web"
ENGINES = ("sqlite", "postgresql")
# So many cases at least: two or three are a race with its lock on and off, to be seen on both.
MANY = 4


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--every-engine", action="store_true", help="tell the pages, and each case, on SQLite and on PostgreSQL"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    alone = len({item.path for item in items}) == 1
    if config.getoption("--every-engine") or alone or postgres.programs() is None:
        return
    others = {item for item in items if _engine(item) and not _is_its_turn(item)} | _cases_told_elsewhere(items)
    if others:
        config.hook.pytest_deselected(items=list(others))
        items[:] = [item for item in items if item not in others]


def _engine(item: pytest.Item) -> str:
    """Empty where it says so itself, or needs none."""
    engine = getattr(getattr(item, "callspec", None), "params", {}).get("engine_name")
    return "" if engine is None or _says_so_itself(item) else str(engine)


def _is_its_turn(item: pytest.Item) -> bool:
    """By its name alone, so that it is the same in every run and in every process."""
    if not item.path.is_relative_to(PAGES):
        return True
    told = zlib.crc32(item.nodeid.replace("postgresql", "").replace("sqlite", "").encode())
    return _engine(item) == ENGINES[told % 2]


def _cases_told_elsewhere(items: list[pytest.Item]) -> set[pytest.Item]:
    """Below the pages, in the order in which the cases stand: each test is told on both engines, each case on one."""
    tests: dict[str, dict[str, list[pytest.Item]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        if _engine(item) and not item.path.is_relative_to(PAGES):
            case = item.nodeid.replace(_engine(item), "")
            tests[item.nodeid.partition("[")[0]][case].append(item)
    return {
        item
        for cases in tests.values() if len(cases) >= MANY
        for number, case in enumerate(cases.values()) if len(case) == len(ENGINES)
        for item in case if _engine(item) != ENGINES[number % 2]
    }  # fmt: skip


def _says_so_itself(item: pytest.Item) -> bool:
    return any("engine_name" in str(mark.args[0]) for mark in item.iter_markers("parametrize"))
