"""The floors of the house, as pyproject.toml draws them."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

TOP = Path(__file__).parents[2]
# Flask's world, and who below the faces may touch it.
FLASK = ("flask", "flask_", "werkzeug", "wtforms", "flask_login")
MAY = ("tracker.app", "tracker.web", "tracker.api", "tracker.cli", "tracker.store", "tracker.team.account")


def test_every_import_goes_downstairs():
    environment = {**os.environ, "COLUMNS": "150"}
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
        "--no-cache",
    ]
    result = subprocess.run(command, cwd=TOP, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture(scope="module")
def house() -> grimp.ImportGraph:
    return grimp.build_graph("tracker", include_external_packages=True, cache_dir=None)


def test_below_the_faces_flask_appears_only_in_store_and_account(house: grimp.ImportGraph):
    upstairs = sorted(
        f"{module} imports {imported}"
        for module in house.modules
        if module.startswith("tracker") and not _within(module, MAY)
        for imported in house.find_modules_directly_imported_by(module)
        if imported.startswith(FLASK)
    )
    assert not upstairs


def test_nobody_imports_the_application(house: grimp.ImportGraph):
    if "tracker.app" in house.modules:
        assert not house.find_modules_that_directly_import("tracker.app")


def test_packages_hold_only_a_docstring():
    full = [str(p.relative_to(TOP)) for p in sorted((TOP / "tracker").rglob("__init__.py")) if len(_statements(p)) > 1]
    assert not full


def _within(module: str, places: tuple[str, ...]) -> bool:
    return any(module == place or module.startswith(f"{place}.") for place in places)


def _statements(path: Path) -> list[object]:
    return list(ast.parse(path.read_text(encoding="utf-8")).body)
