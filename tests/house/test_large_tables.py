"""What people open all day never goes through a large table from end to end: PostgreSQL is asked how it would go.

The house is that of the benchmarks, smaller: large enough that its plans are those of a large one.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from benchmarks import desk, large
from tests.members import browser_of
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.roles import Role

HOW_MANY, SCREENINGS = 12_000, 3_000
LARGE = frozenset({
    "ally", "identity", "name_word", "signup", "signup_interest", "follow_up", "follow_up_signup", "attempt", "consent", "letter",
    "trace",
})  # fmt: skip
# Not those to whom a tenth or more of so small a house fits: there reading all of it is the shorter way.
PAGES = (
    "Today, mine", "Today, my team's", "Today, late", "an ally's card", "a follow-up's card",
    "allies, of a screening", "a screening", "a pair", "trace",
    "find an alias", "find an address",
)  # fmt: skip

Asked = tuple[str, Any]

TRACES = """INSERT INTO trace (number, at, account_id, deed, about, about_id, mac)
SELECT n, now() - n * interval '1 minute', :account, 'name shown', 'ally', lpad(n::text, 16, '0'), '\\x00'
FROM generate_series(1000, :number) n"""


@pytest.fixture
def house(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setattr(large, "SCREENINGS", SCREENINGS)
    with app.app_context():
        large.fill(HOW_MANY, follow_ups=2)
        with transaction() as session:
            session.execute(text(TRACES), {"account": large.who(Role.ADMINISTRATOR), "number": HOW_MANY})
        with transaction() as session:
            session.execute(text("ANALYZE trace"))
        yield app


def heard(browser: FlaskClient, page: str, names: dict[str, str]) -> list[Asked]:
    """What a page asks."""
    found: list[Asked] = []

    def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            found.append((statement, parameters))

    path = {**desk.EVERYBODYS, **desk.SEARCHES}[page].format(**names)
    if page in desk.SEARCHES:
        path = browser.post("/desk/find/", data={"asked": path}).headers["Location"]
    event.listen(db.engine, "before_cursor_execute", hear)
    status = browser.get(path).status_code
    event.remove(db.engine, "before_cursor_execute", hear)
    assert status in (200, 403), (page, status)
    return found


def gone_through(asked: Asked) -> set[str]:
    """The large tables that PostgreSQL would read from end to end for this."""
    statement, parameters = asked
    [[plan]] = db.session.connection().exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).all()
    found, nodes = set[str](), [plan[0]["Plan"]]
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if node["Node Type"] == "Seq Scan":
            found.add(node["Relation Name"])
    return found & LARGE


def all_asked(app: Flask) -> Iterator[tuple[str, Role, list[Asked]]]:
    """Of each page, by an administrator and by an organizer."""
    people = {role: large.who(role) for role in (Role.ADMINISTRATOR, Role.ORGANIZER)}
    names = desk.names_of(people[Role.ORGANIZER])
    for role, account_id in people.items():
        browser = browser_of(app, account_id)
        for page in PAGES:
            yield page, role, heard(browser, page, names)


@pytest.mark.postgres
@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_no_large_table_is_read_from_end_to_end_but_one_whose_index_is_gone(house: Flask):
    asked = {(page, role): found for page, role, found in all_asked(house)}
    through = {(*of, table) for of, found in asked.items() for each in found for table in gone_through(each)}
    assert not through
    # So it would be told.
    card = asked["an ally's card", Role.ADMINISTRATOR]
    for index, table in (("ix_consent_ally", "consent"), ("uq_identity_fingerprint", "identity")):
        db.session.execute(text(f"DROP INDEX {index}"))
        assert table in {table for each in card for table in gone_through(each)}
        db.session.rollback()
