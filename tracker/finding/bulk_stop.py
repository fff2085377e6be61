"""Stopping all contact with many. It cannot be taken back: after a "no" only the ally's own link makes a "yes"."""

from collections.abc import Sequence

from sqlalchemy import select

from tracker.allies.ally import Ally
from tracker.finding.bulk_deed import What
from tracker.finding.bulk_way import STOPPED, Before, Left, Way, never
from tracker.followups.claiming import Worker
from tracker.followups.followup import FollowUp
from tracker.letters import stopping
from tracker.store.db import db
from tracker.team import trace

DESK = "desk"


def _check(_what: What, _who: Worker) -> None:
    """There is nothing to choose."""


def _left_out(allies: Sequence[Ally], _what: What, _who: Worker) -> Left:
    quiet = [ally.id for ally in allies if ally.email_consent == ally.phone_consent == "no"]
    waiting = set(
        db.session.scalars(select(FollowUp.ally_id).where(FollowUp.ally_id.in_(quiet), FollowUp.state == "open"))
    )
    return {ally_id: STOPPED for ally_id in quiet if ally_id not in waiting}


def _do(allies: Sequence[Ally], _what: What, who: Worker, _deed_id: str) -> Before:
    """Each is traced by itself, as one that is stopped alone is."""
    done = [ally.id for ally in allies if stopping.stop(ally, DESK, who.account_id)]
    trace.note_each("stopped contact", who.account_id, "ally", done)
    return {ally_id: {} for ally_id in done}


WAY = Way(_check, _left_out, _do, never)
