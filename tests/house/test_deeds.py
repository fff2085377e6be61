"""Every deed that the source traces has words, every one with words is traced somewhere, and the column takes no other."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tracker.finding.contacts_seen import SHOWN
from tracker.store.transactions import transaction
from tracker.team import trace
from tracker.team.deeds import DEEDS
from tracker.team.rations import BOUNDS
from tracker.team.trace import Trace

TRACKER = Path(__file__).parents[2] / "tracker"
NOTING = {"trace.note", "trace.note_each"}


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


def traced(source: str) -> Iterator[str]:
    """The deeds of one module; of a function that is told the deed, those that its callers tell it."""
    if "trace" not in source:  # most modules; whoever notes says trace.note
        return
    tree = ast.parse(source)
    told: set[tuple[str, int]] = set()
    nodes = list(ast.walk(tree))
    for function in [each for each in nodes if isinstance(each, ast.FunctionDef)]:
        names = [each.arg for each in function.args.args]
        for call in [each for each in ast.walk(function) if isinstance(each, ast.Call)]:
            if ast.unparse(call.func) in NOTING and isinstance(call.args[0], ast.Name) and call.args[0].id in names:
                told.add((function.name, names.index(call.args[0].id)))
    for call in [each for each in nodes if isinstance(each, ast.Call)]:
        name = ast.unparse(call.func)
        for place in [0] if name in NOTING else [at for function, at in told if function == name]:
            said = call.args[place]
            for each in [said.body, said.orelse] if isinstance(said, ast.IfExp) else [said]:
                if isinstance(each, ast.Constant):
                    yield str(ast.literal_eval(each))


def test_every_deed_that_is_traced_has_words_and_every_one_with_words_is_traced() -> None:
    found = {deed for path in TRACKER.rglob("*.py") for deed in traced(path.read_text("utf-8"))}
    found |= {each.deed for each in BOUNDS.values()}
    assert found - DEEDS.keys() == set(), "add words to tracker/team/deeds.py"
    assert DEEDS.keys() - found == set(), "nobody traces these any more"
    assert set(SHOWN) <= DEEDS.keys()
    longest = Trace.__table__.c.deed.type.length
    assert all(len(deed) <= longest for deed in DEEDS)


def test_what_has_no_words_is_not_written(app: Flask) -> None:
    with app.app_context(), pytest.raises(ValueError, match="no words"), transaction():
        trace.note("told everybody", None)
