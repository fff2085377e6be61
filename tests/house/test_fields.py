"""Each field about a person is written down with its class, its end and who may see it, and the end is brought about."""

import tomllib

import pytest
from flask import Flask
from sqlalchemy import Column

from tests.engines import TOP
from tests.house.test_columns import COLUMNS, LIST
from tests.house.test_person import about_people
from tracker.cli.fields import written
from tracker.keeping.clocks import BY_KIND, CLOCKS
from tracker.keeping.fields import BY_NAME, ERASURE, FIELDS, STAYS, Class
from tracker.store.db import Base
from tracker.web.frame import access

# Ended by the trace itself, which drops whole days; by usecases/take_in_sheets.py.
ELSEWHERE = {"trace", "sheet_lines"}
# Tables about people that hang on an ally only by another table, or by no key at all.
FURTHER = {
    "attempt", "follow_up_signup", "signup_interest", "signup_answer", "folded_signup", "chase", "copy_left", "suppression",
    "dead_address", "account", "invitation", "session", "try", "trace",
}  # fmt: skip


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


def sealed() -> set[str]:
    return {name for name, column in COLUMNS.items() if column.info.get("sealed")}


def fingerprints() -> set[str]:
    """By the reason for which a thief may read them."""
    reasons = tomllib.loads(LIST.read_text("utf-8"))
    return {
        f"{table}.{column}" for table, columns in reasons.items() for column, why in columns.items()
        if "keyed fingerprint" in why or "keyed hash" in why
    }  # fmt: skip


def test_every_sealed_column_and_every_fingerprint_is_in_the_list() -> None:
    assert (sealed() | fingerprints()) - BY_NAME.keys() == set(), "say in keeping.fields when it ends and who sees it"


def test_every_table_about_people_is_in_the_list() -> None:
    assert (about_people().keys() | FURTHER) - BY_NAME.keys() == set()
    with_sealed = {name.partition(".")[0] for name in sealed()}
    assert with_sealed - {"import_", "import_row", "screening"} <= BY_NAME.keys()


def test_nothing_is_in_the_list_that_is_not_in_the_tables_and_no_name_stands_twice() -> None:
    assert BY_NAME.keys() <= COLUMNS.keys() | Base.metadata.tables.keys()
    assert len(BY_NAME) == len(FIELDS)


def test_what_is_contact_words_or_of_the_team_is_sealed_and_nothing_else_is() -> None:
    closed = {each.name for each in FIELDS if each.is_a in (Class.CONTACT, Class.WORDS, Class.TEAM)}
    assert closed == sealed()


@pytest.mark.parametrize("name", BY_NAME)
def test_each_clock_that_is_named_does_end_it(name: str) -> None:
    field = BY_NAME[name]
    assert field.ends
    if field.is_a in (Class.CONTACT, Class.WORDS):
        assert STAYS not in field.ends
    for end in field.ends:
        if end not in (ERASURE, STAYS, *ELSEWHERE):
            cleared = frozenset().union(*(old.columns() for old in BY_KIND[end].olds))
            assert {name, name.partition(".")[0]} & cleared or _goes_along(name, cleared), (
                f"{end} does not clear {name}"
            )


def test_each_clock_clears_what_the_list_says_ends_by_it() -> None:
    for clock in CLOCKS:
        for column in frozenset().union(*(old.columns() for old in clock.olds)):
            assert clock.kind in BY_NAME[column].ends, (clock.kind, column)


def test_a_new_sealed_column_would_be_missed_here() -> None:
    stranger: Column[object] = Column("rumour_sealed", info={"sealed": True})
    COLUMNS["ally.rumour_sealed"] = stranger
    try:
        with pytest.raises(AssertionError, match="say in keeping"):
            test_every_sealed_column_and_every_fingerprint_is_in_the_list()
    finally:
        del COLUMNS["ally.rumour_sealed"]


def test_the_written_list_is_what_the_code_says(app: Flask) -> None:
    assert (TOP / "docs" / "fields.md").read_text("utf-8") == written(app), "script/flask fields > docs/fields.md"


def test_contact_and_words_stand_only_on_pages_behind_a_guard_or_a_fresh_link(app: Flask) -> None:
    for each in FIELDS:
        for endpoint in each.seen:
            roles = access.allowed(app, endpoint)
            assert roles is not None, endpoint
            if roles == access.ANYONE:
                assert endpoint in ("me_open.do", "me_data.do"), endpoint


def _goes_along(name: str, cleared: frozenset[str]) -> bool:
    """Rows that go with a row they hang on."""
    table = Base.metadata.tables[name.partition(".")[0]]
    return any(key.column.table.name in cleared and key.ondelete == "CASCADE" for key in table.foreign_keys)
