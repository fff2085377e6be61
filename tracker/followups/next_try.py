"""When to call again: by the clock of the place where the ally watched, at another time of day, never at night."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.errors import Refusal
from tracker.words import lazy

# Where one hour found nobody, the next try is at the one it points to.
MORNING, AFTERNOON, EVENING = time(10), time(14, 30), time(18, 30)
NEXT = {MORNING: EVENING, EVENING: AFTERNOON, AFTERNOON: MORNING}
# At least so long between two tries.
PAUSE = timedelta(hours=3)
# Hours at which a call is welcome: from, until.
WELCOME = (time(9), time(21))
# A call that was promised is late so long after its time; another try, so long.
PROMISED, TRIED = timedelta(hours=1), timedelta(hours=4)
FARTHEST = timedelta(days=180)


class CallBackUnsaid(Refusal):
    sentence = lazy("Write the day and time that you agreed on.")
    field = "call_back_at"


class CallBackPast(Refusal):
    sentence = lazy("That time is over. Choose one that is still to come.")
    field = "call_back_at"


class CallBackFar(Refusal):
    sentence = lazy("That is more than six months away. Choose a time before then.")
    field = "call_back_at"


class CallBackGap(Refusal):
    sentence = lazy("Clocks go forward there at that hour: nobody will see that time. Choose another.")
    field = "call_back_at"


def part_of_day(local: time) -> time:
    """Which of the three a local time belongs to."""
    if local < time(12):
        return MORNING
    return AFTERNOON if local < time(17) else EVENING


def after_no_answer(tried_at: datetime, zone: str) -> datetime:
    """The moment of the next try."""
    local = tried_at.astimezone(ZoneInfo(zone))
    wanted = NEXT[part_of_day(local.time())]
    day = local.date()
    while True:
        # Wall time on purpose: none of the three lies in a gap of any zone.
        moment = datetime.combine(day, wanted, local.tzinfo).astimezone(tried_at.tzinfo)
        if moment >= tried_at + PAUSE:
            return moment
        day += timedelta(days=1)


def quick(now: datetime, zone: str) -> dict[str, datetime]:
    """What is agreed on most often: "evening" while there is one left today, "morning", and "week", by the clock there."""
    local = now.astimezone(ZoneInfo(zone))
    tomorrow, week = local.date() + timedelta(days=1), local.date() + timedelta(days=7)
    half_hour = local.time().replace(minute=local.minute // 30 * 30, second=0, microsecond=0)
    found = {
        "evening": datetime.combine(local.date(), EVENING, local.tzinfo),
        "morning": datetime.combine(tomorrow, MORNING, local.tzinfo),
        "week": datetime.combine(week, half_hour if WELCOME[0] <= half_hour < WELCOME[1] else MORNING, local.tzinfo),
    }
    moments = {name: at.astimezone(now.tzinfo) for name, at in found.items()}
    return {name: at for name, at in moments.items() if at > now + timedelta(minutes=30)}


def agreed(next_at: datetime | None, now: datetime) -> datetime:
    """The moment that was agreed on. Raises CallBackUnsaid, CallBackPast and CallBackFar."""
    if next_at is None:
        raise CallBackUnsaid
    if next_at <= now:
        raise CallBackPast
    if next_at > now + FARTHEST:
        raise CallBackFar
    return next_at


def is_night(moment: datetime, zone: str) -> bool:
    """Whether a call would come at an hour when people sleep or eat."""
    local = moment.astimezone(ZoneInfo(zone)).time()
    return not WELCOME[0] <= local < WELCOME[1]
