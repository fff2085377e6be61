"""A state service has a copy of the database, or of its backup, and not the ring: it learns nobody's name and opens no door."""

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import LargeBinary, select

from tests.key_turns import values
from tests.privacy.looking import everything, stands_in
from tests.security.conftest import on_both
from tests.wanting_out import ADDRESS, NAME, PHONE, Out
from tracker.allies.contact_points import email_for_matching
from tracker.store import keyring, links
from tracker.store.db import Base, db
from tracker.store.ids import new_id
from tracker.store.sealing import fingerprint, opens
from tracker.store.transactions import transaction
from tracker.team import calendar_link, invitation, session, trace
from tracker.team.account import Account
from tracker.team.roles import Role


@pytest.fixture
def house(app: Flask) -> dict[str, str]:
    """What the thief must not find: words about people, and tokens that open doors."""
    with app.app_context():
        out = Out(app)
        out.leave_more()
        with transaction() as rows:
            rosa = rows.get_one(Account, out.rosa)
            rosa.set_email("rosalind.oakenshaw@example.org")
            tokens = {
                "session": session.begin(out.rosa, {"_user_id": "1"}), "invitation": invitation.join(Role.CALLER, out.rosa),
                "reset": invitation.reset(rosa, None), "calendar": calendar_link.make(rosa),
                "own link": links.sign("own-open", new_id()),
            }  # fmt: skip
            trace.note("contact revealed", out.rosa, "ally", out.ally_id, "asked by Brunhildetta")
        words = {
            "name": NAME, "address": ADDRESS, "phone": PHONE, "note": "came with her aunt",
            "note of a call": "her cousin crossed the river", "reply": "the door is blue", "letter": "Dear Zephyrine",
            "answer": "in March, at the library of Oksana", "member": "rosalind.oakenshaw@example.org",
            "reason": "asked by Brunhildetta", "secret of the second factor": "A" * 32,
        }  # fmt: skip
        return {**words, **tokens}


@on_both
def test_adversary_state_service_finds_no_name_no_contact_no_note_and_no_token(
    app: Flask, house: dict[str, str]
) -> None:
    with app.app_context():
        heap = everything()
        assert b"Barton Street Cinema" in heap, "the search itself must work"
        assert [what for what, said in house.items() if stands_in(said, heap)] == []


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_adversary_state_service_with_a_ring_of_its_own_opens_nothing_and_cannot_ask_is_x_on_the_list(
    app: Flask, house: dict[str, str], tmp_path: Path
) -> None:
    theirs = keyring.create(tmp_path / "ring.json")
    with app.app_context():
        held = values()
        assert len(held) > 10
        assert not any(opens(theirs, value, place) for _, place, value in held)
        guesses = {fingerprint(key, kind, text) for keys in theirs.keys.values() for key in keys
                   for kind, text in (("email", email_for_matching(ADDRESS)), ("phone", PHONE))}  # fmt: skip
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, LargeBinary):
                    found = db.session.scalars(select(column).where(column.is_not(None)))
                    assert not guesses & {bytes(each) for each in found}


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_adversary_state_service_finds_hashes_where_tokens_were(app: Flask, house: dict[str, str]) -> None:
    """Every column that is named after a token holds 32 bytes, and nothing that could be one."""
    with app.app_context():
        named = [
            column for table in Base.metadata.sorted_tables for column in table.columns
            if re.search("token|calendar_hash|secret", column.name)
            and not column.info.get("sealed") and not column.foreign_keys
        ]  # fmt: skip
        assert {str(column) for column in named} >= {
            "session.token_hash",
            "invitation.token_hash",
            "account.calendar_hash",
        }
        for column in named:
            assert column.name.endswith("_hash"), f"{column}: sealed, or a hash"
            kept = list(db.session.scalars(select(column).where(column.is_not(None))))
            assert {len(bytes(each)) for each in kept} <= {32}
