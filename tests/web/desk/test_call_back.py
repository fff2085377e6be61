"""One's own allies are found again when they call back, by name or number, and nobody else's."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests import invented
from tests.invented import House
from tracker import clock
from tracker.allies.ally import Ally
from tracker.finding import contacts_seen
from tracker.followups.followup import Attempt, FollowUp, FollowUpSignup
from tracker.store.db import db
from tracker.team.trace import Trace

SignIn = Callable[[str], FlaskClient]
CLOSED = {"state": "closed", "outcome": "reached"}


def looked(client: FlaskClient, asked: str) -> str:
    answer = client.post("/desk/call-back/", data={"asked": asked})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Inés Muñoz", "munoz"),
        ("Inés Muñoz", "INE"),
        ("서민지", "서민"),
        ("서민지", "민지"),
        ("Seo, Min-ji", "ji"),
        ("Min-ji", "0147"),
    ],
)
def test_they_are_found_by_the_beginning_of_a_word_or_by_figures(
    browser_for: SignIn, house: House, rosa: str, name: str, asked: str
):
    house.promise(name=name, point_person_id=rosa)
    invented.House(rosa).promise(name=name)
    page = looked(browser_for(rosa), asked)
    assert page.count('<th scope="row"') == 1
    assert "Open the card" in page


@pytest.mark.parametrize("asked", ["nobody", "9999", "in ji", "0000"])
def test_who_does_not_fit_or_is_not_ones_own_is_not_found(browser_for: SignIn, house: House, rosa: str, asked: str):
    house.promise(name="Min-ji Seo", point_person_id=invented.account("organizer", "Daniel"))
    house.promise(name="Alma", point_person_id=rosa)
    assert "None of your own allies fits" in looked(browser_for(rosa), asked)


@pytest.mark.parametrize("asked", ["", "1", "+1 5", "\x00"])
def test_too_little_to_go_by_is_refused_beside_the_field(browser_for: SignIn, house: House, rosa: str, asked: str):
    answer = browser_for(rosa).post("/desk/call-back/", data={"asked": asked})
    assert answer.status_code == 422
    assert "at least four figures" in answer.get_data(as_text=True)


def test_a_look_is_traced_as_a_number_and_what_was_asked_for_is_kept_nowhere(
    browser_for: SignIn, house: House, rosa: str
):
    house.promise(name="Min-ji Seo", point_person_id=rosa)
    looked(browser_for(rosa), "Min")
    db.session.rollback()
    [trace] = db.session.scalars(select(Trace).where(Trace.deed == "looked for own ally"))
    assert (trace.account_id, trace.about_id, trace.detail) == (rosa, None, "1")
    assert contacts_seen.how_many(rosa) == 1


def test_who_has_nothing_open_gets_a_card_by_hand_and_only_one(browser_for: SignIn, house: House, rosa: str):
    before = house.promise(closed_at=clock.now(), **CLOSED)
    invented.write(Attempt(follow_up_id=before, at=clock.now(), account_id=rosa, outcome="reached"))
    ally_id = db.session.get_one(FollowUp, before).ally_id
    client = browser_for(rosa)
    assert "They called back" in looked(client, "min")
    first, second = (client.post(f"/desk/call-back/{ally_id}") for _ in range(2))
    assert first.status_code == 303
    assert first.location == second.location
    made = first.location.rpartition("/")[2]
    db.session.rollback()
    row = db.session.get_one(FollowUp, made)
    assert (row.why, row.channel, row.claimed_by_id, row.state) == ("by hand", "call", rosa, "open")
    links = select(FollowUpSignup.signup_id).where(FollowUpSignup.follow_up_id.in_((before, made)))
    assert len(set(db.session.scalars(links))) == 1
    page = client.get(f"/desk/follow-ups/{made}").get_data(as_text=True)
    assert "Planned by hand" in page
    assert client.post(f"/desk/follow-ups/{made}", data={"outcome": "done"}).status_code == 303


def test_a_stranger_cannot_be_opened_that_way_and_no_name_leads_to_the_alias_of_extra_care(
    browser_for: SignIn, house: House, rosa: str
):
    stranger = db.session.get_one(FollowUp, house.promise(name="Noor")).ally_id
    careful = db.session.get_one(FollowUp, house.promise(name="Min-ji Seo", care=True, point_person_id=rosa)).ally_id
    alias = db.session.get_one(Ally, careful).alias
    client = browser_for(rosa)
    assert client.post(f"/desk/call-back/{stranger}").status_code == 404
    assert client.post(f"/desk/call-back/{careful}").status_code == 403
    assert alias.partition(" ")[0] not in looked(client, "min")
    assert alias.partition(" ")[0] not in looked(client, "0147")
    assert browser_for(invented.account("viewer")).post("/desk/call-back/", data={"asked": "min"}).status_code == 403
