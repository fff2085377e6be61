"""A yes after a no: what the no had ended is open again, timed from now. Nobody who changes their mind is lost by it."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select

from tracker.allies.ally import Ally
from tracker.allies.confirmed import is_confirmed
from tracker.followups import by_hand, plan
from tracker.followups.by_letter import WITHDRAWN
from tracker.followups.followup import Attempt, FollowUp
from tracker.followups.outcomes import BY_PERSON, TALK
from tracker.followups.plan import ASKED_TO_STOP, STOP_CALLS
from tracker.followups.playbook import Step
from tracker.followups.replanning import Place, places_of
from tracker.screenings.campaign import Campaign
from tracker.store.db import db
from tracker.store.ids import new_id

# How a no ends what is planned: said on a page of theirs, by their link or to somebody of the team.
ENDED_BY_NO = (WITHDRAWN, ASKED_TO_STOP, STOP_CALLS)
# A dead address has another chance by the yes itself; the task of who said yes once more is looked at last.
BY_THEMSELVES = (by_hand.BOUNCED, by_hand.AGAIN)
AGAIN_IN = timedelta(hours=72)


def untouched(ally_id: str) -> list[str]:
    """The ids of what a no has ended before anybody had tried it."""
    return [each.id for each in _ended(ally_id, ~_tried())]


def open_again(ally: Ally, at: datetime, but: Collection[str] = ()) -> None:
    """What a no has ended untouched and may be done now, as the playbook says it today; inside a transaction.

    The ally is locked by the caller. `but`: those for which a letter may have arrived.
    """
    rows = [each for each in _ended(ally.id, ~_tried(), lock=True) if each.id not in but]
    steps = _steps(rows)
    places = places_of([each.id for each in rows])
    for each in rows:
        if each.step_key is None:
            if _may(ally, each.channel):
                _open(ally, each, at, at + (each.late_at - each.due_at))
            continue
        step = steps.get((each.campaign_id, each.step_key))
        if step is None or not _is_for(ally, each, step):
            continue
        _step, due, late = plan.timed(step, at, places.get(each.id, Place()).zone)
        if not _turned(each):
            each.step_id, each.channel = step.id, step.channel
        _open(ally, each, due, late)
    db.session.flush()


def leave_to_a_person(ally: Ally, at: datetime) -> str | None:
    """A task where nothing at all is open, or what a person had in hand stays closed; inside a transaction. Twice is once.

    The id of what is planned, or open again.
    """
    cut = [each for each in _ended(ally.id, FollowUp.channel.in_(BY_PERSON)) if _is_missed(ally, each)]
    steps = _steps(cut)
    cut = [each for each in cut if each.step_key is None or (each.campaign_id, each.step_key) in steps]
    if not cut and _has_something(ally):
        return None
    campaign_id = cut[-1].campaign_id if cut else by_hand.campaign_of(ally.id)
    if campaign_id is None or by_hand.open_one(ally.id, by_hand.AGAIN):
        return None
    before = db.session.scalars(_ended_of(ally.id).where(FollowUp.why == by_hand.AGAIN, ~_tried()).with_for_update())
    if (there := before.first()) is not None:
        _open(ally, there, at, at + AGAIN_IN)
        db.session.flush()
        return there.id
    person = by_hand.point_person(ally.id, campaign_id, cut[-1].point_person_id if cut else None)
    return by_hand.plan(ally.id, campaign_id, by_hand.AGAIN, "task", at + AGAIN_IN, person, once=new_id())


def _ended(ally_id: str, *which: ColumnElement[bool], lock: bool = False) -> Sequence[FollowUp]:
    """Not what had its end by the way: two allies were one, and the other's stays."""
    by_hand_too = and_(FollowUp.why.is_not(None), FollowUp.why.not_in(BY_THEMSELVES))
    wanted = (
        _ended_of(ally_id)
        .where(or_(FollowUp.step_key.is_not(None), by_hand_too), *which)
        .order_by(FollowUp.id)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(wanted.with_for_update() if lock else wanted).all()


def _ended_of(ally_id: str) -> Select[FollowUp]:
    ended = (FollowUp.state == "closed", FollowUp.outcome.in_(ENDED_BY_NO))
    return select(FollowUp).where(FollowUp.ally_id == ally_id, *ended)


def _tried() -> ColumnElement[bool]:
    """Somebody tried, or a letter left. That the house itself took a letter back is no try."""
    by_the_house = and_(Attempt.account_id.is_(None), Attempt.outcome == WITHDRAWN)
    return (
        select(Attempt.id)
        .where(Attempt.follow_up_id == FollowUp.id, Attempt.undone_at.is_(None), ~by_the_house)
        .exists()
    )


def _steps(rows: Sequence[FollowUp]) -> dict[tuple[str, str], Step]:
    """By campaign and key, as the playbooks are now: neither archived nor replaced."""
    found = plan.steps_of({each.campaign_id for each in rows})
    return {(campaign_id, step.key): step for campaign_id, steps in found.items() for step in steps}


def _turned(each: FollowUp) -> bool:
    """A call that was made a letter stays one."""
    step = db.session.get(Step, each.step_id) if each.step_id else None
    return step is None or step.channel != each.channel


def _is_for(ally: Ally, each: FollowUp, step: Step) -> bool:
    """Neither "is it you?" nor a needless reminder, and on a channel to which they say yes."""
    if step.condition.get("waits") or (step.condition.get("unconfirmed") and is_confirmed(ally)):
        return False
    return _may(ally, each.channel if _turned(each) else step.channel)


def _may(ally: Ally, channel: str) -> bool:
    contact = ally.contact or {}
    by_email, by_phone = ally.email_consent == "yes" and "email" in contact, ally.phone_consent == "yes"
    if channel == "letter":
        return by_email
    # Who left no number is written to by whoever was to call.
    return by_phone or (by_email and (channel not in TALK or (channel == "call" and "phone" not in contact)))


def _open(ally: Ally, each: FollowUp, due: datetime, late: datetime) -> None:
    each.state, each.outcome, each.closed_at, each.tries = "open", None, None, 0
    each.due_at, each.late_at = due, late
    each.held = each.channel == "letter" and _waits(ally, each)
    if each.point_person_id:
        each.point_person_id = by_hand.point_person(ally.id, each.campaign_id, each.point_person_id)


def _waits(ally: Ally, each: FollowUp) -> bool:
    """Until the address is confirmed, only their first letter and the reminder go: both are marked."""
    if is_confirmed(ally) or not db.session.get_one(Campaign, each.campaign_id).confirmed_first:
        return False
    return each.once is None


def _is_missed(ally: Ally, each: FollowUp) -> bool:
    """Who does not want calls, and says nothing new of them, misses none."""
    return each.outcome != STOP_CALLS or ally.phone_consent == "yes"


def _has_something(ally: Ally) -> bool:
    can = FollowUp.channel.in_(BY_PERSON if "email" not in (ally.contact or {}) else (*BY_PERSON, "letter"))
    found = select(FollowUp.id).where(FollowUp.ally_id == ally.id, FollowUp.state == "open", can).limit(1)
    return db.session.scalar(found) is not None
