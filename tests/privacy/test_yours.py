"""What somebody can do who has signed up, and what is asked of them before: each by doing it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests import invented
from tests.letters_world import BASE_URL, World
from tests.mail.samples import sample
from tests.members import browser_of
from tests.privacy.keeps import keeps
from tests.privacy.looking import EMAIL, NAME, PHONE
from tests.smtp import Post
from tests.web.public.test_signup import send
from tracker.allies.ally import Ally
from tracker.followups.followup import FollowUp
from tracker.letters.letter import Letter
from tracker.letters.occasion import CONFIRM, ME, NOT_ME
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import Screening
from tracker.store import links
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.usecases.deliver_due import deliver_due
from tracker.usecases.receive_mail import receive_mail
from tracker.usecases.write_due_letters import write_due_letters

Later = Callable[..., None]


def the_ally() -> Ally:
    db.session.rollback()
    return db.session.scalars(select(Ally)).one()


def delivered(world: World, smtp: Post) -> list[str]:
    """The plain text of all letters that have left."""
    world.write()
    while deliver_due(new_id(), smtp.url, BASE_URL):
        pass
    return [letter.message.get_body(("plain",)).get_content() for letter in smtp.letters]


@keeps("%(organisation)s is responsible for what you write here.")
def test_who_is_responsible_is_who_the_form_and_the_letters_name(world: World, smtp: Post):
    assert "Lantern Crossing is responsible" in world.browser().get("/privacy").text
    world.add()
    delivered(world, smtp)
    assert "Lantern Crossing" in smtp.letters[0].message["From"]


@keeps(
    "Write to us about any of this: %(reply_to)s. A person reads it.",
    "You think we do wrong? Say so: %(reply_to)s. We would rather hear it than not.",
    "Something stands in your way? Write to %(reply_to)s. A person reads it.",
)
def test_what_is_written_there_waits_for_a_person_within_a_day(world: World, smtp: Post):
    ally_id = world.add(email="mina@gmail.example")
    delivered(world, smtp)
    assert smtp.letters[0].message["Reply-To"] == "rosa@houselights.example"
    for page in ("/privacy", "/accessibility"):
        assert "rosa@houselights.example" in world.browser().get(page).text
    receive_mail(sample("reply_gmail.eml", message_id=world.letter_to(ally_id).message_id))
    db.session.rollback()
    [task] = db.session.query(FollowUp).filter_by(ally_id=ally_id, why="reply")
    assert (task.state, task.channel) == ("open", "task") and task.late_at - task.planned_at <= timedelta(hours=24)
    with transaction():
        settings.put("reply_to_read", "")
    for page in ("/privacy", "/accessibility"):
        assert "rosa@houselights.example" not in world.browser().get(page).text


@keeps("Sign up for yourself. Under 16: let a parent or guardian sign up.")
def test_the_form_says_it_in_the_same_words(client: FlaskClient, code: str):
    assert "Sign up for yourself. Under 16: let a parent or guardian sign up." in client.get(f"/s/{code}").text


@keeps("Choose freely: neither yes nor no is ticked for you.")
def test_the_form_comes_without_an_answer_and_takes_none_for_granted(app: Flask, client: FlaskClient, code: str):
    radios = re.findall(r'<input type="radio" name="consent"[^>]*>', client.get(f"/s/{code}").text)
    assert len(radios) == 2 and not any("checked" in each for each in radios)
    assert send(client, code, consent="").status_code == 422
    with app.app_context():
        assert db.session.query(Ally).count() == 0


@keeps(
    "Until you press the button in our first letter, or we speak with you, at most one reminder comes, and none "
    "of the letters that would follow. Calls do not wait for it.",
    "In some campaigns, until you press the button in our first letter, or we speak with you, at most one "
    "reminder comes, and none of the letters that would follow. Calls do not wait for it.",
)
@pytest.mark.parametrize("asks", [True, False])
def test_letters_after_the_first_wait_for_its_button_where_the_campaign_says_so(
    app: Flask, client: FlaskClient, here: Screening, code: str, later: Later, asks: bool
):
    with app.app_context():
        with transaction() as rows:
            rows.get_one(Campaign, here.campaign_id).confirmed_first = asks
        send(client, code, interests=["host"])
        calls = db.session.query(FollowUp).filter_by(channel="call", state="open", held=False)
        assert calls.count() == 1
        ally_id = the_ally().id
        for days in (0.01, 1, 2, 7, 30):
            later(days=days)
            while write_due_letters(BASE_URL):
                pass
        letters = db.session.query(Letter).filter_by(ally_id=ally_id).count()
        assert (1 <= letters <= 2) is asks
        if asks:
            client.post(f"/confirm/{links.sign(CONFIRM, ally_id)}")
            db.session.rollback()
            later(days=60)
            while write_due_letters(BASE_URL):
                pass
            assert db.session.query(Letter).filter_by(ally_id=ally_id).count() > letters


@keeps("Somebody else gave your address? One button in the first letter makes us forget it.")
def test_the_first_letter_leads_to_a_button_that_forgets_the_address(world: World, smtp: Post):
    ally_id, other = world.add(name=NAME, email=EMAIL), world.add()
    [text, *_rest] = [each for each in delivered(world, smtp) if NAME in each]
    path = re.search(rf"{BASE_URL}(/{NOT_ME}/\S+)", text)[1]
    assert world.browser().get(path).status_code == 200
    db.session.rollback()
    assert db.session.get_one(Ally, ally_id).contact is not None, "opening it changes nothing"
    world.browser().post(path)
    db.session.rollback()
    assert db.session.get_one(Ally, ally_id).contact is None
    assert db.session.get_one(Ally, other).contact is not None


@keeps("Every letter of ours has a link that stops all letters and calls, at once.")
def test_each_kind_of_letter_can_stop_everything(world: World, smtp: Post):
    world.step("bare", {"en": {"subject": "Hello", "text": "Only these words."}}, delay_hours=24)
    ally_id = world.add("bare", name=NAME, email=EMAIL)
    world.add("thanks")
    call = invented.follow_up(ally_id, world.campaign_id)
    texts = delivered(world, smtp)
    assert len(texts) == 2 and all(f"{BASE_URL}/stop/" in text for text in texts)
    assert all(letter.message["List-Unsubscribe-Post"] for letter in smtp.letters)
    [mine] = [letter for letter in smtp.letters if letter.recipients == [EMAIL]]
    path = re.search(rf"{BASE_URL}(/stop/\S+)", mine.message.get_body(("plain",)).get_content())[1]
    assert world.browser().post(path).status_code == 200
    db.session.rollback()
    ally = db.session.get_one(Ally, ally_id)
    assert (ally.email_consent, ally.phone_consent) == ("no", "no")
    assert db.session.get_one(FollowUp, call).state == "closed"


@keeps("Every letter also leads to your own page: change your language, ask for extra care, or be erased.")
def test_the_own_page_of_a_letter_does_what_it_says(world: World, smtp: Post):
    world.step("bare", {"en": {"subject": "Hello", "text": "Only these words."}}, delay_hours=24)
    ally_id = world.add("bare", name=NAME, email=EMAIL)
    world.add("thanks")
    texts = delivered(world, smtp)
    assert all(f"{BASE_URL}/me/" in text for text in texts)
    path = f"/me/{links.sign(ME, ally_id)}"
    assert NAME not in world.browser().get(path).text
    world.browser().post(f"{path}/language", data={"language": "ko"})
    world.browser().post(f"{path}/care")
    db.session.rollback()
    ally = db.session.get_one(Ally, ally_id)
    assert (ally.language, ally.extra_care) == ("ko", True)
    world.browser().post(f"{path}/erase")
    db.session.rollback()
    assert db.session.get_one(Ally, ally_id).contact is None


@keeps(
    "From there you can ask for a link with which you see, correct and take away all we hold. "
    "It comes by letter, is good for 30 minutes, and works once."
)
def test_the_fresh_link_shows_all_once_and_within_half_an_hour(world: World, smtp: Post, later: Later):
    ally_id, browser = world.add(name=NAME, email=EMAIL), world.browser()
    for minutes, works in ((29, True), (31, False)):
        before = len(smtp.letters)
        browser.post(f"/me/{links.sign(ME, ally_id)}/link")
        texts = delivered(world, smtp)[before:]
        [path] = [found for text in texts for found in re.findall(rf"{BASE_URL}(/me/open/[^\s?]+)", text)]
        assert EMAIL not in browser.get(path).text
        later(minutes=minutes)
        page = browser.post(path)
        assert (EMAIL in page.text, page.status_code) == (works, 200 if works else 410)
        if works:
            for part in ("/me/data/correct", "/me/data/file.json", "/me/data/file.html"):
                assert part in page.text
        again = browser.post(path)
        assert (EMAIL in again.text, again.status_code) == (False, 410)
        later(hours=2)


@keeps("You left only a phone number? Ask whoever calls you for that link.")
def test_whoever_holds_the_call_can_hand_the_link_over(world: World):
    ally_id, member = world.add(name=NAME, email=None), invented.account("coordinator")
    db.session.get_one(Ally, ally_id).contact = {"name": NAME, "call": NAME, "phone": PHONE}
    db.session.commit()
    browser = browser_of(world.app, member)
    pages = [rule.rule for rule in world.app.url_map.iter_rules() if "link" in rule.endpoint and "ally_id" in rule.rule]
    [page] = [each for each in pages if each.startswith("/desk/")]
    answer = browser.post(page.replace("<ally_id>", ally_id))
    [path] = set(re.findall(r"/me/open/[0-9a-z]+", answer.text))
    assert PHONE in world.browser().post(path).text


@keeps("What you do not write, nobody can take. A name of your choice and one way to reach you are enough.")
@pytest.mark.parametrize(("email", "phone"), [(EMAIL, ""), ("", PHONE)])
def test_an_invented_name_and_one_contact_are_enough(
    app: Flask, client: FlaskClient, code: str, email: str, phone: str
):
    answer = send(client, code, name="Nobody’s Business", email=email, phone=phone, interests=[])
    assert answer.status_code == 303
    with app.app_context():
        held = dict(the_ally().contact or {})
    assert held.pop("name") == held.pop("call") == "Nobody’s Business"
    assert list(held.values()) == [email or phone]
