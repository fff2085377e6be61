"""A start loads what it needs, and the other things are loaded by whoever needs them. docs/decisions/0045-start.md."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.engines import TOP, sqlite_house
from tests.server import LEFT_OUT
from tracker.app import ROWS
from tracker.store.db import db

# Of a house on SQLite whose tables are up to date. Each took a hundredth of a start or more.
LATE = {
    "alembic": "migrations are run",
    "flask_migrate": "migrations are run, or `flask db` is called",
    "psycopg": "the house is on PostgreSQL",
    "webauthn": "somebody uses a passkey",
    "OpenSSL": "somebody uses a passkey",
    "rich": "nothing of ours is coloured by it",
    "pygments": "nothing of ours is coloured by it",
    "charset_normalizer": "a list is brought",
    "openpyxl": "a workbook is brought or written",
    "PIL": "a picture is brought or drawn",
    "typst": "something is printed",
    "icalendar": "a calendar is brought or written",
    "phonenumbers": "the card of a call is shown",
    "zxcvbn": "somebody chooses a password",
    "passlib.handlers.bcrypt": "passwords are kept by Argon2 alone",
    "tracker.cli.backup": "the command is called",
    "tracker.cli.demo": "the command is called",
    "tracker.usecases.take_from_other": "the house is kept in step with another",
}
WHOLE = """import atexit, runpy, sys
atexit.register(lambda: print(*sys.modules, sep="\\n", file=sys.stderr))
runpy.run_module("flask", run_name="__main__")"""


def loaded(folder: Path, *command: str) -> set[str]:
    """Modules that are loaded by `script/flask COMMAND` in a house that has been lived in."""
    sqlite_house(folder, lived_in=True)
    (folder / "house.db").rename(folder / "houselights.db")
    theirs = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    ours = {"FLASK_APP": "tracker.app", "INSTANCE_PATH": str(folder)}
    ended = subprocess.run(
        [sys.executable, "-c", WHOLE, *command], cwd=TOP, env={**theirs, **ours},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(ended.stderr.splitlines())


def test_a_start_loads_nothing_that_only_others_need(tmp_path: Path) -> None:
    modules = loaded(tmp_path / "house", "prepare")
    assert {"tracker.web.desk.door", "tracker.cli.serve", "sqlalchemy", "argon2"} <= modules, (
        "it looks at a whole start"
    )
    assert {name: when for name, when in LATE.items() if name in modules} == {}


def test_whatever_declares_rows_is_read_at_the_start() -> None:
    declaring = {
        mapper.class_.__module__
        for mapper in db.Model.registry.mappers
        if mapper.class_.__module__.startswith("tracker.")
    }
    assert declaring == {f"tracker.{room}.{module}" for room, modules in ROWS.items() for module in modules.split()}


def test_no_row_is_declared_where_nobody_has_looked() -> None:
    files = [file for file in _files() if re.search(r"^    __tablename__ = ", file.read_text("utf-8"), re.MULTILINE)]
    modules = {".".join(file.relative_to(TOP).with_suffix("").parts) for file in files}
    listed = {f"tracker.{room}.{module}" for room, modules in ROWS.items() for module in modules.split()}
    assert modules <= listed, "tracker/app.py, ROWS"


def test_every_dataclass_is_the_one_that_is_made_late() -> None:
    usual = [
        f"{file.relative_to(TOP)}:{node.lineno}"
        for file in _files()
        if file != TOP / "tracker" / "records.py"
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        and node.module == "dataclasses"
        and "dataclass" in {a.name for a in node.names}
    ]
    assert usual == [], "from tracker.records import dataclass"


def _files() -> list[Path]:
    return sorted((TOP / "tracker").rglob("*.py"))
