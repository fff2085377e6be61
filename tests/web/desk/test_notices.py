"""Changes to tell, at the desk: seen first, then told or left; several at once after an import."""

import re
from datetime import date, time

import pytest

from tests import invented
from tests.desk_rows import Desk
from tracker.letters.letter import Letter
from tracker.letters.notice import Notice
from tracker.screenings.log import ScreeningFacts
from tracker.store.db import db
from tracker.team.roles import Role
from tracker.usecases import cancel_screening, log_screening

AHEAD = date(2199, 10, 23)


def moved(desk: Desk, campaign: str, **values) -> str:
    """A film screening far ahead that starts an hour later than who signed up was told."""
    venue = desk.venue(f"Elm House {len(db.session.query(Notice).all())}")
    screening = desk.screening(campaign, venue, day=AHEAD)
    invented.signup(invented.ally(**values), screening)
    facts = ScreeningFacts(campaign_id=campaign, venue_id=venue, kind="theatrical", day=AHEAD, at=time(20))
    log_screening.change(screening, facts, None, desk.account_id)
    return screening


def letters() -> list[Letter]:
    db.session.rollback()
    return list(db.session.query(Letter).filter_by(kind="notice"))


@pytest.fixture
def campaign(at_desk: Desk) -> str:
    return at_desk.campaign()


def test_from_the_screening_to_the_letter(at_desk: Desk, campaign: str):
    screening = moved(at_desk, campaign, name="Jun Kim", language="ko")
    path = re.search(r"/desk/notices/\w{16}", at_desk.client.get(f"/desk/screenings/{screening}").text)[0]
    page = at_desk.client.get(path).text
    assert "7:00 pm" in page and "8:00 pm" in page
    assert "Tell them" in page and "Korean" in page
    assert "Jun" not in page and "@example.org" not in page
    assert letters() == []
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1].replace("&#34;", '"')
    answer = at_desk.client.post(f"{path}/tell", data={"seen": seen})
    assert answer.status_code == 303
    [letter] = letters()
    assert letter.language == "ko"
    assert at_desk.client.post(f"{path}/tell", data={"seen": seen}).status_code == 409
    assert len(letters()) == 1
    assert "A change to tell" not in at_desk.client.get(f"/desk/screenings/{screening}").text


def test_they_need_not_know(at_desk: Desk, campaign: str):
    moved(at_desk, campaign)
    path = re.search(r"/desk/notices/\w{16}", at_desk.client.get("/desk/notices/").text)[0]
    assert at_desk.client.post(f"{path}/drop").status_code == 303
    assert letters() == []
    assert "Nobody was told" in at_desk.client.get(path).text
    assert "There is nothing to tell" in at_desk.client.get("/desk/notices/").text


def test_several_are_ticked_and_one_that_changed_since_stops_no_other(at_desk: Desk, campaign: str):
    one, other = moved(at_desk, campaign), moved(at_desk, campaign)
    left = moved(at_desk, campaign)
    page = at_desk.client.get("/desk/notices/").text
    boxes = dict(
        zip(
            re.findall(r"/desk/notices/(\w{16})", page), re.findall(r'name="notice" value="([^"]+)"', page), strict=True
        )
    )
    by_screening = {notice.screening_id: boxes[notice.id] for notice in db.session.query(Notice)}
    assert "3 changes to tell" in at_desk.client.get("/desk/screenings/?from=").text
    cancel_screening.cancel(other, at_desk.account_id)
    answer = at_desk.client.post("/desk/notices/", data={"notice": [by_screening[one], by_screening[other]]})
    assert answer.status_code == 303
    assert len(letters()) == 1
    states = {notice.screening_id: notice.state for notice in db.session.query(Notice)}
    assert states == {one: "sent", other: "open", left: "open"}
    assert at_desk.client.post("/desk/notices/", data={"notice": ["\x00", "nonsense.x"]}).status_code == 303


def test_those_of_campaigns_of_others_are_not_there(at_desk: Desk, campaign: str):
    screening = moved(at_desk, campaign)
    notice = db.session.query(Notice).filter_by(screening_id=screening).one().id
    stranger = at_desk.as_one(Role.ORGANIZER)
    assert stranger.get(f"/desk/notices/{notice}").status_code == 404
    for deed in ("tell", "drop"):
        assert stranger.post(f"/desk/notices/{notice}/{deed}", data={"seen": ""}).status_code == 404
    assert "Elm House" not in stranger.get("/desk/notices/").text
    stranger.post("/desk/notices/", data={"notice": f"{notice}.x"})
    assert letters() == []


def test_the_neutral_letter_shows_to_coordinators_alone(at_desk: Desk):
    rosa = at_desk.account(Role.ORGANIZER)
    campaign = at_desk.campaign(by=rosa)
    moved(at_desk, campaign, care=True)
    path = re.search(r"/desk/notices/\w{16}", at_desk.client.get("/desk/notices/").text)[0]
    assert "The letter you asked for" in at_desk.client.get(path).text
    assert "The letter you asked for" not in at_desk.signed_in(rosa).get(path).text
