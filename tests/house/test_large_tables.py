"""What people open all day never goes through a large table from end to end: PostgreSQL is asked how it would go.

The house is that of the benchmarks, smaller: large enough that its plans are those of a large one.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, text

from benchmarks import desk, large
from tests.members import browser_of
from tests.public_visitor import hidden_in
from tracker.screenings import code as codes
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.roles import Role
from tracker.team.token import Scope
from tracker.usecases import do_in_bulk
from tracker.usecases.deliver_due import deliver_due
from tracker.usecases.deliver_hooks import deliver_hooks
from tracker.usecases.erase_due import erase_due
from tracker.usecases.hand_out import hand_out
from tracker.usecases.index_names import index_names
from tracker.usecases.look_for_likenesses import look_for_likenesses
from tracker.usecases.make_token import make_token
from tracker.usecases.remind_hosts import remind_hosts
from tracker.usecases.take_in_sheets import take_in_sheets
from tracker.usecases.welcome_kiosk_entries import welcome_kiosk_entries
from tracker.usecases.write_bulk_letters import write_bulk_letters
from tracker.usecases.write_due_letters import write_due_letters

HOW_MANY, SCREENINGS = 12_000, 3_000
LARGE = frozenset({
    "ally", "identity", "name_word", "signup", "signup_interest", "follow_up", "follow_up_signup", "attempt", "consent", "letter",
    "trace",
})  # fmt: skip
# Read from end to end all the same: everybody is counted, once a minute for all pages; and the letters of so small a house are
# read sooner than looked up (over a million allies they are looked up: docs/scale.md).
KNOWN = {("a page of the API", "deed", "ally"), ("letters to be written", "deed", "letter")}
BASE_URL = "https://allies.example.org"
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


def heard_in(deed: Callable[[], object]) -> list[Asked]:
    """What a deed asks and changes."""
    found: list[Asked] = []

    def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
            found.append((statement, parameters))

    db.session.remove()
    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        deed()
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)
        db.session.remove()
    return found


def deeds(app: Flask) -> dict[str, Callable[[], object]]:
    """What is done at each signup, and by the worker each second or minute."""
    with transaction() as session:
        here = session.scalars(select(Screening.id).order_by(Screening.day.desc()).limit(1)).one()
        code = codes.make("screen", screening_id=here)
    phone = app.test_client()

    def signs_up(email: str) -> None:
        form = {"name": "Quiet Heron", "email": email, "phone": "", "consent": "yes", "lang": "en"}
        token = hidden_in(phone.get(f"/s/{code}"))["token"]
        assert phone.post(f"/s/{code}", data={**form, "token": token}).status_code == 303

    token = make_token("another program", [Scope.READ_PEOPLE], None)
    program, headers = app.test_client(), {"OSDI-API-Token": token}

    def asks() -> None:
        answer = program.get("/api/v2/people", headers=headers)
        assert answer.status_code == 200, answer.text

    return {
        "a signup": lambda: signs_up("new@example.org"),
        "a signup of somebody known": lambda: signs_up("somebody77@example.org"),
        "a page of the API": asks,
        "letters that are due": lambda: deliver_due("w" * 16, "smtp://127.0.0.1:1", BASE_URL),
        "letters to be written": lambda: write_due_letters(BASE_URL),
        "handing out": hand_out,
        "who is to be erased": erase_due,
        "letters to many": lambda: write_bulk_letters(BASE_URL),
        "deeds on many": do_in_bulk.go_on,
        "webhooks": lambda: deliver_hooks(BASE_URL),
        "names": index_names,
        "likenesses": look_for_likenesses,
        "kiosks": welcome_kiosk_entries,
        "sheets": take_in_sheets,
        "hosts": lambda: remind_hosts(BASE_URL),
    }


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
    asked: dict[tuple[str, object], list[Asked]] = {(page, role): found for page, role, found in all_asked(house)}
    asked |= {(name, "deed"): heard_in(deed) for name, deed in deeds(house).items()}
    through = {(*of, table) for of, found in asked.items() for each in found for table in gone_through(each)}
    assert through <= KNOWN
    # So it would be told.
    card = asked["an ally's card", Role.ADMINISTRATOR]
    for index, table in (("ix_consent_ally", "consent"), ("uq_identity_fingerprint", "identity")):
        db.session.execute(text(f"DROP INDEX {index}"))
        assert table in {table for each in card for table in gone_through(each)}
        db.session.rollback()
