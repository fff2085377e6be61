"""When a step is due: by the clock on the wall, out of its night, never early."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn import so_many
from tracker.followups import delays
from tracker.screenings.shown import days_since
from tracker.screenings.zones import known_zones

CHICAGO = ZoneInfo("America/Chicago")


def wall(*parts: int, zone: ZoneInfo = CHICAGO) -> datetime:
    year, month, day, hour, minute = parts
    return datetime(year, month, day, hour, minute, tzinfo=zone).astimezone(UTC)


def told(moment: datetime, zone: str = "America/Chicago") -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%a %d %H:%M")


@pytest.mark.parametrize(
    ("at", "hours", "channel", "fresh", "due"),
    [
        # Clocks go back on Sunday 5 November, and forward on Sunday 10 March.
        ((2023, 11, 4, 20, 10), 48, "call", False, "Mon 06 20:10"),
        ((2024, 3, 9, 20, 10), 48, "call", False, "Mon 11 20:10"),
        ((2023, 11, 4, 21, 10), 48, "call", False, "Tue 07 09:00"),
        ((2023, 11, 4, 21, 10), 48, "letter", False, "Tue 07 08:00"),
        ((2023, 10, 23, 21, 30), 0, "letter", True, "Mon 23 21:30"),
        ((2023, 10, 23, 21, 30), 0, "letter", False, "Tue 24 08:00"),
        ((2023, 10, 23, 21, 30), 0, "call", True, "Tue 24 09:00"),
        ((2023, 10, 23, 21, 30), 0, "text", True, "Tue 24 09:00"),
        ((2023, 10, 24, 0, 30), 0, "task", False, "Tue 24 09:00"),
        ((2023, 10, 24, 20, 59), 0, "call", False, "Tue 24 20:59"),
        ((2023, 10, 24, 21, 0), 0, "call", False, "Wed 25 09:00"),
        ((2023, 10, 24, 15, 0), 5, "call", False, "Tue 24 20:00"),
        ((2023, 10, 24, 15, 0), 30, "call", False, "Thu 26 09:00"),
        # The rest of the hours are hours: one of them is skipped that night.
        ((2024, 3, 9, 9, 0), 20, "letter", False, "Sun 10 08:00"),
    ],
)
def test_a_step_is_due_by_the_wall_and_at_a_welcome_hour(
    at: tuple[int, ...], hours: int, channel: str, fresh: bool, due: str
) -> None:
    assert told(delays.due(wall(*at), hours, "America/Chicago", channel, fresh)) == due


def test_whole_days_keep_the_hour_across_a_change_of_clocks() -> None:
    assert told(delays.later(wall(2023, 11, 4, 21, 10), 48, "America/Chicago")) == "Mon 06 21:10"
    assert told(delays.later(wall(2024, 3, 9, 21, 10), 48, "America/Chicago")) == "Mon 11 21:10"
    assert delays.later(wall(2023, 11, 4, 21, 10), 48, "America/Chicago") - wall(2023, 11, 4, 21, 10) == timedelta(
        hours=49
    )
    # 02:30 does not exist on 10 March: the moment after the gap.
    assert told(delays.later(wall(2024, 3, 9, 2, 30), 24, "America/Chicago")) == "Sun 10 03:30"
    # 01:30 comes twice on 5 November: the first.
    assert delays.later(wall(2023, 11, 4, 1, 30), 24, "America/Chicago") == datetime(2023, 11, 5, 6, 30, tzinfo=UTC)


@settings(max_examples=so_many(200), deadline=None)
@given(
    st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1)), st.integers(0, 2000), st.sampled_from(sorted(known_zones())),
    st.sampled_from(["letter", "call", "text", "task"]), st.booleans(),
)  # fmt: skip
def test_nothing_falls_into_the_night_and_nothing_comes_early(
    naive: datetime, hours: int, zone: str, channel: str, fresh: bool
) -> None:
    at = naive.replace(tzinfo=UTC)
    counted, due = delays.later(at, hours, zone), delays.due(at, hours, zone, channel, fresh)
    # The wall's days differ from 24 hours by what clocks change, at most by a day where a zone crosses the date line.
    assert abs(counted - at - timedelta(hours=hours)) <= timedelta(hours=2) or zone.startswith("Pacific/")
    assert counted <= due <= counted + timedelta(hours=26)
    if hours < 24:
        assert counted == at + timedelta(hours=hours)
    if channel == "letter" and fresh:
        assert due == counted
    else:
        assert time(8 if channel == "letter" else 9) <= due.astimezone(ZoneInfo(zone)).time() < time(21)


@pytest.mark.parametrize(
    ("at", "days"),
    [
        ((2023, 10, 23, 18, 0), 0),  # before it began
        ((2023, 10, 23, 22, 0), 0),
        ((2023, 10, 24, 0, 30), 0),  # the night after it
        ((2023, 10, 24, 18, 59), 0),
        ((2023, 10, 24, 19, 0), 1),
        ((2023, 11, 6, 18, 59), 13),  # clocks went back on the 5th
        ((2023, 11, 6, 19, 0), 14),
    ],
)
def test_days_since_are_whole_days_by_the_clock_at_the_place(at: tuple[int, ...], days: int) -> None:
    starts = wall(2023, 10, 23, 19, 0)
    assert days_since(wall(*at), "America/Chicago", starts.date(), starts) == days


def test_where_only_the_day_is_known_midnights_count_and_where_there_is_none_it_is_day_0() -> None:
    day = datetime(2023, 10, 23).date()
    assert days_since(wall(2023, 10, 25, 0, 10), "America/Chicago", day, None) == 2
    assert days_since(wall(2023, 10, 22, 23, 50), "America/Chicago", day, None) == 0
    assert days_since(wall(2033, 10, 25, 0, 10), "America/Chicago", None, None) == 0
