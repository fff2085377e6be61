"""Venues: what somebody typed finds the one that was meant; what looks alike is offered."""

import pytest

from tests.desk_rows import Desk
from tracker.screenings import venues
from tracker.screenings.films import FilmFacts, FilmThereAlready
from tracker.screenings.venue import Venue
from tracker.screenings.venues import VenueFacts, VenueUnclear, VenueUnknown, ZoneNeeded
from tracker.usecases import define_film, define_venue


def test_a_venue_is_found_by_its_name_with_as_much_of_its_place_as_is_needed(at_desk: Desk):
    austin = at_desk.venue("The Ritz", city="Austin", region="TX", address="320 E 6th St")
    dallas = at_desk.venue("The Ritz", city="Dallas", region="TX")
    lone = at_desk.venue("Lone Oak Six", city="Round Rock")
    assert venues.named("lone oak six").id == lone
    assert venues.named("Ritz, Dallas").id == dallas
    assert venues.named("The Ritz, 320 E 6th St").id == austin
    with pytest.raises(VenueUnclear):
        venues.named("The Ritz")
    for unknown in ("Ritz, Chicago", "Lone", "no such place", "%", "-"):
        with pytest.raises(VenueUnknown):
            venues.named(unknown)


def test_two_of_one_name_in_one_town_are_told_apart_by_the_street(at_desk: Desk):
    one = at_desk.venue("The Ritz", address="1 First St")
    other = at_desk.venue("The Ritz", address="9 Ninth St")
    for each in (one, other):
        assert venues.named(venues.spelt_out(at_desk.one(Venue, each))).id == each


def test_lookalikes_are_offered_and_others_are_not(at_desk: Desk):
    one = at_desk.venue("Barton Street Cinema")
    same, alike = at_desk.venue("BARTON STREET CINEMA", city="Dallas"), at_desk.venue("Barton St. Cinemas")
    at_desk.venue("Old Mill Playhouse")
    at_desk.venue("Barton St. Cinemas", city="Waco")
    assert {each.id for each in venues.alike(at_desk.one(Venue, one))} == {same, alike}


@pytest.mark.parametrize(
    ("country", "region", "zone"),
    [
        ("US", "TX", "America/Chicago"),
        ("US", "Illinois", "America/Chicago"),
        ("KR", "", "Asia/Seoul"),
        ("US", "XX", None),
        ("ZZ", "", None),
    ],
)
def test_the_zone_is_guessed_only_where_it_can_be_told(country: str, region: str, zone: str | None):
    assert venues.guessed_zone(country, region) == zone


def test_a_venue_whose_clock_cannot_be_told_is_asked_for_it(at_desk: Desk):
    with pytest.raises(ZoneNeeded):
        define_venue.define(VenueFacts(name="Somewhere", country="AU"))


def test_a_name_whose_key_is_longer_than_the_name_still_fits(at_desk: Desk):
    assert define_venue.define(VenueFacts(name="&" * 200, region="TX"))
    assert define_film.define(FilmFacts(title="ﷺ" * 200))


def test_one_title_of_one_year_is_one_film_and_a_remake_is_another(at_desk: Desk):
    define_film.define(FilmFacts(title="Annie", year=1982))
    define_film.define(FilmFacts(title="Annie", year=2014))
    with pytest.raises(FilmThereAlready):
        define_film.define(FilmFacts(title="ANNIE!", year=2014))


def test_venues_are_listed_by_name_fifty_a_page(at_desk: Desk):
    made = [at_desk.venue(f"House {n:03}") for n in range(60)]
    at_desk.venue("Elsewhere", city="Waco")
    rows, after = venues.search("House")
    more, end = venues.search("House", after)
    assert [each.id for each in (*rows, *more)] == made
    assert end is None
