"""What this room holds about a person: what was promised to them, and how it went."""

from datetime import datetime

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import aliased

from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.confirmed import is_confirmed
from tracker.followups import hosting, releasing
from tracker.followups import move as links
from tracker.followups.by_letter import NOT_NEEDED
from tracker.followups.claiming import is_held
from tracker.followups.closing import close, close_all
from tracker.followups.first_letter import FIRST, REMINDER, mark
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
    _one_of_each(ally_id, to)
    db.session.execute(update(FollowUp).where(FollowUp.ally_id == ally_id).values(ally_id=to))
    if _either_confirmed(ally_id, to):
        releasing.release(to, clock.now())
    links.move(signups.doubles(ally_id, to))


def needless_reminders(ally_id: str, to: str) -> list[str]:
    """Open reminders that are too many once the two are one: the address is confirmed, or they were reminded already."""
    marks = {each: mark(REMINDER, each) for each in (ally_id, to)}
    found = db.session.scalars(select(FollowUp).where(FollowUp.once.in_(marks.values()))).all()
    waiting = sorted((each for each in found if each.state == "open"), key=lambda each: each.ally_id != to)
    enough = _either_confirmed(ally_id, to) or any(each.outcome == "sent" for each in found)
    return [each.id for each in (waiting if enough else waiting[1:])]


def _either_confirmed(ally_id: str, to: str) -> bool:
    """What their own link has confirmed is the address of one of them: whose stays is another matter. Reached is reached."""
    goes, stays = db.session.get_one(Ally, ally_id), db.session.get_one(Ally, to)
    return is_confirmed(stays) or goes.reached_at is not None


def _one_of_each(ally_id: str, to: str) -> None:
    """One first letter and one reminder, as for anybody; the second first letter waits like any other."""
    for follow_up in db.session.scalars(select(FollowUp).where(FollowUp.id.in_(needless_reminders(ally_id, to)))).all():
        close(follow_up, NOT_NEEDED, clock.now())
    for what in (FIRST, REMINDER):
        goes = db.session.scalar(select(FollowUp).where(FollowUp.once == mark(what, ally_id)))
        stays = db.session.scalar(select(FollowUp.id).where(FollowUp.once == mark(what, to)))
        if goes is not None:
            goes.once = None if stays else mark(what, to)
            goes.held = bool(stays) and what == FIRST and goes.state == "open"
    db.session.flush()


def planned_for_both(ally_id: str, to: str) -> list[tuple[str, str]]:
    """(goes, stays) for each step that both had: the closed one stays, of two open ones that at which somebody is just now."""
    now = clock.now()
    rows = db.session.execute(_for_both(ally_id, to).order_by(FollowUp.id)).all()
    return [(mine.id, theirs.id) if _gives_way(mine, theirs, now) else (theirs.id, mine.id) for mine, theirs in rows]


def counting_for_both(ally_id: str, to: str) -> Select[int]:
    """How many these are; to be asked together with other counts."""
    return _for_both(ally_id, to).with_only_columns(func.count())


def _for_both(ally_id: str, to: str) -> Select[FollowUp, FollowUp]:
    other = aliased(FollowUp)
    same = (other.campaign_id == FollowUp.campaign_id) & (other.step_key == FollowUp.step_key)
    both = select(FollowUp, other).select_from(FollowUp).join(other, same)
    return both.where(FollowUp.ally_id == ally_id, other.ally_id == to)


def _gives_way(mine: FollowUp, theirs: FollowUp, now: datetime) -> bool:
    if mine.state == theirs.state == "open":
        return not is_held(mine, now) or is_held(theirs, now)
    return mine.state == "open" or theirs.state == "closed"


def _fold(goes_id: str, stays_id: str) -> None:
    """Attempts and answered signups of one become the other's. Its row stays, closed: a letter may hang on it."""
    db.session.execute(update(Attempt).where(Attempt.follow_up_id == goes_id).values(follow_up_id=stays_id))
    answered = db.session.scalars(select(FollowUpSignup.signup_id).where(FollowUpSignup.follow_up_id == goes_id)).all()
    add_once(
        FollowUpSignup, [{"id": new_id(), "follow_up_id": stays_id, "signup_id": each} for each in sorted(answered)]
    )
    db.session.execute(delete(FollowUpSignup).where(FollowUpSignup.follow_up_id == goes_id))
    hosting.fold(goes_id, stays_id)
    goes = db.session.get_one(FollowUp, goes_id)
    goes.step_key = None
    if goes.state == "open":
        close(goes, "withdrawn", clock.now())
    db.session.flush()
