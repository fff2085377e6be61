"""The page of one film screening, and what search engines read of it."""

import json
import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests import coming_evenings
from tests.programme import Programme, programme
from tracker import clock
from tracker.screenings.screening import Screening
from tracker.store.transactions import transaction
from tracker.usecases.join_screenings import join

__all__ = ["programme"]

DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
# https://schema.org/ScreeningEvent, and what https://developers.google.com/search/docs/appearance/structured-data/event asks for.
REQUIRED = {
    "@context",
    "@type",
    "name",
    "startDate",
    "location",
    "workPresented",
    "eventStatus",
    "eventAttendanceMode",
    "organizer",
}
KNOWN = REQUIRED | {"@id", "url", "endDate", "inLanguage", "subtitleLanguage", "performer", "offers"}


def known(page: str) -> dict[str, Any]:
    """The one block of data of a page."""
    [text] = DATA.findall(page)
    told: dict[str, Any] = json.loads(text)
    return told


def page_of(programme: Programme, name: str) -> str:
    return programme.get(f"/screening/{programme.ids[name]}")


def test_a_listed_one_says_all_there_is_to_know(programme: Programme) -> None:
    programme.add(
        "a", venue={"name": "Alder Hall", "address": "2 River Street", "postcode": "78704"}, screen="Hall B", subtitles="es",
        talkback=True, captions=True, hearing_loop=True, ticket_url="https://tickets.example/a?x=1&y=2",
    )  # fmt: skip
    page = page_of(programme, "a")
    for words in (
        "Beyond Utopia", "Alder Hall, Hall B", "2 River Street, Austin, TX 78704", "7:00 pm", "English, Korean", "Spanish", "Captions",
        "Hearing loop", "A talkback", "115 minutes", "Get tickets", "It leads to another site: tickets.example.", "/s/",
        'href="https://tickets.example/a?x=1&amp;y=2" rel="external noopener noreferrer"', "Into your calendar", "About the film",
    ):  # fmt: skip
        assert words in page, words
    assert f'<link rel="canonical" href="http://localhost:8000/screening/{programme.ids["a"]}">' in page
    assert '<meta property="og:title" content="Beyond Utopia: film screening">' in page


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_search_engines_read_a_whole_screening_event(programme: Programme) -> None:
    programme.change_film(director="Madeleine Gavin")
    programme.add(
        "a", venue={"name": "Alder Hall", "address": "2 River Street", "postcode": "78704"}, subtitles="es,ko", captions=True,
        wheelchair=True, ticket_url="https://tickets.example/a",
    )  # fmt: skip
    told = known(page_of(programme, "a"))
    assert told.keys() >= REQUIRED and told.keys() <= KNOWN
    assert (told["@context"], told["@type"], told["name"]) == (
        "https://schema.org",
        "ScreeningEvent",
        "Beyond Utopia: film screening",
    )
    starts, ends = datetime.fromisoformat(told["startDate"]), datetime.fromisoformat(told["endDate"])
    there = starts.astimezone(ZoneInfo("America/Chicago"))
    assert starts.utcoffset() == there.utcoffset() and (starts.hour, starts.minute) == (19, 0)
    assert ends - starts == timedelta(minutes=115)
    assert told["location"]["@type"] == "Place" and told["location"]["amenityFeature"][0]["name"] == "Wheelchair access"
    assert told["location"]["address"] == {
        "@type": "PostalAddress", "streetAddress": "2 River Street", "addressLocality": "Austin", "addressRegion": "TX",
        "postalCode": "78704", "addressCountry": "US",
    }  # fmt: skip
    assert told["workPresented"]["@type"] == "Movie" and told["workPresented"]["name"] == "Beyond Utopia"
    assert told["workPresented"]["accessibilityFeature"] == ["captions"]
    assert told["eventStatus"] == "https://schema.org/EventScheduled"
    assert told["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert (told["inLanguage"], told["subtitleLanguage"]) == (["en", "ko"], ["es", "ko"])
    assert told["organizer"]["@type"] == "Organization" and told["organizer"]["name"]
    assert told["offers"] == {"@type": "Offer", "url": "https://tickets.example/a"}
    programme.add("b", kind="virtual")
    programme.change("b", venue_id=None, starts_at=None)
    told = known(page_of(programme, "b"))
    assert told["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert told["location"]["@type"] == "VirtualLocation" and told["location"]["url"].startswith("http")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", told["startDate"]), "a time that nobody knows is not made up"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_title_cannot_end_the_block_of_data(programme: Programme) -> None:
    evil = "</script><script>alert(1)</script><!-- \u2028 'x' \" & é"
    programme.change_film(title=evil)
    programme.add("a", venue={"name": evil})
    page = page_of(programme, "a")
    assert known(page)["workPresented"]["name"] == evil
    assert "<script>alert" not in page and page.count("</script>") == 1


def test_of_an_unlisted_one_whoever_has_the_address_learns_film_and_town_alone(programme: Programme) -> None:
    programme.add(
        "a", visibility="unlisted", venue={"name": "Hidden House", "address": "11 Larkspur Lane", "postcode": "78611", "city": "Burnet"},
        talkback=True, captions=True, ticket_url="https://tickets.example/hidden",
    )  # fmt: skip
    answer = programme.client.get(f"/screening/{programme.ids['a']}?lang=en")
    page = answer.text
    assert "Beyond Utopia" in page and "Burnet" in page
    day = programme.evening(7)
    for words in ("Hidden", "Larkspur", "78611", "TX", "tickets.example", "7:00", f"{day:%Y-%m-%d}", f"{day.day} {day:%b}", "/s/",
                  "Captions",                  "talkback", "ld+json", "og:", ".ics"):  # fmt: skip
        assert words not in page, words
    assert '<meta name="robots" content="noindex, nofollow">' in page and answer.headers["X-Robots-Tag"] == "noindex"


def test_a_private_a_standing_and_an_unknown_one_have_no_page(programme: Programme) -> None:
    programme.add("a", visibility="private")
    with transaction() as session:
        standing = [row.id for row in session.query(Screening).filter(Screening.standing.is_not(None))]
    for screening_id in (programme.ids["a"], *standing, "0" * 16, "x", "'--"):
        assert programme.client.get(f"/screening/{screening_id}").status_code == 404, screening_id


def test_a_cancelled_one_says_so_and_offers_other_dates(programme: Programme) -> None:
    programme.add("a", talkback=True, ticket_url="https://tickets.example/a")
    programme.add("b", days=9, venue={"name": "Lone Oak Six"})
    programme.add("c", days=9, visibility="unlisted", venue={"name": "Hidden House"})
    programme.change("a", status="cancelled", cancelled_at=clock.now())
    page = page_of(programme, "a")
    assert "This film screening is cancelled." in page and "<title>Cancelled: " in page
    assert "Lone Oak Six" in page and "Hidden House" not in page
    for gone in ("Get tickets", "Sign up", "A talkback"):
        assert gone not in page, gone
    told = known(page)
    assert told["eventStatus"] == "https://schema.org/EventCancelled" and "offers" not in told
    programme.change("a", status="announced", cancelled_at=None, starts_at=clock.now() - timedelta(days=3))
    page = page_of(programme, "a")
    assert "This film screening is over." in page and "Get tickets" not in page and "Lone Oak Six" in page


def test_one_that_was_joined_leads_to_the_one_that_stayed(programme: Programme) -> None:
    programme.add("stays")
    programme.add("goes", venue={"name": "The same"})
    join(programme.ids["stays"], programme.ids["goes"], None)
    answer = programme.client.get(f"/screening/{programme.ids['goes']}")
    assert (answer.status_code, answer.location) == (301, f"/screening/{programme.ids['stays']}")
    programme.change("goes", visibility="private")
    assert programme.client.get(f"/screening/{programme.ids['goes']}").status_code == 404


def test_guests_are_named_only_while_they_are_cleared(programme: Programme) -> None:
    for name, cleared in (("cleared", True), ("uncleared", False)):
        programme.add(name, talkback=True)
        with transaction() as session:
            row = session.get_one(Screening, programme.ids[name])
            coming_evenings.guests(row, [{"name": f"Wren {name}", "role": "editor"}], cleared)
    page = page_of(programme, "cleared")
    assert "Wren cleared" in page and known(page)["performer"] == [{"@type": "Person", "name": "Wren cleared"}]
    page = page_of(programme, "uncleared")
    assert "A talkback" in page and "Wren" not in page and "performer" not in known(page)
    assert "Wren" not in programme.get("/calendar.ics") + programme.get("/")
    programme.change("cleared", talkback=False)
    assert "Wren" not in page_of(programme, "cleared")
