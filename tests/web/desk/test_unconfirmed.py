"""Who never confirmed their address, at the desk: planned a call, or left in peace; by whom, and once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests import invented
from tests.invented import House
from tracker import clock
from tracker.allies.ally import Ally
from tracker.followups.followup import FollowUp
from tracker.store.db import db
from tracker.store.transactions import transaction

SignIn = Callable[[str], FlaskClient]


def held(house: House, days: int = 10, **ally: object) -> FollowUp:
    """A letter that waits for the address."""
    follow_up_id = house.promise(channel="letter", due_at=clock.now() + timedelta(days=3))
    with transaction() as session:
        row = session.get_one(FollowUp, follow_up_id)
        row.held, row.planned_at = True, clock.now() - timedelta(days=days)
        whose = session.get_one(Ally, row.ally_id)
        whose.email_consent = "yes"
        for name, value in ally.items():
            setattr(whose, name, value)
    return db.session.get_one(FollowUp, follow_up_id)


def listed(client: FlaskClient) -> str:
    return client.get("/desk/?list=stuck").get_data(as_text=True)


def press(client: FlaskClient, follow_up_id: str) -> tuple[int, str]:
    answer = client.post("/desk/unconfirmed", data={"follow_up": follow_up_id, "list": "stuck"}, follow_redirects=True)
    return answer.status_code, answer.get_data(as_text=True)


@pytest.mark.parametrize("phone", ["yes", "no"])
def test_one_press_plans_a_call_or_lets_it_rest_and_the_row_is_gone(
    browser_for: SignIn, house: House, rosa: str, phone: str
):
    row, client = held(house, phone_consent=phone), browser_for(rosa)
    young = held(house, days=8)
    page = listed(client)
    assert "has not been confirmed for more than a week" in page
    assert row.id in page
    assert young.id not in page
    assert ("Plan a call" in page, "Let it rest" in page) == (phone == "yes", phone == "no")
    status, told = press(client, row.id)
    assert status == 200
    assert ("A call is planned." if phone == "yes" else "It rests.") in told
    assert row.id not in listed(client)
    assert "Somebody has seen to it" in press(client, row.id)[1]
    by_hand = [(each.channel, each.state) for each in db.session.query(FollowUp).filter_by(why="by hand")]
    assert by_hand == [("call", "open") if phone == "yes" else ("task", "closed")]


def test_not_those_who_only_call_nor_those_of_another_campaign_nor_extra_care(
    browser_for: SignIn, house: House, rosa: str
):
    row, careful = held(house, phone_consent="yes"), held(house, phone_consent="yes", extra_care=True)
    caller = browser_for(invented.account("caller", "Kim C."))
    assert press(caller, row.id)[0] == 403
    stranger = browser_for(invented.account("organizer", "Sam S."))
    assert row.id not in listed(stranger)
    assert press(stranger, row.id)[0] == 404
    client = browser_for(rosa)
    assert "With a coordinator" in listed(client)
    assert press(client, careful.id)[0] == 403
    for nonsense in ("", "x" * 16, "\x00", "a" * 5000):
        assert press(client, nonsense)[0] == 404
    assert db.session.query(FollowUp).filter_by(why="by hand").count() == 0
