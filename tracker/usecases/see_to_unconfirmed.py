"""Somebody never confirmed their address, not after the reminder either: they are called, or left in peace."""

from datetime import timedelta

from tracker import clock
from tracker.allies import answer_by_link
from tracker.allies.confirmed import is_confirmed
from tracker.errors import NotThere, Refusal
from tracker.followups import by_hand, claiming, closing
from tracker.followups.claiming import Worker
from tracker.followups.followup import FollowUp
from tracker.letters.letter import Letter
from tracker.letters.outbox import REMIND
from tracker.store.db import db
from tracker.store.rows import row_of
from tracker.store.transactions import transaction
from tracker.team import trace
from tracker.words import lazy

CALL_IN = timedelta(hours=72)


class SeenToAlready(Refusal):
    sentence = lazy("Somebody has seen to it, or they have confirmed the address.")
    status = 409


def see_to_unconfirmed(follow_up_id: str, who: Worker) -> bool:
    """`follow_up_id`: of the reminder. True: a call is planned; False: there is nobody to call, and it rests.

    Whatever waits goes all the same on the day they confirm. Raises NotThere, ForCoordinators and SeenToAlready.
    """
    with transaction():
        ally = answer_by_link.find(row_of(FollowUp, follow_up_id).ally_id)
        reminder = db.session.get_one(FollowUp, follow_up_id, with_for_update=True, populate_existing=True)
        letter = db.session.query(Letter).filter_by(follow_up_id=follow_up_id, kind=REMIND).one_or_none()
        mine = who.campaigns is None or reminder.campaign_id in who.campaigns
        if ally is None or letter is None or not (mine or reminder.point_person_id == who.account_id):
            raise NotThere
        if ally.extra_care and not who.careful:
            raise claiming.ForCoordinators
        if reminder.outcome != "sent" or is_confirmed(ally):
            raise SeenToAlready
        now = clock.now()
        closing.close(reminder, "not reached", now)
        planned = None
        if ally.phone_consent == "yes" and (ally.contact or {}).get("phone"):
            person = by_hand.point_person(ally.id, reminder.campaign_id, reminder.point_person_id)
            planned = by_hand.plan(
                ally.id, reminder.campaign_id, "by hand", "call", now + CALL_IN, person, once=follow_up_id
            )
        trace.note("unconfirmed seen to", who.account_id, "ally", ally.id, "call" if planned else "rests")
        return planned is not None
