"""One person's whole record in one command, and their erasure."""

import json
from collections.abc import Iterator

import pytest
from click.testing import Result
from flask import Flask

from tests.wanting_out import ADDRESS, NAME, Out
from tracker.allies.ally import Ally
from tracker.keeping import held
from tracker.keeping.erasure import Erasure
from tracker.store.db import db
from tracker.team.trace import Trace

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)  # the deeds are tried on both elsewhere


@pytest.fixture
def out(app: Flask) -> Iterator[Out]:
    with app.app_context():
        yield Out(app)


def run(out: Out, *words: str) -> Result:
    db.session.remove()
    return out.app.test_cli_runner().invoke(args=["person", *words])


def test_the_record_is_that_of_the_download_by_address_by_id_and_by_alias(out: Out) -> None:
    out.leave_more()
    by_address = json.loads(run(out, "record", ADDRESS.upper(), "--json").output)
    by_id = json.loads(run(out, "record", out.ally_id, "--json").output)
    alias = str(db.session.get_one(Ally, out.ally_id).alias)
    by_alias = json.loads(run(out, "record", alias.upper(), "--json").output)
    whole = held.everything(out.ally_id)
    for told in (by_address, by_id, by_alias, whole):
        told.pop("written_at")
        told.pop("copies_that_left")
    assert by_address == by_id == by_alias == whole
    assert by_id["you"]["name"] == NAME


def test_for_people_it_is_plain_lines_and_it_is_written_down_as_a_copy(out: Out) -> None:
    printed = run(out, "record", ADDRESS)
    assert printed.exit_code == 0 and f"  name: {NAME}" in printed.output and "{" not in printed.output
    assert db.session.query(Trace).filter_by(deed="record taken", about_id=out.ally_id, account_id=None).count() == 1
    assert held.everything(out.ally_id)["copies_that_left"][0]["to"] == "terminal"


def test_it_erases_at_once_or_in_twenty_hours_and_says_when_there_is_nobody(out: Out) -> None:
    assert "within" not in run(out, "erase", out.other_id, "--reason", "asked by letter").output
    erased = run(out, "erase", ADDRESS, "--reason", "asked by letter", "--now")
    assert erased.exit_code == 0
    db.session.rollback()
    assert db.session.get_one(Ally, out.ally_id).contact is None
    assert {row.ally_id: row.done_at is not None for row in db.session.query(Erasure)} == {
        out.ally_id: True, out.other_id: False,
    }  # fmt: skip
    for words in (
        ("erase", ADDRESS, "--reason", "asked again"),
        ("record", "nobody@example.org"),
        ("record", "0" * 16),
    ):
        answer = run(out, *words)
        assert answer.exit_code == 1 and "Nobody is held" in answer.output, words
    assert run(out, "erase", out.other_id, "--reason", "x").exit_code == 1, "a reason is asked for"
