"""Logging a screening, and changing what is known of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from tests.desk_rows import Desk
from tracker.screenings import code, log, venues
from tracker.screenings.log import ScreeningFacts, ThereAlready, VenueKeepsItsClock, VenueNeeded
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.screenings.venues import VenueFacts, ZoneNeeded
from tracker.times import ClockSkipped, ZoneUnknown
from tracker.usecases import define_venue, log_screening

MONDAY = date(2023, 10, 23)


def facts(desk: Desk, **more) -> ScreeningFacts:
    return ScreeningFacts(
        **{"campaign_id": desk.campaign(), "kind": "theatrical", "day": MONDAY, "at": time(19), **more}
    )


def test_a_screening_starts_by_the_clock_of_its_venue_and_has_a_code(at_desk: Desk):
    made = at_desk.screening(at_desk.campaign(), at_desk.venue(region="TX"))
    row = at_desk.one(Screening, made)
    assert row.zone == "America/Chicago"
    assert row.starts_at == datetime(2023, 10, 24, 0, 0, tzinfo=UTC)
    assert row.created_by_id == at_desk.account_id
    found = code.find(code.code_of(screening_id=made) or "")
    assert found.screening_id == made


def test_a_day_without_a_time_is_welcome(at_desk: Desk):
    row = at_desk.one(Screening, at_desk.screening(at_desk.campaign(), at=None))
    assert (row.day, row.starts_at) == (MONDAY, None)


def test_a_time_that_no_clock_shows_that_night_is_refused_with_a_sentence(at_desk: Desk):
    campaign, venue = at_desk.campaign(), at_desk.venue()
    with pytest.raises(ClockSkipped) as refused:
        at_desk.screening(campaign, venue, day=date(2024, 3, 10), at=time(2, 30))
    assert "clocks go forward" in str(refused.value)
    arizona = at_desk.venue("Desert Six", region="AZ", city="Mesa")  # no clocks go forward there
    assert at_desk.screening(campaign, arizona, day=date(2024, 3, 10), at=time(2, 30))


@pytest.mark.parametrize(
    ("kind", "seen"),
    [("campus", "unlisted"), ("community", "unlisted"), ("theatrical", "listed"), ("festival", "listed")],
)
def test_campus_and_community_begin_unlisted(at_desk: Desk, kind: str, seen: str):
    assert at_desk.one(Screening, at_desk.screening(at_desk.campaign(), kind=kind)).visibility == seen


def test_a_venue_can_be_made_with_the_screening_and_its_zone_is_that_of_its_state(at_desk: Desk):
    new = VenueFacts(name="Pine Street Arthouse", city="Denver", region="CO")
    made = log_screening.log_screening(facts(at_desk), new, at_desk.account_id)
    row = at_desk.one(Screening, made)
    assert venues.by_id(row.venue_id).name == "Pine Street Arthouse"
    assert row.zone == "America/Denver"


def test_when_the_screening_is_refused_its_new_venue_is_not_written_either(at_desk: Desk):
    new = VenueFacts(name="Never", city="Denver", region="CO")
    skipped = facts(at_desk, day=date(2024, 3, 10), at=time(2, 30))
    with pytest.raises(ClockSkipped):
        log_screening.log_screening(skipped, new, at_desk.account_id)
    assert venues.search("Never")[0] == []


def test_only_virtual_ones_do_without_a_venue_and_they_need_a_zone(at_desk: Desk):
    with pytest.raises(VenueNeeded):
        log_screening.log_screening(facts(at_desk), None, None)
    with pytest.raises(ZoneNeeded):
        log_screening.log_screening(facts(at_desk, kind="virtual"), None, None)
    with pytest.raises(ZoneUnknown):
        log_screening.log_screening(facts(at_desk, kind="virtual", zone="Mars/Olympus"), None, None)
    made = log_screening.log_screening(facts(at_desk, kind="virtual", zone="Asia/Seoul"), None, None)
    assert at_desk.one(Screening, made).starts_at == datetime(2023, 10, 23, 10, 0, tzinfo=UTC)


def test_another_zone_than_the_venues_is_refused(at_desk: Desk):
    with pytest.raises(VenueKeepsItsClock):
        at_desk.screening(at_desk.campaign(), at_desk.venue(), zone="Asia/Seoul")


def test_the_same_again_is_refused_unless_it_is_in_another_auditorium(at_desk: Desk):
    campaign, venue = at_desk.campaign(), at_desk.venue()
    at_desk.screening(campaign, venue)
    with pytest.raises(ThereAlready):
        at_desk.screening(campaign, venue)
    assert at_desk.screening(campaign, venue, screen="Screen 3")
    assert at_desk.screening(at_desk.campaign("Another"), venue)


def test_changing_keeps_the_code_and_seals_host_and_note(at_desk: Desk):
    campaign, venue = at_desk.campaign(), at_desk.venue()
    made = at_desk.screening(campaign, venue)
    told = code.code_of(screening_id=made)
    changed = ScreeningFacts(
        campaign_id=campaign, venue_id=venue, kind="festival", day=MONDAY, at=time(20, 15),
        host={"name": "Ada Lindqvist"}, note="Ring twice.",
    )  # fmt: skip
    log_screening.change(made, changed, None)
    row = at_desk.one(Screening, made)
    assert (row.kind, row.host, row.note) == ("festival", {"name": "Ada Lindqvist"}, "Ring twice.")
    assert b"Lindqvist" not in row.host_sealed
    assert row.starts_at == datetime(2023, 10, 24, 1, 15, tzinfo=UTC)
    assert code.code_of(screening_id=made) == told
    log_screening.change(made, replace(changed, host={}, note=""), None)
    assert at_desk.one(Screening, made).host_sealed is None


def test_a_standing_screening_is_not_changed(at_desk: Desk):
    from tracker.screenings import campaigns

    campaign = at_desk.campaign()
    standing = campaigns.standing_of(campaign)["unplaced"].id
    with pytest.raises(log.NotForStanding):
        log_screening.change(standing, facts(at_desk, venue_id=at_desk.venue()), None)


def test_a_corrected_zone_of_a_venue_keeps_the_time_that_was_written(at_desk: Desk):
    venue = at_desk.venue(region="TX", city="El Paso")
    noise = at_desk.screening(at_desk.campaign("Elsewhere"))
    made = at_desk.screening(at_desk.campaign(), venue)
    corrected = VenueFacts(name="Barton Street Cinema", city="El Paso", region="TX", zone="America/Denver")
    assert define_venue.change(venue, corrected) == 1
    row = at_desk.one(Screening, made)
    assert (row.zone, row.starts_at) == ("America/Denver", datetime(2023, 10, 24, 1, 0, tzinfo=UTC))
    assert at_desk.one(Screening, noise).zone == "America/Chicago"
    assert at_desk.one(Venue, venue).zone == "America/Denver"
