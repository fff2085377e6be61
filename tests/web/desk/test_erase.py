"""At the desk: what goes and what stays is said first; a reason; at once, or as if they had pressed it; the record; the copies."""

import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tests.members import browser_of
from tests.wanting_out import ADDRESS, NAME, Out, letters_of
from tracker.allies import wordings
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.finding import contacts_seen
from tracker.keeping import held
from tracker.keeping.copy_left import Chase, Copy
from tracker.keeping.erasure import Erasure
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.trace import Trace
from tracker.web.frame import access

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)  # the deeds are tried on both elsewhere


@pytest.fixture
def out(inside: Flask) -> Out:
    return Out(inside)


@pytest.fixture
def ines(out: Out) -> FlaskClient:
    return browser_of(out.app, out.coordinator)


def contact(ally_id: str) -> object:
    db.session.rollback()
    return db.session.get_one(Ally, ally_id).contact


def test_the_page_says_what_goes_what_stays_and_who_has_copies_and_names_nobody(out: Out, ines: FlaskClient) -> None:
    out.leave_more()
    ines.get(f"/desk/outbox/{letters_of(out.ally_id)[-1].id}.eml")
    page = ines.get(f"/desk/allies/{out.ally_id}/erase").text
    for said in (
        "What 1 letter said",
        "What 1 letter of theirs said",
        "3 notes and answers",
        "That there was 1 signup",
    ):
        assert said in page, said
    assert "A phone that called them" in page and "A letter, as a file" in page and "Ines C." in page
    assert NAME not in page and ADDRESS not in page
    assert contact(out.ally_id) is not None, "a look changes nothing"


def test_without_a_reason_nothing_happens_and_what_was_chosen_is_still_there(out: Out, ines: FlaskClient) -> None:
    answer = ines.post(f"/desk/allies/{out.ally_id}/erase", data={"reason": " ", "when": "now"})
    assert answer.status_code == 422 and "Write why" in answer.text and 'aria-invalid="true"' in answer.text
    assert re.search(r"<input[^>]*checked[^>]*value=\"now\"", answer.text)
    assert contact(out.ally_id) is not None


def test_later_hides_at_once_and_can_be_taken_back(out: Out, ines: FlaskClient) -> None:
    answer = ines.post(f"/desk/allies/{out.ally_id}/erase", data={"reason": "asked on the phone", "when": "later"})
    assert answer.status_code == 303
    assert "Asked to be erased" in ines.get(answer.location).text
    erasure = db.session.query(Erasure).one()
    assert (contact(out.ally_id), erasure.done_at, erasure.account_id) == (None, None, out.coordinator)
    again = ines.post(f"/desk/allies/{out.ally_id}/erase", data={"reason": "asked on the phone", "when": "now"})
    assert again.status_code == 409 and "on its way already" in again.text


def test_at_once_is_done_when_the_page_answers_and_lists_the_copies_to_chase(out: Out, ines: FlaskClient) -> None:
    out.leave_more()
    assert ines.post(f"/desk/allies/{out.ally_id}/record.json").status_code == 200
    answer = ines.post(f"/desk/allies/{out.ally_id}/erase", data={"reason": "asked on the phone", "when": "now"})
    page = ines.get(answer.location).text
    assert contact(out.ally_id) is None and db.session.query(Erasure.done_at).scalar() is not None
    assert "All that is held, as a file" in page and "A phone that called them" in page
    assert NAME not in page and ADDRESS not in page
    [reason] = [row.detail for row in db.session.query(Trace).filter_by(deed="erasure asked for")]
    assert reason == "asked on the phone"


