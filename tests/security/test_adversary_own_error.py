"""Our own errors: an old list imported, a lost laptop with a file on it, a letter that would go to the wrong person."""

import hashlib
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from tests import invented, world
from tests.members import browser_of
from tests.opened import everything_opened, where
from tests.wanting_out import ADDRESS, NAME, PHONE, Out
from tracker.allies.suppress import contact_fingerprints
from tracker.allies.suppression import Suppression
from tracker.arrivals.welcome import welcome
from tracker.keeping import copies
from tracker.keeping.copy_left import Chase
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.erase_at_desk import erase_at_desk
from tracker.usecases.take_record import take_record

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def out(app: Flask) -> Iterator[Out]:
    with time_machine.travel(invented.NOON, tick=True), app.app_context():
        yield Out(app)


@pytest.mark.parametrize("source", ["import", "api", "sheet"])
@pytest.mark.parametrize(
    "written",
    [ADDRESS, ADDRESS.upper().lower(), ADDRESS.replace("@", "+old@")],
    ids=["same", "other case", "with a tag"],
)
def test_adversary_own_error_an_old_list_does_not_bring_back_who_was_erased(
    out: Out, source: str, written: str
) -> None:
    erase_at_desk(out.ally_id, "asked by letter", True, out.coordinator)
    with transaction():
        told = welcome([
            world.entry(out.here, name=NAME, email=written, source=source),
            world.entry(out.here, name="Another Name", email=None, phone=PHONE, source=source),
        ])  # fmt: skip
    assert [(each.fate, each.ally_id) for each in told] == [("suppressed", None)] * 2
    assert where(NAME) == where(written) == where("Another Name") == set()


def test_adversary_own_error_the_mark_that_stays_cannot_be_guessed_without_the_key(out: Out) -> None:
    erase_at_desk(out.ally_id, "asked by letter", True, out.coordinator)
    stored = {bytes(mark) for (mark,) in db.session.query(Suppression.fingerprint)}
    assert set(contact_fingerprints(ADDRESS, PHONE)) == stored
    for text in (ADDRESS, PHONE, f"email\x00{ADDRESS}", f"phone\x00{PHONE}"):
        for digest in (hashlib.sha256, hashlib.sha1, hashlib.md5, hashlib.sha3_256):
            assert digest(text.encode()).digest() not in {mark[: digest().digest_size] for mark in stored}


def test_adversary_own_error_a_file_on_a_lost_laptop_is_known_and_chased(out: Out) -> None:
    take_record(out.ally_id, out.coordinator, "json")
    with transaction():
        copies.left("export", out.coordinator, [out.ally_id, out.other_id], "csv")
    assert {each.kind for each in copies.of_ally(out.other_id)} == {"export"}
    erase_at_desk(out.ally_id, "asked by letter", True, out.coordinator)
    chased = {(each.kind, each.place, each.account_id) for each in db.session.query(Chase)}
    assert chased == {("record", "json", out.coordinator), ("export", "csv", out.coordinator)}
    assert {each.kind for each in copies.of_ally(out.other_id)} == {"export"}, "the other's copy is still theirs"
    assert out.ally_id not in everything_opened().get("copy_of.ally_id", [])


def test_adversary_own_error_no_page_gives_a_list_of_contacts_to_take_along(out: Out) -> None:
    browser = browser_of(out.app, out.coordinator)
    for rule in out.app.url_map.iter_rules():
        if rule.rule.startswith("/desk") and "GET" in (rule.methods or ()) and not rule.arguments:
            answer = browser.get(rule.rule, follow_redirects=True)
            assert ADDRESS not in answer.text and PHONE not in answer.text, rule.rule
