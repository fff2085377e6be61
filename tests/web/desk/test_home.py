"""Home, as an organizer opens it in the morning."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from tests import invented
from tests.desk_rows import Desk
from tests.invented import House
from tests.web.desk.test_screenings import counted
from tracker import clock
from tracker.screenings.campaign import Campaign, WorksOn
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction

SignIn = Callable[[str], FlaskClient]
HOME = "/desk/home/"


def section(page: str, name: str) -> str:
    """One part of the page, as plain words."""
    (part,) = re.findall(rf'<section class="axis" id="{name}">(.*?)</section>', page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part)).strip()


def test_this_weeks_film_screenings_stand_by_day_with_their_signups(at_desk: Desk):
    campaign, today = at_desk.campaign(), clock.now().date()
    hall, barn, church, late = (at_desk.venue(name) for name in ("The Hall", "The Barn", "The Church", "Too Late"))
    at_desk.screening(campaign, barn, day=today + timedelta(days=4))
    soon = at_desk.screening(campaign, hall, day=today + timedelta(days=2), at=time(19))
    at_desk.screening(campaign, late, day=today + timedelta(days=9))
    off = at_desk.screening(campaign, church, day=today + timedelta(days=3))
    at_desk.client.post(f"/desk/screenings/{off}/cancel", data={"reason": "ill"})
    for _ in range(3):
        at_desk.signup(soon)
    week = section(at_desk.client.get(HOME).text, "week")
    assert week.index("The Hall") < week.index("The Barn")
    assert "The Hall, Austin Film of" in week and " 3 " in week
    assert "Too Late" not in week


def test_ten_stand_here_and_the_list_has_the_others(at_desk: Desk):
    campaign, today = at_desk.campaign(), clock.now().date()
    hall = at_desk.venue("The Hall")
    for hour in range(12):
        at_desk.screening(campaign, hall, day=today + timedelta(days=1), at=time(hour + 8))
    page = at_desk.client.get(HOME).text
    assert page.count('<td class="before">') == 10
    address = re.search(r'href="([^"]+)">All 12 of these days', page)
    assert address and at_desk.client.get(address[1].replace("&amp;", "&")).text.count('<td class="before">') == 12


def test_what_waits_is_told_by_kind_and_each_number_leads_to_where_it_is_decided(
    browser_for: SignIn, house: House, rosa: str
):
    at = clock.now() + timedelta(days=20)
    db.session.get_one(Screening, house.screening_id).starts_at = at
    db.session.get_one(Screening, house.screening_id).day = at.date()
    db.session.commit()
    page = browser_for(rosa).get(HOME).text
    assert section(page, "deciding") == "To decide Nothing waits for a decision."
    invented.request(campaign_id=house.campaign_id)
    invented.request(campaign_id=house.campaign_id, state="declined", decided_at=clock.now())
    invented.screening(house.campaign_id, at=clock.now() - timedelta(days=3))
    page = browser_for(rosa).get(HOME).text
    assert section(page, "deciding") == "To decide 1 request to host 1 film screening over without a head count"
    for address in re.findall(r'<li><a href="([^"]+)">', page):
        assert browser_for(rosa).get(address.replace("&amp;", "&")).status_code == 200


def test_due_is_what_today_says(browser_for: SignIn, house: House, rosa: str):
    house.promise(late_at=clock.now() - timedelta(hours=5))
    house.promise(point_person_id=rosa, late_at=clock.now() + timedelta(days=1))
    assert section(browser_for(rosa).get(HOME).text, "due") == "Due Mine 1 My team’s 2 Late 1 Waiting for nobody 0"


def test_how_far_a_campaign_has_come_stands_beside_what_was_hoped_for(at_desk: Desk):
    campaign = at_desk.campaign("Two nights")
    with transaction() as session:
        session.get_one(Campaign, campaign).goals = {"signups": 40, "hosts": 5}
    screening = at_desk.screening(campaign, day=date(2023, 10, 23))
    for _ in range(7):
        at_desk.signup(screening)
    hosted = at_desk.screening(campaign, day=date(2023, 11, 23))
    invented.request(at_desk.ally(), state="approved", decided_at=clock.now(), screening_id=hosted)
    page = at_desk.client.get(HOME).text
    assert section(page, "goals") == (
        "Campaigns Two nights 7 of 40 signups hoped for 1 of 5 film screenings hoped for that allies host"
    )
    assert '<progress max="40" value="7"' in page
    over = at_desk.campaign("Last year")
    with transaction() as session:
        session.get_one(Campaign, over).ends_on = clock.now().date() - timedelta(days=2)
    assert "Last year" not in at_desk.client.get(HOME).text


def test_an_organizer_sees_their_own_campaigns_alone(browser_for: SignIn, house: House, rosa: str):
    other = House()
    tomorrow = clock.now() + timedelta(days=1)
    invented.screening(house.campaign_id, at=tomorrow, venue="Mine")
    invented.screening(other.campaign_id, at=tomorrow, venue="Others")
    invented.request(campaign_id=other.campaign_id)
    page = browser_for(rosa).get(HOME).text
    assert "Mine" in section(page, "week") and "Others" not in page
    assert "request to host" not in page
    assert db.session.scalar(select(WorksOn.campaign_id).where(WorksOn.account_id == rosa)) == house.campaign_id
    assert "Others" in browser_for(invented.account("coordinator")).get(HOME).text


def test_nobody_without_a_desk_to_work_at_opens_it(browser_for: SignIn):
    for role in ("caller", "viewer"):
        assert browser_for(invented.account(role)).get(HOME).status_code == 403


def test_the_database_is_asked_as_often_for_ten_film_screenings_as_for_one(at_desk: Desk):
    campaign, today = at_desk.campaign(), clock.now().date()
    at_desk.signup(at_desk.screening(campaign, day=today + timedelta(days=1)))
    at_desk.client.get(HOME)
    with counted() as few:
        at_desk.client.get(HOME)
    for _ in range(12):
        at_desk.signup(at_desk.screening(campaign, day=today + timedelta(days=1)))
    with counted() as many:
        at_desk.client.get(HOME)
    assert len(many) <= len(few) <= 30, len(many)
