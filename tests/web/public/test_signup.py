"""The signup page, as a phone sees it."""

import html
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests import world
from tests.drawn import so_many
from tests.hostile import HOSTILE
from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent, Wording
from tracker.screenings import code as codes
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.web.frame import form_tokens

YES = {
    "name": "Quiet Heron",
    "email": "heron@example.org",
    "phone": "",
    "consent": "yes",
    "interests": ["host", "learn"],
}


@pytest.fixture
def here(app: Flask):
    with app.app_context():
        screening = world.one_screening()
        db.session.refresh(screening)
        db.session.expunge_all()
        return screening


@pytest.fixture
def code(app: Flask, here: Screening) -> str:
    with app.app_context():
        return str(codes.code_of(screening_id=here.id))


def token_in(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return html.unescape(found[1])


def send(client: FlaskClient, code: str, door: str = "s", token: str | None = None, **fields):
    token = token or token_in(client.get(f"/{door}/{code}").text)
    return client.post(f"/{door}/{code}", data={**YES, **fields, "token": token, "lang": fields.pop("lang", "en")})


def fresh(app: Flask) -> str:
    """A token as the form's page has one, for tests that send hundreds and look at the answers alone."""
    with app.app_context():
        return form_tokens.fresh("signup")


def rows(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_page_says_film_and_room_and_sets_no_cookie(client: FlaskClient, code: str) -> None:
    answer = client.get(f"/s/{code}")
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert "Beyond Utopia" in answer.text and "Barton Street Cinema, Austin" in answer.text
    assert 'value="yes" id="yes" required>' in answer.text, "nothing is preselected"


def test_signing_up_leads_to_thanks_and_is_written_down(app: Flask, client: FlaskClient, code: str) -> None:
    answer = send(client, code)
    assert answer.status_code == 303
    assert "heron" not in answer.location.lower()
    assert "Thank you" in client.get(answer.location).text
    assert rows(app, Signup) == 1


def test_the_exact_words_of_the_question_are_kept_with_the_answer(app: Flask, client: FlaskClient, code: str) -> None:
    send(client, code)
    send(client, code, email="other@example.org", lang="ko")
    with app.app_context():
        kept = {w.language: w.text for w in db.session.scalars(select(Wording))}
        assert "Yes, contact me" in kept["en"] and kept["ko"] != ""
        assert {c.wording_id for c in db.session.scalars(select(Consent))} == set(
            db.session.scalars(select(Wording.id))
        )


def test_a_double_tap_is_one_signup_and_a_corrected_address_is_not_lost(
    app: Flask, client: FlaskClient, code: str
) -> None:
    token = token_in(client.get(f"/s/{code}").text)
    for email in ("heron@exampel.org", "heron@exampel.org", "heron@example.org"):
        assert send(client, code, token=token, email=email).status_code == 303
    assert rows(app, Signup) == 2


def test_known_and_unknown_people_get_the_same_answer(client: FlaskClient, code: str) -> None:
    answers = [send(client, code), send(client, code), send(client, code, email="new@example.org")]
    passes = [answer.location.removeprefix("/thanks/").partition("?")[0] for answer in answers]
    assert len({(answer.status_code, answer.headers["Content-Length"]) for answer in answers}) == 1
    # Sealed, of one length, and no two alike though two of them speak of one signup.
    assert len(set(passes)) == 3 and len({len(each) for each in passes}) == 1
    pages = [
        HOSTS_PASS.sub("PASS", client.get(answer.location).text.replace(each, "PASS"))
        for answer, each in zip(answers, passes, strict=True)
    ]
    assert pages[0] == pages[1] == pages[2]
    assert len({len(client.get(answer.location).text) for answer in answers}) == 1


# The form for hosts opens by a pass of its own: as random, and of one length.
HOSTS_PASS = re.compile(r"(?<=/host/from/)[\w-]+(?=\?)")


def test_the_thanks_page_says_what_may_be_expected_and_nothing_of_whom(client: FlaskClient, code: str) -> None:
    told = {
        "A letter is on its way": {},
        "Somebody of ours will call or text you": {"email": "", "phone": "+1 512 555 0147"},
        "we keep no way to reach you": {"consent": "no"},
    }
    for sentence, fields in told.items():
        page = client.get(send(client, code, **fields).location).text
        assert sentence in page
        assert "Heron" not in page and "heron@" not in page and "0147" not in page.replace(" ", "")


def test_an_old_or_changed_pass_shows_no_thanks(client: FlaskClient, code: str, time_machine) -> None:
    address = send(client, code).location
    at = len("/thanks/") + 12
    assert client.get(address[:at] + ("b" if address[at] != "b" else "d") + address[at + 1 :]).status_code == 404
    time_machine.move_to(clock.now() + timedelta(hours=25))
    old = client.get(address)
    assert old.status_code == 410 and "What was done stays done" in old.text


def test_another_language_brings_the_form_back_filled_and_unjudged(app: Flask, client: FlaskClient, code: str) -> None:
    form = {**YES, "email": "heron@", "speak": "es", "lang": "en", "token": token_in(client.get(f"/s/{code}").text)}
    page = client.post(f"/s/{code}", data=form)
    assert (page.status_code, rows(app, Signup)) == (200, 0)
    assert '<html lang="es">' in page.text and 'value="heron@"' in page.text and "aria-invalid" not in page.text
    assert page.text.count(" checked") == 3, "two interests and the consent"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"consent": ""}, "Choose one. Either is fine."),
        ({"consent": "maybe"}, "Choose one. Either is fine."),
        ({"email": "heron@"}, "Write it like name@example.org"),
        ({"email": "", "phone": "12"}, "Write it with + and the country"),
        ({"email": "", "phone": ""}, "Leave an e-mail address or a phone number"),
        ({"name": "x" * 201}, "200 characters are enough"),
        ({"email": "x" * 300_000 + "@example.org"}, "Write it like name@example.org"),
    ],
)
def test_what_cannot_be_taken_comes_back_filled_with_a_sentence(
    app: Flask, client: FlaskClient, code: str, fields, sentence
) -> None:
    answer = send(client, code, **fields)
    assert answer.status_code == 422
    assert sentence in answer.text and "checked" in answer.text
    assert rows(app, Signup) == rows(app, Ally) == 0


