"""What is open of a step, when the step is changed or archived: counted, planned anew, or closed. All inside a transaction."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from sqlalchemy import ColumnElement, func, or_, select, update

from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.confirmed import confirmed
from tracker.followups import hands, plan
from tracker.followups.claiming import free
from tracker.followups.facts import NO_ZONE
from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.followups.playbook import Step
from tracker.records import dataclass
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db

SOME = 2_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where the ally watched last: its clock, and who answers for it."""

    zone: str = NO_ZONE
    point_person_id: str | None = None
    host_contact_id: str | None = None


def versions_of(step: Step) -> list[str]:
    """Ids of the step as it is and as it was."""
    wanted = select(Step.id).where(Step.playbook_id == step.playbook_id, Step.key == step.key)
    return sorted(db.session.scalars(wanted))


def count_open(step: Step) -> int:
    """How many follow-ups of a step are open, those of its earlier versions too."""
    return db.session.scalar(select(func.count()).select_from(FollowUp).where(_open(step))) or 0


def hold_open(step: Step) -> list[str]:
    """The ids of what is open of a step, held until the transaction ends: nobody begins one meanwhile."""
    return list(db.session.scalars(select(FollowUp.id).where(_open(step)).order_by(FollowUp.id).with_for_update()))


def close_open(step: Step, outcome: str) -> list[str]:
    """Close what is open of a step. The ids of what was closed."""
    closing = (
        update(FollowUp)
        .where(_open(step))
        .values(state="closed", outcome=outcome, closed_at=clock.now(), claimed_by_id=None, claimed_until=None)
        .returning(FollowUp.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(db.session.scalars(closing))


def replan(step: Step, begun: Collection[str], rehand: bool) -> int:
    """Plan anew, as the step is now, what nobody has begun; `begun` are those whose letter is written. How many.

    Those whose ally may not be reached by the step's channel stay as they were planned.
    """
    ids = _untouched(step, frozenset(begun))
    changed = 0
    while some := list(islice(ids, SOME)):
        changed += _plan_anew(step, some, rehand)
    return changed


def _open(step: Step) -> ColumnElement[bool]:
    return (FollowUp.state == "open") & FollowUp.step_id.in_(versions_of(step))


def _untouched(step: Step, begun: frozenset[str]) -> Iterator[FollowUp]:
    may = {"letter": Ally.email_consent == "yes", "text": Ally.phone_consent == "yes"}
    if step.condition.get("waits"):
        may = {}
    wanted = (
        select(FollowUp)
        .join(Ally, Ally.id == FollowUp.ally_id)
        .join(Step, Step.id == FollowUp.step_id)
        # A call that somebody has made a letter stays one: there were too many.
        .where(_open(step), FollowUp.tries == 0, free(clock.now()), FollowUp.channel == Step.channel)
        .where(or_(FollowUp.channel == step.channel, may.get(step.channel, FollowUp.id.is_not(None))))
        .order_by(FollowUp.id)
    )
    return (each for each in db.session.scalars(wanted).all() if each.id not in begun)


def _plan_anew(step: Step, some: Sequence[FollowUp], rehand: bool) -> int:
    places = places_of([each.id for each in some])
    own = hands.own_people({(each.ally_id, each.campaign_id) for each in some}) if rehand else {}
    waits = _to_be_held(step, some)
    for each in some:
        each.held = step.channel == "letter" and (each.held or each.id in waits)
        place = places.get(each.id, Place())
        _step, each.due_at, each.late_at = plan.timed(step, each.planned_at, place.zone)
        each.step_id, each.channel = step.id, step.channel
        if rehand:
            theirs = own.get((each.ally_id, each.campaign_id))
            each.point_person_id = hands.chosen(step, theirs, place.point_person_id, place.host_contact_id)
    db.session.flush()
    return len(some)


def _to_be_held(step: Step, some: Sequence[FollowUp]) -> frozenset[str]:
    """Those that become letters while nobody knows whether the address is theirs."""
    become = [each.id for each in some if each.channel != "letter"] if step.channel == "letter" else []
    wanted = (
        select(FollowUp.id)
        .join(Ally, Ally.id == FollowUp.ally_id)
        .join(Campaign, Campaign.id == FollowUp.campaign_id)
        .where(FollowUp.id.in_(become), Campaign.confirmed_first, ~confirmed())
    )
    return frozenset(db.session.scalars(wanted)) if become else frozenset()


def places_of(follow_up_ids: Sequence[str]) -> dict[str, Place]:
    """By follow-up; those that answer no signup are left out. One query."""
    rows = (
        select(
            FollowUpSignup.follow_up_id, Screening.zone, Screening.point_person_id, Screening.host_contact_id,
        )
        .join(Signup, Signup.id == FollowUpSignup.signup_id)
        .join(Screening, Screening.id == Signup.screening_id)
        .where(FollowUpSignup.follow_up_id.in_(follow_up_ids))
        .order_by(Signup.at, Signup.id)
    )  # fmt: skip
    return {
        follow_up_id: Place(zone, person, contact) for follow_up_id, zone, person, contact in db.session.execute(rows)
    }
