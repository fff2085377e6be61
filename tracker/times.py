"""Days and times as people read them, in the language in force and the place's own clock; and wall time turned into moments."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.dates import format_skeleton, format_time

from tracker import clock
from tracker.errors import Refusal
from tracker.words import _, _n, language, lazy, manner, parted


class ClockSkipped(Refusal):
    sentence = lazy(
        "%(time)s does not exist that night in %(zone)s: clocks go forward. Write the time that the clock shows."
    )
    field = "time"


class ZoneUnknown(Refusal):
    sentence = lazy("“%(zone)s” is not a time zone. Choose one from the list, such as America/Chicago.")
    field = "zone"


@cache
def _zones() -> frozenset[str]:
    """Read once: the library walks through hundreds of files each time it is asked."""
    return frozenset(available_timezones())


def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises ZoneUnknown."""
    if name not in _zones():
        raise ZoneUnknown(zone=name[:60])
    return ZoneInfo(name)


def moment(day: date, at: time, zone: str) -> datetime:
    """The moment at which clocks in `zone` show `at` on `day`; of two, the first. Raises ClockSkipped and ZoneUnknown.

    zoneinfo shifts a time in the gap silently, so the round trip is compared.
    """
    local = datetime.combine(day, at, zone_named(zone))
    utc = local.astimezone(ZoneInfo("UTC"))
    if utc.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ClockSkipped(time=time_words(at), zone=zone)
    return utc


def time_words(at: time | datetime) -> str:
    """ "7:00 pm"."""
    if language() == "ko":
        # CLDR has gone over to "PM 7:00", which nobody writes.
        return f"{'오전' if at.hour < 12 else '오후'} {at.hour % 12 or 12}:{at.minute:02}"
    text = format_time(at, "short", locale=manner())
    return text.replace("\u202f", " ").replace("\xa0", " ").replace(" AM", " am").replace(" PM", " pm")


def day_words(day: date, with_year: bool | None = None) -> str:
    """ "Mon 23 Oct", with the year when it is not near (or as told)."""
    if with_year is None:
        with_year = abs((day - clock.now().date()).days) > 300
    if language() == "en":
        return f"{day:%a} {day.day} {day:%b}" + (f" {day.year}" if with_year else "")
    text = format_skeleton("yMMMEd" if with_year else "MMMEd", day, locale=manner())
    return text.replace("일 (", "일(") if language() == "ko" else text


def month_words(day: date) -> str:
    """ "October 2026"."""
    return format_skeleton("yMMMM", day, locale=manner())


def when_words(starts_at: datetime | None, day: date | None, zone: str, with_year: bool | None = None) -> str:
    """ "Mon 23 Oct, 7:00 pm" by the clock of the place; the day alone while the time is unknown; "" for neither."""
    if day is None:
        return ""
    if starts_at is None:
        return day_words(day, with_year)
    between = " " if language() == "ko" else ", "
    return f"{day_words(day, with_year)}{between}{time_words(starts_at.astimezone(ZoneInfo(zone)))}"


def hour_words(starts_at: datetime | None, zone: str) -> str:
    """ "7:00 pm" by the clock of the place; "" while the time is unknown."""
    return time_words(starts_at.astimezone(ZoneInfo(zone))) if starts_at else ""


def iso(at: datetime | None) -> str | None:
    """As files write it: ISO 8601, UTC, to the second."""
    return at.astimezone(ZoneInfo("UTC")).isoformat(timespec="seconds") if at else None


def months_after(at: datetime, months: int) -> datetime:
    """The same day of a later month, or its last day where there is no such day."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))


def span_words(span: timedelta) -> str:
    """ "3 hours", "2 days", "5 minutes": one number, rounded down, at least a minute."""
    minutes = max(1, int(abs(span).total_seconds() // 60))
    if minutes < 60:
        return _n("%(n)s minute", "%(n)s minutes", minutes)
    if minutes < 48 * 60:
        return _n("%(n)s hour", "%(n)s hours", minutes // 60)
    return _n("%(n)s day", "%(n)s days", minutes // 1440)


def language_words(code: str) -> str:
    """ "Korean", in the language in force."""
    return str(Locale.parse(language()).languages.get(code, code))


def clock_words(until: datetime) -> str:
    """ "3 hours left", or "5 hours late"."""
    left = until - clock.now()
    span = span_words(left)
    return _("%(span)s late", span=span) if left.total_seconds() < 0 else _("%(span)s left", span=span)


def number_words(number: float) -> str:
    """ "12,400", "12.400": what words.parted says, for whoever says times and numbers together."""
    return parted(number)
