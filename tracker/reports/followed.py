"""What was planned for everybody in a campaign, and tried: bits, and when they were contacted first."""

from array import array
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from tracker.followups.followup import Attempt, FollowUp
from tracker.followups.outcomes import SELF_REPORTED
from tracker.reports.bits import CLOSED_BY_THE_HOUSE, CONTACTED, SAID_BY, SAID_DONE, SPOKEN, of_attempt, of_follow_up
from tracker.store.db import seconds
from tracker.store.numbered import Numbered, Numbers, in_some

# In whole seconds since 1970, four bytes for each: until 2106.
LATE = 2**32 - 1


def followed(of: Numbered, campaign_id: str, bits: Numbers) -> tuple[Numbers, Numbers]:
    """Adds to the bits. When each was contacted first, and spoken with first, in seconds since 1970; LATE: not yet."""
    here = _here(campaign_id)
    planned = select(of.number, FollowUp.state, FollowUp.channel, FollowUp.outcome, FollowUp.why)
    theirs = planned.where(of.whose(FollowUp.ally_id), here)
    for number, state, channel, outcome, why in chain.from_iterable(in_some(theirs)):
        bits[number] |= of_follow_up(state, channel, outcome, why)
    contact, spoken = (array("I", [LATE]) * of.size for _ in range(2))
    for number, outcome, at, said_otherwise in chain.from_iterable(in_some(_tried(of, here))):
        tried = of_attempt(outcome)
        if tried & CONTACTED and at < contact[number]:
            contact[number] = at
        if tried & SPOKEN and at < spoken[number]:
            spoken[number] = at
        bits[number] |= tried & ~SAID_DONE if said_otherwise else tried
    return contact, spoken


def _tried(of: Numbered, here: ColumnElement[bool]) -> Any:
    # Only what was said by a button is looked up again.
    otherwise = case((Attempt.outcome.not_in(SAID_BY), 0), (_said_otherwise(), 1), else_=0)
    wanted = select(of.number, Attempt.outcome, seconds(Attempt.at), otherwise)
    theirs = of.below(FollowUp.id, Attempt.follow_up_id)
    stands = and_(Attempt.undone_at.is_(None), Attempt.outcome.not_in(CLOSED_BY_THE_HOUSE))
    return wanted.where(of.whose(FollowUp.ally_id), theirs, here, stands)


def _here(campaign_id: str) -> ColumnElement[bool]:
    """Wrapped up, or SQLite would begin with all that is planned in the campaign."""
    return func.coalesce(FollowUp.campaign_id, literal("")) == campaign_id


def _said_otherwise() -> ColumnElement[bool]:
    later = aliased(Attempt)
    newer = or_(later.at > Attempt.at, and_(later.at == Attempt.at, later.id < Attempt.id))
    of_button = later.outcome.in_(SELF_REPORTED), later.undone_at.is_(None)
    return exists().where(later.follow_up_id == Attempt.follow_up_id, *of_button, newer)
