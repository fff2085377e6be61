"""How it is kept: sealing, keys, the line, signing in, and what a letter shows on the outside."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.letters_world import BASE_URL, World
from tests.members import browser_of
from tests.privacy.keeps import keeps
from tests.privacy.looking import EMAIL, NAME, everything, stands_in
from tests.smtp import Post
from tracker.allies.ally import Ally
from tracker.store import keyring
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.sealing import Broken
from tracker.team.roles import Role
from tracker.usecases.deliver_due import deliver_due


@keeps("Your name, your contact, our letters and all notes are sealed: encrypted, each by itself (AES-GCM).")
def test_each_value_is_sealed_by_itself_and_opens_nowhere_else(world: World):
    one, other = world.add(name=NAME, email=EMAIL), world.add(name=NAME, email=EMAIL)
    world.write()
    heap = everything()
    assert not stands_in(NAME, heap) and not stands_in(EMAIL, heap) and not stands_in("You saw Beyond Utopia", heap)
    mine, theirs = (db.session.get_one(Ally, each) for each in (one, other))
    assert mine.contact["name"] == NAME and mine.contact_sealed != theirs.contact_sealed
    mine.contact_sealed = theirs.contact_sealed
    db.session.commit()
    with pytest.raises(Broken):
        _ = db.session.get_one(Ally, one).contact


@keeps(
    "The key lies in another place. A stolen copy of the database tells nobody’s name.",
    "Old copies of the sealed text can lie on our disks for a while. Without the key nobody reads them.",
)
def test_no_key_is_in_the_database_and_with_another_key_nothing_opens(world: World, tmp_path: Path):
    ally_id, ring = world.add(name=NAME, email=EMAIL), keyring.ring()
    heap = everything()
    for keys in ring.keys.values():
        for key in keys:
            assert key.secret not in heap and not stands_in(key.secret.hex(), heap)
    assert Path(world.app.config["KEY_RING"]).is_file()
    assert db.session.get_one(Ally, ally_id).contact["name"] == NAME
    world.app.extensions["houselights_key_ring"] = keyring.create(tmp_path / "another-ring.json")
    db.session.expire_all()
    with pytest.raises(Broken):
        _ = db.session.get_one(Ally, ally_id).contact


@keeps("What you send here is encrypted on its way to us.")
def test_where_the_house_is_at_https_browsers_stay_there_and_letters_lead_there(world: World, smtp: Post):
    assert BASE_URL.startswith("https://")
    answer = world.browser().get("/")
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    world.add()
    world.write()
    deliver_due(new_id(), smtp.url, BASE_URL)
    assert "http://" not in smtp.letters[0].message.get_body(("plain",)).get_content()


@keeps("Whoever can see a contact signs in with two proofs, and is signed out after %(idle)s without a sign.")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.VIEWER])
def test_without_the_second_proof_or_after_two_quiet_hours_the_desk_is_closed(
    app: Flask, member: Callable[..., object], later: Callable[..., None], role: Role
):
    without = browser_of(app, member(role, second=False).id)
    browser = browser_of(app, member(role).id)
    assert "/account/" in without.get("/desk/").location
    assert browser.get("/desk/").status_code == 200
    later(hours=2, seconds=1)
    assert "/account/sign-in" in browser.get("/desk/").location


@keeps("With extra care, neither the subject nor the sender’s name of a letter says what it is about.")
def test_the_outside_of_a_letter_with_extra_care_says_nothing(world: World, smtp: Post):
    world.add(care=True, email="care@example.org")
    world.add(email="plain@example.org")
    world.write()
    deliver_due(new_id(), smtp.url, BASE_URL)
    by = {letter.recipients[0]: letter.message for letter in smtp.letters}
    outside = f"{by['care@example.org']['Subject']} {by['care@example.org']['From']}"
    assert "Beyond" not in outside and "Lantern" not in outside and by["care@example.org"]["Subject"]
    assert "Beyond" in by["plain@example.org"]["Subject"], "else the test would show nothing"
    assert "Lantern" in by["plain@example.org"]["From"]


@keeps("Whoever takes over our server while it runs can read what it reads.")
def test_a_running_house_has_the_key_in_hand(world: World, client: FlaskClient):
    """Said because it is so: nothing more than the running process is needed."""
    ally_id = world.add(name=NAME, email=EMAIL)
    assert keyring.ring().newest("seal").secret
    assert db.session.get_one(Ally, ally_id).contact["email"] == EMAIL


@keeps("Whoever opens your mailbox or your phone sees what we wrote to you.")
def test_a_letter_in_a_mailbox_is_plain_to_read(world: World, smtp: Post):
    """Said because it is so: nothing but the line to the mail server hides it."""
    world.add(name=NAME, email=EMAIL)
    world.write()
    deliver_due(new_id(), smtp.url, BASE_URL)
    assert NAME in smtp.letters[0].message.get_body(("plain",)).get_content()


@keeps(
    "A cinema may have cameras, and a network can tell that a phone was here. "
    "This page asks for neither your camera nor your place."
)
def test_pages_ask_for_neither_camera_nor_place(world: World):
    for address in ("/", "/privacy", "/nothing-here"):
        policy = world.browser().get(address).headers["Permissions-Policy"]
        assert "camera=()" in policy and "geolocation=()" in policy and "microphone=()" in policy
