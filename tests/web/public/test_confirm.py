"""The page behind a letter's button: the wanted step, and one press that says "this address is mine"."""

import re

import pytest

from tests.letters_world import World
from tracker import clock
from tracker.allies.ally import Ally
from tracker.appeals.interest import Interest, NextStep
from tracker.screenings import code
from tracker.signups.signup import Signup, SignupInterest
from tracker.store import links
from tracker.store.db import db
from tracker.store.ids import ALPHABET
from tracker.store.transactions import transaction
from tracker.web.frame import passes
from tracker.words import LANGUAGES


def own(button: str) -> NextStep:
    """What organizers have written, in one language."""
    return NextStep(
        title="Give a ticket", sentence="One ticket, one person.", button=button, link="https://give.example/x"
    )


OWN = own("Give now")


@pytest.fixture
def ally(world: World) -> str:
    """Somebody who ticked "give"; beside somebody who ticked "host"."""
    ids = [world.add(name="Mina"), world.add(name="Noise")]
    with transaction() as session:
        for ally_id, key in zip(ids, ("give", "host"), strict=True):
            signup = session.query(Signup).filter_by(ally_id=ally_id).one()
            interest = session.query(Interest).filter_by(key=key).one()
            session.add(SignupInterest(signup_id=signup.id, interest_id=interest.id, at=clock.now()))
    return ids[0]


def define(key: str = "give", **by_language: NextStep) -> None:
    with transaction() as session:
        session.query(Interest).filter_by(key=key).one().next_step = by_language


def confirmed(ally_id: str) -> bool:
    db.session.rollback()
    return db.session.get_one(Ally, ally_id).confirmed_at is not None


def test_it_shows_the_step_and_one_button_and_nothing_of_the_person(world: World, ally: str):
    define(en=OWN)
    answer = world.browser().get(f"/confirm/{links.sign('confirm', ally)}?lang=en")
    assert answer.status_code == 200
    for words in ("Give a ticket", "One ticket, one person.", '<button class="act">Give now</button>'):
        assert words in answer.text
    assert answer.text.count("<button") == 1
    for telling in ("Mina", "ally1", "example.org", "Alder", "Beyond", "give.example"):
        assert telling not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert not confirmed(ally)


def test_who_asked_for_extra_care_reads_the_houses_own_words_alone(world: World, ally: str):
    define(en=OWN | NextStep(question="Whom shall we free?"))
    with transaction() as session:
        session.get_one(Ally, ally).extra_care = True
    client, address = world.browser(), f"/confirm/{links.sign('confirm', ally)}?lang=en"
    for answer in (client.get(address), client.post(address)):
        assert "See how to give" in answer.text
        assert "you can stop at any time" in answer.text
        for telling in ("Give a ticket", "One ticket", "Give now", "Whom shall we free", "give.example"):
            assert telling not in answer.text
    assert "/go/" in answer.text, "the button leads where organizers meant it to"


def test_the_page_is_the_same_before_and_after_somebody_has_confirmed(world: World, ally: str):
    client, address = world.browser(), f"/confirm/{links.sign('confirm', ally)}"
    before = client.get(address).text
    client.post(address)
    assert confirmed(ally)
    assert client.get(address).text == before


def test_a_press_confirms_and_shows_the_step_itself(world: World, ally: str):
    define(en=OWN)
    client, address = world.browser(), f"/confirm/{links.sign('confirm', ally)}"
    answer = client.post(address)
    assert confirmed(ally)
    assert "The address is yours" in answer.text
    onward = re.search(r'class="act" href="(/go/[^"]+)" rel="noopener noreferrer">Give now</a>', answer.text)
    assert onward and client.get(onward[1]).location == "https://give.example/x"
    again = client.post(address)
    assert (again.status_code, "You had said so before" in again.text) == (200, True)
    assert "Give now" in again.text


def test_a_step_that_asks_is_answered_behind_the_press(world: World, ally: str):
    define(en={"title": "T", "sentence": "S", "button": "Offer", "question": "Which month?"})
    text = world.browser().post(f"/confirm/{links.sign('confirm', ally)}").text
    signup_id = db.session.query(Signup).filter_by(ally_id=ally).one().id
    campaign_code = code.code_of(campaign_id=world.campaign_id)
    action = re.search(r'action="/thanks/([^/"]+)/answer\?lang=en"', text)
    assert action
    assert passes.read("thanks", action[1], 60) == [signup_id, campaign_code, "give", "own"]
    assert "Which month?" in text


def test_a_step_that_leads_nowhere_is_answered_by_letter(world: World, ally: str):
    assert "Answer our letter with a line" in world.browser().post(f"/confirm/{links.sign('confirm', ally)}").text


@pytest.mark.parametrize("method", ["get", "post"])
def test_one_character_changed_is_not_here_and_says_so_kindly(world: World, ally: str, method: str):
    token = links.sign("confirm", ally)
    wrong = token[:-1] + ALPHABET[(ALPHABET.index(token[-1]) + 1) % 32]
    answer = getattr(world.browser(), method)(f"/confirm/{wrong}")
    assert answer.status_code == 404
    assert "Open it from the letter again" in answer.text
    assert not confirmed(ally)


@pytest.mark.parametrize("method", ["get", "post"])
def test_after_erasing_it_says_that_it_is_gone(world: World, ally: str, method: str):
    with transaction() as session:
        session.get_one(Ally, ally).contact = None
    answer = getattr(world.browser(), method)(f"/confirm/{links.sign('confirm', ally)}")
    assert answer.status_code == 410
    assert "no longer hold" in answer.text
    assert not confirmed(ally)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_the_letters_language_whatever_the_browser_wishes_and_can_be_switched(
    world: World, ally: str, language: str
):
    define(en=OWN, ko=own("지금 기부하기"), es=own("Donar ahora"))
    client, address = world.browser(), f"/confirm/{links.sign('confirm', ally)}?lang={language}"
    says = {"en": "Give now", "ko": "지금 기부하기", "es": "Donar ahora"}[language]
    asked = client.get(address, headers={"Accept-Language": "en"})
    assert f'<html lang="{language}">' in asked.text
    assert says in asked.text
    assert all(f'href="?lang={each}"' in asked.text for each in LANGUAGES)
    done = client.post(address, headers={"Accept-Language": "en"})
    assert f'<html lang="{language}">' in done.text
    assert says in done.text
    # The switch asks anew by POST, so that what was done stays on the page.
    assert all(f'formaction="?lang={each}"' in done.text for each in LANGUAGES)
