"""What a page says does not depend on the engine, and each page has many tests: each is told on one of the two, in turn.

Everything below the pages runs on both, and so does whatever a test says of engines itself (races, NULs, one engine alone).
`--every-engine` tells the pages on both. Where PostgreSQL is not installed all of them are told on SQLite.
"""

import zlib
from pathlib import Path

import pytest

from tests import postgres

PAGES = Path(__file__).parent / "web"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-engine", action="store_true", help="tell the pages on SQLite and on PostgreSQL")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    alone = len({item.path for item in items}) == 1
    if config.getoption("--every-engine") or alone or postgres.programs() is None:
        return
    others = [item for item in items if not _is_its_turn(item)]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if _is_its_turn(item)]


def _is_its_turn(item: pytest.Item) -> bool:
    """By its name alone, so that it is the same in every run and in every process."""
    engine = getattr(getattr(item, "callspec", None), "params", {}).get("engine_name")
    if engine is None or not item.path.is_relative_to(PAGES) or _says_so_itself(item):
        return True
    told = zlib.crc32(item.nodeid.replace("postgresql", "").replace("sqlite", "").encode())
    return str(engine) == ("sqlite", "postgresql")[told % 2]


def _says_so_itself(item: pytest.Item) -> bool:
    return any("engine_name" in str(mark.args[0]) for mark in item.iter_markers("parametrize"))
