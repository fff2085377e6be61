"""31: names, contacts and notes are sealed, and bound to their row: what is moved in the database is refused, on a real page."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from tests import world
from tests.privacy.looking import everything, stands_in
from tests.security.conftest import on_both
from tests.smtp import Post
from tracker.allies.ally import Ally
from tracker.arrivals.welcome import welcome
from tracker.letters.letter import Letter
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.sealing import Broken
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.team.roles import Role
from tracker.usecases.deliver_due import deliver_due
from tracker.usecases.write_due_letters import write_due_letters

HERS, HIS = "Zephyrine Quillfeather", "Balthazar Umbermole"
PEOPLE = ({"name": HERS, "email": "zephyrine@example.org", "note": "her aunt Obelisca waits"},
          {"name": HIS, "email": "balthazar@example.org", "note": "his uncle Corvinian waits"})  # fmt: skip


@pytest.fixture
def two(app: Flask) -> list[str]:
    with app.app_context():
        here = world.one_screening()
        with transaction():
            return [str(welcome([world.entry(here, **each)])[0].ally_id) for each in PEOPLE]


def swap(table: str, column: str, one: str, two: str) -> None:
    """As somebody does who can write in the database, and has no key."""
    with db.engine.begin() as connection:
        read = text(f"SELECT {column} FROM {table} WHERE id = :i")
        values = [connection.execute(read, {"i": each}).scalar() for each in (one, two)]
        for row, value in ((one, values[1]), (two, values[0])):
            connection.execute(text(f"UPDATE {table} SET {column} = :v WHERE id = :i"), {"v": value, "i": row})


@on_both
def test_31_in_the_database_stand_sealed_values_alone(app: Flask, two: list[str]) -> None:
    with app.app_context():
        heap = everything()
        assert [words for each in PEOPLE for words in each.values() if stands_in(words, heap)] == []


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_31_two_contacts_swapped_in_the_database_are_refused_on_the_page_that_shows_them(
    app: Flask, two: list[str], signed_in: Callable[..., FlaskClient]
) -> None:
    browser = signed_in(Role.COORDINATOR)
    reveal = f"/desk/allies/{two[0]}/reveal"
    assert HERS in browser.post(reveal, data={"reason": "asked for a lift"}).text, "the page itself must work"
    with app.app_context():
        swap("ally", "contact_sealed", *two)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for answer in (browser.post(reveal, data={"reason": "asked for a lift"}), browser.get(f"/desk/allies/{two[0]}")):
        assert HERS not in answer.text and HIS not in answer.text and "@example.org" not in answer.text
    assert browser.post(reveal, data={"reason": "asked for a lift"}).status_code == 500


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_31_a_value_moved_to_another_column_or_another_table_is_refused(app: Flask, two: list[str]) -> None:
    with app.app_context():
        ally = db.session.get_one(Ally, two[0])
        ally.contact_sealed = ally.extra_care_sealed
        with pytest.raises(Broken):
            _ = ally.contact
        signup = db.session.query(Signup).filter_by(ally_id=two[0]).one()
        contact = db.session.get_one(Ally, two[1]).contact_sealed
        signup.note_sealed = contact
        with pytest.raises(Broken):
            _ = signup.note
        db.session.rollback()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_31_a_letter_whose_reader_was_swapped_goes_to_nobody(app: Flask, two: list[str], smtp: Post) -> None:
    with app.app_context():
        with transaction():
            for name in ("sender", "reply_to", "reply_to_read"):
                settings.put(name, "letters@houselights.example")
            settings.put("quiet_from", settings.get("quiet_until"))
        assert write_due_letters("https://houselights.example") == 2
        one, other = db.session.scalars(db.select(Letter.id).where(Letter.ally_id.is_not(None)))
        db.session.rollback()
        swap("letter", "recipient_sealed", one, other)
        deliver_due(new_id(), smtp.url, "https://houselights.example")
        assert smtp.letters == []
        assert {letter.state for letter in db.session.query(Letter)} == {"failed"}
