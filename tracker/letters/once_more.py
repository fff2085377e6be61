"""Who never confirmed, and raises a hand anew: whether one more letter may go."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select

from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.confirmed import confirmed
from tracker.followups.first_letter import of_week
from tracker.followups.followup import FollowUp, open_by_letter
from tracker.letters.letter import Letter
from tracker.store.db import db

# So long nothing has left, and so long it is from one more letter to the next: who types a stranger's address into form
# after form fills no mailbox.
PAUSE, A_WEEK = timedelta(hours=48), timedelta(days=7)
SOME = 5_000


def may_have_one_more(ally_ids: Collection[str]) -> frozenset[str]:
    """Those of whom nobody knows whether the address is theirs, and to whom nothing is on its way, nor has left lately."""
    now = clock.now()
    lately = or_(Letter.state.in_(("waiting", "leaving")), Letter.left_at > now - PAUSE)
    letter = exists().where(Letter.ally_id == Ally.id, lately)
    planned = exists().where(FollowUp.ally_id == Ally.id, open_by_letter())
    found: set[str] = set()
    ids = sorted(ally_ids)
    for start in range(0, len(ids), SOME):
        wanted = select(Ally.id).where(Ally.id.in_(ids[start : start + SOME]), ~confirmed(), ~letter, ~planned)
        found.update(db.session.scalars(wanted))
    return frozenset(found - _had_one(found, now))


def _had_one(ally_ids: Collection[str], now: datetime) -> set[str]:
    """Those who had their one more letter in the last seven days. Each is marked with its calendar week."""
    marks = {of_week(ally_id, at): ally_id for ally_id in ally_ids for at in (now, now - A_WEEK)}
    wanted, had = sorted(marks), set()
    for start in range(0, len(wanted), SOME):
        rows = select(FollowUp.once).where(FollowUp.once.in_(wanted[start : start + SOME]))
        had |= {marks[once] for once in db.session.scalars(rows.where(FollowUp.planned_at > now - A_WEEK)) if once}
    return had
