"""Who never confirmed, and raises a hand anew: whether one more letter may go."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import exists, or_, select

from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.confirmed import confirmed
from tracker.followups.followup import FollowUp, open_by_letter
from tracker.letters.letter import Letter
from tracker.store.db import db

# So long nothing has left: who types a stranger's address into form after form fills no mailbox.
PAUSE = timedelta(hours=48)
SOME = 5_000


def may_have_one_more(ally_ids: Collection[str]) -> frozenset[str]:
    """Those of whom nobody knows whether the address is theirs, and to whom nothing is on its way, nor has left lately."""
    lately = or_(Letter.state.in_(("waiting", "leaving")), Letter.left_at > clock.now() - PAUSE)
    letter = exists().where(Letter.ally_id == Ally.id, lately)
    planned = exists().where(FollowUp.ally_id == Ally.id, open_by_letter())
    found: set[str] = set()
    ids = sorted(ally_ids)
    for start in range(0, len(ids), SOME):
        wanted = select(Ally.id).where(Ally.id.in_(ids[start : start + SOME]), ~confirmed(), ~letter, ~planned)
        found.update(db.session.scalars(wanted))
    return frozenset(found)
