"""Months by the calendar: ends of months, leap years, and the two ways of asking agree."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.keeping.periods import acted_before, last_day


@pytest.mark.parametrize(
    ("acted", "months", "last"),
    [
        (date(2023, 10, 24), 18, date(2025, 4, 24)),
        (date(2023, 8, 31), 18, date(2025, 2, 28)),
        (date(2022, 8, 31), 18, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2023, 12, 31), 1, date(2024, 1, 31)),
        (date(2023, 1, 15), 120, date(2033, 1, 15)),
    ],
)
def test_the_last_day_is_the_same_day_of_the_month_or_its_last(acted: date, months: int, last: date) -> None:
    assert last_day(datetime(acted.year, acted.month, acted.day, 23, 59, tzinfo=UTC), months) == last


def test_eighteen_months_are_not_540_days() -> None:
    assert acted_before(date(2025, 4, 25), 18) == datetime(2023, 10, 25, tzinfo=UTC)


DAYS = st.dates(date(2019, 1, 1), date(2034, 12, 31))


@given(acted=DAYS, months=st.integers(1, 120), late=st.integers(-3, 3), minute=st.integers(0, 1439))
def test_who_acted_before_is_exactly_who_had_their_last_day(acted: date, months: int, late: int, minute: int) -> None:
    moment = datetime(acted.year, acted.month, acted.day, tzinfo=UTC) + timedelta(minutes=minute)
    today = last_day(moment, months) + timedelta(days=late)
    assert (moment < acted_before(today, months)) is (last_day(moment, months) < today)
