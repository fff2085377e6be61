"""Follow-ups of a signup whose place changes, because its ally says where they watched. All inside a transaction."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import exists, select

from tracker import clock
from tracker.allies.ally import Ally
from tracker.followups import facts, hands, plan
from tracker.followups.claiming import is_held
from tracker.followups.facts import Earned
from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.followups.outcomes import TALK
from tracker.followups.playbook import Step
from tracker.followups.replanning import Place, places_of
from tracker.records import dataclass
from tracker.store.db import db

# Whose these become is said by the place.
BY_PLACE = ("point person", "host contact")


@dataclass(frozen=True, slots=True)
class Before:
    """How things stood: what was open for the signup, where each of these had its clock and people, what it earned."""

    open: Sequence[FollowUp]
    places: dict[str, Place]
    earned: Earned

    @property
    def ids(self) -> list[str]:
        return [each.id for each in self.open]


def before(ally: Ally, signup_id: str) -> Before:
    """To be asked before the signup moves. Holds what is open for it until the transaction ends."""
    linked = select(FollowUpSignup.follow_up_id).where(FollowUpSignup.signup_id == signup_id)
    wanted = select(FollowUp).where(FollowUp.id.in_(linked), FollowUp.state == "open").order_by(FollowUp.id)
    held = db.session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).all()
    return Before(held, places_of([each.id for each in held]), _earned(ally, signup_id))


def after(ally: Ally, signup_id: str, was: Before, begun: Collection[str]) -> None:
    """To be asked when it has moved: clocks, people and new steps follow. `begun`: those whose letter is on its way."""
    _follow(was, frozenset(begun))
    _plan_new(ally, _earned(ally, signup_id), was.earned)


def _earned(ally: Ally, signup_id: str) -> Earned:
    return next(each for each in facts.of_ally(ally, clock.now()) if each.signup_id == signup_id)


def _follow(was: Before, begun: frozenset[str]) -> None:
    free = [each for each in was.open if each.tries == 0 and not is_held(each) and each.id not in begun]
    steps = {each.id: step for each in free if each.step_id and (step := db.session.get(Step, each.step_id))}
    untouched = [each for each in free if each.id in steps and steps[each.id].channel == each.channel]
    places = places_of([each.id for each in untouched])
    own = hands.own_people({(each.ally_id, each.campaign_id) for each in untouched}, besides=was.ids)
    for each in untouched:
        old, new = was.places.get(each.id, Place()), places.get(each.id, Place())
        step, *planned = plan.timed(steps[each.id], each.planned_at, old.zone)
        # What somebody has put off, or given to a colleague, stays as they wanted it.
        if [each.due_at, each.late_at] == planned:
            _step, each.due_at, each.late_at = plan.timed(step, each.planned_at, new.zone)
        if step.hand in BY_PLACE and each.point_person_id in (None, _person(step, None, old)):
            each.point_person_id = _person(step, own.get((each.ally_id, each.campaign_id)), new)
    db.session.flush()


def _person(step: Step, own: str | None, place: Place) -> str | None:
    return hands.chosen(step, own, place.point_person_id, place.host_contact_id)


def _plan_new(ally: Ally, now: Earned, was: Earned) -> None:
    """The steps that are for this kind of screening, or so long after it, and were not for the one before."""
    if now.waits:
        return
    steps = plan.steps_of({now.campaign_id})[now.campaign_id]
    stopped = exists().where(FollowUp.ally_id == ally.id, FollowUp.outcome == plan.STOP_CALLS)
    if db.session.scalar(select(stopped)):
        steps = [step for step in steps if step.channel not in TALK]
    there = {step.key for step, *_ in plan.would_earn(steps, replace(now, kind=was.kind, days_since=was.days_since))}
    plan.plan_these([(now, one) for one in plan.would_earn(steps, now) if one[0].key not in there])
