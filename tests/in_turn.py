"""What is told of an engine, and what is not: a test whose words do not depend on it is told on one of the two, in turn.

Pages are told on one, by their name. Above the rooms, and in dear ones (`ABOVE`), the tests of a module alternate, case by case, as
they stand: each module is told on both, each case on one. On both stay the other rooms, where statements stand, and what `MATTERS`:
what happens at once or is killed, what makes, moves or copies a database. Even there each of a test's many cases is told on one.

Whatever a test says of engines itself (races, NULs, one engine alone) runs as it says. `--every-engine` tells all on both. Where
PostgreSQL is not installed all of them are told on SQLite.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests import postgres

TESTS = Path(__file__).parent
PAGES = TESTS / "web"
ABOVE = tuple(
    TESTS / folder
    for folder in (
        "api", "appeals", "arrivals", "cli", "followups", "house", "imports", "journeys", "keeping", "privacy", "security", "sync",
        "usecases",
    )
)  # fmt: skip
ENGINES = ("sqlite", "postgresql")
# So many cases at least: two or three are a race with its lock on and off, to be seen on both.
MANY = 4

# Above the rooms, and yet on both: here two engines can differ.
MATTERS = {
    "api/test_at_once.py": "two programs write one person at once",
    "cli/test_killed_turn.py": "what a killed process leaves in a database",
    "cli/test_killed_worker.py": "the same of letters",
    "cli/test_restore.py": "one engine's backup is a file, the other's a dump",
    "followups/test_claiming.py": "two callers reach for one ally at once",
    "followups/test_held_meanwhile.py": "threads at once in it",
    "house/test_large_tables.py": "each engine plans a statement its own way",
    "house/test_migrations.py": "tables are changed in place or made anew",
    "journeys/test_at_once.py": "two hundred people at once",
    "journeys/test_main_story.py": "the whole story, from an empty database",
    "journeys/test_nobody_falls_through.py": "the promise of the house",
    "journeys/test_raw_bytes.py": "what an engine leaves in its files",
    "keeping/test_erased_everywhere.py": "the same of whom was erased",
    "security/test_08_all_or_none.py": "what is undone when a transaction breaks",
    "security/test_09_at_once.py": "the same form, twice at once",
    "usecases/test_ask_to_keep.py": "threads at once in it",
    "usecases/test_deliver_due.py": "with the lock and without",
    "usecases/test_deliver_hooks.py": "threads at once in it",
    "usecases/test_erase_due.py": "threads at once in it",
    "usecases/test_hand_out.py": "with the lock and without",
    "usecases/test_importing.py": "threads at once in it",
    "usecases/test_join_at_once.py": "one person, many forms at once",
    "usecases/test_last_look.py": "several workers share the letters",
    "usecases/test_pace.py": "threads at once in it",
    "usecases/test_receive_mail.py": "threads at once in it",
    "usecases/test_sign_up.py": "threads at once in it",
    "usecases/test_turn_at_once.py": "keys are turned while people sign up",
    "usecases/test_turn_calls_into_letters.py": "threads at once in it",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--every-engine", action="store_true", help="tell the pages, and each case, on SQLite and on PostgreSQL"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    alone = len({item.path for item in items}) == 1
    if config.getoption("--every-engine") or alone or postgres.programs() is None:
        return
    elsewhere = _pages_told_elsewhere(items) | _cases_told_elsewhere(items)
    if elsewhere:
        config.hook.pytest_deselected(items=list(elsewhere))
        items[:] = [item for item in items if item not in elsewhere]


def _engine(item: pytest.Item) -> str:
    """Empty where it says so itself, or needs none."""
    engine = getattr(getattr(item, "callspec", None), "params", {}).get("engine_name")
    return "" if engine is None or _says_so_itself(item) else str(engine)


def _says_so_itself(item: pytest.Item) -> bool:
    return any("engine_name" in str(mark.args[0]) for mark in item.iter_markers("parametrize"))


def _by_name(told: str) -> int:
    """By its name alone, so that it is the same in every run and in every process."""
    return zlib.crc32(told.encode())


def _begins(turn: str) -> int:
    """Modules begin with the one engine or with the other: many are of one test."""
    return _by_name(turn) % 2 if turn.endswith(".py") else 0


def _pages_told_elsewhere(items: Iterable[pytest.Item]) -> set[pytest.Item]:
    return {
        item
        for item in items
        if (engine := _engine(item)) and item.path.is_relative_to(PAGES)
        if engine != ENGINES[_by_name(item.nodeid.replace("postgresql", "").replace("sqlite", "")) % 2]
    }


def _alternates(path: Path) -> bool:
    """Whether the tests of this module are told in turn, one after the other."""
    above = any(path.is_relative_to(folder) for folder in ABOVE)
    return above and str(path.relative_to(TESTS)) not in MATTERS


def _cases_told_elsewhere(items: Iterable[pytest.Item]) -> set[pytest.Item]:
    """Below the pages, in the order in which the cases stand: of a module's, or (where the engine matters) of one test's many."""
    turns: dict[str, dict[str, list[pytest.Item]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        if (engine := _engine(item)) and not item.path.is_relative_to(PAGES):
            module, _, _ = item.nodeid.partition("::")
            turn = module if _alternates(item.path) else item.nodeid.partition("[")[0]
            turns[turn][item.nodeid.replace(engine, "")].append(item)
    return {
        item
        for turn, cases in turns.items() if len(cases) >= MANY or turn.endswith(".py")
        for number, case in enumerate(cases.values(), _begins(turn)) if len(case) == len(ENGINES)
        for item in case if _engine(item) != ENGINES[number % 2]
    }  # fmt: skip
