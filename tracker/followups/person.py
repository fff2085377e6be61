"""What this room holds about a person: what was promised to them, and how it went."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import aliased

from tracker import clock
from tracker.followups import move as links
from tracker.followups.closing import close, close_all
from tracker.followups.followup import Attempt, FollowUp, FollowUpSignup
from tracker.followups.own_data import tell
from tracker.signups import person as signups
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import add_once

__all__ = ["forget", "move", "tell"]


def forget(ally_id: str) -> None:
    """Nothing more is done, and notes go; outcomes stay, for the figures."""
    close_all(ally_id, "withdrawn")
    theirs = select(FollowUp.id).where(FollowUp.ally_id == ally_id)
    db.session.execute(update(Attempt).where(Attempt.follow_up_id.in_(theirs)).values(note_sealed=None))


def move(ally_id: str, to: str) -> None:
    """Two allies were one. What was planned for both is done once: what is closed already stands, else the second's."""
    for goes_id, stays_id in planned_for_both(ally_id, to):
        _fold(goes_id, stays_id)
    db.session.execute(update(FollowUp).where(FollowUp.ally_id == ally_id).values(ally_id=to))
    links.move(signups.doubles(ally_id, to))


def planned_for_both(ally_id: str, to: str) -> list[tuple[str, str]]:
    """(goes, stays) for each step that both had."""
    other = aliased(FollowUp)
    same = (other.campaign_id == FollowUp.campaign_id) & (other.step_key == FollowUp.step_key)
    both = select(FollowUp.id, FollowUp.state, other.id, other.state).join(other, same)
    rows = db.session.execute(both.where(FollowUp.ally_id == ally_id, other.ally_id == to))
    return [(mine, theirs) if state == "open" or other_state == "closed" else (theirs, mine)
            for mine, state, theirs, other_state in rows]  # fmt: skip


def _fold(goes_id: str, stays_id: str) -> None:
    """Attempts and answered signups of one become the other's. Its row stays, closed: a letter may hang on it."""
    db.session.execute(update(Attempt).where(Attempt.follow_up_id == goes_id).values(follow_up_id=stays_id))
    answered = db.session.scalars(select(FollowUpSignup.signup_id).where(FollowUpSignup.follow_up_id == goes_id)).all()
    add_once(
        FollowUpSignup, [{"id": new_id(), "follow_up_id": stays_id, "signup_id": each} for each in sorted(answered)]
    )
    db.session.execute(delete(FollowUpSignup).where(FollowUpSignup.follow_up_id == goes_id))
    goes = db.session.get_one(FollowUp, goes_id)
    goes.step_key = None
    if goes.state == "open":
        close(goes, "withdrawn", clock.now())
    db.session.flush()
