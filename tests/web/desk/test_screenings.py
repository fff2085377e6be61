"""The list of film screenings at the desk, and the pages around it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from tests.desk_rows import Desk
from tracker import clock
from tracker.screenings import code, heads, venues
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.team.roles import Role

LIST = "/desk/screenings/"


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that the database is asked inside the block."""
    asked: list[str] = []

    def listen(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    yield asked
    event.remove(db.engine, "before_cursor_execute", listen)


def test_with_nothing_there_the_way_to_the_first_film_screening_is_shown(at_desk: Desk):
    assert 'href="/desk/films/new"' in at_desk.client.get(LIST).text
    at_desk.client.post("/desk/films/new", data={"title": "Beyond Utopia", "year": "2023"})
    assert 'href="/desk/campaigns/new"' in at_desk.client.get(LIST).text
    film = re.findall(r'value="([0-9a-z]{16})"', at_desk.client.get("/desk/campaigns/new").text)[0]
    data = {"name": "Two nights", "film": film, "languages": "en,ko", "retention_months": "18"}
    answer = at_desk.client.post("/desk/campaigns/new", data=data)
    assert answer.status_code == 303
    assert "/desk/screenings/new?campaign=" in at_desk.client.get(answer.location).text
    assert 'href="/desk/screenings/new"' in at_desk.client.get(LIST).text


def test_the_list_asks_the_database_as_often_for_fifty_rows_as_for_two(at_desk: Desk):
    campaign, venue = at_desk.campaign(), at_desk.venue()
    made = [at_desk.screening(campaign, venue, day=date(2023, 1, 1) + timedelta(days=n)) for n in range(2)]
    for each in made:
        at_desk.signup(each)
    at_desk.client.get(LIST + "?from=")
    with counted() as few:
        at_desk.client.get(LIST + "?from=")
    for n in range(2, 55):
        at_desk.signup(at_desk.screening(campaign, venue, day=date(2023, 1, 1) + timedelta(days=n)))
    with counted() as many:
        page = at_desk.client.get(LIST + "?from=").text
    assert page.count('<td class="before">') == 50
    assert len(many) <= len(few) <= 16, many


def test_the_list_leads_to_its_next_page_with_the_same_filters(at_desk: Desk):
    campaign, venue = at_desk.campaign(), at_desk.venue()
    for n in range(53):
        at_desk.screening(campaign, venue, day=date(2023, 1, 1) + timedelta(days=n))
    page = at_desk.client.get(f"{LIST}?campaign={campaign}&place=austin").text
    later = next(part.partition('"')[0] for part in page.split('href="') if "after=" in part).replace("&amp;", "&")
    assert "place=austin" in later
    assert at_desk.client.get(later).text.count('<td class="before">') == 3


@pytest.mark.parametrize(
    "query",
    [
        "kind=premiere",
        "status=lost",
        "from=tomorrow",
        "to=2023-02-30",
        "place=%00",
        "campaign=nothing",
        "place=" + "x" * 500,
    ],
)
def test_a_filter_that_does_not_fit_is_answered_beside_it(at_desk: Desk, query: str):
    at_desk.campaign()
    answer = at_desk.client.get(f"{LIST}?{query}")
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.text


@pytest.mark.parametrize(
    "query", ["_scheme=ftp", "_external=1", "_anchor=x", "endpoint=x", "after=", "after=x", "x=%00", "_method=y"]
)
def test_what_else_an_address_carries_breaks_nothing(at_desk: Desk, query: str):
    campaign, venue = at_desk.campaign(), at_desk.venue()
    for n in range(51):
        at_desk.screening(campaign, venue, day=date(2023, 1, 1) + timedelta(days=n))
    assert at_desk.client.get(f"{LIST}?{query}").status_code == (404 if query == "after=x" else 200)


def test_signups_head_counts_and_what_is_missing_show_in_the_list(at_desk: Desk):
    campaign = at_desk.campaign()
    made = at_desk.screening(campaign)
    at_desk.signup(made)
    assert ">count</a>" in at_desk.client.get(LIST).text
    at_desk.client.post(f"{LIST}{made}/heads", data={"heads": "1,214", "kind": "counted"})
    page = at_desk.client.get(LIST).text
    assert ">1,214</a>" in page
    assert ">count</a>" not in page


@pytest.mark.parametrize("data", [{"heads": "", "kind": "counted"}, {"heads": "-3", "kind": "counted"}, {"heads": " ", "kind": "counted"},
                                  {"heads": "9" * 20, "kind": "counted"}, {"heads": "12", "kind": "felt"}, {}])  # fmt: skip
def test_a_head_count_that_cannot_be_meant_is_refused(at_desk: Desk, data: dict[str, str]):
    made = at_desk.screening(at_desk.campaign())
    assert at_desk.client.post(f"{LIST}{made}/heads", data=data).status_code == 422
    assert heads.of_screening(made) == []


def test_repeat_puts_each_reason_beside_its_own_row(at_desk: Desk):
    made = at_desk.screening(at_desk.campaign())
    data = {"day_1": "2023-10-24", "time_1": "19:00", "day_3": "2024-03-10", "time_3": "02:30"}
    answer = at_desk.client.post(f"{LIST}{made}/repeat", data=data)
    assert answer.status_code == 422
    assert 'id="time_3-why"' in answer.text
    answer = at_desk.client.post(f"{LIST}{made}/repeat", data={**data, "time_3": "03:30"})
    assert answer.status_code == 303
    assert at_desk.client.post(f"{LIST}{made}/repeat", data={}).status_code == 422


def test_cancelling_and_taking_it_back(at_desk: Desk):
    made = at_desk.screening(at_desk.campaign())
    assert at_desk.client.get(f"{LIST}{made}/cancel").status_code == 200
    assert at_desk.one(Screening, made).status == "announced", "looking changes nothing"
    at_desk.client.post(f"{LIST}{made}/cancel", data={})
    assert "It takes place after all" in at_desk.client.get(f"{LIST}{made}").text
    assert "cancelled" in at_desk.client.get(LIST).text
    at_desk.client.post(f"{LIST}{made}/reinstate", data={})
    assert at_desk.one(Screening, made).status == "announced"


def test_joining_by_choice_or_by_code_leads_the_other_page_here(at_desk: Desk):
    campaign, venue = at_desk.campaign(), at_desk.venue()
    stays, near, far = (
        at_desk.screening(campaign, venue, screen=screen, day=day)
        for screen, day in (("1", date(2023, 10, 23)), ("2", date(2023, 10, 23)), ("3", date(2023, 11, 9)))
    )
    for wrong in (
        {},
        {"other": "None"},
        {"other": "0" * 16},
        {"code": "temo rikw"},
        {"code": "\x00"},
        {"other": stays},
    ):
        assert at_desk.client.post(f"{LIST}{stays}/join", data=wrong).status_code == 422
    assert at_desk.client.post(f"{LIST}{stays}/join", data={"other": near}).status_code == 303
    told = code.spoken(code.code_of(screening_id=far) or "").upper()
    assert at_desk.client.post(f"{LIST}{stays}/join", data={"code": told}).status_code == 303
    for gone in (near, far):
        answer = at_desk.client.get(f"{LIST}{gone}")
        assert (answer.status_code, answer.location) == (301, f"{LIST}{stays}")
    assert len(code.every_code_of(stays)) == 3


def test_venues_are_joined_by_coordinators_alone(at_desk: Desk):
    stays, goes = at_desk.venue("Barton Street Cinema"), at_desk.venue("Barton St. Cinema")
    assert "Barton St. Cinema" in at_desk.client.get(f"/desk/venues/{stays}").text
    assert at_desk.as_one(Role.ORGANIZER).post(f"/desk/venues/{stays}/join", data={"other": goes}).status_code == 403
    assert at_desk.client.post(f"/desk/venues/{stays}/join", data={"other": goes}).status_code == 303
    assert venues.by_id(goes).id == stays
    assert at_desk.client.get(f"/desk/venues/{goes}").status_code == 301


@pytest.mark.parametrize("role", [Role.CALLER, Role.VIEWER])
def test_callers_and_viewers_log_nothing(at_desk: Desk, role: Role):
    client = at_desk.as_one(role)
    for path in ("screenings/", "screenings/new", "campaigns/new", "films/new", "venues/new"):
        assert client.get(f"/desk/{path}").status_code == 403
    assert client.get("/desk/more").status_code == (403 if role is Role.VIEWER else 200)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("films/new", {"title": ""}),
        ("films/new", {"title": "x" * 201}),
        ("films/new", {"title": "A", "year": "1700"}),
        ("films/new", {"title": "A", "year": "2147483648"}),
        ("films/new", {"title": "A", "running_minutes": "0"}),
        ("films/new", {"title": "A", "trailer_url": "//example.org"}),
        ("films/new", {"title": "\x00"}),
        ("campaigns/new", {"name": "A", "languages": "en", "retention_months": "18", "film": "nothing"}),
        ("campaigns/new", {"name": "A", "languages": "fr", "retention_months": "18"}),
        ("campaigns/new", {"name": "A", "languages": "en", "retention_months": "0"}),
        ("campaigns/new", {"name": "A", "languages": "en", "retention_months": "18", "starts_on": "0001-01-01"}),
        ("venues/new", {"name": "A", "country": "US", "region": "ZZ"}),
        ("venues/new", {"name": "A", "country": "U\x00"}),
        ("venues/new", {"name": "", "country": "US", "region": "TX"}),
    ],
)
def test_films_campaigns_and_venues_that_cannot_be_meant_are_refused(at_desk: Desk, path: str, data: dict[str, str]):
    at_desk.film()
    answer = at_desk.client.post(f"/desk/{path}", data=data)
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.text


def test_a_long_list_opens_a_week_ago_and_a_short_one_at_its_beginning(at_desk: Desk):
    campaign_id, venue_id = at_desk.campaign(), at_desk.venue()
    at_desk.screening(campaign_id, venue_id, day=date(2019, 6, 1))
    assert at_desk.client.get("/desk/screenings/").status_code == 200
    today = clock.now().date()
    for n in range(51):
        at_desk.screening(campaign_id, venue_id, day=today + timedelta(days=n))
    answer = at_desk.client.get("/desk/screenings/")
    assert answer.location == f"/desk/screenings/?from={today - timedelta(days=7)}"
    assert "2019" in at_desk.client.get("/desk/screenings/?from=").text
