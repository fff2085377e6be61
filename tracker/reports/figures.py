"""Figures of a scope, counted anew: one look at its film screenings, one at everybody who signed up there, a few beside them."""

from collections.abc import Mapping
from datetime import datetime

from tracker.followups.ladder_scan import Climb
from tracker.reports import beside, by_call, places, rooms
from tracker.reports.lines import groups_of, sources_of
from tracker.reports.people import everybody, people
from tracker.reports.places import Place
from tracker.reports.scope import Scope
from tracker.reports.shapes import (
    NO_SHARE,
    Called,
    Day,
    Figures,
    Funnel,
    Gift,
    Goal,
    Hosts,
    Move,
    Rates,
    Room,
    Row,
    Rung,
    Share,
    Step,
    Waits,
    Week,
)  # fmt: skip
from tracker.reports.tally import WHOLE, Tally, with_room
from tracker.screenings import campaigns
from tracker.team import settings

__all__ = [
    "NO_SHARE", "Called", "Day", "Figures", "Funnel", "Gift", "Goal", "Hosts", "Move", "Rates", "Room", "Row", "Rung", "Share", "Step",
    "Waits", "Week", "figures",
]  # fmt: skip


def figures(scope: Scope, at: datetime) -> Figures:
    """Counted anew, at this moment (now): waits are measured until it. Seconds for a million signups: see kept.look().

    Raises NotThere for an unknown campaign.
    """
    campaign, zone = campaigns.by_id(scope.campaign_id), settings.get("zone")
    there = places.of(scope)
    tally = Tally(there, zone, campaign.confirmed_first, at)
    with everybody(scope, there, zone) as known:
        climb = Climb(known, scope.begins(zone), min(at, scope.ends(zone) or at))
        tally.count(people(known, scope, there, zone, climb))
    rungs, moves = beside.ladder_of(climb)
    heads = rooms.Rooms(scope, there, at)
    funnels = tally.funnels()
    funnel = with_room(funnels.get(WHOLE, Funnel()), heads.of_all(scope))
    return Figures(
        scope, at, funnel, tally.waits, tally.waits_in_person, tally.rates(funnel), sources_of(tally.sources),
        groups_of(there, funnels, heads), tally.days, tally.weeks, rungs, moves,
        beside.hosts_of(scope, there, zone), beside.gifts_of(scope, there, zone), beside.goals_of(campaign),
        calls=by_call.calls_of(scope, there, zone),
        new_allies=Share(tally.new, funnel.allies), unplaced=Share(_unplaced(there, tally), funnel.signups),
    )  # fmt: skip


def _unplaced(there: Mapping[str, Place], tally: Tally) -> int:
    return sum(tally.signups_at(each.id) for each in there.values() if each.standing == "unplaced")
