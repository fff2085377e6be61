"""A campaign's figures at the desk: pictures with their tables, narrowed to a time and a group, sorted and paged; others' stay shut."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tests.invented import House
from tracker import clock
from tracker.reports import kept
from tracker.screenings.head_count import HeadCount
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.transactions import transaction
from tracker.usecases.count_figures import count_asked_figures

SignIn = Callable[[str], FlaskClient]
LABELS = re.compile(r'role="img" aria-label="([^"]+)"')


@pytest.fixture
def rooms(house: House) -> House:
    """Two rooms in two states, one of them counted; four people."""
    other = invented.screening(house.campaign_id, venue="Harbour Hall")
    with transaction() as session:
        venue = session.get_one(Venue, session.get_one(Screening, other).venue_id)
        venue.city, venue.region = "Albany", "NY"
        session.add(HeadCount(screening_id=house.screening_id, heads=40, kind="counted", at=clock.now()))
    for at in (house.screening_id,) * 3 + (other,):
        invented.signup(invented.ally(), at)
    return house


@pytest.fixture
def desk(browser_for: SignIn, rosa: str) -> FlaskClient:
    return browser_for(rosa)


def test_every_picture_has_a_sentence_a_table_and_what_it_counts(desk: FlaskClient, rooms: House) -> None:
    page = desk.get(f"/desk/campaigns/{rooms.campaign_id}/figures").text
    figures = re.findall(r'<figure class="chart">.*?</figure>', page, re.DOTALL)
    assert len(figures) == 10
    for each in figures:
        assert re.search(r'href="/desk/figures/definitions#[a-z_]+"', each)
        drawn = LABELS.search(each)
        assert bool(drawn) == ("<details>" in each) and (drawn or '<p class="soft">' in each)
    labels = LABELS.findall(page)
    assert "How far people came: in the room 40, signups 4, allies, each counted once 4" in labels[0]
    assert any("Signups by state: Texas 3, New York 1." in each for each in labels)
    assert "counted at 1 of 2" in page and "7.5% of the counted rooms" in page
    anchors = set(re.findall(r'href="/desk/figures/definitions#([a-z_]+)"', page))
    defined = set(re.findall(r'id="([a-z_]+)"', desk.get("/desk/figures/definitions").text))
    assert anchors <= defined, anchors - defined


def test_a_group_and_a_time_narrow_all_of_it(desk: FlaskClient, rooms: House) -> None:
    address = f"/desk/campaigns/{rooms.campaign_id}/figures"
    whole = desk.get(address).text
    assert '<option value="region:US-NY">New York</option>' in whole and 'value="kind:' not in whole
    texas = desk.get(f"{address}?group=region:US-TX").text
    assert "signups 3, allies" in texas and '<option value="region:US-TX" selected>Texas</option>' in texas
    assert "Show everything" in texas and "Harbour Hall" not in texas
    day = clock.now().date()
    later = desk.get(f"{address}?from={day + timedelta(days=9)}&to={day + timedelta(days=99)}").text
    assert "Nothing to count in this choice." in later
    assert re.search(r'\?group=region(:|%3A)US-TX&amp;from=\d{4}-01-01">This year</a>', texas)
    assert 'aria-current="page">Always</a>' in texas
    gone = desk.get(f"{address}?group=region:US-AK").text
    assert "no longer there" in gone and "Nothing to count in this choice." in gone


ASKED = {
    "from=2024-02-02&to=2024-02-01": 422, "from=0001-01-01": 422, "to=9999-12-31": 422, "from=soon": 422,
    "group=region:%00": 422, f"group=city:{'x' * 300}": 422, "group=nothing:x": 200, "page=-1&sort=x&way=x&table=x": 200,
    "page=99999": 200, "page=9" + "9" * 60: 200,
}  # fmt: skip


def test_what_is_no_choice_is_said_or_ignored(desk: FlaskClient, rooms: House) -> None:
    for asked, status in ASKED.items():
        answer = desk.get(f"/desk/campaigns/{rooms.campaign_id}/figures?{asked}")
        assert answer.status_code == status, asked
        assert ("Nothing is shown until the filters are mended." in answer.text) == (status == 422)


def test_breakdowns_sort_by_a_link_and_lead_on(desk: FlaskClient, rooms: House) -> None:
    address = f"/desk/campaigns/{rooms.campaign_id}/figures"
    page = desk.get(f"{address}?table=region&sort=signups&way=up").text
    table = page[page.index('id="table"') :]
    assert table.index("New York") < table.index("Texas") and 'aria-sort="ascending"' in table
    assert f"{address}?group=region:US-TX" in table.replace("%3A", ":")
    screenings = desk.get(address).text
    assert f"/desk/screenings/{rooms.screening_id}/figures" in screenings
    assert "no head count" in screenings and "not computable" in screenings


def test_the_film_screening_has_its_funnel_and_leads_back(desk: FlaskClient, rooms: House) -> None:
    assert f"/desk/screenings/{rooms.screening_id}/figures" in desk.get(f"/desk/screenings/{rooms.screening_id}").text
    page = desk.get(f"/desk/screenings/{rooms.screening_id}/figures").text
    assert "in the room 40, signups 3" in page and f"/desk/campaigns/{rooms.campaign_id}/figures" in page


def test_without_anything_it_says_so_and_what_to_do(desk: FlaskClient, rosa: str) -> None:
    empty = invented.campaign(rosa)
    page = desk.get(f"/desk/campaigns/{empty}/figures").text
    assert "Nothing to count yet" in page and f"/desk/screenings/?campaign={empty}" in page


def test_many_signups_are_counted_when_somebody_asks(
    desk: FlaskClient, rooms: House, inside: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "COUNTED_AT_ONCE", 1)
    address = f"/desk/campaigns/{rooms.campaign_id}/figures"
    first = desk.get(address).text
    assert "Count them now" in first and "<svg" not in first
    assert desk.post("/desk/figures/count", data={"campaign": rooms.campaign_id}).location == address
    assert "being counted just now" in desk.get(address).text
    count_asked_figures()
    assert "<svg" in desk.get(address).text


def browser_pair(desk: FlaskClient, one: str, other: str):
    return desk.get(f"/desk/figures/compare?a={one}&b={other}")


def test_others_campaigns_are_on_no_page(desk: FlaskClient, rooms: House) -> None:
    theirs = House(invented.account("organizer", "Juno P."))
    for path in (
        f"/desk/campaigns/{theirs.campaign_id}/figures", f"/desk/screenings/{theirs.screening_id}/figures",
        f"/desk/figures/calendar?campaign={theirs.campaign_id}", f"/desk/figures/compare?a={rooms.campaign_id}&b={theirs.campaign_id}",
    ):  # fmt: skip
        assert desk.get(path).status_code == 404, path
    for path in ("/desk/figures/", "/desk/figures/calendar", "/desk/figures/compare"):
        assert theirs.campaign_id not in desk.get(path).text, path


def test_viewers_and_callers_see_none_of_it(browser_for: SignIn, rooms: House) -> None:
    for role in ("viewer", "caller"):
        client = browser_for(invented.account(role))
        for path in (f"/desk/campaigns/{rooms.campaign_id}/figures", "/desk/figures/", "/desk/figures/calendar"):
            assert client.get(path).status_code == 403
