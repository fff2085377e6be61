"""ASVS 1.2.4: no question to the database is built from text that came from outside."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from tests.server import TOP
from tests.web.desk.test_every_form import open_desk
from tests.web.public.test_links import changed, everything

# What takes SQL as text. What is put into one there has a name in capitals: a constant of ours.
TAKES_TEXT = {"text", "exec_driver_sql", "execute", "executemany", "executescript", "literal_column"}
# Beside these: a loop over words that stand there.
# Pragmas and tables of our own schema: names that no request brings.
OUR_OWN = {
    ("engines.py", "pragma"), ("engines.py", "room"), ("sqlite_copy.py", "name"),
    ("0023_sheets_mended.py", "table"),  # one of two that stand there
    ("numbered.py", "table"),  # a word of ours and a number
    # Names of tables and columns as the models say them, quoted by the dialect.
    *(("many_rows.py", name) for name in ("like", "table", "listed", "chosen", "names", "asked", "marks")),
    # What a migration itself says: names of tables, a condition; never anything from outside.
    *(("gently.py", name) for name in ("table", "name", "condition", "column", "parent", "change", "behind", "key", "portion")),
}  # fmt: skip
INJECTED = (
    "' OR '1'='1",
    "'; DROP TABLE ally; --",
    "1) UNION SELECT 1,2,3 --",
    "%' AND 1=CAST((SELECT 1) AS int)--",
    "\\'; SELECT pg_sleep(9)--",
)


def calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in TAKES_TEXT:
                yield node


def put_in(path: Path, call: ast.Call) -> set[str]:
    """The names that stand in what is put together."""
    if not isinstance(call.args[0], ast.JoinedStr | ast.BinOp):
        return set()
    names = {node.id for node in ast.walk(call.args[0]) if isinstance(node, ast.Name)}
    return {name for name in names if not name.isupper() and (path.name, name) not in OUR_OWN}


def test_02_no_statement_is_put_together_from_text() -> None:
    files = [*(TOP / "tracker").rglob("*.py"), *(TOP / "migrations").rglob("*.py")]
    assert sum(1 for path in files for _call in calls(path)) > 50, "the search itself must work"
    assert [
        (path.name, call.lineno, names) for path in files for call in calls(path) if (names := put_in(path, call))
    ] == []


def test_02_the_rule_of_bandit_for_it_finds_nothing(tmp_path: Path) -> None:
    """B608, as ruff has it (S608), with nothing excepted; and it does find what it is to find."""
    (tmp_path / "bad.py").write_text("def f(c, name):\n    c.execute(f\"SELECT id FROM ally WHERE name = '{name}'\")\n")
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--select", "S608", "--quiet"]
    house = subprocess.run([*command, TOP / "tracker", TOP / "config.py"], capture_output=True, text=True, check=False)
    bad = subprocess.run([*command, tmp_path], capture_output=True, text=True, check=False)
    assert (house.returncode, house.stdout) == (0, "")
    assert bad.returncode == 1 and "S608" in bad.stdout


def test_02_what_is_injected_into_addresses_is_looked_for_and_not_found(app: Flask) -> None:
    with app.app_context():
        browser, _paths = open_desk(app)
        before = everything()
        for words in INJECTED:
            for path in ("/", "/desk/allies/", "/desk/venues/", "/desk/screenings/", "/desk/", "/desk/outbox/"):
                many = dict.fromkeys(
                    ("code", "place", "campaign", "list", "tab", "where", "consent", "page", "lang"), words
                )
                for asked in (many, {**many, "after": words}):
                    assert browser.get(path, query_string=asked).status_code < 500, (path, words)
            assert app.test_client().get(f"/s/{words}").status_code == 404
        assert set(changed(before)) <= {"session", "trace", "trace_head"}
