"""Planning: what a signup earns by the playbook of its campaign. Each step is planned once for an ally and a campaign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, tuple_

from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.followups.playbook import Playbook, Step
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import add_once

# In a condition: whichever letter it was.
ANY_LETTER = "any letter"
NOT_PLANNED = "not planned"
SOME = 5_000


@dataclass(frozen=True, slots=True)
class Earned:
    """A signup of somebody who may be contacted, or who waits for their own link to say so."""

    signup_id: str
    ally_id: str
    campaign_id: str
    kind: str
    # Keys of all interests the ally ticked on it.
    interests: frozenset[str]
    by_email: bool
    by_phone: bool
    # Suppressed, or "no" stands: they get the one letter that asks, and nothing else.
    waits: bool
    at: datetime
    point_person_id: str | None


def plan_signups(earned: Sequence[Earned]) -> None:
    """Plan what the signups earn and link each to what answers it; inside a transaction."""
    playbooks = steps_of({each.campaign_id for each in earned})
    wanted: list[tuple[Earned, Step]] = []
    for each in earned:
        steps = [step for step in playbooks[each.campaign_id] if holds(step, each)]
        wanted += [(each, step) for step in steps]
        if not steps:
            _nothing_planned(each)
    rows = {
        (e.ally_id, e.campaign_id, step.key): _row(e.ally_id, e.campaign_id, step, e.at, e.point_person_id)
        for e, step in wanted
    }
    planned = _planned(rows)
    links = {
        (planned[each.ally_id, each.campaign_id, step.key], each.signup_id): None for each, step in wanted
    }  # fmt: skip
    _link(list(links))


def plan_after(follow_up: FollowUp, outcome: str, at: datetime) -> list[str]:
    """Plan the steps that follow this outcome; inside a transaction. Returns the ids of what is newly planned."""
    step = db.session.get(Step, follow_up.step_id) if follow_up.step_id else None
    if step is None:
        return []
    following = [
        each
        for each in steps_of({follow_up.campaign_id})[follow_up.campaign_id]
        if each.condition.get("outcome") == outcome
        and (
            each.condition.get("after") == step.key
            or (each.condition.get("after") == ANY_LETTER and step.channel == "letter")
        )
    ]
    rows = {
        (follow_up.ally_id, follow_up.campaign_id, each.key): _row(
            follow_up.ally_id, follow_up.campaign_id, each, at, follow_up.point_person_id
        )
        for each in following
    }
    planned = _planned(rows)
    signups = db.session.scalars(
        select(FollowUpSignup.signup_id).where(FollowUpSignup.follow_up_id == follow_up.id)
    ).all()
    _link([(follow_up_id, signup) for follow_up_id in planned.values() for signup in signups])
    new = {str(row["id"]) for row in rows.values()}
    return [follow_up_id for follow_up_id in planned.values() if follow_up_id in new]


def holds(step: Step, each: Earned) -> bool:
    """Whether a signup earns a step at once."""
    condition = step.condition
    if "after" in condition or condition.get("waits", False) != each.waits:
        return False
    if step.channel == "letter" and not each.by_email:
        return False
    if step.channel == "text" and not each.by_phone:
        return False
    if condition.get("only_phone") and each.by_email:
        return False
    if "kinds" in condition and each.kind not in condition["kinds"]:
        return False
    if "interests" in condition and each.interests.isdisjoint(condition["interests"]):
        return False
    return each.interests.isdisjoint(condition.get("without_interests", ()))


def steps_of(campaigns: set[str]) -> dict[str, list[Step]]:
    """The steps of each campaign's playbook, or of the default one, in their order."""
    books = {
        book.scope: book.id
        for book in db.session.scalars(select(Playbook).where(Playbook.scope.in_([*campaigns, "default"])))
    }
    steps: dict[str, list[Step]] = {book_id: [] for book_id in books.values()}
    listed = (
        select(Step)
        .where(Step.playbook_id.in_(books.values()), ~Step.archived, Step.replaced_at.is_(None))
        .order_by(Step.position, Step.key)
    )
    for step in db.session.scalars(listed):
        steps[step.playbook_id].append(step)
    return {campaign: steps.get(books.get(campaign) or books.get("default", ""), []) for campaign in campaigns}


def _row(ally_id: str, campaign_id: str, step: Step, at: datetime, point_person_id: str | None) -> dict[str, object]:
    due = at + timedelta(hours=step.delay_hours)
    return {
        "id": new_id(), "ally_id": ally_id, "campaign_id": campaign_id, "step_id": step.id, "step_key": step.key, "channel": step.channel,
        "due_at": due, "late_at": due + timedelta(hours=step.clock_hours), "state": "open", "tries": 0, "planned_at": at,
        "point_person_id": point_person_id,
    }  # fmt: skip


def _planned(rows: dict[tuple[str, str, str], dict[str, object]]) -> dict[tuple[str, str, str], str]:
    """Write what is not planned yet; return the follow-up of each key, whoever planned it."""
    written = add_once(FollowUp, [rows[key] for key in sorted(rows)])
    planned = {key: str(row["id"]) for key, row in rows.items() if row["id"] in written}
    missing = [key for key in rows if key not in planned]
    for start in range(0, len(missing), SOME):
        some = tuple_(FollowUp.ally_id, FollowUp.campaign_id, FollowUp.step_key).in_(missing[start : start + SOME])
        found = select(FollowUp.ally_id, FollowUp.campaign_id, FollowUp.step_key, FollowUp.id).where(some)
        planned.update({(ally, campaign, str(step)): each for ally, campaign, step, each in db.session.execute(found)})
    return planned


def _link(pairs: Sequence[tuple[str, str]]) -> None:
    add_once(FollowUpSignup, [{"id": new_id(), "follow_up_id": f, "signup_id": s} for f, s in sorted(set(pairs))])


def _nothing_planned(each: Earned) -> None:
    """No step fits: that, too, is written down, so that nobody is silently without one."""
    if db.session.scalar(select(FollowUpSignup.id).where(FollowUpSignup.signup_id == each.signup_id).limit(1)):
        return
    follow_up = FollowUp(
        ally_id=each.ally_id, campaign_id=each.campaign_id, channel="task", due_at=each.at, late_at=each.at,
        state="closed", outcome=NOT_PLANNED, planned_at=each.at, closed_at=each.at, tries=0,
    )  # fmt: skip
    db.session.add(follow_up)
    db.session.flush()
    _link([(follow_up.id, each.signup_id)])
