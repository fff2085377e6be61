"""When a screening is: its day and moment by the venue's clock, and what that makes it just now."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, not_, or_, select

from tracker import clock
from tracker.errors import Refusal
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.once import once
from tracker.times import moment, zone_named
from tracker.words import lazy

# No film was shown before, and nobody plans after.
EARLIEST, LATEST = date(1888, 1, 1), date(2199, 12, 31)
# From the start until it counts as over: trailers, the film and the talk after it.
LASTS = timedelta(hours=3)
# What it is just now: only "announced" and "cancelled" are stored, the clock tells the others.
PHASES = ("announced", "tonight", "over", "cancelled")


class DayNeeded(Refusal):
    sentence = lazy("On which day? The time may follow later.")
    field = "day"


class DayAbsurd(Refusal):
    sentence = lazy("No film is shown in that year. Look at the day again.")
    field = "day"


def placed(day: date | None, at: time | None, zone: str) -> datetime | None:
    """The moment of `at` on `day` by the zone's clock; None while the time is unknown.

    Raises DayNeeded, DayAbsurd, ZoneUnknown, and ClockSkipped for a time that no clock shows that night.
    """
    if day is None:
        raise DayNeeded
    if not EARLIEST <= day <= LATEST:
        raise DayAbsurd
    zone_named(zone)
    return None if at is None else moment(day, at, zone)


def clock_time(screening: Screening) -> time | None:
    """What the clock at the place shows when it starts."""
    if screening.starts_at is None:
        return None
    return screening.starts_at.astimezone(ZoneInfo(screening.zone)).time()


def today_at(zone: str) -> date:
    """The day by the zone's clock."""
    return clock.now().astimezone(ZoneInfo(zone)).date()


def phase(screening: Screening) -> str:
    """One of PHASES, or "open" for a standing one."""
    if screening.status == "cancelled":
        return "cancelled"
    if screening.day is None:
        return "open"
    if _is_over(screening.starts_at, screening.day, screening.zone):
        return "over"
    return "tonight" if screening.day <= today_at(screening.zone) else "announced"


def coming_up(starts_at: datetime | None, day: date, zone: str) -> bool:
    """The same rule as coming(), for one."""
    return not _is_over(starts_at, day, zone)


def has_begun(screening: Screening) -> bool:
    """Whether anybody can have been counted yet."""
    if screening.starts_at is not None:
        return screening.starts_at <= clock.now()
    return screening.day is not None and screening.day <= today_at(screening.zone)


def coming(with_cancelled: bool = False) -> ColumnElement[bool]:
    """Dated and not over, for a query; `with_cancelled`: those that would have been, too. Asks once which zones are near midnight."""
    now = clock.now()
    ahead = and_(Screening.day.is_not(None), not_(_known(_over(now, _today_there(now)))))
    return ahead if with_cancelled else and_(Screening.status == "announced", ahead)


def about_now() -> ColumnElement[bool]:
    """All that is on tonight, and some that is not: what may be so by any clock of the world. Asks nothing."""
    now = clock.now()
    today = now.astimezone(UTC).date()
    not_over = or_(Screening.starts_at.is_(None), Screening.starts_at > now - LASTS)
    return and_(
        Screening.status == "announced", Screening.day.between(today - timedelta(1), today + timedelta(1)), not_over
    )


def in_phase(wanted: str) -> ColumnElement[bool]:
    """The same rule as phase(), for a query over dated screenings. Asks once which zones are near midnight."""
    if wanted == "cancelled":
        return Screening.status == "cancelled"
    now = clock.now()
    today = _today_there(now)
    over = _over(now, today)
    not_yet = and_(Screening.status == "announced", Screening.day.is_not(None))
    return {
        "over": and_(not_yet, over),
        "tonight": and_(not_yet, not_(_known(over)), Screening.day <= today),
        "announced": and_(not_yet, not_(_known(over)), Screening.day > today),
    }[wanted]


def _over(now: datetime, today: ColumnElement[date]) -> ColumnElement[bool]:
    return or_(Screening.starts_at <= now - LASTS, and_(Screening.starts_at.is_(None), Screening.day < today))


def _known(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """NULL counts as no: "starts_at <= ..." is neither true nor false while the time is unknown."""
    return case((condition, True), else_=False).is_(True)


def _today_there(now: datetime) -> ColumnElement[date]:
    """The day by each screening's own clock. Only those around today can differ from the day in UTC."""
    today = now.astimezone(UTC).date()
    near = select(Screening.zone).where(Screening.day.between(today - timedelta(1), today + timedelta(1))).distinct()
    there = once(("zones near", today), lambda: db.session.scalars(near).all())
    zones = {zone: now.astimezone(ZoneInfo(zone)).date() for zone in there}
    apart = [(Screening.zone == zone, day) for zone, day in zones.items() if day != today]
    return case(*apart, else_=today) if apart else db.literal(today)


def _is_over(starts_at: datetime | None, day: date, zone: str) -> bool:
    if starts_at is not None:
        return starts_at <= clock.now() - LASTS
    return day < today_at(zone)
