"""Every column is sealed, or harmless with a reason. What a stolen database says must be in this list, and nowhere else."""

import tomllib
from pathlib import Path

import pytest
from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, LargeBinary

from tracker.app import read_all_models
from tracker.keeping.key_counts import MARKS
from tracker.store.db import Base, UTCDateTime
from tracker.store.ids import LENGTH

read_all_models()
LIST = Path(__file__).parent / "columns.toml"
COLUMNS = {f"{table.name}.{column.name}": column for table in Base.metadata.tables.values() for column in table.columns}

# What a column of these kinds can hold is harmless by its type. Everything else needs a line, and a reason.
BY_TYPE = (Boolean, Date, Float, Integer, UTCDateTime)


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    listed = tomllib.loads(LIST.read_text("utf-8"))
    return {f"{table}.{column}": why for table, columns in listed.items() for column, why in columns.items()}


def needs_a_reason(name: str, column: Column[object]) -> bool:
    if column.info.get("sealed") or isinstance(column.type, BY_TYPE):
        return False
    is_id = getattr(column.type, "length", None) == LENGTH and (column.primary_key or name.endswith("_id"))
    return not is_id and not is_vocabulary(column)


def is_vocabulary(column: Column[object]) -> bool:
    """A check constraint holds it to words of ours."""
    texts = [str(getattr(each, "sqltext", "")) for each in column.table.constraints]
    return any(text.startswith(f"{column.name} IN (") for text in texts)


def test_every_column_is_sealed_or_harmless_with_a_reason(said: dict[str, str]) -> None:
    wanted = {name for name, column in COLUMNS.items() if needs_a_reason(name, column)}
    assert wanted - said.keys() == set(), "say in columns.toml why these may be read by a thief"
    assert said.keys() - wanted == set(), "these are gone, or need no reason"
    assert [name for name, why in said.items() if len(why) < 8] == []


def test_a_sealed_column_is_bytes_and_named_so() -> None:
    sealed = {name: column for name, column in COLUMNS.items() if column.info.get("sealed")}
    assert "ally.contact_sealed" in sealed and "account.email_sealed" in sealed
    assert all(isinstance(column.type, LargeBinary) and name.endswith("_sealed") for name, column in sealed.items())


def test_other_bytes_are_fingerprints_or_hashes_and_json_says_what_it_holds(said: dict[str, str]) -> None:
    for name, why in said.items():
        if isinstance(COLUMNS[name].type, LargeBinary):
            assert any(word in why for word in ("fingerprint", "hash", "HMAC")), name
        if isinstance(COLUMNS[name].type, JSON):
            assert "JSON" not in why, "say what it holds, not what it is"


def test_every_table_is_in_a_room() -> None:
    """A table that read_all_models() does not meet would be in no migration."""
    assert {"ally", "screening", "signup", "follow_up", "letter", "trace"} <= set(Base.metadata.tables)


def test_whatever_names_the_key_of_a_fingerprint_is_counted_by_it(said: dict[str, str]) -> None:
    own = ("heartbeat.", "key_record.", "key_turn.")
    named = {name for name, why in said.items() if why.startswith("the name of a key") and not name.startswith(own)}
    counted = {f"{mark.class_.__tablename__}.{mark.key}" for mark in MARKS}
    assert "identity.key_name" in named
    # Of an ally it says under which key the words of their name stand, and those are counted themselves.
    assert named - {"ally.words_key"} == counted, "`flask keys status` would not tell of these: see keeping.key_counts"
