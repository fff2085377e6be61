"""Home: this week's film screenings, what is due, what waits for a decision, and how far each campaign has come."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template
from sqlalchemy import Select

from tracker.finding import first_evening, stuck
from tracker.followups import today
from tracker.records import dataclass
from tracker.screenings import calendar, campaigns, listing
from tracker.screenings.campaign import Campaign
from tracker.screenings.listing import Wanted
from tracker.signups.glance import Glance, glance
from tracker.store.counts import counted
from tracker.team import settings
from tracker.web.desk import deciding
from tracker.web.desk.at_work import worker
from tracker.web.desk.today import LABELS
from tracker.web.frame.access import ORGANIZING, for_roles, my_campaigns

bp = for_roles(*ORGANIZING)(Blueprint("home", __name__, url_prefix="/home"))

# Film screenings of the week that stand here, and campaigns; the lists have the others.
MOST, MOST_CAMPAIGNS = 10, 6
A_WEEK = timedelta(days=6)
EVENING = "evening"


@dataclass(frozen=True, slots=True)
class Goal:
    """Of a campaign. `hoped`: 0 where nothing was said."""

    signups: int
    hoped_signups: int
    hosted: int
    hoped_hosts: int


@bp.get("/")
def index() -> str:
    """What an organizer sees first in the morning."""
    zone, only = settings.get("zone"), my_campaigns()
    day = calendar.today_at(zone)
    page = listing.page(Wanted(only=only, since=day, until=day + A_WEEK))
    shown = [line for line in page.lines if line.phase != "cancelled"][:MOST]
    going = campaigns.running(only, day)
    seen = glance([line.screening.id for line in shown], [each.id for each in going[:MOST_CAMPAIGNS]])
    found = counted(_due(zone) | deciding.counting() | {EVENING: first_evening.counting_open()})
    return render_template(
        "desk/home.html", day=day, until=day + A_WEEK, lines=shown, of_week=len(page.lines), longer=page.after is not None,
        heads=seen.heads, signups=seen.signups, due={each: found[each] for each in today.LISTS}, labels=LABELS,
        most_counted=today.MOST_COUNTED, waiting=deciding.waiting(found), campaigns=going[:MOST_CAMPAIGNS],
        goals={each.id: _goal(each, seen) for each in going[:MOST_CAMPAIGNS]}, more_campaigns=len(going) > MOST_CAMPAIGNS,
        evening=found[EVENING],
    )  # fmt: skip


def _due(zone: str) -> dict[Any, Select[int]]:
    """Of each of Today's lists, how many stand on it."""
    who = worker()
    return today.counting(who, zone, ("mine", "team", "late")) | {"stuck": stuck.counting(who, zone)}


def _goal(of: Campaign, seen: Glance) -> Goal:
    return Goal(
        seen.of_campaigns.get(of.id, 0), of.goals.get("signups", 0), seen.hosted.get(of.id, 0), of.goals.get("hosts", 0)
    )
