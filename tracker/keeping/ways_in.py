"""All that opens the house without a password, shut at once: in an emergency, and after a restore."""

from tracker.allies import ways_in as allies
from tracker.finding import ways_in as finding
from tracker.hooks import ways_in as hooks
from tracker.reports import ways_in as reports
from tracker.screenings import ways_in as screenings
from tracker.signups import ways_in as signups
from tracker.team import ways_in as team

ROOMS = (team, screenings, allies, signups, reports, finding, hooks)


def withdraw_all() -> dict[str, int]:
    """Sessions, links, tokens of every room; inside a transaction. How many of each there were."""
    counted: dict[str, int] = {}
    for room in ROOMS:
        counted |= room.withdraw_all()
    return counted
