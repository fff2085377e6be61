"""The team types up paper sheets at the desk: opened by code, by photo, each look traced; only who works on the campaign."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import invented, told_stories
from tests.members import browser_of
from tests.paper_sheets import printed, sheet
from tracker.screenings import code as codes
from tracker.screenings import joining
from tracker.screenings.screening import Screening
from tracker.signups import sheet_ends
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import rations, settings
from tracker.team.trace import Trace

CRANE = {"number": "1", "name": "Crane Vale", "email": "crane@example.org", "consent": "yes", "language": "en"}


class Desk:
    def __init__(self, app: Flask) -> None:
        self.rosa, self.wren = invented.account("organizer", "Rosa M."), invented.account("organizer", "Wren T.")
        self.house = invented.House(self.rosa, self.wren)
        self.sheet_id = printed(self.house.screening_id, copies=2)[0]
        self.at = f"/desk/sheets/{self.sheet_id}"
        self.browser, self.wrens = browser_of(app, self.rosa), browser_of(app, self.wren)
        self.stranger = browser_of(app, invented.account("organizer", "Juno P."))


@pytest.fixture
def desk(app: Flask):
    with app.app_context():
        yield Desk(app)


def looks(account_id: str) -> int:
    db.session.rollback()
    return db.session.query(Trace).filter_by(deed="sheet shown", account_id=account_id).count()


def test_a_sheet_opens_by_its_code_or_by_its_number_on_the_page_of_its_screening(desk: Desk) -> None:
    code, screening_id = sheet(desk.sheet_id).code, desk.house.screening_id

    def asked(browser: FlaskClient, **query: str):
        return browser.get("/desk/sheets/", query_string=query)

    for query in ({"sheet": code.upper()}, {"sheet": f"https://x/S/{code}"}, {"sheet": "1", "screening": screening_id}):
        assert asked(desk.browser, **query).location.endswith(desk.at)
    assert "A number alone" in asked(desk.browser, sheet="1").text
    assert asked(desk.browser, sheet="3", screening=screening_id).status_code == 404
    told = asked(desk.stranger, sheet=code)
    assert told.status_code == 404 and desk.sheet_id not in told.text
    assert desk.at in desk.browser.get("/desk/sheets/", query_string={"screening": screening_id}).text
    page = desk.browser.get(f"/desk/screenings/{screening_id}").text
    assert "2 sheets were printed" in page and f"/desk/sheets/?screening={screening_id}" in page
    assert f"/desk/sheets/?sheet={code}" in desk.browser.get(f"/s/{code}").text


def test_lines_are_typed_closed_and_destroyed_and_it_is_written_down_who(desk: Desk) -> None:
    assert looks(desk.rosa) == 0 and desk.browser.get(desk.at).status_code == 200 and looks(desk.rosa) == 0
    wrong = desk.browser.post(desk.at, data={**CRANE, "email": "crane@"})
    assert wrong.status_code == 422 and "Write it like name@example.org" in wrong.text and "Crane Vale" in wrong.text
    assert desk.browser.post(desk.at, data=CRANE).status_code == 303
    page = desk.browser.get(desk.at).text
    assert "Line 1 is written down." in page and "crane@example.org" in page and looks(desk.rosa) == 1
    assert "crane@" not in desk.wrens.get(desk.at).text and looks(desk.wren) == 0
    assert desk.wrens.post(desk.at, data={"mend": "1"}).status_code == 409
    assert "Crane Vale" in desk.browser.post(desk.at, data={"mend": "1"}).text
    assert "1 too many" in desk.browser.post(f"{desk.at}/close", data={"on_paper": "0"}).text
    assert desk.browser.post(f"{desk.at}/close", data={"on_paper": "2", "illegible": "1"}).status_code == 303
    [came] = db.session.query(Signup).filter_by(source="sheet")
    assert came.account_id == desk.rosa
    assert desk.wrens.post(desk.at, data={**CRANE, "number": "2", "email": "late@example.org"}).status_code == 303
    assert desk.wrens.post(f"{desk.at}/destroyed").status_code == 303
    page = desk.browser.get(desk.at).text
    assert "by Rosa M." in page and "Confirmed by Wren T." in page and sheet(desk.sheet_id).on_paper == 3
    deeds = [row.deed for row in db.session.query(Trace).filter(Trace.about == "sheet").order_by(Trace.number)]
    assert deeds == ["sheet shown", "sheet closed", "sheet destroyed"]


def test_a_photo_that_a_colleague_brought_is_seen_by_the_team_each_look_traced_and_waits_in_the_list(
    desk: Desk,
) -> None:
    picture = {"picture": (BytesIO(told_stories.picture()), "IMG_1.jpg")}
    assert desk.wrens.post(f"{desk.at}/photo", data=picture).status_code == 303
    assert sheet_ends.to_decide() == 1 and "a photo waits" in desk.browser.get("/desk/sheets/").text
    assert f'src="{desk.at}/photo"' in desk.browser.get(desk.at).text and looks(desk.rosa) == 1
    got = desk.browser.get(f"{desk.at}/photo")
    assert got.content_type == "image/jpeg" and got.headers["Cache-Control"] == "no-store"
    assert told_stories.SECRET.encode() not in got.data
    for path in (desk.at, f"{desk.at}/photo"):
        assert desk.stranger.get(path).status_code == 404
    assert desk.stranger.post(desk.at, data=CRANE).status_code == 404
    desk.browser.post(f"{desk.at}/close", data={"on_paper": "0"})
    assert desk.browser.get(f"{desk.at}/photo").status_code == 404


def test_a_colleagues_photo_counts_as_many_cards_as_the_sheet_has_lines_and_ones_own_does_not(desk: Desk) -> None:
    """An evening's photos, one after the other, were a list of everybody who had signed up."""
    others = printed(desk.house.screening_id, copies=2)
    with transaction():
        settings.put("cards_an_hour", 30)
    at = [f"/desk/sheets/{each}" for each in (desk.sheet_id, *others)]
    for each in at:
        desk.wrens.post(f"{each}/photo", data={"picture": (BytesIO(told_stories.picture()), "IMG_1.jpg")})
        assert desk.wrens.get(f"{each}/photo").status_code == 200
    assert rations.taken_in_the_hour("card", desk.wren) == 0
    for each in at[:2]:
        assert "<img" in desk.browser.get(each).text and desk.browser.get(f"{each}/photo").status_code == 200
    assert rations.taken_in_the_hour("card", desk.rosa) == 24, "once, by the page and by the photo"
    spent = desk.browser.get(at[2])
    assert spent.status_code == 200 and "<img" not in spent.text and "The photo is not shown now." in spent.text
    assert 'id="line-name"' in spent.text, "who has the paper goes on typing"
    assert desk.browser.get(f"{at[2]}/photo").status_code == 429
    assert desk.browser.post(at[2], data={**CRANE, "piece": "1"}).status_code == 200
    db.session.rollback()
    assert db.session.query(Trace).filter_by(deed="cards used up", account_id=desk.rosa).count() == 1


