"""Calendars, as another library than the one that writes them reads them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
import vobject

from tests.programme import Programme, programme
from tracker import clock

__all__ = ["programme"]

SPRING = datetime(2026, 3, 5, 12, tzinfo=UTC)


def events(text: str) -> dict[str, Any]:
    """By UID."""
    sheet = vobject.readOne(text, validate=True)
    return {each.uid.value: each for each in sheet.contents.get("vevent", [])}


def feed(programme: Programme, **query: str) -> dict[str, Any]:
    """By the names that the test gave."""
    names = {f"{id_}@localhost": name for name, id_ in programme.ids.items()}
    return {names[uid]: each for uid, each in events(programme.get("/calendar.ics", **query)).items()}


@time_machine.travel(SPRING, tick=False)
def test_times_are_right_on_either_side_of_a_night_on_which_clocks_change_and_in_other_zones(
    programme: Programme,
) -> None:
    """New York goes from -5 to -4 on the 8th of March 2026; Seoul stays at +9, Honolulu at -10."""
    at = {"New York": ("NY", "America/New_York"), "Seoul": ("", "Asia/Seoul"), "Honolulu": ("HI", "Pacific/Honolulu")}
    for name, days, city in (
        ("before", 2, "New York"),
        ("after", 4, "New York"),
        ("seoul", 4, "Seoul"),
        ("hawaii", 4, "Honolulu"),
    ):
        region, zone = at[city]
        programme.add(
            name,
            days=days,
            venue={"city": city, "region": region, "zone": zone, "country": "KR" if city == "Seoul" else "US"},
        )
    starts = {name: each.dtstart.value for name, each in feed(programme).items()}
    assert starts == {
        "before": datetime(2026, 3, 8, 0, tzinfo=UTC), "after": datetime(2026, 3, 9, 23, tzinfo=UTC),
        "seoul": datetime(2026, 3, 9, 10, tzinfo=UTC), "hawaii": datetime(2026, 3, 10, 5, tzinfo=UTC),
    }  # fmt: skip
    one = feed(programme)["after"]
    assert one.dtend.value - one.dtstart.value == timedelta(minutes=115 + 10)
    assert "By the clock there: Mon 9 Mar 2026, 7:00 pm." in one.description.value
    assert one.summary.value == "Beyond Utopia: film screening"
    assert one.url.value == f"http://localhost:8000/screening/{programme.ids['after']}"


def test_one_of_which_only_the_day_is_known_is_an_entry_for_the_whole_day(programme: Programme) -> None:
    programme.add("a", days=9)
    day = programme.evening(9).date()
    programme.change("a", starts_at=None)
    entry = feed(programme)["a"]
    assert (entry.dtstart.value, entry.dtend.value) == (day, day + timedelta(days=1))
    assert type(entry.dtstart.value) is date


def test_what_was_listed_and_is_cancelled_says_so_until_its_evening_has_passed(programme: Programme) -> None:
    programme.add("a")
    programme.add("b", visibility="unlisted")
    before = feed(programme)["a"]
    assert before.status.value == "CONFIRMED"
    later = clock.now() + timedelta(hours=5)
    for name in ("a", "b"):
        programme.change(name, status="cancelled", cancelled_at=later, changed_at=later)
    found = feed(programme)
    assert found.keys() == {"a"}
    after = found["a"]
    assert after.status.value == "CANCELLED" and after.uid.value == before.uid.value
    assert int(after.sequence.value) > int(before.sequence.value)
    assert after.last_modified.value > before.last_modified.value
    programme.change("a", starts_at=clock.now() - timedelta(days=1), day=(clock.now() - timedelta(days=1)).date())
    assert feed(programme) == {}


def test_the_feed_takes_the_filters_of_the_page(programme: Programme) -> None:
    programme.add("austin", captions=True)
    programme.add(
        "chicago", venue={"city": "Chicago", "region": "IL", "postcode": "60614"}, captions=True, subtitles="es"
    )
    for query in ({}, {"near": "60614"}, {"access": "captions", "in": "US-TX"}, {"subtitles": "es"}, {"spoken": "fr"}):
        assert feed(programme, **query).keys() == programme.listed(**query), query
    assert feed(programme, near="60614")["chicago"].geo.value.startswith("41.9")


def test_one_has_a_file_of_its_own_if_it_is_listed(programme: Programme) -> None:
    programme.add("a", ticket_url="https://tickets.example/a,b;c")
    answer = programme.client.get(f"/screening/{programme.ids['a']}.ics?lang=en")
    assert answer.mimetype == "text/calendar"
    [entry] = events(answer.text).values()
    assert "Tickets: https://tickets.example/a,b;c" in entry.description.value
    for visibility in ("unlisted", "private"):
        programme.change("a", visibility=visibility)
        assert programme.client.get(f"/screening/{programme.ids['a']}.ics").status_code == 404


@pytest.mark.parametrize("language", ["ko", "es"])
def test_it_speaks_the_readers_language_and_long_names_are_folded(programme: Programme, language: str) -> None:
    programme.add("a", venue={"name": "연길행밤기차의등불을하나하나세던자매들 " * 8})
    text = programme.get("/calendar.ics", lang=language)
    assert max(len(line.encode()) for line in text.splitlines()) <= 75
    assert "연길행밤기차의등불을하나하나세던자매들" in next(iter(events(text).values())).location.value
