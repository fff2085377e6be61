"""Somebody of the team hands an ally a fresh link to what we hold: for who has no address, or gets no letter."""

from sqlalchemy import or_, select

from tracker import clock
from tracker.allies import answer_by_link, own_links
from tracker.allies.ally import Ally
from tracker.allies.own_links import Given
from tracker.errors import NotThere, Refusal
from tracker.followups.claiming import ForCoordinators, Worker, holds
from tracker.followups.followup import FollowUp
from tracker.store.db import db
from tracker.store.rows import is_id
from tracker.store.transactions import transaction
from tracker.team import rations, trace
from tracker.words import lazy


class NotYours(Refusal):
    sentence = lazy("You hold none of their follow-ups just now. Who does, or a coordinator, hands the link over.")
    status = 403


def may_hand_over(ally: Ally, who: Worker) -> bool:
    """Coordinators; of others, who is at one of their open follow-ups."""
    if who.careful:
        return True
    mine = or_(FollowUp.point_person_id == who.account_id, FollowUp.claimed_by_id == who.account_id)
    theirs = select(FollowUp).where(FollowUp.ally_id == ally.id, FollowUp.state == "open", mine)
    now = clock.now()
    return not ally.extra_care and any(holds(each, who.account_id, now) for each in db.session.scalars(theirs))


def hand_over_own_link(ally_id: str, who: Worker) -> Given:
    """To be shown once. Raises NotThere, ForCoordinators, NotYours and RationSpent."""
    with transaction():
        ally = answer_by_link.find(ally_id) if is_id(ally_id) else None
        if ally is None:
            raise NotThere
        if ally.extra_care and not who.careful:
            raise ForCoordinators
        if not may_hand_over(ally, who):
            raise NotYours
        rations.take("reveal", who.account_id)
        given = own_links.give(ally.id, own_links.OPEN, account_id=who.account_id)
        trace.note("own link handed over", who.account_id, "ally", ally.id)
        return given
