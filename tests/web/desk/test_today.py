"""Today, as those who work from it see it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import event

from tests import invented
from tests.invented import House
from tracker import clock
from tracker.followups.followup import Attempt, FollowUp
from tracker.screenings.campaign import WorksOn
from tracker.store.db import db

SignIn = Callable[[str], FlaskClient]


def rows(client: FlaskClient, of: str) -> str:
    return client.get(f"/desk/?list={of}").get_data(as_text=True)


def test_what_is_late_stands_above_what_is_not_and_no_name_or_contact_shows(
    browser_for: SignIn, house: House, rosa: str
):
    late = house.promise(late_at=clock.now() - timedelta(hours=5))
    house.promise(late_at=clock.now() + timedelta(days=3))
    page = rows(browser_for(rosa), "team")
    assert page.index("5 hours late") < page.index("Tomorrow and after") < page.index("days left")
    assert "Host a film screening" in page
    assert "Barton Street Cinema, Austin" in page
    assert "Min-ji" not in page
    assert "5550147" not in page
    assert late in page


def test_letters_and_what_is_not_due_yet_do_not_wait_on_today(browser_for: SignIn, house: House, rosa: str):
    house.promise(channel="letter")
    house.promise(due_at=clock.now() + timedelta(days=2))
    assert "Nothing is due" in rows(browser_for(rosa), "team")


def test_an_organizer_sees_only_the_campaigns_they_work_on_and_a_coordinator_all(
    browser_for: SignIn, house: House, rosa: str
):
    other = House()
    other.promise()
    assert "Nothing is due" in rows(browser_for(rosa), "team")
    coordinator = browser_for(invented.account("coordinator"))
    assert "Barton Street Cinema" in rows(coordinator, "team")


def test_what_nobody_could_see_waits_in_a_list_of_its_own(browser_for: SignIn, house: House):
    gone = invented.account("organizer", "Gone", active=False)
    kept = house.promise()
    orphaned, unstaffed = house.promise(point_person_id=gone), House().promise()
    page = rows(browser_for(invented.account("coordinator")), "stuck")
    assert orphaned in page
    assert unstaffed in page
    assert kept not in page


def test_claiming_opens_the_card_and_the_row_says_who_has_it(browser_for: SignIn, house: House, rosa: str):
    daniel = invented.account("organizer", "Daniel")
    invented.write(WorksOn(account_id=daniel, campaign_id=house.campaign_id))
    follow_up = house.promise()
    answer = browser_for(daniel).post("/desk/claim", data={"claim": follow_up})
    assert answer.status_code == 303
    assert answer.location.endswith(f"/desk/follow-ups/{follow_up}")
    assert "Daniel has it until" in rows(browser_for(rosa), "team")
    again = browser_for(rosa).post("/desk/claim", data={"claim": follow_up}, follow_redirects=True)
    assert "Somebody else has just claimed it" in again.get_data(as_text=True)


def test_take_the_next_one_takes_the_most_urgent_and_leaves_colleagues_theirs(
    browser_for: SignIn, house: House, rosa: str
):
    daniel = invented.account("organizer", "Daniel")
    house.promise(late_at=clock.now() + timedelta(hours=1), point_person_id=daniel)
    second = house.promise(late_at=clock.now() + timedelta(hours=2))
    house.promise(late_at=clock.now() + timedelta(hours=3))
    answer = browser_for(rosa).post("/desk/next")
    assert answer.location.endswith(second)


def test_when_nothing_is_due_the_next_one_is_a_sentence(browser_for: SignIn, house: House, rosa: str):
    answer = browser_for(rosa).post("/desk/next", follow_redirects=True)
    assert answer.status_code == 200
    assert "Nothing is due that nobody has claimed" in answer.get_data(as_text=True)


def test_extra_care_shows_an_alias_and_nothing_else_to_an_organizer(browser_for: SignIn, house: House, rosa: str):
    careful = house.promise(care=True)
    client = browser_for(rosa)
    page = rows(client, "team")
    assert "With a coordinator" in page
    assert "Barton Street" not in page
    assert "ticked" not in page
    assert client.post("/desk/claim", data={"claim": careful}).status_code == 403
    assert "Nothing is due" in client.post("/desk/next", follow_redirects=True).get_data(as_text=True)
    coordinator = browser_for(invented.account("coordinator"))
    assert coordinator.post("/desk/claim", data={"claim": careful}).status_code == 303


def test_the_notice_offers_an_undo_for_one_minute_and_only_to_its_writer(browser_for: SignIn, house: House, rosa: str):
    with time_machine.travel(invented.NOON, tick=False) as traveller:
        follow_up, client = house.promise(), browser_for(rosa)
        client.post("/desk/claim", data={"claim": follow_up})
        client.post(f"/desk/follow-ups/{follow_up}", data={"outcome": "no answer"})
        page = rows(client, "team")
        assert "Written down: no answer" in page
        assert "6:30 pm" in page
        attempt = re.search(r'name="attempt" value="(\w+)"', page)
        assert attempt is not None
        stranger = browser_for(invented.account("coordinator"))
        assert "Written down" not in rows(stranger, "team")
        assert stranger.post("/desk/undo", data={"attempt": attempt[1]}).status_code == 404
        traveller.shift(61)
        assert "Written down" not in rows(client, "team")
        late = client.post("/desk/undo", data={"attempt": attempt[1]}, follow_redirects=True)
        assert "The minute is over" in late.get_data(as_text=True)
        assert db.session.get_one(Attempt, attempt[1]).undone_at is None


def test_undo_within_the_minute_opens_the_card_again(browser_for: SignIn, house: House, rosa: str):
    follow_up, client = house.promise(), browser_for(rosa)
    client.post("/desk/claim", data={"claim": follow_up})
    client.post(f"/desk/follow-ups/{follow_up}", data={"outcome": "done"})
    attempt = re.search(r'name="attempt" value="(\w+)"', rows(client, "mine"))
    assert attempt is not None
    answer = client.post("/desk/undo", data={"attempt": attempt[1]}, follow_redirects=True)
    assert answer.status_code == 200
    assert "Undone" in answer.get_data(as_text=True)
    db.session.rollback()
    assert db.session.get_one(FollowUp, follow_up).state == "open"


def test_the_list_goes_on_where_it_ended_and_shows_each_once(browser_for: SignIn, house: House, rosa: str):
    made = {house.promise(late_at=clock.now() + timedelta(minutes=number // 2)) for number in range(1, 58)}
    client, seen, address = browser_for(rosa), [], "/desk/?list=team"
    while address:
        page = client.get(address).get_data(as_text=True)
        seen += re.findall(r'name="claim" value="(\w+)"', page)
        following = re.search(r'class="pager".*href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen))
    assert set(seen) == made


@pytest.mark.parametrize("waiting", [3, 40])
def test_today_asks_the_database_as_often_for_many_as_for_few(
    browser_for: SignIn, house: House, rosa: str, waiting: int
):
    for number in range(waiting):
        house.promise(point_person_id=rosa if number % 2 else None)
    client, asked = browser_for(rosa), []
    event.listen(db.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    assert client.get("/desk/?list=team").status_code == 200
    # One of them is the guard’s: whether a restore goes on. One counts the requests to host.
    assert len(asked) <= 29, asked


@pytest.mark.parametrize(
    "text", ["\x00", "9" * 400, "1-0000000000000000", "99999999999999999-0000000000000000", "'; --"]
)
def test_no_mark_or_list_in_the_address_breaks_the_page(browser_for: SignIn, house: House, rosa: str, text: str):
    client = browser_for(rosa)
    assert client.get("/desk/", query_string={"after": text, "list": text}).status_code == 200
    assert client.post("/desk/claim", data={"claim": text}).status_code in (403, 404)
    assert client.post("/desk/undo", data={"attempt": text}).status_code == 404


def test_a_viewer_has_no_today(browser_for: SignIn, house: House):
    assert browser_for(invented.account("viewer")).get("/desk/").location == "/desk/published/"


@pytest.mark.parametrize("by", ["screening", "channel"])
def test_parted_by_screening_or_channel_pages_show_each_once_and_groups_stay_together(
    browser_for: SignIn, house: House, rosa: str, by: str
):
    houses = [house, *(House(rosa) for _ in range(2))]
    made = {
        houses[n % 3].promise(late_at=clock.now() + timedelta(minutes=n), channel=("call", "text", "task")[n % 3])
        for n in range(61)
    }
    made |= {house.promise(channel="task", late_at=clock.now() - timedelta(days=2))}
    client, seen, headings, address = browser_for(rosa), [], [], f"/desk/?list=team&by={by}"
    while address:
        page = client.get(address).get_data(as_text=True)
        assert f'by={by}" aria-current="true"' in page.replace("&amp;", "&")
        seen += re.findall(r'name="claim" value="(\w+)"', page)
        headings.append(re.findall(r'scope="rowgroup" colspan="4">([^<]+)<', page))
        following = re.search(r'class="pager".*href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(made)
    assert set(seen) == made
    if by == "channel":
        assert headings == [["Call", "Task", "Text"], ["Text"]]


def test_extra_care_hides_its_film_screening_where_the_list_is_parted_by_it(
    browser_for: SignIn, house: House, rosa: str
):
    house.promise(care=True)
    page = browser_for(rosa).get("/desk/?list=team&by=screening").get_data(as_text=True)
    assert "Barton Street" not in page
    assert ">With a coordinator</th>" in page


def test_a_coordinator_gives_what_waits_for_nobody_to_somebody_who_can_take_it(
    browser_for: SignIn, house: House, rosa: str
):
    chief = browser_for(invented.account("coordinator", "Chief"))
    gone, stranger = invented.account("organizer", active=False), invented.account("organizer", "Stranger")
    follow_up = house.promise(point_person_id=gone)
    assert "Its point person has left the team." in rows(chief, "stuck")

    def given(to: str, what: str = follow_up) -> str:
        answer = chief.post("/desk/give", data={"follow_up": what, "to": to, "list": "stuck"}, follow_redirects=True)
        return answer.get_data(as_text=True)

    assert "Choose who gets it" in given("")
    assert "They cannot take it" in given(gone)
    assert "They cannot take it" in given(stranger)
    assert "Give it to a coordinator" in given(rosa, house.promise(care=True, point_person_id=gone))
    assert "It is on their list now" in given(rosa)
    db.session.rollback()
    assert db.session.get_one(FollowUp, follow_up).point_person_id == rosa
    assert follow_up in rows(browser_for(rosa), "mine")
    assert browser_for(rosa).post("/desk/give", data={"follow_up": follow_up, "to": rosa}).status_code == 403
