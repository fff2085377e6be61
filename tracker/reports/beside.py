"""What stands beside the funnel: the ladder, hosts, gifts, goals."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import func, select

from tracker.followups.followup import FollowUp
from tracker.followups.ladder_scan import Climb
from tracker.reports.people import narrowed
from tracker.reports.places import Place
from tracker.reports.scope import Scope
from tracker.reports.shapes import Gift, Goal, Hosts, Move, Rung
from tracker.screenings.campaign import Campaign
from tracker.signups import counting, lineage
from tracker.signups.request_to_host import RequestToHost
from tracker.signups.signup import Signup
from tracker.store.db import db


def ladder_of(climb: Climb) -> tuple[list[Rung], list[Move]]:
    """Of everybody who had signed up by the end of the period, before it too: where they stand then, and who moved in it."""
    on, stood = Counter[str](), climb.moved()
    for _before, after, number in stood:
        on[after.id] += number
    none = Rung("", "", len(climb.after) - on.total())
    rungs = [none, *(Rung(each.id, each.title, on[each.id]) for each in climb.rungs)]
    moves = [
        Move(before.id if before else "", after.id, number) for before, after, number in stood if before is not after
    ]
    return rungs, moves


def hosts_of(scope: Scope, there: Mapping[str, Place], zone: str) -> Hosts:
    """Requests by the signups that they come from; film screenings by their day."""
    from_here = narrowed(select(Signup.id).where(Signup.id == RequestToHost.signup_id), scope, there, zone).exists()
    states = dict(
        db.session.execute(
            select(RequestToHost.state, func.count()).where(from_here).group_by(RequestToHost.state)
        ).all()
    )
    hosted = [
        each for each in there.values() if each.key("host") and not each.joined and each.day
        and (not scope.since or each.day >= scope.since) and (not scope.until or each.day <= scope.until)
    ]  # fmt: skip
    signups = sum(lineage.without_hosts([each.id for each in hosted]).values())
    cancelled = sum(each.status == "cancelled" for each in hosted)
    return Hosts(sum(states.values()), states.get("approved", 0), len(hosted), cancelled, signups)


def gifts_of(scope: Scope, there: Mapping[str, Place], zone: str) -> dict[str, Gift]:
    """By currency: what they gave in this campaign since, as it is written down today."""
    gave = FollowUp.outcome == "gave", FollowUp.value.is_not(None)
    theirs = select(Signup.id).where(Signup.ally_id == FollowUp.ally_id)
    here = narrowed(theirs, scope, there, zone).exists()
    wanted = (
        select(FollowUp.currency, func.count(), func.sum(FollowUp.value), func.count(FollowUp.ally_id.distinct()))
        .where(FollowUp.campaign_id == scope.campaign_id, here, *gave)
        .group_by(FollowUp.currency)
        .order_by(FollowUp.currency)
    )
    return {
        str(each): Gift(number, int(sum_ or 0), allies) for each, number, sum_, allies in db.session.execute(wanted)
    }


def goals_of(campaign: Campaign) -> list[Goal]:
    """Of the whole campaign, since ever, as Home tells them; those that nobody has set are left out."""
    goals, found = campaign.goals, []
    if goals.get("signups"):
        found.append(Goal("signups", counting.of_campaign(campaign.id), goals["signups"]))
    if goals.get("hosts"):
        found.append(Goal("hosts", lineage.how_many_hosted(campaign.id), goals["hosts"]))
    return found
