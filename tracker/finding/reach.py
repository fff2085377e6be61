"""Which film screenings, and so which allies, are in somebody's reach: those of the campaigns that they work on."""

from sqlalchemy import ColumnElement, exists, func

from tracker.allies.ally import Ally
from tracker.followups.claiming import Worker
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup


def mine_or(screening: type[Screening], who: Worker, leads: bool = False) -> ColumnElement[bool]:
    """Screenings of the campaigns somebody works on. `leads`: nothing else leaves fewer.

    Else wrapped up: for each ally of a page, SQLite would look through all film screenings of those campaigns.
    """
    if who.campaigns is None:
        return screening.id.is_not(None)
    campaign = screening.campaign_id if leads else func.coalesce(screening.campaign_id, "")
    return campaign.in_(sorted(who.campaigns))


def in_reach(who: Worker) -> ColumnElement[bool]:
    """Over Ally, for few at a time: who signed up in a campaign that somebody works on."""
    there = Signup.ally_id == Ally.id, Screening.id == Signup.screening_id, mine_or(Screening, who)
    return exists().where(*there).correlate(Ally)
