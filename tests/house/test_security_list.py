"""docs/security.md tells of each thing that must hold and of each adversary, and a test of its name shows it."""

import ast
import re
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
SECURITY = TOP / "tests" / "security"
# "| 31 | sealed values ... | `tests/security/test_31_sealed.py` |"
ITEM = re.compile(r"^\| (\d\d) \|.*`tests/security/(test_\d\d_\w+\.py)`", re.MULTILINE)
ADVERSARY = re.compile(r"`tests/security/(test_adversary_\w+\.py)`")
ITEMS, ADVERSARIES = 41, 10


def told() -> str:
    return (TOP / "docs" / "security.md").read_text("utf-8")


def named_in(path: Path) -> list[str]:
    """The names of the tests that a file holds."""
    return [
        each.name
        for each in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")
    ]


@pytest.mark.parametrize("number", [f"{n:02}" for n in range(1, ITEMS + 1)])
def test_each_item_is_told_and_shown_by_a_test_of_its_number(number: str):
    files = [name for item, name in ITEM.findall(told()) if item == number]
    assert files, f"docs/security.md does not tell of {number}"
    for name in files:
        named = [each for each in named_in(SECURITY / name) if each.startswith(f"test_{number}_")]
        assert named, f"no test in {name} carries {number}"


def test_each_adversary_is_told_and_met_by_a_test():
    files = set(ADVERSARY.findall(told()))
    assert len(files) == ADVERSARIES
    assert all(named_in(SECURITY / name) for name in files)


def test_no_test_of_an_item_or_an_adversary_goes_untold():
    assert {path.name for path in SECURITY.glob("test_*.py")} <= set(re.findall(r"test_\w+\.py", told()))
