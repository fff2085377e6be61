"""The form for hosts: what it asks, what it keeps, and what it never tells."""

import re
from datetime import timedelta
from typing import Any

import time_machine
from werkzeug.test import TestResponse

from tests import invented
from tests.letters_world import BASE_URL, World
from tracker import clock
from tracker.allies.ally import Ally, Contact
from tracker.allies.consent import Wording
from tracker.allies.identify import identify
from tracker.allies.suppress import suppress
from tracker.followups import hosting
from tracker.followups.claiming import Worker
from tracker.letters import to_asker
from tracker.letters.letter import Letter
from tracker.letters.occasion import ASKS
from tracker.signups import own_data
from tracker.signups.request_to_host import RequestToHost
from tracker.signups.signup import Signup
from tracker.store import links
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.take_back_request import take_back_request

FILLED = {
    "name": "Quiet Heron", "email": "heron@example.org", "phone": "", "city": "Austin", "region": "TX", "country": "US",
    "when": "In May", "heads": "40", "kind": "community", "lang": "en",
}  # fmt: skip


def token(world: World, path: str = "/host/") -> str:
    found = re.search(r'name="token" value="([^"]+)"', world.browser().get(path).text)
    assert found
    return found[1]


def ask(world: World, path: str = "/host/", **fields: Any) -> TestResponse:
    """Fill in the form and send it."""
    sent = {**FILLED, **fields}
    if path == "/host/":
        sent.setdefault("token", token(world))
    answer: TestResponse = world.browser().post(path, data=sent)
    db.session.rollback()
    return answer


def asked() -> list[RequestToHost]:
    db.session.rollback()
    return db.session.query(RequestToHost).order_by(RequestToHost.at, RequestToHost.id).all()


def only_request() -> RequestToHost:
    [request] = asked()
    return request


def letters() -> list[Letter]:
    db.session.rollback()
    return db.session.query(Letter).filter(Letter.request_id.is_not(None)).order_by(Letter.written_at).all()


def known(world: World, **contact: Any) -> str:
    """An ally whom the house recognises by the contact."""
    ally_id = world.add()
    with transaction() as session:
        ally = session.get_one(Ally, ally_id)
        ally.contact = Contact(**({"name": "Quiet Heron", "call": "Heron", "email": "heron@example.org"} | contact))  # type: ignore[typeddict-item]
        identify(ally_id, ally.contact)
    return ally_id


def test_a_request_is_kept_acknowledged_and_thanked_for(world: World):
    answer = ask(world, more="Upstairs.\nThere is a lift.")
    assert answer.status_code == 303 and answer.location == "/host/asked/letter?lang=en"
    assert "We have your request" in world.browser().get(answer.location).text
    request = only_request()
    assert (request.state, request.door, request.heads, request.ally_id) == ("waiting", "form", 40, None)
    assert request.wish["more"] == "Upstairs.\nThere is a lift."
    [letter] = letters()
    assert (letter.recipient, letter.kind, letter.language) == ("heron@example.org", "request", "en")
    # By itself goes nothing that was typed: the address may be a stranger's.
    for typed in ("Heron", "Austin", "Upstairs"):
        assert typed not in letter.words["text"]
    assert f"{BASE_URL}/host/back/" not in letter.words["subject"] and "/host/back/" in letter.words["text"]


def test_with_a_number_alone_a_call_is_promised_and_no_letter_goes(world: World):
    answer = ask(world, email="", phone="+1 512 555 0199")
    assert answer.location == "/host/asked/call?lang=en"
    assert letters() == [] and only_request().asker == {"name": "Quiet Heron", "phone": "+15125550199"}


def test_the_words_beside_the_button_are_kept_as_they_stood(world: World):
    page = world.browser().get("/host/?lang=es").text
    ask(world, lang="es")
    request = only_request()
    words = db.session.get_one(Wording, request.wording_id)
    assert words.language == "es" and request.language == "es"
    for sentence in words.text.split(" / "):
        assert sentence in page.replace("&#39;", "'")


WRONG = (
    ("name", " ", "Write the name"),
    ("name", "x" * 201, "longer than we can keep"),
    ("email", "heron@", "Write it like name@example.org"),
    ("email", "", "so that we can answer"),
    ("phone", "12", "with + and the country"),
    ("city", "", "In which city"),
    ("when", "", "About when"),
    ("when", "x" * 201, "longer than we can keep"),
    ("more", "x" * 2001, "longer than we can keep"),
    ("heads", "many", "Write a number"),
    ("heads", "0", "Write a number"),
    ("heads", "100001", "Write a number"),
    ("heads", "٤٠", "Write a number"),
    ("kind", "theatrical", "Choose what comes nearest"),
    ("country", "ZZ", "Choose the country"),
)


