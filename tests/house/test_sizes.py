"""How large the pieces are: a report to read (with `-s`), and a limit that only a mishap reaches."""

import ast
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
NEAR = 150  # lines; where a file should stay near
LIMIT = 400
LONG = 40  # lines of a function


def test_no_file_grows_out_of_sight(request: pytest.FixtureRequest):
    sizes = {str(p.relative_to(TOP)): p.read_text(encoding="utf-8").count("\n") for p in _files()}
    print(f"\n{len(sizes)} files, median {sorted(sizes.values())[len(sizes) // 2]} lines; over {NEAR}:")
    for path, lines in sorted(sizes.items(), key=lambda item: -item[1]):
        if lines > NEAR:
            print(f"  {lines:4} {path}")
    if request.config.getoption("capture") == "no":  # somebody reads it
        print(f"functions over {LONG}:")
        for lines, name in sorted((found for path in _files() for found in _functions(path)), reverse=True):
            if lines > LONG:
                print(f"  {lines:4} {name}")
    assert not [path for path, lines in sizes.items() if lines > LIMIT]


def test_nothing_is_called_utils():
    vague = {"utils", "helpers", "common", "misc", "base", "manager"}
    assert not [str(p.relative_to(TOP)) for p in _files() if {p.stem, p.parent.name} & vague]


def _files() -> list[Path]:
    return [TOP / "config.py", *(TOP / "tracker").rglob("*.py"), *(TOP / "tests").rglob("*.py")]


def _functions(path: Path) -> list[tuple[int, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        ((node.end_lineno or node.lineno) - node.lineno + 1, f"{path.relative_to(TOP)}:{node.lineno} {node.name}")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
