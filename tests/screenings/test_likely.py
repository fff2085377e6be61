"""Which film screenings somebody may have come from: what has just ended, and what is near a typed postcode or city."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from tests import world as worlds
from tests.hostile import HOSTILE
from tests.world import A_DAY, A_MOMENT
from tracker import clock
from tracker.screenings import likely
from tracker.store.db import db
from tracker.store.transactions import transaction

# A_MOMENT is seven in the evening in Austin, on A_DAY.
NOW = A_MOMENT + timedelta(minutes=130)


class Places:
    """A campaign's screenings, and others as noise."""

    def __init__(self) -> None:
        with transaction():
            self.film = worlds.film(running_minutes=115)
            self.campaign_id = worlds.campaign(self.film).id
            noise = worlds.campaign(self.film, "Another")
            worlds.screening(noise, worlds.venue("Noise", postcode="78704"), starts_at=A_MOMENT)

    def add(self, name: str, starts_at: Any = A_MOMENT, **more: Any) -> str:
        place = {each: more.pop(each) for each in ("city", "region", "postcode", "country", "zone") if each in more}
        with transaction():
            campaign = db.session.get_one(worlds.Campaign, self.campaign_id)
            at = worlds.venue(name, **place)
            return worlds.screening(campaign, at, starts_at=starts_at, **more).id

    def by_day(self, name: str, day: date, **more: Any) -> str:
        return self.add(name, None, day=day, **more)

    def recent(self) -> list[str]:
        return [each.venue.name for each in likely.recent(self.campaign_id)]

    def near(self, typed: str) -> list[str]:
        return [each.venue.name for each in likely.near(self.campaign_id, typed).choices]


@pytest.fixture
def places(app):
    with time_machine.travel(NOW, tick=False), app.app_context():
        yield Places()


def test_ended_within_three_hours_by_its_own_length_the_latest_first(places):
    places.add("Just in time", clock.now() - timedelta(hours=3, minutes=115))
    places.add("Too long ago", clock.now() - timedelta(hours=3, minutes=116))
    places.add("Credits", clock.now() - timedelta(minutes=95))
    places.add("Still running", clock.now() - timedelta(minutes=94))
    places.add("Here")
    with transaction():
        other = worlds.film("A short one", running_minutes=30)
    places.add("Short", clock.now() - timedelta(minutes=50), film_id=other.id)
    places.add("Short and long over", clock.now() - timedelta(minutes=211), film_id=other.id)
    assert places.recent() == ["Credits", "Here", "Short", "Just in time"]


@pytest.mark.parametrize(("zone", "hours", "there"), [
    ("America/Chicago", 0, True),  # ten past nine in the evening of that day
    ("America/Chicago", 7, True),  # ten past four in the night after it
    ("America/Chicago", 8, False),  # the morning after
    ("Asia/Seoul", -9, True),
    ("Asia/Seoul", 0, False),  # there it is noon of the next day
])  # fmt: skip
def test_where_only_the_day_is_known_it_counts_on_that_day_and_the_night_after(places, zone, hours, there):
    places.by_day("All day", A_DAY, zone=zone)
    with time_machine.travel(NOW + timedelta(hours=hours), tick=False):
        assert places.recent() == (["All day"] if there else [])


def test_hidden_cancelled_joined_and_virtual_ones_are_shown_to_nobody(places):
    here = places.add("Here", postcode="78704")
    for name, more in {
        "Unlisted": {"visibility": "unlisted"}, "Private": {"visibility": "private"},
        "Cancelled": {"status": "cancelled", "cancelled_at": NOW}, "Joined": {"joined_into_id": here},
    }.items():  # fmt: skip
        each = places.add(name, postcode="78704", **more)
        assert (likely.chosen(places.campaign_id, each) is None) is (name != "Joined")
    assert places.recent() == places.near("78704") == places.near("Austin") == ["Here"]


def test_more_than_six_at_once_are_none(places):
    for n in range(6):
        places.add(f"Cinema {n}")
    assert len(places.recent()) == 6
    places.add("One more")
    assert places.recent() == []


@pytest.mark.parametrize(("typed", "found"), [
    ("78704", ["Austin", "Near Austin"]), ("787", ["Austin", "Near Austin"]), ("78700-1234", ["Austin", "Near Austin"]),
    ("Austin 78704", ["Austin", "Near Austin"]), ("78", []), ("SW1A 1AA", ["London"]), ("sw1a1aa", ["London"]), ("SW1", ["London"]),
    ("03131", ["Seoul"]), ("서울", ["Seoul"]), ("서울특별시", ["Seoul"]), ("bogota", ["Bogota"]), ("BOGOTÁ", ["Bogota"]),
    ("st johns", ["Johns"]), ("St. John's", ["Johns"]), ("round", ["Near Austin"]), ("Round Rock, TX", ["Near Austin"]),
    ("Round Rock, Texas", ["Near Austin"]), ("Round Rock, CA", []), ("r", []), ("", []), ("%", []), ("_", []),
])  # fmt: skip
def test_near_is_the_same_beginning_of_a_postcode_or_of_a_citys_name(places, typed, found):
    places.add("Austin", postcode="78704")
    places.add("Near Austin", city="Round Rock", postcode="78701", starts_at=A_MOMENT - timedelta(minutes=5))
    places.add("London", city="London", region="", country="GB", postcode="SW1A 2BB")
    places.add("Seoul", city="서울특별시", region="", country="KR", postcode="03100")
    places.add("Bogota", city="Bogotá", region="", country="CO")
    places.add("Johns", city="St. John's", region="NL", country="CA")
    assert places.near(typed) == found


def test_just_ended_first_then_the_nearest_in_time_past_before_to_come(places):
    soon, day = timedelta(hours=2), timedelta(days=1)
    for name, at in {
        "last month": NOW - 30 * day, "yesterday": NOW - day, "begins soon": NOW + soon, "just ended": A_MOMENT,
        "tomorrow": NOW + day, "begins sooner": NOW + soon / 2,
    }.items():  # fmt: skip
        places.add(name, at, city="Salem")
    places.by_day("a day ago", A_DAY - 5 * day, city="Salem")
    places.by_day("day to come", A_DAY + 2 * day, city="Salem")
    assert places.near("salem") == [
        "just ended",
        "yesterday",
        "a day ago",
        "last month",
        "begins sooner",
        "begins soon",
    ]


def test_the_very_city_goes_before_one_that_begins_like_it_and_eight_are_enough(places):
    for n in range(8):
        places.add(f"Yorktown {n}", NOW - timedelta(days=1), city="Yorktown")
    places.add("York", NOW - timedelta(days=300), city="York")
    found = likely.near(places.campaign_id, "york")
    assert (found.choices[0].venue.name, len(found.choices), found.more) == ("York", 8, True)


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_there_is_an_answer_and_nothing_of_it_stays_in_memory(places, typed):
    from tracker.screenings.names import town_key

    places.add("Here", postcode="78704")
    places.near("warm up")
    before = town_key.cache_info().currsize
    assert places.near(typed) in ([], ["Here"])
    assert town_key.cache_info().currsize == before
