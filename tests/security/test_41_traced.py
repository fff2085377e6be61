"""41: logins, refusals and exports are told with who, when and how many, not whom; errors say nothing; failures fail closed."""

from collections.abc import Iterator

import pytest
from flask import Flask
from structlog.testing import capture_logs

from tests import invented
from tests.members import PASSWORD, browser_of, form_token
from tests.others_campaign import Theirs, told_to_strangers
from tests.tampering import say
from tracker.store.db import db
from tracker.team import second_factor
from tracker.team.trace import Trace


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        yield app


def last() -> Trace:
    db.session.rollback()
    found = db.session.query(Trace).order_by(Trace.number.desc()).first()
    assert found is not None
    return found


def test_41_a_sign_in_is_traced_with_who_and_when(app: Flask, member) -> None:
    whose, browser = member(password=PASSWORD), app.test_client()
    page = browser.get("/account/sign-in").text
    said = {"csrf_token": form_token(page), "email": whose.email, "password": PASSWORD}
    asked = browser.post("/account/sign-in", data=said)
    assert asked.status_code == 303
    code = {"csrf_token": form_token(browser.get(asked.location).text), "code": second_factor.code_now(whose.secret)}
    assert browser.post(asked.location, data=code).status_code == 303
    with app.app_context():
        assert (last().deed, last().account_id) == ("signed in", whose.id)


def test_41_a_wrong_sign_in_is_logged_by_its_kind_and_not_by_what_was_typed(app: Flask, member) -> None:
    whose, browser = member(password=PASSWORD), app.test_client()
    page = browser.get("/account/sign-in").text
    said = {"csrf_token": form_token(page), "email": whose.email, "password": "lamps beside the well"}
    with capture_logs() as logs:
        assert browser.post("/account/sign-in", data=said).status_code == 401
        asked = browser.post("/account/sign-in", data={**said, "password": PASSWORD})
        code = {"csrf_token": form_token(browser.get(asked.location).text), "code": "000000"}
        assert browser.post(asked.location, data=code).status_code == 422
    told = [(each["why"], each["account"]) for each in logs if each["event"] == "sign-in refused"]
    assert told == [("NotTheseTwo", None), ("WrongCode", whose.id)]
    assert whose.email not in str(logs) and "lamps" not in str(logs) and "000000" not in str(logs)


def test_41_a_refusal_is_logged_with_who_and_what_kind_of_page_and_not_of_whom(inside: Flask) -> None:
    theirs, caller = Theirs(), invented.account("caller")
    with capture_logs() as logs:
        browser_of(inside, caller).get(f"/desk/allies/{theirs.ally}")
    [told] = [each for each in logs if each["event"] == "refused"]
    assert (told["account"], told["rule"], told["method"]) == (caller, "/desk/allies/<ally_id>", "GET")
    assert theirs.ally not in str(logs) and not told_to_strangers(str(logs), theirs.alias)


def test_41_a_letter_taken_along_is_traced_and_counted(inside: Flask) -> None:
    theirs, chief = Theirs(), invented.account("coordinator")
    assert browser_of(inside, chief).get(f"/desk/outbox/{theirs.ids['letter_id']}.eml").status_code == 200
    assert (last().deed, last().account_id, last().about_id) == ("letter taken", chief, theirs.ally)


def test_41_when_the_trace_cannot_be_written_nothing_of_anybody_is_shown(inside: Flask) -> None:
    """The disk is full, say: here the database refuses every new row of the trace."""
    theirs, chief = Theirs(), invented.account("administrator")
    theirs.claim(chief)
    say("CREATE TRIGGER full BEFORE INSERT ON trace BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END")
    db.session.commit()
    ids = theirs.ids
    pages = [f"/desk/follow-ups/{theirs.follow_up}", f"/desk/outbox/{ids['letter_id']}", f"/desk/outbox/{ids['letter_id']}.eml",
             f"/desk/replies/{ids['reply_id']}", f"/desk/screenings/{ids['screening_id']}", f"/desk/team/{theirs.juno}/contacts-seen",
             f"/desk/allies/{theirs.ally}/seen-by", "/desk/trace/"]  # fmt: skip
    chiefs, junos = browser_of(inside, chief), browser_of(inside, theirs.juno)
    answers = [chiefs.get(each) for each in pages]
    answers += [
        chiefs.post(f"/desk/allies/{theirs.ally}/{deed}", data={"reason": "they asked"})
        for deed in ("reveal", "own-link")
    ]
    answers += [junos.get("/desk/allies/"), junos.get(f"/desk/allies/{theirs.ally}")]
    answers += [junos.post("/desk/call-back/", data={"asked": "Noorxmark"})]
    for each in answers:
        assert each.status_code == 500 and "Our mistake" in each.text
        assert not told_to_strangers(each.text) and "full" not in each.text and "trace" not in each.text.lower()
    say("DROP TRIGGER full")
    db.session.commit()
    assert "Noorxmark" in chiefs.get(pages[0]).text, "and all is as it was"
