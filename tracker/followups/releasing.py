"""What was held until an address is confirmed goes its way; the reminder is not needed any more. And both taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from tracker.followups import plan
from tracker.followups.by_letter import NOT_NEEDED
from tracker.followups.closing import close, reopen
from tracker.followups.first_letter import REMINDER, mark
from tracker.followups.followup import FollowUp
from tracker.followups.playbook import Step
from tracker.followups.replanning import Place, places_of
from tracker.records import dataclass
from tracker.store.db import db

SOME = 1_000


@dataclass(frozen=True, slots=True)
class Released:
    """Due and late as they were, by follow-up; and the reminders that were closed."""

    held: dict[str, list[str]] = field(default_factory=dict)
    reminders: list[str] = field(default_factory=list)


def release(ally_id: str, at: datetime) -> Released:
    """All that is held for an ally, timed anew from `at`; inside a transaction."""
    held = _release(FollowUp.ally_id == ally_id, at)
    waits = (FollowUp.once == mark(REMINDER, ally_id)) & (FollowUp.state == "open")
    return Released(held, _close(waits, at))


def release_campaign(campaign_id: str, at: datetime) -> list[str]:
    """All that is held in a campaign that asks no longer; inside a transaction. Returns the reminders that were closed."""
    while _release(FollowUp.campaign_id == campaign_id, at, SOME):
        pass
    remind = select(Step.id, Step.condition)
    steps = [step_id for step_id, condition in db.session.execute(remind) if condition.get("unconfirmed")]
    waits = FollowUp.step_id.in_(steps) & (FollowUp.state == "open") & (FollowUp.campaign_id == campaign_id)
    return _close(waits, at)


def take_back(held: Mapping[str, Sequence[str]], reminders: Sequence[str], keep: frozenset[str]) -> None:
    """Held again, as far as no letter is written (`keep`); inside a transaction."""
    wanted = select(FollowUp).where(FollowUp.id.in_(sorted(held)), FollowUp.state == "open")
    for each in db.session.scalars(wanted.order_by(FollowUp.id).with_for_update()):
        if each.id not in keep:
            each.held = True
            each.due_at, each.late_at = map(datetime.fromisoformat, held[each.id])
    db.session.flush()
    reopen(reminders, NOT_NEEDED)


def _release(whose: ColumnElement[bool], at: datetime, most: int | None = None) -> dict[str, list[str]]:
    wanted = select(FollowUp, Step).join(Step, Step.id == FollowUp.step_id).where(FollowUp.held, whose)
    rows = db.session.execute(
        wanted.where(FollowUp.state == "open").order_by(FollowUp.id).limit(most).with_for_update(of=FollowUp)
    ).all()
    places = places_of([each.id for each, _step in rows])
    before = {}
    for each, step in rows:
        before[each.id] = [each.due_at.isoformat(), each.late_at.isoformat()]
        _step, each.due_at, each.late_at = plan.timed(step, at, places.get(each.id, Place()).zone)
        each.held = False
    db.session.flush()
    # What was closed while it waited may be opened again.
    closed = update(FollowUp).where(FollowUp.held, FollowUp.state == "closed", whose).values(held=False)
    db.session.execute(closed.execution_options(synchronize_session=False))
    return before


def _close(waits: ColumnElement[bool], at: datetime) -> list[str]:
    reminders = db.session.scalars(select(FollowUp).where(waits).order_by(FollowUp.id).with_for_update()).all()
    for each in reminders:
        close(each, NOT_NEEDED, at)
    db.session.flush()
    return [each.id for each in reminders]
