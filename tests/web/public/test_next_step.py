"""The one next step on the thanks page: a sentence, a link that is counted, or a question that is answered in place."""

import html
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests import invented
from tests.hostile import HOSTILE
from tests.web.public.test_signup import code, here, rows, send
from tracker import clock
from tracker.appeals.click import Click
from tracker.appeals.interest import Interest, NextStep
from tracker.screenings import code as codes
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup, SignupAnswer
from tracker.store import links
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.web.public import go, thanks

__all__ = ["code", "here"]

LINK = "https://write.example.org/your-senator?from=film"


@pytest.fixture(autouse=True)
def ticks(app: Flask) -> None:
    """What can be ticked: "host" asks by the house's own words, "write" leads to a link in two languages."""
    with app.app_context():
        for position, key in enumerate(("host", "write", "learn")):
            row = db.session.get_one(Interest, invented.interest(key, key.capitalize()))
            with transaction() as session:
                session.get_one(Interest, row.id).position = position
        english = NextStep(title="You ticked: write", sentence="Two lines do.", button="Write now", link=LINK)
        korean = NextStep(title="편지 쓰기", sentence="두 줄이면 됩니다.", button="지금 쓰기", link=f"{LINK}&lang=ko")
        with transaction() as session:
            session.query(Interest).filter_by(key="write").one().next_step = {"en": english, "ko": korean}


def arrived(client: FlaskClient, code: str, **fields) -> str:
    """The address of the thanks page."""
    return send(client, code, **{"interests": ["host"], **fields}).location


def form_in(page: str) -> str:
    found = re.search(r'<form method="post" action="(/thanks/[^"]+)"', page)
    assert found, "no form on this page"
    return html.unescape(found[1]).partition("#")[0]


def button_in(page: str) -> str:
    found = re.search(r'<a class="act" href="([^"]+)"', page)
    assert found, "no button on this page"
    return html.unescape(found[1])


def texts(app: Flask) -> list[str | None]:
    with app.app_context():
        db.session.rollback()
        return [row.text for row in db.session.scalars(select(SignupAnswer).order_by(SignupAnswer.at))]


def presses(app: Flask) -> int:
    with app.app_context():
        db.session.rollback()
        return sum(db.session.scalars(select(Click.number)))


def test_a_question_is_asked_in_place_and_answered_once(app: Flask, client: FlaskClient, code: str) -> None:
    address = arrived(client, code)
    page = client.get(address)
    assert "You ticked: host a film screening" in page.text and "Which month suits you, and where?" in page.text
    assert page.text.count('class="act"') == 1 and "Set-Cookie" not in page.headers
    form = form_in(page.text)
    for _ in range(2):
        answer = client.post(form, data={"answer": "In May,\r\nat our school"})
        assert answer.status_code == 303 and "Set-Cookie" not in answer.headers
    assert answer.location.startswith(address.partition("?")[0])
    thanked = client.get(answer.location).text
    assert "Thank you. Whoever gets in touch with you reads this first." in thanked and "<textarea" not in thanked
    assert "school" not in thanked, "the page shows nothing that the signup holds"
    assert "school" not in client.get(address).text
    assert texts(app) == ["In May,\nat our school"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write a few words first."),
        (" \n\t\x00 ", "Write a few words first."),
        ("x" * 501, "500 characters are enough."),
    ],
)
def test_an_answer_that_does_not_fit_comes_back_with_a_sentence(
    app: Flask, client: FlaskClient, code: str, text: str, sentence: str
) -> None:
    form = form_in(client.get(arrived(client, code)).text)
    answer = client.post(form, data={"answer": text})
    assert answer.status_code == 422 and sentence in answer.text and 'aria-describedby="answer-why"' in answer.text
    assert text.strip("\n\t \x00") in answer.text
    assert texts(app) == []


def test_hostile_answers_are_kept_as_they_are_and_come_back_as_text_alone(
    app: Flask, client: FlaskClient, code: str
) -> None:
    form = form_in(client.get(arrived(client, code)).text)
    for text in HOSTILE:
        answer = client.post(form, data={"answer": text})
        assert answer.status_code in (303, 422), text[:40]
        assert "<script>" not in answer.text and "<img" not in answer.text
    assert texts(app) == HOSTILE[:5], "five are enough; what comes after is thanked for and let go"
    with app.app_context():
        kept = [row.text_sealed or b"" for row in db.session.scalars(select(SignupAnswer))]
    assert not any(text.encode() in sealed for text in HOSTILE[:5] for sealed in kept)


def test_whoever_said_no_to_contact_is_asked_nothing_and_promised_nothing(
    app: Flask, client: FlaskClient, code: str
) -> None:
    address = arrived(client, code, consent="no", email="")
    page = client.get(address).text
    assert "A living room" in page and "<textarea" not in page and "touch" not in page
    answer = client.post(address.replace("?", "/answer?"), data={"answer": "call me"})
    assert answer.status_code == 303 and texts(app) == []


def test_a_signup_that_there_is_not_answers_alike_and_nothing_is_kept(
    app: Flask, client: FlaskClient, code: str
) -> None:
    real = arrived(client, code)
    with app.test_request_context():
        false = thanks.give("0" * 16, code, "host", "letter").address
    answers = []
    for address in (false, real):
        answer = client.post(address.replace("?", "/answer?"), data={"answer": "In May"})
        answers.append((answer.status_code, answer.location.partition("?")[2], client.get(answer.location).status_code))
    assert answers[0] == answers[1]
    assert texts(app) == ["In May"]


