"""The playbook and its steps: what can be changed, and what is refused with its reason."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests import invented
from tests.drawn import so_many
from tests.invented import House
from tracker.followups.playbook import Step
from tracker.store.db import db

SignIn = Callable[[str], FlaskClient]

CALL = {"title": "Ring them", "channel": "call", "delay_hours": "0", "clock_hours": "72"}
LETTER = {**CALL, "channel": "letter", "subject_en": "Thank you", "text_en": "Hello {call}, {film} at {where}."}


@pytest.fixture
def book(inside: Any) -> str:
    """Its steps: thanks (letter); contact (call); invite, when contact ends with "wants to host"."""
    playbook_id = invented.playbook()
    invented.interest()
    invented.step(playbook_id, "thanks", "letter", position=0)
    invented.step(playbook_id, "contact", "call", position=1)
    invented.step(playbook_id, "invite", "task", position=2, condition={"after": "contact", "outcome": "wants to host"})
    return playbook_id


@pytest.fixture
def client(browser_for: SignIn) -> FlaskClient:
    return browser_for(invented.account("coordinator"))


def step(key: str) -> Step:
    db.session.rollback()
    return db.session.scalars(select(Step).where(Step.key == key)).one()


def order(playbook_id: str) -> list[str]:
    db.session.rollback()
    listed = select(Step.key).where(Step.playbook_id == playbook_id, ~Step.archived).order_by(Step.position, Step.key)
    return list(db.session.scalars(listed))


def test_the_page_reads_as_sentences(client: FlaskClient, book: str):
    page = client.get("/desk/playbook/").get_data(as_text=True)
    assert "At once" in page
    assert "when “Contact” ends: wants to host" in page
    assert "every signup" in page


def test_a_step_is_added_at_the_end_with_its_words(client: FlaskClient, book: str):
    answer = client.post(f"/desk/playbook/{book}/steps/new", data=LETTER)
    assert answer.status_code == 303
    assert order(book)[-1] == "ring_them"
    assert step("ring_them").words["en"]["subject"] == "Thank you"
    client.post(f"/desk/playbook/{book}/steps/new", data={**CALL, "title": "전화"})
    client.post(f"/desk/playbook/{book}/steps/new", data=CALL)
    assert order(book)[-2:] == ["step", "ring_them_2"]


def test_a_step_is_changed_moved_archived_and_brought_back(client: FlaskClient, book: str):
    thanks = step("thanks").id
    client.post(f"/desk/playbook/steps/{thanks}", data={**LETTER, "title": "Thanks", "kinds": ["festival"]})
    assert step("thanks").condition == {"kinds": ["festival"]}
    client.post(f"/desk/playbook/steps/{thanks}/move", data={"by": "down"})
    assert order(book) == ["contact", "thanks", "invite"]
    client.post(f"/desk/playbook/steps/{thanks}/archive")
    assert order(book) == ["contact", "invite"]
    client.post(f"/desk/playbook/steps/{thanks}/bring-back")
    assert "thanks" in order(book)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({**CALL, "title": ""}, "Give the step a title"),
        ({**CALL, "title": "a\x00b"}, "cannot be printed"),
        ({**CALL, "channel": "pigeon"}, "Choose how it happens"),
        ({**CALL, "delay_hours": "-1"}, "whole hours"),
        ({**CALL, "delay_hours": "9" * 6000}, "whole hours"),
        ({**CALL, "clock_hours": "17521"}, "from 1 to two years"),
        ({**CALL, "clock_hours": "soon"}, "from 1 to two years"),
        ({**LETTER, "text_en": "Hello {nickname}"}, "There is no field {nickname}"),
        ({**LETTER, "text_ko": "{film}", "subject_ko": "{\x00}"}, "cannot be printed"),
        ({**LETTER, "subject_en": ""}, "subject and a text"),
        ({**LETTER, "text_en": ""}, "subject and a text"),
        ({**LETTER, "text_es": "Hola", "subject_es": "{stopp}"}, "There is no field {stopp}"),
        ({**LETTER, "only_phone": "y"}, "can never happen: a letter needs an address"),
        ({**CALL, "interests": "host", "without_interests": "host"}, "can never happen"),
        ({**CALL, "interests": "\x00"}, "is not among the interests"),
        ({**CALL, "kinds": "circus"}, "no such kind"),
        ({**CALL, "follows": "nobody|reached"}, "is not in this playbook"),
        ({**CALL, "follows": "thanks|reached"}, "“Thanks” never ends that way"),
        ({**CALL, "follows": "contact|no answer"}, "“Contact” never ends that way"),
        ({**CALL, "follows": "contact|"}, "Choose the outcome"),
        ({**CALL, "follows": "|reached"}, "Choose the outcome"),
        ({**CALL, "follows": "contact|asked to stop"}, "no more of it"),
        ({**CALL, "sources": "pigeon"}, "no such way"),
        ({**CALL, "since_least": "3", "since_most": "2"}, "at least that late"),
        ({**CALL, "since_least": "soon"}, "whole days"),
        ({**CALL, "hand": "nobody"}, "whose it becomes"),
        ({**LETTER, "follows": "any letter|answered"}, "This is a loop"),
    ],
)
def test_what_could_never_happen_or_be_read_is_refused_with_its_reason(
    client: FlaskClient, book: str, sent: dict[str, str], said: str
):
    answer = client.post(f"/desk/playbook/{book}/steps/new", data=sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in page
    assert "needs another look" in page
    assert order(book) == ["thanks", "contact", "invite"]


def test_double_braces_stay_text(client: FlaskClient, book: str):
    assert client.post(f"/desk/playbook/{book}/steps/new", data={**LETTER, "text_en": "{{7*7}}"}).status_code == 303


def test_a_loop_over_two_steps_is_refused(client: FlaskClient, book: str):
    answer = client.post(f"/desk/playbook/steps/{step('contact').id}", data={**CALL, "follows": "invite|done"})
    assert answer.status_code == 422
    assert "This is a loop" in answer.get_data(as_text=True)
    itself = client.post(f"/desk/playbook/steps/{step('contact').id}", data={**CALL, "follows": "contact|reached"})
    assert itself.status_code == 422
    assert "This is a loop" in itself.get_data(as_text=True)


def test_a_step_that_another_waits_for_neither_goes_nor_turns_into_what_cannot_end_so(client: FlaskClient, book: str):
    contact = step("contact").id
    answer = client.post(f"/desk/playbook/steps/{contact}/archive", follow_redirects=True)
    assert "“Invite” waits for this step" in answer.get_data(as_text=True)
    assert "contact" in order(book)
    answer = client.post(f"/desk/playbook/steps/{contact}", data={**LETTER, "title": "Contact"})
    assert answer.status_code == 422
    assert "“Invite” waits for this step" in answer.get_data(as_text=True)


def test_a_campaign_gets_its_own_copy_and_the_default_stays(client: FlaskClient, book: str, house: House):
    page = client.get(f"/desk/playbook/?campaign={house.campaign_id}").get_data(as_text=True)
    assert "follows the default playbook" in page
    assert "Add a step" not in page
    for _ in range(2):
        assert client.post("/desk/playbook/own", data={"campaign": house.campaign_id}).status_code == 303
    db.session.rollback()
    copies = db.session.scalars(select(Step).where(Step.playbook_id != book)).all()
    assert sorted(each.key for each in copies) == ["contact", "invite", "thanks"]
    client.post(f"/desk/playbook/steps/{copies[0].id}", data={**LETTER, "title": "Another"})
    assert order(book) == ["thanks", "contact", "invite"]
    assert step_title(book) == {"Thanks", "Contact", "Invite"}


def step_title(playbook_id: str) -> set[str]:
    return set(db.session.scalars(select(Step.title).where(Step.playbook_id == playbook_id)))


def test_only_coordinators_and_administrators_edit(browser_for: SignIn, book: str):
    for role in ("organizer", "caller", "viewer"):
        client = browser_for(invented.account(role))
        assert client.get("/desk/playbook/").status_code == 403
        assert client.post(f"/desk/playbook/{book}/steps/new", data=CALL).status_code == 403


@pytest.mark.parametrize("path", ["%00", "x", "0" * 16])
def test_a_playbook_or_step_that_is_not_there_is_not_there(client: FlaskClient, book: str, path: str):
    for address in (f"{path}/steps/new", f"steps/{path}", f"?campaign={path}"):
        assert client.get(f"/desk/playbook/{address}").status_code == 404
    for address in (
        f"{path}/steps/new",
        f"steps/{path}",
        f"steps/{path}/move",
        f"steps/{path}/archive",
        f"steps/{path}/bring-back",
    ):
        assert client.post(f"/desk/playbook/{address}", data=CALL).status_code == 404
    assert client.post("/desk/playbook/own", data={"campaign": "\x00"}).status_code == 404


TEXT = st.text(max_size=40) | st.sampled_from(
    ["\x00", "9" * 6000, "{call}", "{x}", "thanks|answered", "any letter|sent", "y", "host"]
)


def test_nothing_sent_to_the_step_form_breaks_it(client: FlaskClient, book: str):
    fields = [
        *CALL,
        "follows",
        "interests",
        "without_interests",
        "kinds",
        "only_phone",
        "subject_en",
        "text_en",
        "text_ko",
    ]

    @settings(max_examples=so_many(25), deadline=None, suppress_health_check=list(HealthCheck))
    @given(sent=st.fixed_dictionaries(dict.fromkeys(fields, TEXT)), channel=st.sampled_from(["call", "letter", "x"]))
    def hostile(sent: dict[str, str], channel: str) -> None:
        data = {name: value.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for name, value in sent.items()}
        answer = client.post(f"/desk/playbook/{book}/steps/new", data={**data, "channel": channel})
        assert answer.status_code in (303, 422)

    hostile()
