"""The list of screenings: what it shows, in which order, page by page; and what the clock makes of each."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from tests.desk_rows import Desk
from tracker.screenings import calendar, listing
from tracker.screenings.listing import Wanted
from tracker.screenings.screening import Screening
from tracker.usecases import cancel_screening, count_heads

# Late in the evening of Monday in Chicago, Tuesday already in UTC and in Seoul.
NOW = datetime(2023, 10, 24, 2, 0, tzinfo=UTC)
MONDAY, TUESDAY = date(2023, 10, 23), date(2023, 10, 24)


def ids(wanted: Wanted) -> list[str]:
    return [line.screening.id for line in listing.page(wanted).lines if not line.screening.standing]


@pytest.fixture
def evening(at_desk: Desk):
    """One campaign with a screening in each phase; each key says what it is."""
    campaign, chicago = at_desk.campaign(), at_desk.venue("Marquette Twelve", city="Chicago", region="IL")
    seoul = at_desk.venue("서울 시네마", city="Seoul", region="", country="KR")
    at_desk.screening(at_desk.campaign("Noise"), chicago)
    made = {
        "over": at_desk.screening(campaign, chicago, day=MONDAY, at=time(17, 30)),
        "tonight": at_desk.screening(campaign, chicago, day=MONDAY, at=time(20, 0), kind="campus"),
        "tonight, time unknown": at_desk.screening(campaign, chicago, day=MONDAY, at=None),
        "over in Seoul, time unknown": at_desk.screening(campaign, seoul, day=MONDAY, at=None),
        "tonight in Seoul, time unknown": at_desk.screening(campaign, seoul, day=TUESDAY, at=None),
        "announced": at_desk.screening(campaign, chicago, day=TUESDAY, at=time(19)),
        "announced, time unknown": at_desk.screening(campaign, chicago, day=TUESDAY, at=None),
        "cancelled": at_desk.screening(campaign, chicago, day=MONDAY, at=time(12)),
    }
    cancel_screening.cancel(made["cancelled"], None)
    with time_machine.travel(NOW, tick=False):
        yield at_desk, campaign, made


def test_each_phase_lists_what_the_clock_there_makes_of_it(evening):
    desk, campaign, made = evening
    for phase in calendar.PHASES:
        expected = {row_id for name, row_id in made.items() if name.partition(" ")[0].rstrip(",") == phase}
        assert set(ids(Wanted(campaign_id=campaign, phase=phase))) == expected, phase
        assert {calendar.phase(desk.one(Screening, row_id)) for row_id in expected} == {phase}


def test_filters_by_kind_day_and_place_can_be_put_together(evening):
    _desk, campaign, made = evening
    assert ids(Wanted(campaign_id=campaign, kind="campus")) == [made["tonight"]]
    assert set(ids(Wanted(campaign_id=campaign, since=TUESDAY))) == {
        made["announced"], made["announced, time unknown"], made["tonight in Seoul, time unknown"],
    }  # fmt: skip
    assert len(ids(Wanted(campaign_id=campaign, until=MONDAY))) == 5
    korean = {made["over in Seoul, time unknown"], made["tonight in Seoul, time unknown"]}
    for place in ("seoul", "서울", "시네마, Seoul"):
        assert set(ids(Wanted(campaign_id=campaign, place=place))) == korean
    assert len(ids(Wanted(campaign_id=campaign, place="Marquette, IL"))) == 6
    assert ids(Wanted(campaign_id=campaign, place="100%")) == []
    assert ids(Wanted(campaign_id=campaign, place="Seoul", phase="over", kind="theatrical", since=MONDAY)) == [
        made["over in Seoul, time unknown"]
    ]


def test_a_campaign_that_is_not_seen_is_not_listed(evening):
    _desk, campaign, made = evening
    assert set(ids(Wanted(only=frozenset({campaign})))) == set(made.values())
    assert listing.page(Wanted(only=frozenset())).lines == []
    assert listing.how_many(Wanted(only=frozenset())) == (0, 0)


def test_it_is_sorted_by_day_and_start_and_standing_ones_come_last(evening):
    _desk, campaign, made = evening
    lines = listing.page(Wanted(campaign_id=campaign)).lines
    order = [line.screening for line in lines]
    assert [each.standing for each in order[-2:]] == ["streaming", "unplaced"]
    dated = [each for each in order if each.day]
    assert dated == sorted(dated, key=lambda each: (each.day, each.starts_at is None, each.starts_at or NOW, each.id))
    assert [each.id for each in dated[:3]] == [made["cancelled"], made["over"], made["tonight"]]


def test_how_many_are_over_without_a_head_count(evening):
    _desk, campaign, made = evening
    assert listing.how_many(Wanted(campaign_id=campaign)) == (8, 2)
    count_heads.count(made["over"], "counted", 80, None)
    assert listing.how_many(Wanted(campaign_id=campaign)) == (8, 1)


def test_pages_of_fifty_show_everything_once_and_in_order(at_desk: Desk):
    campaign, venue = at_desk.campaign(), at_desk.venue()
    noise = at_desk.campaign("Noise")
    made = set()
    for n in range(120):
        # Many of one day, some at one moment, some without a time: where a page ends must not matter.
        day, at = MONDAY + timedelta(days=n // 60), [time(19), time(21), None][n % 3]
        made.add(at_desk.screening(campaign, venue, day=day, at=at, screen=f"Screen {n}"))
    at_desk.screening(noise, venue)
    seen, after, pages = [], None, 0
    while True:
        page = listing.page(Wanted(campaign_id=campaign), after)
        seen += [line.screening for line in page.lines if not line.screening.standing]
        pages, after = pages + 1, page.after
        if after is None:
            break
    assert pages == 3
    assert len(seen) == 120
    assert {each.id for each in seen} == made
    keys = [(each.day, each.starts_at is None, each.starts_at or NOW, each.id) for each in seen]
    assert keys == sorted(keys)


@pytest.mark.parametrize("after", ["x", "2023-10-23", "2023-10-23_x_\x00", "2023-10-23_9e99_0", "9999-99-99_1_0", "_" * 900,
                                   "2023-10-23_99999999999999999_0123456789abcdef"])  # fmt: skip
def test_a_made_up_place_in_the_list_is_refused(at_desk: Desk, after: str):
    with pytest.raises(listing.PlaceInListUnknown):
        listing.page(Wanted(), after)
