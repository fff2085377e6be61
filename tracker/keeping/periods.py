"""For how long somebody is kept: months of the calendar after their last own act, in whole days of UTC."""

import calendar
from datetime import UTC, date, datetime, time, timedelta

# Who signed up for no campaign.
DEFAULT_MONTHS = 18


def last_day(acted_at: datetime, months: int) -> date:
    """The last day on which they are kept. Where the month has no such day, its last: 31 August and 18 months is 28 February."""
    return _moved(acted_at.astimezone(UTC).date(), months)


def acted_before(today: date, months: int) -> datetime:
    """Whoever acted before this moment was kept until yesterday or longer ago: their time is over."""
    yesterday = today - timedelta(days=1)
    latest = _moved(yesterday, -months)
    if _is_last(yesterday):
        # The last days of a longer month all end on this one.
        latest = latest.replace(day=calendar.monthrange(latest.year, latest.month)[1])
    return datetime.combine(latest + timedelta(days=1), time(), UTC)


def month_later(day: date) -> date:
    """The same day of the next month, or its last."""
    return _moved(day, 1)


def _moved(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _is_last(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1
