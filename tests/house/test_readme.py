"""What the README tells a person to type is there, and what decides anything from outside is in the README."""

import ast
import os
import re
from pathlib import Path

import click
import pytest

TOP = Path(__file__).parents[2]
SETTING = re.compile(r"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$")
FOR_TESTS = {"REQUIRE_POSTGRES", "REQUIRE_BROWSER", "REQUIRE_HTML_CHECKER", "MORE_EXAMPLES"}


@pytest.fixture(scope="module")
def readme() -> str:
    return (TOP / "README.md").read_text(encoding="utf-8")


def test_every_script_named_in_the_readme_is_there_and_runs(readme: str):
    named = set(re.findall(r"\bscript/[a-z][a-z_-]*", readme))
    assert {"script/server", "script/test", "script/flask"} <= named
    missing = sorted(name for name in named if not os.access(TOP / name, os.X_OK))
    assert not missing


def test_every_make_target_named_in_the_readme_is_there(readme: str):
    targets = set(re.findall(r"^([a-z-]+):", (TOP / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)`", readme)) <= targets
    assert {"run", "test"} <= targets


def test_every_flask_command_named_in_the_readme_is_there(readme: str, tmp_path: Path):
    from tests import engines

    app = engines.build(f"sqlite:///{tmp_path / 'none.db'}", tmp_path)
    known = set(app.cli.list_commands(click.Context(app.cli))) | {"run", "routes", "shell"}
    engines.close(app)
    assert set(re.findall(r"script/flask ([a-z][a-z-]*)", readme)) <= known


def test_every_path_linked_in_the_readme_is_there(readme: str):
    linked = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", readme)
    assert not [path for path in linked if not (TOP / path).exists()]


def test_every_setting_is_in_the_readme_and_every_one_there_is_real(readme: str):
    said = set(re.findall(r"`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)(?:=[^`]*)?`", readme))
    real = settings() | FOR_TESTS
    assert real - said == set(), "decide something, and are not in the README"
    assert said & {name for name in said if "_" in name or name in {"HOST", "PORT"}} - real == set(), (
        "said, and read by nobody"
    )


def settings() -> set[str]:
    """The variables that config.py reads: names in `environ["X"]` and in calls such as `environ.get("X")`."""
    found = set()
    for node in ast.walk(ast.parse((TOP / "config.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Subscript):
            found |= _name(node.slice)
        elif isinstance(node, ast.Call) and node.args and "environ" in ast.unparse(node.func):
            found |= _name(node.args[0])
    return found


def _name(node: ast.expr) -> set[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and SETTING.match(node.value):
        return {node.value}
    return set()
