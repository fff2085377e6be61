"""What's on: only what anybody may know, narrowed as asked, told alike by list, map and calendar; and a code opens its form."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Row, event

from tests import world
from tests.hostile import HOSTILE
from tests.programme import LINKS, Programme, programme
from tracker import clock
from tracker.screenings import code as codes
from tracker.screenings import whats_on
from tracker.screenings.whats_on import Wanted
from tracker.store.db import db
from tracker.web.public import us_map

__all__ = ["programme"]

CHICAGO = {"city": "Chicago", "region": "IL", "postcode": "60614"}
SEOUL = {"city": "Seoul", "region": "", "country": "KR", "zone": "Asia/Seoul"}
NUMBER = re.compile(r"<circle [^>]*/>(?:<text[^>]*>(\d+)</text>)?")
AREA = re.compile(r'<li>(?:<a href="[^"]*">)?([^<]+)(?:</a>)? <span class="num">(\d+)</span>')


@pytest.fixture
def code(app: Flask) -> str:
    with app.app_context():
        return str(codes.code_of(screening_id=world.one_screening().id))


def test_the_first_page_opens_without_a_cookie_and_shows_the_teams_door(client: FlaskClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert 'href="/account/sign-in"' in answer.text
    assert "Nothing is announced just now." in answer.text


def test_a_code_as_it_is_printed_leads_to_its_form(client: FlaskClient, code: str) -> None:
    first = client.get("/", query_string={"code": codes.spoken(code).upper()})
    assert first.location == f"/{code}"
    assert client.get(first.location).location == f"/s/{code}"


@pytest.mark.parametrize("typed", [*HOSTILE, "temorikx"])
def test_what_is_no_code_is_said_beside_the_field(client: FlaskClient, typed: str) -> None:
    answer = client.get("/", query_string={"code": typed})
    if typed.strip():
        assert answer.status_code == 404
        assert "Look at the card again" in answer.text
    else:
        assert answer.status_code == 200


@pytest.mark.parametrize("language", ["en", "ko", "es"])
def test_it_speaks_each_language_with_a_wrong_code_too(client: FlaskClient, language: str) -> None:
    answer = client.get("/", query_string={"lang": language, "code": "zzz"})
    assert answer.status_code == 404
    assert f'<html lang="{language}">' in answer.text


def test_only_what_is_listed_announced_and_to_come_is_on(programme: Programme) -> None:
    now = clock.now()
    programme.add("soon")
    programme.add("running", starts_at=now - timedelta(hours=1))
    programme.add("over", starts_at=now - timedelta(hours=4))
    programme.add("cancelled", status="cancelled", cancelled_at=now)
    programme.add("unlisted", visibility="unlisted")
    programme.add("private", visibility="private")
    programme.add("joined", joined_into_id=programme.ids["soon"])
    programme.add("day only", days=0)
    programme.change("day only", starts_at=None)
    assert programme.listed() == {"soon", "running", "day only"}
    assert "3 film screenings to come." in programme.get("/")


def test_filters_combine(programme: Programme) -> None:
    programme.add("austin", days=3, subtitles="es", captions=True)
    programme.add("austin late", days=30, captions=True, wheelchair=True)
    programme.add("chicago", days=5, venue=CHICAGO, languages="es", subtitles="en", wheelchair=True)
    programme.add("seoul", days=9, venue=SEOUL)
    programme.add("online", days=9, kind="virtual")
    programme.change("online", venue_id=None)
    everything = set(programme.ids)
    day = (clock.now() + timedelta(days=7)).date().isoformat()
    asked: list[tuple[dict[str, object], set[str]]] = [
        ({}, everything),
        ({"near": "78704"}, {"austin", "austin late"}),
        ({"near": "78610-1234", "within": "10"}, set()),
        ({"near": "78610", "within": "25"}, {"austin", "austin late"}),
        ({"near": "78704", "to": day}, {"austin"}),
        ({"from": day}, {"austin late", "seoul", "online"}),
        ({"spoken": "es"}, {"chicago"}),
        ({"spoken": "ko"}, everything - {"chicago"}),
        ({"subtitles": "es"}, {"austin"}),
        ({"access": "wheelchair"}, {"austin late", "chicago"}),
        ({"access": ["wheelchair", "captions"]}, {"austin late"}),
        ({"in": "US-IL", "access": "wheelchair"}, {"chicago"}),
        ({"in": "KR"}, {"seoul"}),
        ({"film": programme.film_id}, everything),
        ({"spoken": "tlh"}, set()),
    ]
    for query, names in asked:
        assert programme.listed(**query) == names, query
    assert re.search(r">[1-9] miles?;", programme.get("/", near="78704")), "to the middle of the town"


def told_at_places(page: str) -> tuple[int, int]:
    """How many the dots of the map stand for, and how many the list of places."""
    dark = page.partition("<main")[0]
    dots = sum(int(number or 1) for number in NUMBER.findall(dark))
    return dots, sum(int(number) for _name, number in AREA.findall(page))


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_map_with_the_places_beside_it_and_the_list_tell_the_same(programme: Programme) -> None:
    towns = [
        ("Austin", "TX"),
        ("Chicago", "IL"),
        ("Evanston", "IL"),
        ("Anchorage", "AK"),
        ("Honolulu", "HI"),
        ("Nowhere", "TX"),
    ]
    for number in range(48):
        city, region = towns[number % 6]
        programme.add(
            f"us {number}", days=1 + number % 9, venue={"city": city, "region": region}, captions=number % 2 == 0
        )
    for number in range(5):
        programme.add(f"kr {number}", days=3, venue=SEOUL, captions=True)
    programme.add("online", kind="virtual", captions=True)
    programme.change("online", venue_id=None)
    for query, wanted in (
        ({}, Wanted()),
        ({"access": "captions"}, Wanted(accessibility=("captions",))),
        ({"in": "US-IL"}, Wanted(area="US-IL")),
    ):
        lines = whats_on.narrowed(whats_on.coming(), wanted)
        drawn = us_map.drawn(lines)
        on_map = {id_ for dot in drawn.dots for id_ in dot.ids}
        off = {line.id for line in lines if line.place is None or line.place.country != "US"}
        names = {id_: name for name, id_ in programme.ids.items()}
        assert {names[id_] for id_ in (*on_map, *drawn.off, *off)} == programme.listed(**query), query
        assert sum(len(dot.ids) for dot in drawn.dots) == len(on_map), "each stands at one dot"
        dots, places = told_at_places(programme.get("/", **query))
        assert dots == len(on_map)
        assert places in (len(lines), 0), "one place alone is not listed"
    assert len(drawn.dots) == 1, "Chicago and Evanston are one dot"


def test_the_map_says_in_words_what_it_shows_and_stops_nobody(programme: Programme) -> None:
    programme.add("a", venue=CHICAGO)
    page = programme.get("/")
    svg = page[page.index('<svg class="map"') : page.rindex("</svg>")]
    assert 'role="img"' in svg and "Map of the United States: 1 film screening; most of them at Chicago, IL." in svg
    assert not re.search(r"<a |tabindex|href", svg)
    programme.change_venue("a", country="KR", city="Seoul", region="", postcode="")
    assert '<svg class="map"' not in programme.get("/"), "nothing to show"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"near": "787"}, "A US postcode has five digits, such as 60614."),
        ({"near": "00000"}, "We know of no such postcode."),
        ({"from": "2099-02-01", "to": "2099-01-01"}, "That is before the first day."),
        ({"from": "tomorrow"}, "That is no day. Write it as 2023-10-23."),
        ({"access": "lift"}, "Choose one from the list."),
        ({"within": "7"}, "Choose one from the list."),
        ({"within": "abc", "near": "60614"}, "Choose one from the list."),
    ],
)
def test_what_cannot_be_meant_is_told_and_what_was_written_stays(
    programme: Programme, query: dict[str, str], sentence: str
) -> None:
    programme.add("a")
    answer = programme.client.get("/", query_string={"lang": "en", **query})
    assert answer.status_code == 422 and sentence in answer.text
    assert not LINKS.findall(answer.text), "a list that does not fit what was asked misleads"
    assert all(value in answer.text for name, value in query.items() if name in ("near", "from", "to"))
    feed = programme.client.get("/calendar.ics", query_string={"lang": "en", **query})
    assert feed.status_code == 422 and feed.mimetype == "text/plain" and sentence in feed.text


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_no_filter_breaks_on_anything_typed(programme: Programme) -> None:
    programme.add("a")
    for name in ("near", "within", "from", "to", "spoken", "subtitles", "access", "in", "film", "page", "lang"):
        for words in HOSTILE:
            for path in ("/", "/calendar.ics"):
                answer = programme.client.get(path, query_string={name: words})
                assert answer.status_code in (200, 422), (path, name, words)
                assert "<script>alert(1)</script>" not in answer.text


def test_who_finds_nothing_is_told_what_to_try(programme: Programme) -> None:
    programme.add("a", venue=CHICAGO)
    page = programme.get("/", near="61101", within="25")
    assert "No film screening fits." in page
    assert "Look within 250 miles" in page and "within=250" in page
    assert "Show the 1 film screening to come" in page
    assert programme.listed(near="61101", within="250") == {"a"}


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_pages_go_on_where_the_one_before_ended_and_keep_the_filters(programme: Programme) -> None:
    for number in range(27):
        programme.add(f"n{number}", days=1 + number // 3, captions=True)
    page = programme.get("/", access="captions")
    assert "Page 1 of 2" in page and "access=captions" in page and "page=2" in page
    assert programme.listed(access="captions") == set(programme.ids)
    for strange in ("0", "99", "-1", "x", "²"):
        assert "Page " in programme.get("/", page=strange)


def statements(ask: Callable[[], object]) -> int:
    asked: list[str] = []
    note = lambda *a: asked.append(a[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", note)
    ask()
    event.remove(db.engine, "before_cursor_execute", note)
    return len([each for each in asked if each.startswith("SELECT")])


def test_many_film_screenings_are_as_many_questions_as_few(programme: Programme) -> None:
    pages = ("/", "/?near=78704&access=captions", "/calendar.ics", "/sitemap.xml", f"/film/{programme.film_id}")
    programme.add("first", captions=True, talkback=True)
    paths = (*pages, f"/screening/{programme.ids['first']}")
    programme.client.get("/")  # the colours of the house are read once in a while
    few = [statements(partial(programme.client.get, path)) for path in paths]
    for number in range(30):
        programme.add(f"n{number}", days=2 + number % 20, captions=True, talkback=True)
    assert [statements(partial(programme.client.get, path)) for path in paths] == few
    assert max(few) <= 12


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_page_that_shows_five_dates_reads_five(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(12):
        programme.add(f"n{number:02}", days=2 + number)
    programme.add("unlisted", visibility="unlisted")
    programme.add("over", starts_at=clock.now() - timedelta(days=2))
    read: list[object] = []
    told = whats_on._told

    def counted(row: Row[Any]) -> whats_on.Listed:
        read.append(row)
        return told(row)

    monkeypatch.setattr(whats_on, "_told", counted)
    names = {id_: name for name, id_ in programme.ids.items()}
    first = [f"n{number:02}" for number in range(whats_on.FEW)]
    for path, of in (("/film/", programme.film_id), ("/screening/", "unlisted"), ("/screening/", "over")):
        read.clear()
        page = programme.get(path + programme.ids.get(of, of))
        assert [names[each] for each in LINKS.findall(page) if names[each] != of] == first, of
        assert len(read) == whats_on.FEW + (of == "over"), "what is listed tells of itself, too"
    assert [line.id for line in whats_on.of_film(programme.film_id, but=programme.ids["n00"])] == [
        programme.ids[f"n{number:02}"] for number in range(1, 1 + whats_on.FEW)
    ]


def test_whoever_has_a_page_asks_whether_it_still_holds(programme: Programme) -> None:
    programme.add("a")
    client = programme.client
    for path in (
        "/",
        f"/screening/{programme.ids['a']}",
        f"/film/{programme.film_id}",
        "/calendar.ics",
        "/sitemap.xml",
    ):
        first = client.get(path)
        assert first.headers["Cache-Control"] == "public, no-cache", path
        assert "Accept-Language" in first.headers["Vary"]
        tag = {"If-None-Match": first.headers["ETag"]}
        again = client.get(path, headers=tag)
        assert (again.status_code, again.data) == (304, b""), path
        assert client.get(path, headers={**tag, "Accept-Language": "ko"}).status_code == (
            304 if "sitemap" in path else 200
        )
    tag = {"If-None-Match": client.get("/").headers["ETag"]}
    programme.change("a", visibility="unlisted")
    assert client.get("/", headers=tag).status_code == 200, "what is not listed any more is gone at once"
    assert client.get("/?near=78704").headers["Cache-Control"] == "no-store", "where somebody is, nobody keeps"