def test_no_needs_no_contact(app: Flask, client: FlaskClient, code: str) -> None:
    assert send(client, code, email="", consent="no").status_code == 303
    assert rows(app, Signup) == 1


def test_an_expired_form_comes_back_filled_and_goes_through_the_second_time(
    app: Flask, client: FlaskClient, code: str, time_machine
) -> None:
    token = token_in(client.get(f"/s/{code}").text)
    time_machine.move_to(clock.now() + timedelta(hours=25))
    answer = send(client, code, token=token)
    assert answer.status_code == 422 and 'value="heron@example.org"' in answer.text
    assert send(client, code, token=token_in(answer.text)).status_code == 303


def test_a_form_that_was_open_when_the_clock_was_set_back_goes_through(
    app: Flask, client: FlaskClient, code: str, time_machine
) -> None:
    """Or that another server drew, whose clock is ahead."""
    token = token_in(client.get(f"/s/{code}").text)
    time_machine.move_to(clock.now() - timedelta(hours=12))
    assert send(client, code, token=token).status_code == 303
    assert rows(app, Signup) == 1


@pytest.mark.parametrize("token", ["", "x", "1.2.3", "\u0661.2.3", "a" * 5000])
def test_a_forged_token_writes_nothing(app: Flask, client: FlaskClient, code: str, token: str) -> None:
    assert client.post(f"/s/{code}", data={**YES, "token": token}).status_code == 422
    assert rows(app, Signup) == 0