def test_copies_are_ticked_off_and_each_tick_is_written_down_once(out: Out, ines: FlaskClient) -> None:
    ines.post(f"/desk/allies/{out.ally_id}/record.json")
    ines.post(f"/desk/allies/{out.ally_id}/erase", data={"reason": "asked on the phone", "when": "now"})
    chase = db.session.query(Chase).one()
    for _ in range(2):
        assert ines.post(f"/desk/keeping/copies/{chase.id}/asked").status_code == 303
    assert "asked on" in ines.get("/desk/keeping/copies/").text
    for _ in range(2):
        assert ines.post(f"/desk/keeping/copies/{chase.id}/done").status_code == 303
    assert "Nothing is to be chased." in ines.get("/desk/keeping/copies/").text
    assert "All that is held, as a file" in ines.get("/desk/keeping/copies/?tab=done").text
    db.session.rollback()
    deeds = [row.deed for row in db.session.query(Trace).filter_by(about="chase").order_by(Trace.number)]
    assert deeds == ["copy chased", "copy destroyed"]
    assert ines.post(f"/desk/keeping/copies/{'0' * 16}/done").status_code == 404


def test_one_click_takes_the_whole_record_and_leaves_a_trace_and_a_copy(out: Out, ines: FlaskClient) -> None:
    out.leave_more()
    answer = ines.post(f"/desk/allies/{out.ally_id}/record.json")
    told = json.loads(answer.text)
    assert told["you"]["name"] == NAME and told["format"] == held.FORMAT
    assert "attachment" in answer.headers["Content-Disposition"] and answer.headers["Cache-Control"] == "no-store"
    db.session.rollback()
    assert [(row.kind, row.account_id) for row in db.session.query(Copy)] == [("record", out.coordinator)]
    assert contacts_seen.how_many(out.coordinator) == 1


def test_a_look_at_a_contact_is_a_copy_too(out: Out, ines: FlaskClient) -> None:
    ines.post(f"/desk/allies/{out.ally_id}/reveal", data={"reason": "asked for a lift"})
    db.session.rollback()
    assert [row.kind for row in db.session.query(Copy)] == ["contact"]


def test_organizers_can_do_none_of_it_and_fresh_sign_in_is_asked_for(out: Out) -> None:
    rosa = browser_of(out.app, out.rosa)
    for method, path in (
        ("GET", f"/desk/allies/{out.ally_id}/erase"), ("POST", f"/desk/allies/{out.ally_id}/erase"),
        ("POST", f"/desk/allies/{out.ally_id}/record.json"), ("GET", f"/desk/allies/{out.ally_id}/consent"),
        ("GET", "/desk/keeping/"), ("GET", "/desk/keeping/copies/"),
    ):  # fmt: skip
        assert rosa.open(path, method=method).status_code == 403, path
    for endpoint in ("desk.erase.ask", "desk.erase.do", "desk.record.take", "desk.keeping.keep"):
        assert access.says(out.app, endpoint, access.FRESH), endpoint
    assert access.says(out.app, "desk.record.take", access.SHOWS_CONTACTS)
    page = rosa.get(f"/desk/allies/{out.ally_id}").text
    assert "Erase this ally" not in page and "record.json" not in page


def test_the_consent_record_says_who_when_where_and_which_words(out: Out, ines: FlaskClient) -> None:
    with transaction() as session:
        words = wordings.kept("May Lantern Crossing contact you?", "en")
        fact = session.query(Consent).filter_by(ally_id=out.ally_id, channel="email").one()
        fact.wording_id = words
    db.session.rollback()
    ines.post(f"/desk/allies/{out.ally_id}/erase", data={"reason": "asked on the phone", "when": "later"})
    page = ines.get(f"/desk/allies/{out.ally_id}/consent").text
    assert "May Lantern Crossing contact you?" in page and "wording 1 in English" in page
    assert "Barton Street Cinema, Austin" in page and "Screen" in page
    assert "written down by Ines C." in page and "said to the team" in page
    assert NAME not in page and ADDRESS not in page
    assert page.count("<tr>") == 5, "a head, the yes for each channel, the no for each"


def test_on_both_pages_of_somebody_who_is_gone_nothing_breaks(out: Out, ines: FlaskClient) -> None:
    ines.post(f"/desk/allies/{out.ally_id}/erase", data={"reason": "asked on the phone", "when": "now"})
    assert "on its way already" in ines.get(f"/desk/allies/{out.ally_id}/erase").text
    assert ines.get(f"/desk/allies/{out.ally_id}/consent").status_code == 200
    assert ines.get(f"/desk/allies/{'0' * 16}/erase").status_code == 404
    assert ines.get(f"/desk/allies/{invented.ally()}/consent").status_code == 200
