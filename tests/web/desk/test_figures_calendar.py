"""The calendar of film screenings, and two campaigns side by side."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from tests import invented
from tests.invented import House

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def desk(browser_for: SignIn, rosa: str) -> FlaskClient:
    return browser_for(rosa)


def cells(page: str) -> dict[str, str]:
    """What each day with anything says, in words, by where it leads."""
    found = re.findall(r'href="(/desk/screenings/[^"]+)">(.*?)</a></td>', page, re.DOTALL)
    return {where.replace("&amp;", "&"): " ".join(re.sub(r"<[^>]+>", "", said).split()) for where, said in found}


def test_each_day_says_its_film_screenings_and_their_signups_and_leads_to_them(desk: FlaskClient, house: House) -> None:
    first = invented.screening(house.campaign_id, at=datetime(2023, 10, 23, 23, tzinfo=UTC))
    invented.screening(house.campaign_id, at=datetime(2023, 10, 23, 23, tzinfo=UTC), venue="Harbour Hall")
    now = datetime(2023, 10, 25, 23, tzinfo=UTC)
    invented.screening(house.campaign_id, at=now, status="cancelled", cancelled_at=now, venue="Old Mill")
    for _n in range(3):
        invented.signup(invented.ally(), first)
    page = desk.get("/desk/figures/calendar?year=2023").text
    assert cells(page) == {
        "/desk/screenings/?from=2023-10-23&to=2023-10-23": "23: ▪ 2 film screenings, 3 signups",
    }
    assert page.count('<table class="month">') == 1 and "October 2023" in page and '<td class="m4">' in page
    one = desk.get(f"/desk/figures/calendar?year=2023&campaign={house.campaign_id}").text
    assert list(cells(one)) == [f"/desk/screenings/?campaign={house.campaign_id}&from=2023-10-23&to=2023-10-23"]
    assert "Harbour Hall" in desk.get(next(iter(cells(one)))).text


def test_years_lead_on_and_what_is_no_year_is_not_there(desk: FlaskClient, house: House) -> None:
    invented.screening(house.campaign_id, at=datetime(2023, 10, 23, 23, tzinfo=UTC))
    assert 'href="/desk/figures/calendar?year=2023"' in desk.get("/desk/figures/calendar").text
    assert "No film screening in 2022." in desk.get("/desk/figures/calendar?year=2022").text
    for asked in ("year=x", "year=99999", "year=0001", "campaign=nothing"):
        assert desk.get(f"/desk/figures/calendar?{asked}").status_code == 404


def test_an_empty_house_says_what_to_do(browser_for: SignIn) -> None:
    client = browser_for(invented.account("coordinator"))
    assert "No film screening yet." in client.get("/desk/figures/calendar").text
    assert "there must be two campaigns" in client.get("/desk/figures/compare").text
    assert "so there is nothing to count" in client.get("/desk/figures/").text


def test_two_campaigns_are_drawn_on_one_scale(desk: FlaskClient, house: House, rosa: str) -> None:
    other = House(rosa)
    for n in range(8):
        invented.signup(invented.ally(), house.screening_id if n < 2 else other.screening_id)
    address = f"/desk/figures/compare?a={house.campaign_id}&b={other.campaign_id}"
    page = desk.get(address).text
    assert "3 times as many in the second." in page
    by_state = re.findall(r'<rect class="(m\d)" x="121" y="281"', page)  # Texas, on both maps
    assert by_state == ["m3", "m4"]
    heights = [float(each) for each in re.findall(r'<rect class="c1"[^>]* y="[\d.]+" height="([\d.]+)"', page)]
    assert heights == [40.0, 120.0]
    assert (
        "That is one campaign twice."
        in desk.get(f"/desk/figures/compare?a={other.campaign_id}&b={other.campaign_id}").text
    )
    assert "Choose two campaigns." in desk.get(f"/desk/figures/compare?a={other.campaign_id}").text
