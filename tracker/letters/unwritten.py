"""Follow-ups that are due by letter and have none yet."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from tracker import clock
from tracker.followups.followup import FollowUp, open_by_letter
from tracker.followups.playbook import Step
from tracker.letters.letter import Letter
from tracker.letters.outbox import withdraw
from tracker.letters.step_words import by_letter
from tracker.store.db import db

SOME = 5_000


def steps_by_letter() -> dict[str, Step]:
    """The steps that say something in a letter, by id. Archived and replaced ones too: what was planned stays.

    Calls with words for a letter instead are among them: only follow-ups that became a letter are ever written.
    """
    return {step.id: step for step in db.session.scalars(select(Step)) if by_letter(step)}


def unwritten(steps: Sequence[str], most: int) -> list[FollowUp]:
    """The oldest of these steps' follow-ups that are due; those that another worker is just writing are left to it."""
    has_letter = exists().where(Letter.follow_up_id == FollowUp.id)
    due = (
        select(FollowUp)
        .where(open_by_letter(), FollowUp.due_at <= clock.now())
        .where(FollowUp.step_id.in_(steps), ~has_letter)
        .order_by(FollowUp.due_at, FollowUp.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return list(db.session.scalars(due))


def written_for(steps: Sequence[str]) -> frozenset[str]:
    """The open follow-ups of these steps that have a letter."""
    wanted = select(Letter.follow_up_id).join(FollowUp, FollowUp.id == Letter.follow_up_id)
    found = db.session.scalars(wanted.where(FollowUp.step_id.in_(steps), FollowUp.state == "open"))
    return frozenset(str(each) for each in found)


def withdraw_for(follow_ups: Sequence[str]) -> None:
    """Take back the letters of these that have not left; inside a transaction."""
    for start in range(0, len(follow_ups), SOME):
        withdraw(Letter.follow_up_id.in_(follow_ups[start : start + SOME]))
