"""Home: this week's film screenings, what is due, what waits for a decision, and how far each campaign has come."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, render_template

from tracker.finding import first_evening, stuck
from tracker.followups import today
from tracker.screenings import calendar, campaigns, heads, listing
from tracker.screenings.campaign import Campaign
from tracker.screenings.listing import Wanted
from tracker.signups import counting, lineage
from tracker.team import settings
from tracker.web.desk import deciding
from tracker.web.desk.at_work import worker
from tracker.web.desk.today import LABELS
from tracker.web.frame.access import ORGANIZING, for_roles, my_campaigns

bp = for_roles(*ORGANIZING)(Blueprint("home", __name__, url_prefix="/home"))

# Film screenings of the week that stand here, and campaigns; the lists have the others.
MOST, MOST_CAMPAIGNS = 10, 6
A_WEEK = timedelta(days=6)


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
    week = Wanted(only=only, since=day, until=day + A_WEEK)
    page = listing.page(week)
    shown = [line for line in page.lines if line.phase != "cancelled"][:MOST]
    ids = [line.screening.id for line in shown]
    going = campaigns.running(only, day)
    return render_template(
        "desk/home.html", day=day, until=day + A_WEEK, lines=shown, of_week=len(page.lines), longer=page.after is not None,
        heads=heads.latest_of(ids), signups=counting.counts_of(ids), due=_due(zone), labels=LABELS,
        most_counted=today.MOST_COUNTED, waiting=deciding.waiting(), campaigns=going[:MOST_CAMPAIGNS],
        goals=_goals(going[:MOST_CAMPAIGNS]), more_campaigns=len(going) > MOST_CAMPAIGNS,
        evening=first_evening.still_open(),
    )  # fmt: skip


def _due(zone: str) -> dict[today.List, int]:
    """Of each of Today's lists, how many stand on it."""
    who = worker()
    return today.counts(who, zone, ("mine", "team", "late")) | {"stuck": stuck.how_many(who, zone)}


def _goals(going: list[Campaign]) -> dict[str, Goal]:
    ids = [campaign.id for campaign in going]
    signups, hosted = counting.of_campaigns(ids), lineage.how_many_hosted(ids)
    return {
        campaign.id: Goal(
            signups.get(campaign.id, 0), campaign.goals.get("signups", 0),
            hosted.get(campaign.id, 0), campaign.goals.get("hosts", 0),
        )
        for campaign in going
    }  # fmt: skip
