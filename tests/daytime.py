"""Where it is afternoon at this moment: a story with a real clock in it would otherwise be told differently at night."""

from datetime import time
from zoneinfo import ZoneInfo

from tracker import clock
from tracker.store.transactions import transaction
from tracker.team import settings

# One for every other hour of the day.
AROUND_THE_WORLD = (
    "Pacific/Honolulu", "America/Los_Angeles", "America/Chicago", "America/Halifax", "Atlantic/South_Georgia", "Africa/Abidjan",
    "Africa/Cairo", "Asia/Dubai", "Asia/Dhaka", "Asia/Shanghai", "Australia/Brisbane", "Pacific/Auckland",
)  # fmt: skip


def afternoon_zone() -> str:
    """An IANA zone in which it is between 1 and 4 pm: hours of welcome are open, and there is an evening to come."""
    return next(
        zone for zone in AROUND_THE_WORLD if time(13) <= clock.now().astimezone(ZoneInfo(zone)).time() < time(16, 30)
    )


def night_has_been() -> None:
    """The house stands where it is afternoon: what is done at night is due today. Inside an application context."""
    with transaction():
        settings.put("zone", afternoon_zone())
