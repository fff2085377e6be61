"""This wasn't me: somebody's address was given by another, and is forgotten."""

import re

import pytest
from sqlalchemy import func, select

from tests.house.test_person import PERSONAL_ROOMS
from tests.letters_world import World
from tests.smtp import Post
from tests.web.public.test_own_links import CLICK, rows
from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.identity import Identity
from tracker.allies.suppress import contact_fingerprints, suppressed
from tracker.followups.followup import FollowUp
from tracker.keeping import erasing, rooms
from tracker.signups.signup import Signup
from tracker.store import links
from tracker.store.db import db
from tracker.store.ids import ALPHABET, new_id
from tracker.store.transactions import transaction
from tracker.usecases import forget_address
from tracker.usecases.deliver_due import deliver_due

ADDRESS, PHONE = "ally1@example.org", "+15125550001"


@pytest.fixture
def ally(world: World) -> str:
    """One with a letter in the outbox and a call to come; beside one who must not be touched."""
    ally_id = world.add()
    world.add()
    world.write()
    with transaction() as session:
        follow_up = world.follow_up_of(ally_id)
        session.add(
            FollowUp(
                ally_id=ally_id, campaign_id=world.campaign_id, channel="call", due_at=follow_up.due_at,
                late_at=follow_up.late_at, planned_at=follow_up.planned_at,
            )
        )  # fmt: skip
        session.add(
            Identity(ally_id=ally_id, kind="email", key_name="1", fingerprint=contact_fingerprints(ADDRESS, None)[0])
        )
    return ally_id


def path(ally_id: str) -> str:
    return f"/not-me/{links.sign('not-me', ally_id)}"


def test_the_first_letter_offers_it_and_later_ones_do_not(world: World):
    first = world.add()
    world.step("later", {"en": {"subject": "Later", "text": "Later."}}, delay_hours=24)
    second = world.add("later")
    world.write()
    assert path(first) in world.letter_to(first).words["text"]
    assert "/not-me/" not in world.letter_to(second).words["text"]


def test_where_the_words_say_it_themselves_it_is_not_said_twice_and_who_confirmed_is_not_asked(world: World):
    world.step("own", {"en": {"subject": "Hello", "text": "Hello.\n\nNot you? {not_me}\n\nBye."}})
    ally, known = world.add("own"), world.add()
    with transaction() as session:
        session.get_one(Ally, known).confirmed_at = clock.now()
    world.write()
    assert world.letter_to(ally).words["text"].count("/not-me/") == 1
    words = world.letter_to(known).words
    assert "/not-me/" not in words["text"] + words["html"]
    assert "forget this address" not in words["text"]


def test_the_link_of_a_letter_that_arrived_forgets_the_address_everywhere_and_nobody_else(
    world: World, ally: str, smtp: Post
):
    deliver_due(new_id(), smtp.url, world.app.config["BASE_URL"], most=1)
    (received,) = smtp.letters
    theirs = next(letter.ally_id for letter in world.letters() if letter.state == "left")
    text = received.message.get_body(("plain",)).get_content()
    link = re.search(r"https://houselights\.example(/not-me/\S+)", text)
    assert link
    assert world.browser().post(link[1]).status_code == 200
    db.session.rollback()
    gone = db.session.get_one(Ally, theirs)
    assert (gone.contact_sealed, gone.extra_care_sealed, gone.email_consent, gone.phone_consent) == (
        None,
        None,
        "no",
        "no",
    )
    letter = world.letter_to(theirs)
    assert (letter.state, letter.words_sealed, letter.recipient_sealed) == ("left", None, None)
    other = db.session.query(Ally).filter(Ally.id != theirs).one()
    assert other.contact is not None
    assert world.letter_to(other.id).state == "waiting"


def test_what_waits_is_withdrawn_follow_ups_close_the_address_is_suppressed_and_counts_stay(world: World, ally: str):
    counts = {table: db.session.scalar(select(func.count()).select_from(table)) for table in (Ally, Signup, FollowUp)}
    answer = world.browser().post(path(ally))
    assert "we do not write here again" in answer.text
    db.session.rollback()
    (mark,) = contact_fingerprints(ADDRESS, None)
    assert suppressed([mark]) == {mark: frozenset({"erased"})}
    assert suppressed(contact_fingerprints(None, PHONE)) == {}
    assert db.session.query(Identity).count() == 0
    assert {f.state for f in db.session.query(FollowUp).filter_by(ally_id=ally)} == {"closed"}
    assert world.letter_to(ally).state == "withdrawn"
    assert counts == {table: db.session.scalar(select(func.count()).select_from(table)) for table in counts}


def test_every_room_that_holds_something_about_people_forgets():
    assert vars(forget_address)["erasing"] is erasing
    assert {room.__name__.split(".")[1] for room in rooms.ROOMS} >= set(PERSONAL_ROOMS)


def test_twice_and_for_nobody_it_answers_in_the_same_words_and_changes_nothing(world: World, ally: str):
    client = world.browser()
    first = client.post(path(ally))
    before = rows()
    for who in (ally, new_id()):
        again = client.post(path(who))
        assert (again.status_code, again.text) == (200, first.text)
    assert rows() == before


def test_an_address_that_its_owner_confirmed_is_stopped_not_forgotten(world: World, ally: str):
    with transaction() as session:
        session.get_one(Ally, ally).confirmed_at = clock.now()
    answer = world.browser().post(path(ally))
    assert "all contact is stopped" in answer.text
    db.session.rollback()
    stopped = db.session.get_one(Ally, ally)
    assert (stopped.contact is not None, stopped.email_consent) == (True, "no")
    marks = contact_fingerprints(ADDRESS, PHONE)
    assert suppressed(marks) == dict.fromkeys(marks, frozenset({"left"}))
    assert world.letter_to(ally).state == "withdrawn"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_it_changes_nothing(world: World, ally: str, method: str):
    before = rows()
    answer = world.browser().open(path(ally), method=method)
    assert (answer.status_code, answer.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert "Set-Cookie" not in answer.headers
    assert rows() == before


def test_a_changed_token_is_not_here(world: World, ally: str):
    token, before = links.sign("not-me", ally), rows()
    wrong = [
        token[:at] + ALPHABET[(ALPHABET.index(token[at]) + 1) % 32] + token[at + 1 :] for at in range(0, len(token), 3)
    ]
    for each in [*wrong, links.sign("stop", ally), "x", "%00"]:
        assert world.browser().post(f"/not-me/{each}").status_code == 404
    assert rows() == before


def test_one_click_and_stop_work_with_the_token_alone_after_the_ally_was_erased(world: World, ally: str):
    client = world.browser()
    client.post(path(ally))
    before = rows()
    for address in (f"/unsubscribe/{links.sign('stop', ally)}", f"/stop/{links.sign('stop', ally)}"):
        answer = client.post(address, data=CLICK)
        assert (answer.status_code, answer.headers.get("Location")) == (200, None)
    assert client.post(f"/unsubscribe/{links.sign('stop', ally)[:-1]}", data=CLICK).status_code == 404
    assert client.post(f"/confirm/{links.sign('confirm', ally)}").status_code == 410
    assert client.post(f"/did/{links.sign('did', world.follow_up_of(ally).id)}/done").status_code == 200
    assert rows() == before
