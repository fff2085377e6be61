"""Requests to host at the desk: listed without a name, opened with a trace, decided with a letter that somebody has seen."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests import invented
from tracker import clock
from tracker.allies.suppress import suppress
from tracker.followups import hosting
from tracker.followups.followup import FollowUp
from tracker.letters.letter import Letter
from tracker.screenings import code
from tracker.screenings.screening import Screening
from tracker.signups.request_to_host import RequestToHost
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.trace import Trace

HERE = "/desk/requests/"
DAY = (clock.now() + timedelta(days=40)).date()


@pytest.fixture
def client(browser_for: Callable[[str], FlaskClient], rosa: str) -> FlaskClient:
    return browser_for(rosa)


def row(request_id: str) -> RequestToHost:
    db.session.rollback()
    return db.session.get_one(RequestToHost, request_id)


def facts(house: invented.House, **values: Any) -> dict[str, Any]:
    return {
        "campaign": house.campaign_id, "kind": "community", "day": str(DAY), "time": "19:00", "name": "The hall by the river",
        "city": "Austin", "region": "TX", "country": "US", "step": "letter", **values,
    }  # fmt: skip


def words_in(page: str) -> dict[str, str]:
    """The letter as it stands there."""
    subject = re.search(r'name="subject"[^>]*value="([^"]*)"', page)
    text = re.search(r'<textarea[^>]*name="text"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
    assert subject and text
    return {"subject": subject[1], "text": text[1].replace("&#39;", "'")}


def unseen_in(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def test_the_list_tells_where_and_when_and_no_name(client: FlaskClient, house: invented.House):
    ally_id = invented.ally()
    mine = invented.request(ally_id, campaign_id=house.campaign_id)
    invented.request(campaign_id=invented.campaign(), wish={"city": "Elsewhere"})
    invented.request(state="declined", decided_at=clock.now(), wish={"city": "Over"})
    page = client.get(HERE).text
    assert "Austin, TX" in page and mine in page and "In May" not in page
    assert "Ada" not in page and "hosting@" not in page and "Elsewhere" not in page
    assert "Over" in client.get(f"{HERE}?list=decided").text
    assert "1 waits for a decision" in client.get("/desk/more").text
    assert "1 request to host waits for a decision." in client.get("/desk/").text


def test_a_look_at_who_asks_is_traced(client: FlaskClient, house: invented.House, rosa: str):
    request_id = invented.request(campaign_id=house.campaign_id)
    page = client.get(f"{HERE}{request_id}").text
    assert "Ada Oh" in page and "hosting@example.org" in page and "Nobody we know" in page
    db.session.rollback()
    looks = db.session.query(Trace).filter_by(deed="request shown", about_id=request_id, account_id=rosa).count()
    assert looks == 1


def test_from_the_request_to_the_letter_with_the_link(client: FlaskClient, house: invented.House):
    follow_up = house.promise()
    ally_id = db.session.get_one(FollowUp, follow_up).ally_id
    request_id = invented.request(ally_id, campaign_id=house.campaign_id, language="ko")
    path = f"{HERE}{request_id}/approve"
    assert 'value="the hall by the river"' in client.get(path).text
    letter = client.post(path, data=facts(house, closes=follow_up))
    assert letter.status_code == 200 and row(request_id).state == "waiting"
    assert db.session.query(Screening).filter(Screening.day == DAY).count() == 0, "nothing is kept before the button"
    words = words_in(letter.text)
    assert "Ada Oh" in words["text"] and "The hall by the river" in words["text"]
    sent = {**unseen_in(letter.text), **words, "text": words["text"] + "\n\nBring a friend.", "step": "approve"}
    done = client.post(path, data=sent)
    assert (done.status_code, done.location) == (303, f"{HERE}{request_id}")
    request = row(request_id)
    assert request.state == "approved"
    [written] = db.session.query(Letter).filter_by(request_id=request_id).all()
    assert written.language == "ko" and "Bring a friend." in written.words["text"] and "/host/" in written.words["text"]
    assert db.session.get_one(FollowUp, follow_up).outcome == "hosts"
    # Pressed twice it is the same.
    assert client.post(path, data=sent).location == f"{HERE}{request_id}"
    assert db.session.query(Screening).filter(Screening.day == DAY).count() == 1
    # The link that the letter holds is not the team's to see.
    assert "/host/…" in client.get(f"/desk/outbox/{written.id}").text
    shown = client.get(f"/desk/screenings/{request.screening_id}").text
    assert f"{HERE}{request_id}" in shown
    card = client.get(f"/desk/allies/{ally_id}").text
    assert "Hosts a film screening" in card and "film screening of theirs" in card


def test_the_evening_can_be_changed_before_the_letter_goes(client: FlaskClient, house: invented.House):
    path = f"{HERE}{invented.request(campaign_id=house.campaign_id)}/approve"
    letter = client.post(path, data=facts(house)).text
    back = client.post(path, data={**unseen_in(letter), **words_in(letter), "step": "evening"})
    assert back.status_code == 200 and 'value="19:00"' in back.text
    anew = client.post(path, data=facts(house, time="20:30", anew="y", **words_in(letter))).text
    assert "8:30 pm" in words_in(anew)["text"].replace("\u202f", " ")


def test_one_that_is_there_already_is_offered(client: FlaskClient, house: invented.House):
    first, second = (invented.request(campaign_id=house.campaign_id) for _ in range(2))
    for request_id in (first, second):
        path = f"{HERE}{request_id}/approve"
        venue = {"venue": "The hall by the river, Austin", "name": ""} if request_id == second else {}
        letter = client.post(path, data=facts(house, **venue))
        if request_id == first:
            client.post(path, data={**unseen_in(letter.text), **words_in(letter.text), "step": "approve"})
    assert letter.status_code == 422 and "Make them host of that one" in letter.text
    there = str(row(first).screening_id)
    again = client.post(path, data=facts(house, **venue, existing=there)).text
    assert "it is there already" in again
    done = client.post(path, data={**unseen_in(again), **words_in(again), "step": "approve"})
    assert done.status_code == 303 and row(second).screening_id == there


def test_nothing_tells_of_a_campaign_that_others_work_on(client: FlaskClient, house: invented.House):
    elsewhere = invented.House()
    theirs = elsewhere.promise()
    ally_id = db.session.get_one(FollowUp, theirs).ally_id
    request_id = invented.request(ally_id, campaign_id=house.campaign_id)
    before = invented.request(ally_id, campaign_id=elsewhere.campaign_id, state="declined", decided_at=clock.now())
    mine = invented.request(ally_id, state="declined", decided_at=clock.now())
    with transaction():
        hosting.link(theirs, request_id)
    page = client.get(f"{HERE}{request_id}").text
    assert mine in page and before not in page and "A follow-up led here." not in page
    path = f"{HERE}{request_id}/approve"
    assert theirs not in client.get(path).text
    there = invented.screening(house.campaign_id, at=clock.now() + timedelta(days=9))
    for existing in ("", there):
        for step in ("letter", "approve"):
            sent = facts(house, existing=existing, closes=theirs, step=step, subject="Yes", text="Come.")
            answer = client.post(path, data=sent)
            assert answer.status_code == 422 and "Choose one from the list." in answer.text
    assert row(request_id).state == "waiting" and db.session.get_one(FollowUp, theirs).state == "open"


def test_who_left_no_address_gets_the_link_by_voice(client: FlaskClient, house: invented.House):
    request_id = invented.request(campaign_id=house.campaign_id, asker={"email": "", "phone": "+15125550147"})
    assert "They left no e-mail address" in client.get(f"{HERE}{request_id}").text
    path = f"{HERE}{request_id}/approve"
    page = client.post(path, data=facts(house)).text
    done = client.post(path, data={**unseen_in(page), "step": "approve"})
    assert done.status_code == 200 and re.search(r"/host/\w{42}", done.text)
    assert db.session.query(Letter).filter_by(request_id=request_id).count() == 0


def test_asked_offered_declined_each_with_the_words_that_stood_there(client: FlaskClient, house: invented.House):
    near = invented.screening(house.campaign_id, visibility="listed", at=clock.now() + timedelta(days=9))
    hidden = invented.screening(house.campaign_id, visibility="unlisted", at=clock.now() + timedelta(days=8))
    with transaction():
        code.make("link", screening_id=near)
    request_id = invented.request(campaign_id=house.campaign_id, language="es")
    shown = client.get(f"{HERE}{request_id}").text
    assert f"/offer/{near}" in shown and hidden not in shown
    for deed, state in (("ask", "asked"), (f"offer/{near}", "offered"), ("decline", "declined")):
        path = f"{HERE}{request_id}/{deed}"
        words = words_in(client.get(path).text)
        assert client.post(path, data={**words, "text": ""}).status_code == 422
        assert client.post(path, data={**words, "text": f"{deed}: {words['text']}"}).status_code == 303
        assert row(request_id).state == state
    texts = [each.words["text"] for each in db.session.query(Letter).filter_by(request_id=request_id)]
    assert len(texts) == 3 and any(text.startswith("ask: ") for text in texts)
    assert client.get(f"{HERE}{request_id}/decline").status_code == 409
    assert client.get(f"{HERE}{request_id}/offer/{hidden}").status_code in (409, 422)
    assert "Approve" not in client.get(f"{HERE}{request_id}").text


def test_declined_without_a_letter(client: FlaskClient, house: invented.House):
    request_id = invented.request(campaign_id=house.campaign_id)
    client.post(f"{HERE}{request_id}/decline", data={"silent": "y", "subject": "", "text": ""})
    assert row(request_id).state == "declined" and db.session.query(Letter).count() == 0


def test_somebody_called_and_it_is_written_down_once(client: FlaskClient, house: invented.House, rosa: str):
    page = client.get(f"{HERE}new").text
    nonce = re.search(r'name="nonce"[^>]*value="(\w+)"', page)
    assert nonce
    told = {
        "nonce": nonce[1], "name": "Ada Oh", "phone": "+1 512 555 0199", "city": "Austin", "country": "US", "when": "May",
        "kind": "campus", "language": "ko", "campaign": house.campaign_id,
    }  # fmt: skip
    wrong = client.post(f"{HERE}new", data={**told, "city": ""})
    assert wrong.status_code == 422 and "In which city" in wrong.text
    for _press in range(2):
        assert client.post(f"{HERE}new", data=told).status_code == 303
    db.session.rollback()
    [request] = db.session.query(RequestToHost).all()
    assert (request.door, request.account_id, request.language, request.campaign_id) == (
        "desk", rosa, "ko", house.campaign_id,
    )  # fmt: skip
    elsewhere = invented.campaign()
    assert client.post(f"{HERE}new", data={**told, "nonce": "1" * 16, "campaign": elsewhere}).status_code == 422


def test_extra_care_is_a_coordinators(
    client: FlaskClient, browser_for: Callable[[str], FlaskClient], house: invented.House
):
    request_id = invented.request(invented.ally(care=True), campaign_id=house.campaign_id)
    page = client.get(HERE).text
    assert "With a coordinator" in page and "Austin" not in page
    for path in (f"{HERE}{request_id}", f"{HERE}{request_id}/approve", f"{HERE}{request_id}/decline"):
        assert client.get(path).status_code == 403
    coordinator = browser_for(invented.account("coordinator", "Cora"))
    assert "Ada Oh" in coordinator.get(f"{HERE}{request_id}").text
    assert words_in(coordinator.get(f"{HERE}{request_id}/decline").text)["subject"] == "The letter you asked for"


def test_who_makes_calls_or_looks_at_figures_has_no_business_here(
    browser_for: Callable[[str], FlaskClient], house: invented.House
):
    request_id = invented.request(campaign_id=house.campaign_id)
    for role in ("caller", "viewer"):
        browser = browser_for(invented.account(role, role))
        assert browser.get(HERE).status_code == 403 and browser.get(f"{HERE}{request_id}").status_code == 403
        assert "request to host waits" not in browser.get("/desk/more").text


def test_the_line_shows_in_the_campaign(client: FlaskClient, house: invented.House):
    ally_id = invented.ally()
    signup = invented.signup(ally_id, house.screening_id)
    came = invented.screening(
        house.campaign_id, venue="The hall by the river", at=clock.now() + timedelta(days=9),
        status="cancelled", cancelled_at=clock.now(),
    )  # fmt: skip
    invented.request(
        ally_id,
        campaign_id=house.campaign_id,
        signup_id=signup,
        state="approved",
        screening_id=came,
        decided_at=clock.now(),
    )
    invented.signup(invented.ally(), came)
    page = client.get(f"/desk/campaigns/{house.campaign_id}").text
    tree = page[page.index('id="lineage"') :]
    assert f"/desk/screenings/{came}" in tree and "cancelled" in tree and "1 signup" in tree
    shown = client.get(f"/desk/screenings/{house.screening_id}").text
    came_of_it = re.sub(r"<[^>]+>", " ", shown[shown.index("By its allies") :])
    assert came_of_it.split()[3:7] == ["1", "1", "cancelled", "1"]
    assert "Its host had signed up at" in client.get(f"/desk/screenings/{came}").text


def test_of_an_address_that_had_left_the_page_says_why_nothing_went(client: FlaskClient, house: invented.House):
    request_id = invented.request(campaign_id=house.campaign_id)
    told = "so nothing went to it by itself"
    assert told not in client.get(f"{HERE}{request_id}").text
    with transaction():
        suppress("hosting@example.org", None, "", "left", at=clock.now() - timedelta(days=3))
    page = client.get(f"{HERE}{request_id}").text
    assert told in page and "Ask them something" in page
