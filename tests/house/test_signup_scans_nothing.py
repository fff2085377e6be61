"""A signup takes as long behind a million as behind none: SQLite looks through no large table for it, from end to end."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from tests import world
from tests.wanting_out import welcomed
from tracker.allies.by_address import by_address
from tracker.store import gently
from tracker.store.db import db

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)

# Of SQLite's plan: "SCAN follow_up", "SCAN follow_up USING INDEX …".
SCAN = re.compile(r"^SCAN (\w+)")


class Plans:
    """Of each statement that was heard, the large tables that it reads from end to end."""

    def __init__(self) -> None:
        self.heard: set[str] = set()

    def hear(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
            self.heard.add(statement)

    def read_whole(self) -> list[str]:
        event.remove(db.engine, "before_cursor_execute", self.hear)
        found = []
        with db.engine.connect() as connection:
            database: Any = connection.connection.dbapi_connection
            for statement in sorted(self.heard):
                # Whatever is asked for: without statistics a plan depends on the question alone.
                plan = database.execute(f"EXPLAIN QUERY PLAN {statement}", [None] * statement.count("?")).fetchall()
                named: dict[str, str] = {
                    name: table for table, name in re.findall(r"(?:FROM|JOIN) (\w+) AS (\w+)", statement)
                }
                scanned = {str(match[1]) for row in plan if (match := SCAN.match(str(row[3])))}
                if large := {named.get(each, each) for each in scanned} & gently.LARGE:
                    found.append(f"{sorted(large)}: {statement}")
        return found


@pytest.fixture
def plans(app: Flask) -> Plans:
    with app.app_context():
        heard = Plans()
        event.listen(db.engine, "before_cursor_execute", heard.hear)
    return heard


def test_by_somebody_new_by_one_who_comes_again_and_at_another_film_screening(app: Flask, plans: Plans) -> None:
    with app.app_context():
        for here in (world.one_screening(), world.one_screening()):
            for _ in range(2):
                welcomed(here, name="Zephyrine", email="zephyrine@example.org", phone="+15125550144", note="by hand")
        assert by_address("zephyrine@example.org")
        assert len(plans.heard) > 30
        assert plans.read_whole() == []


def test_what_reads_a_table_from_end_to_end_is_caught(app: Flask, plans: Plans) -> None:
    with app.app_context():
        db.session.connection().exec_driver_sql("SELECT count(*) FROM signup AS s WHERE s.source = ?", ("link",))
        assert [each.partition(":")[0] for each in plans.read_whole()] == ["['signup']"]