def test_a_link_is_counted_once_for_each_press_and_leads_where_organizers_say(
    app: Flask, client: FlaskClient, code: str
) -> None:
    address = arrived(client, code, interests=["learn", "write"])
    page = client.get(address).text
    assert "Two lines do." in page and "Write now" in page and LINK not in page
    assert 'rel="noopener noreferrer"' in page
    for pressed in (1, 2):
        answer = client.get(button_in(page))
        assert (answer.status_code, answer.location, presses(app)) == (303, LINK, pressed)
    assert answer.headers["Referrer-Policy"] == "no-referrer" and "Set-Cookie" not in answer.headers
    korean = client.get(address.replace("lang=en", "lang=ko")).text
    assert "지금 쓰기" in korean
    assert client.get(button_in(korean)).location == f"{LINK}&lang=ko"


@pytest.mark.parametrize(
    "header", [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}]
)
def test_looking_ahead_counts_nothing(app: Flask, client: FlaskClient, code: str, header: dict[str, str]) -> None:
    button = button_in(client.get(arrived(client, code, interests=["write"])).text)
    assert client.get(button, headers=header).status_code == 303
    assert client.head(button).status_code == 303
    assert client.post(button).status_code == 405
    assert presses(app) == 0


def test_a_press_on_a_step_that_has_no_link_any_more_leads_nowhere_kindly(
    app: Flask, client: FlaskClient, code: str
) -> None:
    button = button_in(client.get(arrived(client, code, interests=["write"])).text)
    with app.app_context(), transaction() as session:
        session.query(Interest).filter_by(key="write").one().next_step = {}
    answer = client.get(button)
    assert answer.status_code == 410 and "leads nowhere any more" in answer.text and presses(app) == 0


def test_a_pass_for_one_thing_opens_nothing_else(app: Flask, client: FlaskClient, code: str) -> None:
    address = arrived(client, code, interests=["write"])
    button, token = button_in(client.get(address).text), address.split("/")[2].partition("?")[0]
    assert client.get(f"/go/{token}").status_code == 404
    assert client.get(f"/thanks/{button.split('/')[2].partition('?')[0]}").status_code == 404
    changed = button[:20] + ("b" if button[20] != "b" else "d") + button[21:]
    assert client.get(changed).status_code == 404
    for text in (*HOSTILE, "https:%2f%2fevil.example", "a.b.c.d"):
        assert client.get(f"/go/{text}").status_code in (404, 308, 400), text[:40]
    assert presses(app) == 0


def test_an_old_pass_says_so_kindly_and_writes_nothing(app: Flask, client: FlaskClient, code: str, monkeypatch) -> None:
    address, button = arrived(client, code), button_in(client.get(arrived(client, code, interests=["write"])).text)
    later = clock.now() + timedelta(seconds=thanks.GOOD_FOR + 60)
    monkeypatch.setattr(clock, "now", lambda: later)
    answer = client.post(address.replace("?", "/answer?"), data={"answer": "In May"})
    assert answer.status_code == 410 and "What was done stays done." in answer.text and texts(app) == []
    assert client.get(button).status_code == 303, "a page left open overnight still leads on"
    later += timedelta(seconds=go.GOOD_FOR)
    assert client.get(button).status_code == 410


def test_words_of_organizers_stand_on_the_page_as_text(app: Flask, client: FlaskClient, code: str) -> None:
    hostile = NextStep(title="<b>{{7*7}}</b>", sentence='"><script>alert(1)</script>', button="{{ config }}", link=LINK)
    with app.app_context(), transaction() as session:
        session.query(Interest).filter_by(key="write").one().next_step = {"en": hostile}
    page = client.get(arrived(client, code, interests=["write"])).text
    assert "&lt;b&gt;{{7*7}}&lt;/b&gt;" in page and "{{ config }}" in page
    assert "<script>alert" not in page


def test_the_answer_of_a_first_signup_is_the_signups_own(app: Flask, client: FlaskClient, code: str) -> None:
    other = arrived(client, code, email="other@example.org")
    mine = arrived(client, code)
    client.post(mine.replace("?", "/answer?"), data={"answer": "mine"})
    client.post(other.replace("?", "/answer?"), data={"answer": "mine"})
    assert texts(app) == ["mine", "mine"] and rows(app, Signup) == 2


def test_who_says_where_and_was_there_already_is_read_all_the_same(
    app: Flask, client: FlaskClient, code: str, here: Screening
) -> None:
    """By the screening's code, then by the campaign's: the second signup folds into the first, and the page promises on."""
    send(client, code)
    with app.app_context():
        campaign_code = str(codes.code_of(campaign_id=here.campaign_id, source="screen"))
    address = send(client, campaign_code, door="c", interests=["host"]).location
    form = form_in(client.get(address).text)
    assert rows(app, Signup) == 2
    client.post(address.partition("?")[0] + "/where", data={"screening": here.id})
    assert rows(app, Signup) == 1
    answer = client.post(form, data={"answer": "In May"})
    assert "reads this first" in client.get(answer.location).text and texts(app) == ["In May"]


def test_a_stranger_with_the_same_address_uses_up_no_answer_behind_the_own_link(
    app: Flask, client: FlaskClient, code: str, here: Screening
) -> None:
    with app.app_context(), transaction():
        codes.make("link", campaign_id=here.campaign_id)
    form = form_in(client.get(arrived(client, code)).text)
    for number in range(7):
        client.post(form, data={"answer": f"Call +1 512 555 010{number}"})
    with app.app_context():
        token = links.sign("confirm", db.session.scalars(select(Signup.ally_id)).one())
    own = form_in(client.post(f"/confirm/{token}").text)
    client.post(own, data={"answer": "In May"})
    with app.app_context():
        written = db.session.execute(select(SignupAnswer.by_own_link).order_by(SignupAnswer.at)).scalars().all()
    assert written == [False] * 5 + [True] and texts(app)[-1] == "In May"
