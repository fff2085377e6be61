"""A letter has found no reader: whoever signed up is not lost with it, a person finds another way."""

from datetime import timedelta

from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.by_address import stopped
from tracker.followups import by_hand, closing
from tracker.followups.followup import FollowUp
from tracker.letters import bounced, whose
from tracker.letters.letter import Letter
from tracker.letters.outbox import NEW_ADDRESS
from tracker.store.db import db

OTHER_WAY_IN = timedelta(hours=72)


def find(ally: Ally, letter: Letter, dead: bool) -> None:
    """Letters to a dead address end, and one person takes over; inside a transaction.

    A letter that was merely refused fails in sight, no more, until it has come back too often.
    """
    if letter.kind == NEW_ADDRESS:
        return  # that address was never theirs
    if dead:
        closing.close_all(ally.id, "withdrawn", ("letter",))
    elif letter.bounces < bounced.MOST_BOUNCES:
        return
    campaign_id = whose.campaign_of(letter) or by_hand.campaign_of(ally.id)
    if stopped(ally) or campaign_id is None or by_hand.open_one(ally.id, by_hand.BOUNCED):
        return
    callable_ = ally.phone_consent == "yes" and (ally.contact or {}).get("phone")
    follow_up = db.session.get(FollowUp, letter.follow_up_id) if letter.follow_up_id else None
    first = follow_up.point_person_id if follow_up else None
    by_hand.plan(
        ally.id, campaign_id, by_hand.BOUNCED, "call" if callable_ else "task", clock.now() + OTHER_WAY_IN,
        by_hand.point_person(ally.id, campaign_id, first), once=letter.id,
    )  # fmt: skip
