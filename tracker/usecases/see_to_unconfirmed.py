"""Somebody never confirmed their address, and letters wait for it: they are called, or left in peace."""

from datetime import timedelta

from tracker import clock
from tracker.allies import answer_by_link
from tracker.allies.confirmed import is_confirmed
from tracker.errors import NotThere, Refusal
from tracker.followups import by_hand, claiming, closing
from tracker.followups.claiming import Worker
from tracker.followups.followup import FollowUp
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
    """`follow_up_id`: of a letter that waits. True: a call is planned; False: there is nobody to call, and it rests.

    Whatever waits goes all the same on the day they confirm. Raises NotThere, ForCoordinators and SeenToAlready.
    """
    with transaction():
        ally = answer_by_link.find(row_of(FollowUp, follow_up_id).ally_id)
        waits = db.session.get_one(FollowUp, follow_up_id, with_for_update=True, populate_existing=True)
        mine = who.campaigns is None or waits.campaign_id in who.campaigns
        if ally is None or waits.channel != "letter" or not (mine or waits.point_person_id == who.account_id):
            raise NotThere
        if ally.extra_care and not who.careful:
            raise claiming.ForCoordinators
        if not waits.held or waits.state != "open" or is_confirmed(ally):
            raise SeenToAlready
        call = ally.phone_consent == "yes" and bool((ally.contact or {}).get("phone"))
        person = by_hand.point_person(ally.id, waits.campaign_id, waits.point_person_id)
        now = clock.now()
        # Twice in a minute is once: what is made from the same letter is planned once.
        planned = by_hand.plan(
            ally.id, waits.campaign_id, "by hand", "call" if call else "task", now + CALL_IN, person, once=follow_up_id
        )
        if planned is None:
            raise SeenToAlready
        if not call:
            closing.close(db.session.get_one(FollowUp, planned), "not reached", now)
        trace.note("unconfirmed seen to", who.account_id, "ally", ally.id, "call" if call else "rests")
        return call
