"""Hours as somebody asks for them at the desk: by its own clock, also on the nights when that clock is turned."""

from datetime import UTC, date, datetime, time

import pytest

from tracker.errors import Refusal
from tracker.finding.hours import DayFar, DayUnsaid, EndsBefore, Hours, hours
from tracker.times import ClockSkipped

NEW_YORK = "America/New_York"
DAY, NONE = date(2024, 5, 6), (None, None)


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def test_nothing_asked_is_since_ever_until_now() -> None:
    assert hours(NONE, NONE, NEW_YORK) == Hours()


def test_hours_are_those_of_the_desks_clock_and_a_day_alone_is_meant_whole() -> None:
    assert hours((DAY, time(14)), (DAY, time(15, 30)), NEW_YORK) == Hours(utc(DAY, 18), utc(DAY, 19, 30))
    assert hours((DAY, None), (DAY, None), NEW_YORK) == Hours(utc(DAY, 4), utc(date(2024, 5, 7), 4))


def test_of_an_hour_that_a_night_has_twice_all_is_meant() -> None:
    night = date(2024, 11, 3)
    asked = hours((night, time(1)), (night, time(1, 30)), NEW_YORK)
    assert asked == Hours(utc(night, 5), utc(night, 6, 30)), "from the first 1:00 to the second 1:30"


@pytest.mark.parametrize(("since", "until", "reason", "field"), [
    ((date(2024, 3, 10), time(2, 30)), NONE, ClockSkipped, "since_time"),
    (NONE, (date(2024, 3, 10), time(2, 30)), ClockSkipped, "until_time"),
    ((DAY, time(15)), (DAY, time(15)), EndsBefore, "until_time"),
    ((DAY, None), (date(2024, 5, 5), None), EndsBefore, "until_time"),
    ((None, time(15)), NONE, DayUnsaid, "since_day"),
    (NONE, (date(1, 1, 1), None), DayFar, "until_day"),
    ((date(9999, 12, 31), time(23)), NONE, DayFar, "since_day"),
])  # fmt: skip
def test_hours_that_cannot_be_meant_are_refused_beside_their_field(
    since: tuple[date | None, time | None], until: tuple[date | None, time | None], reason: type[Refusal], field: str
) -> None:
    with pytest.raises(reason) as refusal:
        hours(since, until, NEW_YORK)
    assert refusal.value.field == field
