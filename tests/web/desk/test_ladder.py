"""The ladder at the desk: looked at, changed, and refused with its reason; where an ally stands, on lists and cards."""

import re
import threading
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tests.invented import House
from tracker import clock
from tracker.followups import ladder
from tracker.followups.followup import FollowUp
from tracker.followups.ladder_editing import LastRung, RungDraft, WayTaken
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases import edit_ladder

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def client(browser_for: SignIn) -> FlaskClient:
    return browser_for(invented.account("coordinator"))


def titles() -> list[str]:
    db.session.rollback()
    return [rung.title for rung in ladder.rungs()]


def rung_of(title: str) -> str:
    db.session.rollback()
    return next(rung.id for rung in ladder.rungs() if rung.title == title)


def gave(house: House) -> str:
    """Somebody who gave; their id."""
    follow_up = house.promise()
    with transaction() as session:
        row = session.get_one(FollowUp, follow_up)
        row.state, row.outcome, row.closed_at = "closed", "gave", clock.now()
        return row.ally_id


def test_the_page_shows_the_rungs_from_the_top_with_how_many_stand_on_each(client: FlaskClient, house: House):
    gave(house)
    gave(house)
    house.promise()
    page = client.get("/desk/ladder/").text
    shown = re.findall(r"<b><a[^>]*>([^<]+)</a></b>", page)
    assert shown == ["Brings others", "Hosts or gives", "Took a step", "Signed up", "Watched"]
    counts = re.findall(r'class="clock"[^>]*>(\d+)<', page)
    assert counts == ["0", "2", "0", "1", "0", "0"]
    elsewhere = House()
    page = client.get(f"/desk/ladder/?campaign={elsewhere.campaign_id}").text
    assert re.findall(r'class="clock"[^>]*>(\d+)<', page) == ["0"] * 6


def test_a_rung_is_added_on_top_changed_moved_and_removed(client: FlaskClient):
    new = {"title": "Speaks  up", "reached_by": ["reached", "answered"]}
    assert client.post("/desk/ladder/new", data=new).status_code == 303
    assert titles()[-1] == "Speaks up"
    path = f"/desk/ladder/{rung_of('Speaks up')}"
    client.post(f"{path}/move", data={"by": "up"})
    assert titles()[-1] == "Speaks up"
    for _ in range(3):
        client.post(f"{path}/move", data={"by": "down"})
    assert titles()[2] == "Speaks up"
    assert client.post(path, data={"title": "Talks", "reached_by": ["reached"]}).status_code == 303
    assert "Talks" in titles()
    assert client.post(f"{path}/remove").status_code == 303
    assert "Talks" not in titles()
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"title": "", "reached_by": "reached"}, "Give the rung a title"),
        ({"title": "x" * 61, "reached_by": "reached"}, "at most 60 characters"),
        ({"title": "a\x00b", "reached_by": "reached"}, "cannot be printed"),
        ({"title": "a\u202eb", "reached_by": "reached"}, "cannot be printed"),
        ({"title": " signed  UP ", "reached_by": "reached"}, "Another rung has this title"),
        ({"title": "Top"}, "Nobody could ever reach"),
        ({"title": "Top", "reached_by": "not for me"}, "leads nowhere"),
        ({"title": "Top", "reached_by": "\x00"}, "leads nowhere"),
        ({"title": "Top", "reached_by": ["reached", "gave"]}, "leads to “Hosts or gives” already"),
    ],
)
def test_what_nobody_could_reach_or_tell_apart_is_refused_with_its_reason(
    client: FlaskClient, sent: dict[str, str], said: str
):
    before = titles()
    answer = client.post("/desk/ladder/new", data=sent)
    assert answer.status_code == 422
    assert said in answer.text
    answer = client.post(f"/desk/ladder/{rung_of('Watched')}", data=sent)
    assert answer.status_code == 422
    assert titles() == before


