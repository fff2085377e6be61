"""The pages of an ally's own links: stop, unsubscribe, confirm."""

import re

import pytest
from sqlalchemy import func, select

from tests.letters_world import World
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.allies.suppress import contact_fingerprints, suppress, suppressed
from tracker.allies.suppression import Suppression
from tracker.followups.followup import FollowUp
from tracker.letters.letter import Letter
from tracker.store import links
from tracker.store.db import Base, db
from tracker.store.ids import ALPHABET, new_id
from tracker.store.transactions import transaction
from tracker.usecases.say_alive import say_alive

CLICK = {"List-Unsubscribe": "One-Click"}


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
    return ally_id


def rows() -> dict[str, int]:
    """How many rows every table has, and what letters, follow-ups and allies say."""
    db.session.rollback()
    told = {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }
    for column in (Letter.state, FollowUp.state, Ally.email_consent, Ally.phone_consent):
        told[str(column)] = hash(tuple(sorted(db.session.scalars(select(column)))))
    return told


def test_a_stop_stops_everything_at_once_and_only_for_this_ally(world: World, ally: str):
    client, token = world.browser(), links.sign("stop", ally)
    answer = client.post(f"/stop/{token}")
    assert answer.status_code == 200
    assert "It holds from this moment" in answer.text
    db.session.rollback()
    stopped = db.session.get(Ally, ally)
    assert (stopped.email_consent, stopped.phone_consent) == ("no", "no")
    facts = db.session.query(Consent).filter_by(ally_id=ally).all()
    assert {(fact.channel, fact.answer, fact.source) for fact in facts} == {
        ("email", "no", "own link"),
        ("phone", "no", "own link"),
    }
    marks = contact_fingerprints("ally1@example.org", "+15125550001")
    assert suppressed(marks) == dict.fromkeys(marks, frozenset({"left"}))
    theirs = db.session.query(FollowUp).filter_by(ally_id=ally).all()
    assert {(each.state, each.outcome) for each in theirs} == {("closed", "asked to stop")}
    assert world.letter_to(ally).state == "withdrawn"
    other = db.session.query(Ally).filter(Ally.id != ally).one()
    assert (other.email_consent, world.letter_to(other.id).state, world.follow_up_of(other.id).state) == (
        "yes",
        "waiting",
        "open",
    )


@pytest.mark.parametrize("page", ["stop", "unsubscribe"])
def test_stopping_twice_says_so_and_changes_nothing(world: World, ally: str, page: str):
    client, token = world.browser(), links.sign("stop", ally)
    client.post(f"/{page}/{token}", data=CLICK)
    before = rows()
    answer = client.post(f"/stop/{token}")
    assert answer.status_code == 200
    assert "It was so already" in answer.text
    assert rows() == before


@pytest.mark.parametrize("page", ["stop", "unsubscribe", "confirm"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_a_link_changes_nothing_and_shows_one_button(world: World, ally: str, page: str, method: str):
    before = rows()
    token = links.sign("confirm" if page == "confirm" else "stop", ally)
    answer = world.browser().open(f"/{page}/{token}", method=method)
    assert answer.status_code == 200
    assert rows() == before
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers
    if method == "GET":
        assert len(re.findall(r"<button", answer.text)) == 1


def test_one_click_answers_without_a_redirect_or_a_cookie_and_after_the_ally_is_gone(world: World, ally: str):
    client = world.browser()
    for gone in (ally, new_id()):
        answer = client.post(f"/unsubscribe/{links.sign('stop', gone)}", data=CLICK)
        assert (answer.status_code, answer.headers.get("Location"), answer.headers.get("Set-Cookie")) == (
            200,
            None,
            None,
        )
    assert world.letter_to(ally).state == "withdrawn"
    assert client.post(f"/stop/{links.sign('stop', new_id())}").status_code == 200
    assert client.get(f"/unsubscribe/{links.sign('stop', new_id())}").status_code == 200


@pytest.mark.parametrize("page", ["stop", "unsubscribe", "confirm"])
def test_a_token_with_one_character_changed_is_not_here(world: World, ally: str, page: str):
    client = world.browser()
    token = links.sign("confirm" if page == "confirm" else "stop", ally)
    before = rows()
    wrong = [
        token[:place] + ALPHABET[(ALPHABET.index(token[place]) + 1) % 32] + token[place + 1 :]
        for place in range(len(token))
    ]
    wrong += [token[:-1], token + "0", token.upper(), "x", links.sign("stop" if page == "confirm" else "confirm", ally)]
    for each in wrong:
        assert client.post(f"/{page}/{each}", data=CLICK).status_code == 404
    assert client.get(f"/{page}/{wrong[0]}").status_code == 404
    assert rows() == before


def test_tokens_carry_128_bits_and_differ(app):
    with app.app_context():
        tokens = {links.sign("stop", new_id()) for _ in range(1000)}
    assert len({token[16:] for token in tokens}) == 1000
    assert {len(token) - 16 for token in tokens} == {26}


def test_after_a_no_the_own_link_makes_a_yes_and_plans_what_the_signup_earned(world: World):
    ally = world.add(consent="no")
    world.write()
    assert world.follow_up_of(ally).outcome == "withdrawn"
    world.step("welcome")
    with transaction():
        suppress("ally1@example.org", "+15125550001", "", "left")
        suppress("ally1@example.org", None, "", "erased")
    client, token = world.browser(), links.sign("confirm", ally)
    answer = client.post(f"/confirm/{token}")
    assert "What you asked for is on its way" in answer.text
    db.session.rollback()
    confirmed = db.session.get(Ally, ally)
    assert (confirmed.email_consent, confirmed.phone_consent, confirmed.confirmed_at is not None) == ("yes", "no", True)
    assert db.session.query(Suppression).count() == 0
    assert [(fact.answer, fact.source) for fact in db.session.query(Consent).filter_by(ally_id=ally)] == [
        ("yes", "own link")
    ]
    planned = db.session.query(FollowUp).filter_by(ally_id=ally, state="open").all()
    # What the "no" had ended goes on, and what nobody had planned yet is planned.
    assert {follow_up.step_id for follow_up in planned} == {world.steps["welcome"], world.steps["thanks"]}
    before = rows()
    again = client.post(f"/confirm/{token}")
    assert "You had said so before" in again.text
    assert rows() == before


def test_never_again_is_not_lifted_by_a_link(world: World):
    ally = world.add()
    with transaction():
        suppress("ally1@example.org", None, "", "never again")
    world.browser().post(f"/confirm/{links.sign('confirm', ally)}")
    assert db.session.query(Suppression).one().kind == "never again"
    world.write()
    assert world.letters() == []


def test_a_confirmation_of_somebody_who_is_gone_says_so(world: World):
    answer = world.browser().post(f"/confirm/{links.sign('confirm', new_id())}")
    assert answer.status_code == 410
    assert "no longer hold" in answer.text


def test_who_is_suppressed_gets_the_one_letter_that_asks_and_no_other(world: World):
    world.step("ask", condition={"waits": True})
    asked, other = world.add("ask", consent="no"), world.add(email="also@example.org")
    with transaction():
        for address in ("ally1@example.org", "also@example.org"):
            suppress(address, None, "", "left")
    world.write()
    assert [letter.ally_id for letter in world.letters()] == [asked]
    assert world.follow_up_of(other).outcome == "withdrawn"


def test_health_tells_of_database_and_worker(world: World):
    client = world.browser()
    assert client.get("/healthz").json == {"database": "well", "worker": "none seen"}
    say_alive(new_id(), "worker")
    assert client.get("/healthz").json == {"database": "well", "worker": "well"}
