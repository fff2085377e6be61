"""Every room with something about a person offers `forget` and `move`; erasing and merging call them all."""

import importlib
from collections.abc import Iterator
from types import ModuleType

import pytest
from flask import Flask
from sqlalchemy import Table, or_, select

from tests import invented
from tracker.app import HOUSE, ROOMS, read_all_models
from tracker.imports import people_undoing
from tracker.keeping import rooms
from tracker.store.db import Base, db
from tracker.store.transactions import transaction

read_all_models()


def room_of(table: str) -> str:
    [mapper] = [each for each in Base.registry.mappers if each.local_table.name == table]
    return mapper.class_.__module__.split(".")[1]


def about_people() -> dict[str, Table]:
    """Tables with a foreign key to an ally, directly, and the ally itself."""
    tables = {"ally": Base.metadata.tables["ally"]}
    for table in Base.metadata.sorted_tables:
        if any(key.column.table.name == "ally" for key in table.foreign_keys):
            tables[table.name] = table
    return tables


PERSONAL_ROOMS = sorted({room_of(table) for table in about_people()}, key=ROOMS.index, reverse=True)


# What somebody is recognised, found, grouped or chosen by: no count stands on it.
GO_WHOLLY = frozenset({"identity", "name_word", "ally_tag", "chosen", "bulk_done", "ally_besides", "form_submission"})


# Ids that stand in a row without a foreign key, and are not followed when two become one: why nothing is lost by that.
NOT_FOLLOWED = {
    "bulk_deed.reached_id": "how far a deed has come", "bulk_letter.reached_id": "how far it has come",
    "consent.import_id": "what came by a list came by it", "head_count.row_id": "a row of a list, which nobody moves",
    "import_.list_id": "a list", "import_row.follow_up_id": "nobody repoints it, and parting brings the follow-up back under its id",
    "import_row.screening_id": "a film screening", "import_row.signup_id": "as follow_up_id: what is folded in is back under its id",
    "letter.message_id": "of the mail, not of ours", "ration_taken.about_id": "forgotten within an hour",
    "screening.external_id": "another system's", "sheet_line.link_id": "a host's link", "sheet_photo.link_id": "a host's link",
    "token.campaign_id": "no campaign is joined to another",
    "trace.about_id": "a fact: what was done was done to the one of then",
}  # fmt: skip


# By these somebody has done something with an ally: a list that brought the ally leaves them when it is taken back.
TOUCHES = frozenset({
    "ally_besides", "ally_tag", "bulk_done", "chosen", "copy_of", "erasure", "export_of", "follow_up", "form_submission",
    "keep_question", "letter", "merge",
    "own_link", "reply", "request_to_host", "signup",
})  # fmt: skip


def test_each_table_about_an_ally_comes_by_itself_or_holds_them_when_their_list_is_taken_back() -> None:
    by_itself, looked_at = set(people_undoing.OF_ALLY), set(people_undoing.LOOKED_AT)
    assert {"ally"} | by_itself | looked_at | TOUCHES == set(about_people())
    assert not TOUCHES & (by_itself | looked_at)


def person_of(room: str) -> ModuleType:
    return importlib.import_module(f"tracker.{room}.person")


def test_there_are_rooms_with_people_in_them() -> None:
    assert {"allies", "signups", "followups", "letters"} <= set(PERSONAL_ROOMS)


@pytest.mark.parametrize("room", PERSONAL_ROOMS)
def test_the_room_offers_both(room: str) -> None:
    person = person_of(room)
    assert callable(person.forget)
    assert callable(person.move)


def test_whatever_names_a_row_without_a_foreign_key_is_followed_or_has_a_reason() -> None:
    """Joining repoints what names an ally; parting sees by foreign keys what it repointed, and by `loosely_of`."""
    columns = [column for table in Base.metadata.sorted_tables for column in table.columns]
    loose = {
        f"{column.table.name}.{column.name}": column.info.get("of") for column in columns
        if column.name.endswith("_id") and not column.name.endswith("_by_id") and column.name != "account_id"
        and not column.foreign_keys
    }  # fmt: skip
    assert {name for name, of in loose.items() if not of} == NOT_FOLLOWED.keys(), "say loosely_of, or why not"
    assert loose["import_row.ally_id"] == "ally"
    assert {name for name in NOT_FOLLOWED if name.endswith(".ally_id")} == set(), "whoever is named is followed"
    assert {column.info["of"] for column in columns if "of" in column.info} <= Base.metadata.tables.keys()