def test_a_form_on_another_site_cannot_sign_anybody_up(app: Flask, client: FlaskClient, code: str) -> None:
    token = token_in(client.get(f"/s/{code}").text)
    answer = client.post(f"/s/{code}", data={**YES, "token": token}, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403 and rows(app, Signup) == 0


def test_a_mistyped_code_is_told_from_an_unknown_one(client: FlaskClient, code: str) -> None:
    wrong = code[:-1] + ("b" if code[-1] != "b" else "d")
    body = "babab" + "ab"
    unknown = body + codes.check_character(body)
    assert "does not fit" in client.get(f"/s/{wrong}").text
    assert client.get(f"/s/{unknown}").status_code == client.get(f"/s/{wrong}").status_code == 404
    assert "Nobody gave out that code" in client.get(f"/s/{unknown}").text


def test_case_blanks_and_hyphens_of_a_code_do_not_matter_and_it_works_alone(client: FlaskClient, code: str) -> None:
    for written in (code.upper(), f"{code[:4]}-{code[4:]}", f" {code[:4]} {code[4:]}"):
        assert client.get(f"/s/{written}").status_code == 200
        assert client.get(f"/{written}").location == f"/s/{code}"


def test_a_cancelled_screenings_code_offers_the_campaigns_form(
    app: Flask, client: FlaskClient, here: Screening, code: str
) -> None:
    with app.app_context(), transaction():
        row = db.session.get_one(Screening, here.id)
        row.status, row.cancelled_at = "cancelled", row.created_at
    assert "cancelled" in client.get(f"/s/{code}").text
    assert send(client, code).status_code == 303
    with app.app_context():
        landed = db.session.scalars(select(Screening).join(Signup, Signup.screening_id == Screening.id)).one()
        assert landed.standing == "unplaced" and landed.campaign_id == here.campaign_id


def test_a_code_is_open_for_thirty_days_after_the_end_then_signs_up_for_the_campaign(
    app: Flask, client: FlaskClient, here: Screening, code: str, time_machine
) -> None:
    time_machine.move_to(clock.now() + timedelta(days=29))
    send(client, code)
    time_machine.move_to(clock.now() + timedelta(days=3))
    send(client, code, email="later@example.org")
    with app.app_context():
        landed = list(db.session.scalars(select(Screening.standing).join(Signup, Signup.screening_id == Screening.id)))
        assert sorted(map(str, landed)) == ["None", "unplaced"]


def test_a_campaigns_code_signs_up_for_the_campaign(app: Flask, client: FlaskClient, here: Screening) -> None:
    with app.app_context():
        code = str(codes.code_of(campaign_id=here.campaign_id, source="screen"))
    assert send(client, code, door="c").location.startswith("/thanks/")
    with app.app_context():
        assert db.session.scalars(select(Signup.source)).one() == "screen"


def test_capacity_never_refuses_an_ally(app: Flask, client: FlaskClient, here: Screening, code: str) -> None:
    with app.app_context(), transaction():
        db.session.get_one(Screening, here.id).capacity = 1
    assert [send(client, code, email=f"n{i}@example.org").status_code for i in range(3)] == [303] * 3


def test_extra_care_is_sealed(app: Flask, client: FlaskClient, code: str) -> None:
    send(client, code, protect="yes")
    with app.app_context():
        ally = db.session.scalars(select(Ally)).one()
        assert ally.extra_care is True


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_field_is_kept_or_refused_with_a_sentence(
    app: Flask, client: FlaskClient, code: str, text: str
) -> None:
    for field in ("name", "email", "phone", "interests", "consent", "protect", "lang", "token"):
        answer = send(client, code, **{"token": fresh(app), field: text})
        assert answer.status_code in (303, 422), field
        if "<" in text:
            assert text not in answer.text
    assert client.get(f"/s/{text.replace('/', '')[:200]}").status_code in (200, 301, 303, 308, 404)


@settings(max_examples=so_many(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["name", "email", "phone", "interests", "consent", "protect", "lang"]), st.text(max_size=80)
    )
)
def test_whatever_is_typed_is_answered_with_a_page(app: Flask, client: FlaskClient, code: str, fields) -> None:
    assert send(client, code, token=fresh(app), **fields).status_code in (303, 422)


@settings(max_examples=so_many(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_whatever_bytes_are_posted_are_answered_with_a_page(client: FlaskClient, code: str, body: bytes) -> None:
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json"):
        assert client.post(f"/s/{code}", data=body, content_type=kind).status_code < 500