def test_what_cannot_be_kept_comes_back_with_what_was_typed(world: World):
    form = token(world)
    for field, value, why in WRONG:
        answer = ask(world, **{"place": "The old mill", "token": form, field: value})
        assert answer.status_code == 422 and why in answer.text, (field, value)
        assert 'value="The old mill"' in answer.text and "What you wrote is still here" in answer.text
    assert asked() == []


def test_pressed_twice_it_is_one_request_and_one_letter(world: World):
    sent = {"token": token(world)}
    for _press in range(2):
        assert ask(world, **sent).status_code == 303
    assert len(asked()) == 1 and len(letters()) == 1


def test_two_forms_of_one_asker_are_two_requests_and_one_letter_a_day(world: World):
    ask(world)
    ask(world, when="In June", email="heron+again@example.org")
    assert len(asked()) == 2 and len(letters()) == 1


def test_an_old_form_comes_back_filled_and_one_from_elsewhere_is_refused(world: World):
    assert "open for a long time" in ask(world, token="1.x.y").text
    elsewhere = world.browser().post(
        "/host/", data={**FILLED, "token": token(world)}, headers={"Origin": "https://elsewhere.example"}
    )
    assert elsewhere.status_code == 403 and asked() == []


def test_a_program_that_fills_in_what_nobody_sees_is_given_it_back(world: World):
    answer = ask(world, homepage="https://spam.example")
    assert answer.status_code == 422 and asked() == []


def test_another_language_keeps_what_was_typed(world: World):
    answer = ask(world, speak="ko", place="The old mill")
    assert answer.status_code == 200 and '<html lang="ko">' in answer.text and 'value="The old mill"' in answer.text
    assert asked() == []


def test_neither_page_nor_answer_tells_whether_somebody_is_known(world: World):
    stranger = ask(world)
    known(world, email="known@example.org")
    mine = ask(world, email="known@example.org")
    assert (stranger.status_code, stranger.location) == (mine.status_code, mine.location)
    assert [each.ally_id is None for each in asked()] == [True, False]
    first, second = letters()
    assert first.words["subject"] == second.words["subject"]


def test_whoever_is_known_by_the_contact_is_known_inside_alone(world: World):
    ally_id = known(world)
    before = db.session.get_one(Ally, ally_id).acted_at
    ask(world)
    request = only_request()
    signup = db.session.query(Signup).filter_by(ally_id=ally_id).one()
    assert (request.ally_id, request.by_own_link, request.signup_id) == (ally_id, False, signup.id)
    assert request.campaign_id == world.campaign_id
    # Whoever typed it may be another: it is no sign of life.
    assert db.session.get_one(Ally, ally_id).acted_at == before


def test_a_no_stays_a_no_and_the_request_is_answered_all_the_same(world: World):
    ally_id = known(world)
    with transaction() as session:
        session.get_one(Ally, ally_id).email_consent = "no"
    ask(world)
    assert db.session.get_one(Ally, ally_id).email_consent == "no" and len(letters()) == 1


def test_never_again_gets_no_letter_and_the_request_is_kept(world: World):
    with transaction():
        suppress("heron@example.org", None, "", "never again")
    assert ask(world).location == "/host/asked/letter?lang=en"
    assert len(asked()) == 1 and letters() == []


def test_an_address_that_had_left_gets_nothing_by_itself_and_a_person_may_answer(world: World):
    for kind in ("left", "erased"):
        with transaction():
            suppress(f"{kind}@example.org", None, "", kind, at=clock.now() - timedelta(days=3))
        assert ask(world, email=f"{kind}@example.org").location == "/host/asked/letter?lang=en"
    assert letters() == [] and [to_asker.barred(each) for each in asked()] == [None, None]


def test_taking_it_back_and_asking_again_brings_no_second_letter_that_day(world: World):
    with time_machine.travel("2026-12-01T10:00:00+00:00", tick=False) as at:
        ask(world)
        assert take_back_request(only_request().id)
        ask(world, when="In June")
        assert len(asked()) == 2 and len(letters()) == 1
        at.shift(timedelta(days=1, hours=1))
        ask(world, when="In July")
        assert len(letters()) == 2


