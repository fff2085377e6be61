"""An ally's own link has said yes: what a no had ended goes its way again, and what was never planned is planned."""

from tracker import clock
from tracker.allies.ally import Ally
from tracker.followups import facts, reopening
from tracker.followups.plan import plan_signups
from tracker.letters.anew import make_way
from tracker.store.db import db


def hear(ally: Ally, again: bool) -> None:
    """Inside a transaction, the ally locked, their answer written and suppression lifted. Twice is once.

    `again`: there was a no before, or their address was suppressed: then something is open for them afterwards.
    """
    db.session.flush()
    now = clock.now()
    reopening.open_again(ally, now, but=make_way(reopening.untouched(ally.id)))
    plan_signups(facts.of_ally(ally, now))
    if again:
        reopening.leave_to_a_person(ally, now)
