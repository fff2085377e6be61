"""What the notice says of other programs, held to what they are told and what is held of them."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.other_program import Program, id_of
from tests.privacy.keeps import keeps
from tracker.allies import besides
from tracker.keeping import held
from tracker.keeping.rooms import ROOMS
from tracker.signups.program_form import FormSubmission
from tracker.store.db import db
from tracker.store.transactions import transaction


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


@pytest.fixture
def program(app: Flask, client: FlaskClient) -> Iterator[Program]:
    with app.app_context():
        yield Program(client)


@keeps(
    "Other programs of ours, for whose keys administrators answer, may read this too. They may tell us of you: that you signed up "
    "there, which form you sent, where you live. It is held like the rest, and goes with it."
)
def test_what_a_program_tells_of_somebody_is_told_to_them_and_goes_with_them(program: Program) -> None:
    ada = program.sign_up("ada@example.org", given_name="Ada", postal_addresses=[{"locality": "Austinxmark"}])
    form = id_of(program.post("forms", {"title": "Formxmark"}))
    program.post(f"forms/{form}/submissions", {"person_id": id_of(ada)})
    assert program.get("people")["_embedded"]["osdi:people"][0]["given_name"] == "Ada"
    told = str(held.everything(id_of(ada)))
    assert "Austinxmark" in told and "Formxmark" in told
    with transaction():
        for room in ROOMS:
            room.forget(id_of(ada))
    assert besides.of([id_of(ada)]) == {} and db.session.query(FormSubmission).count() == 0
    assert program.get("people")["total_records"] == 0
