"""The evening itself: when in the room people signed up, minute by minute, and where the film ended."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from tracker.charts.columns import Columns, Series, Slot, over_time
from tracker.charts.told import Told
from tracker.records import dataclass
from tracker.screenings.film import Film
from tracker.screenings.screening import Screening
from tracker.signups.signup import IN_PERSON, Signup
from tracker.store.db import db
from tracker.times import time_words
from tracker.words import _

# From before the doors close until the last have left, around the start.
BEFORE, AFTER = timedelta(hours=1), timedelta(hours=7)
# Minutes of a column, the finest that has no more columns than this.
STEPS, MOST = (2, 5, 10, 15), 40
# With fewer there is nothing to see that the number does not say.
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Evening:
    """Moments at which people signed up there, by the clock of their device where it told, and when the film ended, about."""

    signups: list[datetime]
    ended: datetime | None


def evening_of(screening: Screening, film: Film) -> Evening | None:
    """None where the start is not known, or hardly anybody signed up in the room."""
    if screening.starts_at is None:
        return None
    asked = select(Signup.device_at, Signup.at).where(
        Signup.screening_id == screening.id, Signup.source.in_(sorted(IN_PERSON))
    )
    first, last = screening.starts_at - BEFORE, screening.starts_at + AFTER
    moments = sorted(at for device, ours in db.session.execute(asked) if first <= (at := device or ours) <= last)
    running = film.running_minutes
    ended = screening.starts_at + timedelta(minutes=running) if running else None
    return Evening(moments, ended) if len(moments) >= FEWEST else None


def drawn(evening: Evening, zone: str) -> Columns:
    """A column for every few minutes, by the clock of the place; the end of the film is marked."""
    step = _step(evening.signups)
    counted = Counter(_begin(each, step) for each in evening.signups)
    end = _begin(evening.ended, step) if evening.ended else None
    # A column before and one after, and the end of the film, where it is near.
    first, last = min(counted) - step, max(counted) + step
    if end is not None and first - 6 * step <= end <= last + 6 * step:
        first, last = min(first, end - step), max(last, end + step)
    begins = [first + n * step for n in range((last - first) // step + 1)]
    slots = [Slot(_clock(each, zone), _clock(each, zone), (Told(counted[each]),), int(each == end)) for each in begins]
    total = _("Signups in the room: %(number)s.", number=Told(len(evening.signups)))
    if evening.ended:
        ended = time_words(evening.ended.astimezone(ZoneInfo(zone)))
        dotted = _("The film ended at about %(time)s, at the dotted line.", time=ended)
        total += " " + (dotted if end in begins else _("The film ended at about %(time)s.", time=ended))
    series = Series((_("Signups"),), total, _("Most, %(number)s: from %(when)s."))
    title = _("The evening, in steps of %(minutes)s minutes", minutes=step)
    return over_time(title, slots, series, about="signups", first=_("From"))


def _step(signups: list[datetime]) -> int:
    long = (signups[-1] - signups[0]).total_seconds() / 60
    return next((each for each in STEPS if long / each <= MOST), STEPS[-1])


def _begin(at: datetime, step: int) -> int:
    """Minutes since 1970, of the step that a moment falls into."""
    return int(at.timestamp() // 60) // step * step


def _clock(minutes: int, zone: str) -> str:
    return time_words(datetime.fromtimestamp(60 * minutes, ZoneInfo(zone)))