def test_two_sheets_of_one_number_are_told_apart_by_their_codes(desk: Desk) -> None:
    """Of two film screenings that became one: the number alone opened the first."""
    other = invented.screening(desk.house.campaign_id, venue="Harbor Row Cinema")
    [twin] = printed(other)
    here = desk.house.screening_id
    with transaction() as session:
        joining.join_screenings(session.get_one(Screening, here), session.get_one(Screening, other))
    told = desk.browser.get("/desk/sheets/", query_string={"screening": here, "sheet": "1"})
    assert told.status_code == 404 and "Several sheets have the number 1 here" in told.text
    for each in (twin, desk.sheet_id):
        assert f"Sheet 1, {codes.spoken(sheet(each).code)}" in told.text
        by_code = desk.browser.get("/desk/sheets/", query_string={"screening": here, "sheet": sheet(each).code})
        assert by_code.location.endswith(each)
    assert ">Sheet 2</a>" in told.text
    assert desk.browser.get("/desk/sheets/", query_string={"screening": here, "sheet": "2"}).status_code == 303


def test_a_piece_of_the_page_comes_without_the_photo_for_the_script(desk: Desk) -> None:
    answer = desk.browser.post(desk.at, data={**CRANE, "piece": "1"})
    assert answer.status_code == 200 and answer.text.lstrip().startswith('<div id="typing"')
    assert "Line 1 is written down." in answer.text and looks(desk.rosa) == 1