@pytest.fixture
def people(app: Flask) -> Iterator[tuple[str, str]]:
    """Somebody with a row in every table, somebody else who shares a screening and a step, and a stranger as noise."""
    with app.app_context():
        rosa = invented.account()
        campaign = invented.campaign(rosa)
        here, there = invented.screening(campaign), invented.screening(campaign)
        yield invented.whole_person(campaign, [here, there], rosa), invented.whole_person(campaign, [here], rosa)


def rows_of(table: Table, ally_id: str) -> list[dict[str, object]]:
    keys = [key.parent for key in table.foreign_keys if key.column.table.name == "ally"]
    named = or_(*(column == ally_id for column in keys or [table.c.id]))
    return [dict(row._mapping) for row in db.session.execute(select(table).where(named))]


def sealed_about(ally_id: str) -> set[str]:
    """Sealed columns with something in them, in rows of this ally and in rows below those."""
    found = set()
    for table in about_people().values():
        for row in rows_of(table, ally_id):
            found |= {
                f"{table.name}.{name}" for name, value in row.items() if name.endswith("_sealed") and value is not None
            }
            for child in Base.metadata.sorted_tables:
                for key in child.foreign_keys:
                    if key.column.table is table and table.name != "ally":
                        below = db.session.execute(select(child).where(key.parent == row["id"]))
                        found |= {
                            f"{child.name}.{name}" for each in below for name, value in each._mapping.items()
                            if name.endswith("_sealed") and value is not None
                        }  # fmt: skip
    return found


def test_the_invented_person_has_something_sealed_everywhere(people: tuple[str, str]) -> None:
    assert sealed_about(people[0]) == {
        "ally.contact_sealed", "ally.extra_care_sealed", "signup.note_sealed", "signup_answer.text_sealed", "attempt.note_sealed",
        "letter.recipient_sealed", "letter.words_sealed", "reply.message_sealed", "request_to_host.asker_sealed",
            "request_to_host.wish_sealed", "ally_besides.told_sealed",
    }  # fmt: skip


def test_when_all_rooms_forget_nothing_is_left_to_open_and_the_counts_stay(people: tuple[str, str]) -> None:
    gone, stays = people
    kept = about_people().keys() - GO_WHOLLY
    before = {name: len(rows_of(table, gone)) for name, table in about_people().items() if name in kept}
    with transaction():
        for room in PERSONAL_ROOMS:
            person_of(room).forget(gone)
    assert sealed_about(gone) == set()
    assert {name for name in GO_WHOLLY if rows_of(Base.metadata.tables[name], gone)} == set()
    assert {name: len(rows_of(table, gone)) for name, table in about_people().items() if name in kept} == before
    assert len(sealed_about(stays)) == 11, "nobody else was touched"


def test_when_all_rooms_move_everything_is_the_others_and_nothing_twice(people: tuple[str, str]) -> None:
    goes, stays = people
    with transaction():
        for room in PERSONAL_ROOMS:
            person_of(room).move(goes, stays)
    for name, table in about_people().items():
        if name != "ally":
            assert rows_of(table, goes) == [], name
    signups = rows_of(Base.metadata.tables["signup"], stays)
    assert len({row["screening_id"] for row in signups}) == len(signups) == 2
    still_open = [
        row["step_key"] for row in rows_of(Base.metadata.tables["follow_up"], stays) if row["state"] == "open"
    ]
    assert sorted(map(str, still_open)) == ["contact", "thanks"]
    waiting = [row for row in rows_of(Base.metadata.tables["letter"], stays) if row["state"] == "waiting"]
    assert len(waiting) == 1, "one letter, not two"
    assert sealed_about(goes) == set()


def test_erasing_calls_every_room_that_holds_something_about_people_from_the_upper_floors_down() -> None:
    offers = {path.parent.name for path in HOUSE.glob("*/person.py")} & set(ROOMS)
    called = [room.__name__.split(".")[1] for room in rooms.ROOMS]
    assert called == sorted(offers | set(PERSONAL_ROOMS), key=ROOMS.index, reverse=True)


def test_any_no_wins_when_two_become_one(people: tuple[str, str]) -> None:
    goes, stays = people
    with transaction() as session:
        session.get_one(invented.Ally, goes).email_consent = "no"
    with transaction():
        for room in PERSONAL_ROOMS:
            person_of(room).move(goes, stays)
    assert db.session.get_one(invented.Ally, stays).email_consent == "no"