def test_the_link_of_a_letter_knows_whose_it_is_and_shows_nothing_of_them(world: World):
    ally_id = known(world, name="Hidden Marmot", email="marmot@example.org")
    follow_up = world.follow_up_of(ally_id).id
    path = f"/host/from/{links.sign(ASKS, follow_up)}"
    page = world.browser().get(path).text
    assert page == world.browser().get(f"/host/from/{links.sign(ASKS, '0' * 16)}").text.replace(
        links.sign(ASKS, "0" * 16), links.sign(ASKS, follow_up)
    )
    assert "Marmot" not in page and "marmot@" not in page
    assert ask(world, path, email="marmot@example.org").location == "/host/asked/letter?lang=en"
    request = only_request()
    assert (request.ally_id, request.by_own_link, request.door) == (ally_id, True, "link")
    led = hosting.led_to(request.id)
    assert led is not None and led.id == follow_up
    assert db.session.get_one(Ally, ally_id).confirmed_at is not None
    [letter] = letters()
    assert letter.ally_id == ally_id


def test_a_link_that_was_handed_on_puts_no_friend_into_the_record_of_the_ally(world: World):
    ally_id = known(world, name="Hidden Marmot", email="marmot@example.org")
    follow_up, before = world.follow_up_of(ally_id), db.session.get_one(Ally, ally_id).acted_at
    ask(world, f"/host/from/{links.sign(ASKS, follow_up.id)}")
    request, ally = only_request(), db.session.get_one(Ally, ally_id)
    assert (request.ally_id, request.by_own_link, request.door) == (None, False, "link")
    assert (ally.confirmed_at, ally.acted_at) == (None, before)
    # Where it came from is known all the same.
    signup = db.session.query(Signup).filter_by(ally_id=ally_id).one()
    assert (request.signup_id, request.campaign_id) == (signup.id, world.campaign_id)
    led, anybody = hosting.led_to(request.id), Worker(invented.account("coordinator"), None, careful=True)
    assert led is not None and led.ally_id == ally_id and hosting.may_close(request, anybody) == []
    assert own_data.tell(ally_id)["requests_to_host"] == []
    # No letter of the ally's, whose one click would stop them.
    [letter] = letters()
    assert letter.ally_id is None and letter.recipient == "heron@example.org"


def test_a_friend_whom_we_know_is_known_as_themselves(world: World):
    friend = known(world)
    ally_id = world.add(name="Hidden Marmot", email="marmot@example.org")
    signup = db.session.query(Signup).filter_by(ally_id=ally_id).one()
    ask(world, f"/host/from/{links.sign(ASKS, world.follow_up_of(ally_id).id)}")
    assert (only_request().ally_id, only_request().by_own_link) == (friend, False)
    assert only_request().signup_id == signup.id


def test_what_a_friend_wrote_by_a_link_in_the_time_before_is_not_told_to_the_ally(world: World):
    ally_id = known(world, name="Hidden Marmot", email="marmot@example.org")
    invented.request(ally_id, by_own_link=True, asker={"name": "Quiet Heron", "email": "heron@example.org"})
    [told] = own_data.tell(ally_id)["requests_to_host"]
    assert (told["asked_by"], told["wish"]) == ({}, {})


def test_the_same_words_by_one_link_are_one_request(world: World):
    path = f"/host/from/{links.sign(ASKS, world.follow_up_of(known(world)).id)}"
    for _press in range(2):
        ask(world, path)
    ask(world, path, when="In June")
    assert len(asked()) == 2


def test_the_link_of_who_is_erased_leads_to_nobody_and_nothing_is_lost(world: World):
    ally_id = known(world, email="marmot@example.org")
    path = f"/host/from/{links.sign(ASKS, world.follow_up_of(ally_id).id)}"
    with transaction() as session:
        session.get_one(Ally, ally_id).contact = None
    assert ask(world, path).status_code == 303
    assert (only_request().ally_id, only_request().by_own_link) == (None, False)


def test_every_letter_of_a_follow_up_says_the_personal_address(world: World):
    world.step("invite", words={"en": {"subject": "Host", "text": "Ask: {host}\n\n{stop}"}})
    ally_id = world.add(step="invite")
    world.write()
    letter = db.session.query(Letter).filter_by(ally_id=ally_id).one()
    found = re.search(r"/host/from/(\w+)", letter.words["text"])
    assert found and links.read(ASKS, found[1]) == world.follow_up_of(ally_id).id


def test_taking_it_back_forgets_what_was_written_and_stops_the_letters(world: World):
    ask(world)
    request = only_request()
    found = re.search(r"/host/back/\w+", letters()[0].words["text"])
    assert found
    path = found[0]
    assert "Nothing changes until" in world.browser().get(path).text and only_request().asker
    assert "forgotten" in world.browser().post(path).text
    request = only_request()
    assert (request.state, request.asker, request.wish, request.mark) == ("taken back", None, None, None)
    assert [each.state for each in letters()] == ["withdrawn"]
