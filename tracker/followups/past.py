"""A past for follow-ups of invented people: what became of them, written as if the team had been here all the time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update

from tracker import clock
from tracker.followups.by_letter import NOT_NEEDED
from tracker.followups.followup import Attempt, FollowUp, FollowUpSignup
from tracker.followups.plan import plan_after
from tracker.followups.playbook import Step
from tracker.records import dataclass
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.ids import new_id


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open follow-up, and the first signup that it answers."""

    id: str
    ally_id: str
    step_key: str
    channel: str
    due_at: datetime
    late_at: datetime
    point_person_id: str | None
    submission: str


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt. `account_id` is None for a letter that left."""

    at: datetime
    outcome: str
    account_id: str | None = None
    note: str | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """What became of one: closed with an outcome; or open, and then perhaps claimed, or due again."""

    of: Waiting
    tries: tuple[Try, ...] = ()
    outcome: str | None = None
    closed_at: datetime | None = None
    value: int | None = None
    # Where it is open: who is at it, and when it comes back.
    claimed_by_id: str | None = None
    claimed_until: datetime | None = None
    due_at: datetime | None = None
    late_at: datetime | None = None


def waiting() -> list[Waiting]:
    """Everything open that waits for no confirmed address, in an order that does not depend on random ids."""
    first = func.min(Signup.submission)
    wanted = (
        select(
            FollowUp.id, FollowUp.ally_id, func.coalesce(FollowUp.step_key, ""), FollowUp.channel, FollowUp.due_at,
            FollowUp.late_at, FollowUp.point_person_id, first,
        )
        .join(FollowUpSignup, FollowUpSignup.follow_up_id == FollowUp.id)
        .join(Signup, Signup.id == FollowUpSignup.signup_id)
        .where(FollowUp.state == "open", ~FollowUp.held)
        .group_by(FollowUp.id)
        .order_by(first, FollowUp.step_key)
    )  # fmt: skip
    return [Waiting(*row) for row in db.session.execute(wanted)]


def let_go(ally_ids: Sequence[str], at: datetime) -> None:
    """They confirmed their addresses soon: nothing of theirs waited, and nobody was reminded. Inside a transaction."""
    theirs = FollowUp.ally_id.in_(sorted(ally_ids))
    released = update(FollowUp).where(theirs, FollowUp.held).values(held=False)
    db.session.execute(released.execution_options(synchronize_session=False))
    steps = db.session.execute(select(Step.id, Step.condition)).all()
    remind = FollowUp.step_id.in_([step_id for step_id, condition in steps if condition.get("unconfirmed")])
    closed = update(FollowUp).where(theirs, remind, FollowUp.state == "open")
    values = {"state": "closed", "outcome": NOT_NEEDED, "closed_at": at}
    db.session.execute(closed.values(values).execution_options(synchronize_session=False))


def stop_held(ally_id: str, at: datetime) -> None:
    """Somebody who never confirmed asked to stop: nothing waits for them any more. Inside a transaction."""
    waits = update(FollowUp).where(FollowUp.ally_id == ally_id, FollowUp.held, FollowUp.state == "open")
    values = {"state": "closed", "outcome": "asked to stop", "closed_at": at}
    db.session.execute(waits.values(values).execution_options(synchronize_session=False))


def rest(after: timedelta, but: int) -> None:
    """Who never confirmed was left in peace so long after their letters were held, all but the last few. In a transaction."""
    now, latest = clock.now(), func.max(FollowUp.planned_at)
    wanted = (
        select(FollowUp.ally_id, func.min(FollowUp.campaign_id), latest)
        .where(FollowUp.held, FollowUp.state == "open")
        .group_by(FollowUp.ally_id)
        .having(latest <= now - after)
        .order_by(latest.desc(), FollowUp.ally_id)
        .offset(but)
    )
    rows = [
        {
            "id": new_id(), "ally_id": ally_id, "campaign_id": campaign_id, "why": "by hand", "channel": "task",
            "due_at": at + after, "late_at": at + after, "planned_at": at + after, "closed_at": at + after,
            "state": "closed", "outcome": "not reached", "tries": 0,
        }
        for ally_id, campaign_id, at in db.session.execute(wanted)
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(FollowUp), rows)


def write(pasts: Sequence[Past]) -> None:
    """Attempts and endings, in bulk; inside a transaction. Steps that wait for an answer are planned."""
    tries = [(past.of.id, each) for past in pasts for each in past.tries]
    if tries:
        db.session.execute(insert(Attempt), [_attempt(*each) for each in tries])
    if pasts:
        db.session.execute(update(FollowUp), [_row(past) for past in pasts])
    for past in pasts:
        if past.outcome == "answered" and past.closed_at:
            plan_after(db.session.get_one(FollowUp, past.of.id), past.outcome, past.closed_at)


def _attempt(follow_up_id: str, each: Try) -> dict[str, object]:
    attempt_id = new_id()
    return {
        "id": attempt_id, "follow_up_id": follow_up_id, "at": each.at, "account_id": each.account_id,
        "outcome": each.outcome, "note_sealed": Attempt.note.sealed_for(attempt_id, each.note), "next_at": each.next_at,
        "changed": {},
    }  # fmt: skip


def _row(past: Past) -> dict[str, object]:
    return {
        "id": past.of.id, "state": "closed" if past.outcome else "open", "outcome": past.outcome,
        "closed_at": past.closed_at, "tries": len(past.tries), "value": past.value,
        "currency": None if past.value is None else "USD", "claimed_by_id": past.claimed_by_id,
        "claimed_until": past.claimed_until, "due_at": past.due_at or past.of.due_at,
        "late_at": past.late_at or past.of.late_at,
    }  # fmt: skip
