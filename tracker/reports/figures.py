"""Figures of a scope, counted anew: one look at its film screenings, one at everybody who signed up there, a few beside them."""

from collections.abc import Mapping
from datetime import datetime

from tracker.reports import beside, by_call, people, places, rooms
from tracker.reports.lines import groups_of, sources_of
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
    for row in people.signed_up(scope, there, zone):
        tally.add(row)
    tally.close()
    heads = rooms.Rooms(scope, there, at)
    funnels = tally.funnels()
    funnel = with_room(funnels.get(WHOLE, Funnel()), heads.of_all(scope))
    return Figures(
        scope, at, funnel, tally.waits, tally.waits_in_person, tally.rates(funnel), sources_of(tally.sources),
        groups_of(there, funnels, heads), tally.days, tally.weeks, *beside.ladder_of(scope, there, zone, at),
        hosts=beside.hosts_of(scope, there, zone), gifts=beside.gifts_of(scope, there, zone), goals=beside.goals_of(campaign),
        calls=by_call.calls_of(scope, there, zone),
        new_allies=Share(tally.new, funnel.allies), unplaced=Share(_unplaced(there, tally), funnel.signups),
    )  # fmt: skip


def _unplaced(there: Mapping[str, Place], tally: Tally) -> int:
    return sum(tally.signups_at(each.id) for each in there.values() if each.standing == "unplaced")
