"""The list of allies, and one of them: by alias, never with a contact."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from tests import invented
from tests.invented import House
from tests.privacy.keeps import keeps
from tracker import clock
from tracker.followups.followup import FollowUp
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.team.trace import Trace
from tracker.usecases.say_where import say_where

SignIn = Callable[[str], FlaskClient]


def ally_of(follow_up: str) -> str:
    return db.session.get_one(FollowUp, follow_up).ally_id


def aliases(page: str) -> set[str]:
    return set(re.findall(r'href="/desk/allies/(\w{16})"', page))


@keeps("Only those who look after you see beside it what to call you.")
def test_the_list_names_nobody_but_ones_own_allies_and_never_those_with_extra_care(
    browser_for: SignIn, house: House, rosa: str
):
    house.promise(name="Somebody Else")
    house.promise(name="Mine Truly", point_person_id=rosa)
    house.promise(name="Careful One", care=True, point_person_id=rosa)
    page = browser_for(rosa).get("/desk/allies/").get_data(as_text=True)
    assert "Mine" in page
    assert "Somebody" not in page
    assert "Careful" not in page
    assert "example.org" not in page
    assert "5550147" not in page
    assert "coordinators only" in page
    assert len(aliases(page)) == 3


def test_an_organizer_lists_only_those_of_their_campaigns(browser_for: SignIn, house: House, rosa: str):
    mine, others = house.promise(), House().promise()
    assert aliases(browser_for(rosa).get("/desk/allies/").get_data(as_text=True)) == {ally_of(mine)}
    client = browser_for(rosa)
    assert client.get(f"/desk/allies/{ally_of(others)}").status_code == 404
    coordinator = browser_for(invented.account("coordinator"))
    assert len(aliases(coordinator.get("/desk/allies/").get_data(as_text=True))) == 2


def test_callers_and_viewers_have_no_list(browser_for: SignIn, house: House):
    ally_id = ally_of(house.promise())
    for role in ("caller", "viewer"):
        client = browser_for(invented.account(role))
        for address in ("/desk/allies/", f"/desk/allies/{ally_id}", f"/desk/screenings/{house.screening_id}/signups"):
            assert client.get(address).status_code == 403


def test_filters_narrow_by_campaign_screening_interest_and_answer(browser_for: SignIn, house: House):
    client = browser_for(invented.account("coordinator"))
    hosting = ally_of(house.promise())
    learning, elsewhere = invented.ally(email_consent="no"), House()
    invented.signup(learning, house.screening_id, invented.interest("learn", "Learn more first"))
    far = ally_of(elsewhere.promise())

    def listed(**asked: str) -> set[str]:
        return aliases(client.get("/desk/allies/", query_string=asked).get_data(as_text=True))

    assert listed(campaign=house.campaign_id) == {hosting, learning}
    assert listed(screening=elsewhere.screening_id) == {far}
    assert listed(interest=house.host, campaign=house.campaign_id) == {hosting}
    assert listed(consent="no") == {learning}
    assert listed(campaign="\x00") == set()
    assert listed(consent="\x00") == {hosting, learning, far}
    answer = client.get(f"/desk/screenings/{house.screening_id}/signups", follow_redirects=True)
    assert aliases(answer.get_data(as_text=True)) == {hosting, learning}
    assert "2 signed up at Barton Street Cinema, Austin" in answer.get_data(as_text=True)


def test_the_list_goes_on_where_it_ended_and_shows_each_once(browser_for: SignIn, house: House, rosa: str):
    made = {ally_of(house.promise()) for _ in range(55)}
    client, seen, address = browser_for(rosa), [], "/desk/allies/?interest=" + house.host
    while address:
        page = client.get(address).get_data(as_text=True)
        seen += sorted(aliases(page))
        following = re.search(r'class="pager".*href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen))
    assert set(seen) == made


@pytest.mark.parametrize("many", [3, 40])
def test_the_list_asks_the_database_as_often_for_many_as_for_few(
    browser_for: SignIn, house: House, rosa: str, many: int
):
    for _ in range(many):
        house.promise()
    client, asked = browser_for(rosa), []
    event.listen(db.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    assert client.get("/desk/allies/").status_code == 200
    # One of them is the guard's: whether a restore goes on.
    # Six are for what the list can be narrowed to, one for the lists that are saved; SQLite asks first how many would fit.
    assert len(asked) <= 22, asked


def test_the_card_of_an_ally_tells_all_but_the_contact(browser_for: SignIn, house: House, rosa: str):
    ally_id = ally_of(house.promise(name="Somebody Else"))
    page = browser_for(rosa).get(f"/desk/allies/{ally_id}").get_data(as_text=True)
    assert "Barton Street Cinema, Austin" in page
    assert "Host a film screening" in page
    assert "no page asked" in page
    assert "Somebody" not in page
    assert "5550147" not in page
    assert "Show the contact" not in page


def test_extra_care_leaves_an_organizer_the_alias_and_a_coordinator_the_rest(
    browser_for: SignIn, house: House, rosa: str
):
    ally_id = ally_of(house.promise(care=True, point_person_id=rosa))
    page = browser_for(rosa).get(f"/desk/allies/{ally_id}").get_data(as_text=True)
    assert "Only coordinators see more" in page
    assert "Barton Street" not in page
    assert "Min-ji" not in page
    page = browser_for(invented.account("coordinator")).get(f"/desk/allies/{ally_id}").get_data(as_text=True)
    assert "Barton Street" in page


def test_a_coordinator_sees_the_contact_once_says_why_and_is_traced(browser_for: SignIn, house: House):
    coordinator = invented.account("coordinator")
    ally_id, client = ally_of(house.promise()), browser_for(coordinator)
    for reason in ("", "  ", "x", "x" * 201, "a\x00b"):
        refused = client.post(f"/desk/allies/{ally_id}/reveal", data={"reason": reason})
        assert refused.status_code == 422
        assert "5550147" not in refused.get_data(as_text=True)
    answer = client.post(f"/desk/allies/{ally_id}/reveal", data={"reason": "returned letter"})
    assert answer.status_code == 200
    assert "+15125550147" in answer.get_data(as_text=True)
    shown = db.session.scalars(select(Trace).where(Trace.deed == "contact revealed")).one()
    assert (shown.account_id, shown.about_id, shown.detail) == (coordinator, ally_id, "returned letter")
    assert "5550147" not in client.get(f"/desk/allies/{ally_id}").get_data(as_text=True)


def test_an_organizer_cannot_reveal(browser_for: SignIn, house: House, rosa: str):
    ally_id = ally_of(house.promise())
    assert browser_for(rosa).post(f"/desk/allies/{ally_id}/reveal", data={"reason": "curious"}).status_code == 403


@pytest.mark.parametrize("path", ["%00", "x", "0" * 16, "a" * 3000])
def test_an_ally_that_nobody_is_is_not_there(browser_for: SignIn, house: House, path: str):
    client = browser_for(invented.account("coordinator"))
    assert client.get(f"/desk/allies/{path}").status_code == 404
    assert client.post(f"/desk/allies/{path}/reveal", data={"reason": "why not"}).status_code == 404
    assert client.get(f"/desk/screenings/{path}/signups").status_code == 404


def test_at_home_and_not_said_yet_are_apart_and_follow_what_the_ally_says(browser_for: SignIn, house: House, rosa: str):
    standing = {}
    for each, kind in (("streaming", "streaming"), ("unplaced", "theatrical")):
        row = Screening(
            film_id=db.session.get_one(Screening, house.screening_id).film_id, campaign_id=house.campaign_id,
            standing=each, kind=kind, zone="UTC", created_at=clock.now(), changed_at=clock.now(),
        )  # fmt: skip
        invented.write(row)
        standing[each] = row.id
    there = ally_of(house.promise())
    homes = [invented.ally(), invented.ally()]
    for each in homes:
        invented.signup(each, standing["streaming"])
    silent = invented.ally()
    signup = invented.signup(silent, standing["unplaced"])
    client = browser_for(rosa)

    def shown(where: str) -> set[str]:
        return aliases(client.get(f"/desk/allies/?where={where}").get_data(as_text=True))

    def numbers() -> list[str]:
        page = client.get(f"/desk/campaigns/{house.campaign_id}").get_data(as_text=True)
        return re.findall(r"<dt>signups: [^<]+</dt><dd><a [^>]+>(\d+)</a>", page)

    assert (shown("screening"), shown("streaming"), shown("unplaced")) == ({there}, set(homes), {silent})
    assert shown("nonsense") == {there, *homes, silent}
    assert numbers() == ["2", "1"]
    page = client.get(f"/desk/allies/?screening={standing['unplaced']}").get_data(as_text=True)
    assert "1 has not said yet where" in page
    assert "2 watched at home" in client.get(f"/desk/allies/?screening={standing['streaming']}").get_data(as_text=True)
    db.session.rollback()
    say_where(signup, house.screening_id)
    assert numbers() == ["2", "0"]
    assert shown("screening") == {there, silent}
    page = client.get(f"/desk/screenings/{house.screening_id}").get_data(as_text=True)
    assert re.search(r"<dt>signups</dt><dd>2</dd>", page)
