"""docs/takeout.md says what a takeout holds; and every table and column is in it, or stays behind for a reason that is told."""

import tomllib

import pytest
from flask import Flask

from tests.engines import TOP
from tests.house.test_columns import LIST
from tracker.app import read_all_models
from tracker.store.db import Base
from tracker.takeout.carried import ANEW, EMPTY, FILES, FURNISHED, SETTINGS, STAY, columns, kind_of, name_of, tables
from tracker.takeout.describing import written
from tracker.team import settings

read_all_models()
TABLES = Base.metadata.tables


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


def test_the_written_takeout_is_what_the_code_says(app: Flask) -> None:
    assert (TOP / "docs" / "takeout.md").read_text("utf-8") == written(), (
        "script/flask takeout describe > docs/takeout.md"
    )


def test_whatever_stays_behind_is_there_and_says_why() -> None:
    assert STAY.keys() <= TABLES.keys()
    every = {f"{table.name}.{column.name}" for table in TABLES.values() for column in table.columns}
    assert EMPTY.keys() | ANEW.keys() <= every
    assert all(len(why) > 10 for why in (STAY | EMPTY | ANEW).values())
    assert set(SETTINGS) <= settings.DEFAULTS.keys()
    assert {
        f"{table.name}.{name_of(column)}"
        for table in tables()
        for column in columns(table)
        if kind_of(column) == "file"
    } == FILES.keys()


def test_whatever_travels_does_not_point_at_what_stays() -> None:
    pointing = [
        f"{table.name}.{column.name}" for table in tables() for column in columns(table) for key in column.foreign_keys
        if key.column.table.name in STAY
    ]  # fmt: skip
    assert pointing == [], "a row would be taken in without the row it hangs on"
    assert set(FURNISHED) <= {table.name for table in tables()}


def test_whatever_names_a_key_of_the_old_house_stays_or_is_renamed_on_the_way() -> None:
    reasons = tomllib.loads(LIST.read_text("utf-8"))
    named = {f"{t}.{c}" for t, its in reasons.items() for c, why in its.items() if why.startswith("the name of a key")}
    travelling = {f"{table.name}.{column.name}" for table in tables() for column in columns(table)}
    assert named & travelling == {"identity.key_name"}, "in the second house keys have other names"


def test_a_table_with_something_sealed_has_one_key_to_which_it_is_bound() -> None:
    sealed = [table for table in tables() if any(column.info.get("sealed") for column in table.columns)]
    assert [table.name for table in sealed if len(table.primary_key.columns) != 1] == []


def test_what_stays_empty_may_be_empty() -> None:
    for name in EMPTY:
        table, _dot, column = name.partition(".")
        assert TABLES[table].c[column].nullable, name