def test_a_ladder_keeps_one_rung_and_has_room_for_twelve(client: FlaskClient):
    for title in titles()[1:]:
        client.post(f"/desk/ladder/{rung_of(title)}/remove")
    answer = client.post(f"/desk/ladder/{rung_of('Watched')}/remove", follow_redirects=True)
    assert "keeps one rung at least" in answer.text
    assert titles() == ["Watched"]
    with pytest.raises(LastRung):
        edit_ladder.remove_rung(rung_of("Watched"), invented.account())
    with transaction() as session:
        session.add_all(ladder.Rung(position=9 + each, title=f"Rung {each}", reached_by=["done"]) for each in range(11))
    answer = client.post("/desk/ladder/new", data={"title": "Thirteenth", "reached_by": "reached"})
    assert (answer.status_code, "room for 12" in answer.text) == (422, True)


def test_two_coordinators_who_take_the_same_way_at_once_do_not_both_get_it(inside: Flask):
    account_id, said = invented.account("coordinator"), list[str]()
    start = threading.Barrier(2)

    def add(title: str) -> None:
        with inside.app_context():
            start.wait()
            try:
                edit_ladder.add_rung(RungDraft(title, ("reached",)), account_id)
                said.append("added")
            except WayTaken:
                said.append("taken")

    threads = [threading.Thread(target=add, args=(title,)) for title in ("One", "Other")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(said) == ["added", "taken"]
    assert len(titles()) == len(set(titles())) == 6


def test_the_list_of_allies_shows_the_rung_and_narrows_to_it(client: FlaskClient, house: House):
    giver, other = gave(house), house.promise()
    page = client.get("/desk/allies/", query_string={"rung": rung_of("Hosts or gives")}).text
    assert re.findall(r'href="/desk/allies/(\w{16})"', page) == [giver]
    assert '<span class="soft">Hosts or gives</span>' in page
    assert "1 ally in this list" in page
    assert len(re.findall(r'href="/desk/allies/(\w{16})"', client.get("/desk/allies/").text)) == 2
    for strange in ("\x00", "x", "0" * 16):
        assert "No ally fits" in client.get("/desk/allies/", query_string={"rung": strange}).text
    assert other


def test_the_card_says_where_they_stand_and_by_what(client: FlaskClient, browser_for: SignIn, house: House, rosa: str):
    giver = gave(house)
    page = client.get(f"/desk/allies/{giver}").text
    assert re.search(r"<dt>Stands on</dt><dd>Hosts or gives<br><span[^>]*>Gave, ", page)
    elsewhere = House()
    with transaction() as session:
        session.query(FollowUp).filter_by(ally_id=giver).update({"campaign_id": elsewhere.campaign_id})
    page = browser_for(rosa).get(f"/desk/allies/{giver}").text
    assert "Hosts or gives" in page
    assert "something in another campaign" in page
    assert re.search(r"<dt>Stands on</dt><dd>[^\n]*Gave, ", page) is None


def test_with_extra_care_the_rung_is_told_to_coordinators_alone(browser_for: SignIn, house: House, rosa: str):
    follow_up = house.promise(care=True)
    ally_id = db.session.get_one(FollowUp, follow_up).ally_id
    for path in ("/desk/allies/", f"/desk/allies/{ally_id}"):
        page = re.sub(r"<select.*?</select>", "", browser_for(rosa).get(path).text, flags=re.DOTALL)
        assert "Signed up<" not in page
        assert "Stands on</dt>" not in page


def test_only_coordinators_and_administrators_change_the_ladder(browser_for: SignIn):
    path = f"/desk/ladder/{rung_of('Watched')}"
    for role in ("organizer", "caller", "viewer"):
        browser = browser_for(invented.account(role))
        assert browser.get("/desk/ladder/").status_code == 403
        for address in ("/desk/ladder/new", path, f"{path}/move", f"{path}/remove"):
            assert browser.post(address).status_code == 403


@pytest.mark.parametrize("strange", ["%00", "x", "0" * 16])
def test_a_rung_or_campaign_that_is_not_there_is_not_there(client: FlaskClient, strange: str):
    assert client.get(f"/desk/ladder/{strange}").status_code == 404
    assert client.get(f"/desk/ladder/?campaign={strange}").status_code == 404
    for address in ("", "/move", "/remove"):
        assert client.post(f"/desk/ladder/{strange}{address}").status_code == 404
