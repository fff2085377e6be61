"""Planning: what a signup earns by the playbook of its campaign. Each step is planned once for an ally and a campaign."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from tracker.followups import delays, facts, first_letter, hands
from tracker.followups.facts import Earned
from tracker.followups.first_letter import Key, Row
from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.followups.outcomes import TALK
from tracker.followups.playbook import Condition, Playbook, Step
from tracker.store.db import db
from tracker.store.ids import new_id, new_ids
from tracker.store.rows import among
from tracker.store.transactions import add_once, add_rows, rows_by

# In a condition: whichever letter it was.
ANY_LETTER = "any letter"
NOT_PLANNED = "not planned"
# Outcomes after which nobody is called, or nothing happens at all.
STOP_CALLS, ASKED_TO_STOP = "stop calls", "asked to stop"
SOME = 5_000

# A step with the moments from which it is due and late.
Timed = tuple[Step, datetime, datetime]


def would_earn(steps: Sequence[Step], each: Earned) -> list[Timed]:
    """What a signup earns at once. Reads and writes nothing."""
    return _timed_for(_first_for(steps, each), each)


def _first_for(steps: Sequence[Step], each: Earned) -> list[Step]:
    return [step for step in steps if "after" not in step.condition and fits(step, each)]


def _timed_for(fit: Sequence[Step], each: Earned) -> list[Timed]:
    return [_on_terms(timed(step, each.begins, each.zone), each) for step in fit]


def would_follow(
    steps: Sequence[Step], step: Step, outcome: str, each: Earned, at: datetime, channel: str = ""
) -> list[Timed]:
    """What follows for a signup when `step` ends with `outcome` at `at`. Reads and writes nothing.

    `channel`: by which it went, where that is not the step's: a call may have become a letter.
    """
    if outcome == ASKED_TO_STOP:
        return []
    if outcome == STOP_CALLS:
        each = without_calls(each)
        steps = [other for other in steps if other.channel not in TALK]
    return [
        timed(other, at, each.zone)
        for other in steps
        if _follows(other, step, outcome, channel or step.channel) and fits(other, each)
    ]


def without_calls(each: Earned) -> Earned:
    """The same person, once they asked not to be called any more."""
    return replace(each, by_phone=False, waits=each.waits or not each.by_email)


def timed(step: Step, at: datetime, zone: str) -> Timed:
    """The step as it is planned at `at`."""
    fresh = step.delay_hours == 0 and "after" not in step.condition
    due = delays.due(at, step.delay_hours, zone, step.channel, fresh)
    return step, due, due + timedelta(hours=step.clock_hours)


def _on_terms(one: Timed, each: Earned) -> Timed:
    """A letter that comes of a list waits until the list could be taken back."""
    step, due, late = one
    if each.terms is None or step.channel != "letter" or due >= each.terms.letters_from:
        return one
    return step, each.terms.letters_from, late + (each.terms.letters_from - due)


def fits(step: Step, each: Earned) -> bool:
    """Whether a step is for this signup, whatever it waits for."""
    condition = step.condition
    if condition.get("waits", False) != each.waits or not _can(step.channel, each):
        return False
    if each.terms is not None and step.channel not in each.terms.channels and not _is_named(step, each):
        return False
    if condition.get("only_phone") and each.by_email:
        return False
    if condition.get("unconfirmed") and not each.unconfirmed:
        return False
    if "consent" in condition and consent_of(each.by_email, each.by_phone) not in condition["consent"]:
        return False
    if "kinds" in condition and each.kind not in condition["kinds"]:
        return False
    if "sources" in condition and each.source not in condition["sources"]:
        return False
    if "languages" in condition and each.language not in condition["languages"]:
        return False
    return _fits_days(condition, each.days_since) and _fits_ticks(condition, each.interests)


def _is_named(step: Step, each: Earned) -> bool:
    return each.terms is not None and each.terms.or_named and each.source in step.condition.get("sources", ())


def consent_of(by_email: bool, by_phone: bool) -> str:
    """What stands, as a condition names it: "both", "letters", "calls"; "" for neither."""
    if by_email and by_phone:
        return "both"
    return "letters" if by_email else "calls" if by_phone else ""


def plan_signups(earned: Sequence[Earned]) -> None:
    """Plan what the signups earn and link each to what answers it; inside a transaction."""
    playbooks = steps_of({each.campaign_id for each in earned})
    wanted: list[tuple[Earned, Timed]] = []
    nothing: dict[str, Earned] = {}
    # Of a list of thousands most are alike in all that a playbook looks at.
    alike: dict[Hashable, list[Step]] = {}
    for each in earned:
        look = each.campaign_id, each.looked_at
        if look not in alike:
            alike[look] = _first_for(playbooks[each.campaign_id], each)
        found = _timed_for(alike[look], each)
        wanted += [(each, one) for one in found]
        if not found:
            nothing.setdefault(each.signup_id, each)
    _nothing_planned(nothing)
    plan_these(wanted)


def plan_these(wanted: Sequence[tuple[Earned, Timed]]) -> None:
    """Plan steps that signups have earned, each once, and link the signups to them; inside a transaction."""
    own = hands.own_people({(each.ally_id, each.campaign_id) for each, _one in wanted})
    rows = {_key(each, one[0]): _row(each, one, each.begins, own) for each, one in wanted}
    chosen = [(each, one[0]) for each, one in wanted]
    first_letter.hold(chosen, rows)
    planned = _planned(rows, first_letter.again(chosen))
    keyed = [(_key(each, step), each.signup_id) for each, (step, *_times) in wanted]
    _link([(planned[key], signup_id) for key, signup_id in keyed if key in planned])


def plan_after(follow_up: FollowUp, outcome: str, at: datetime) -> list[str]:
    """Plan the steps that follow this outcome; inside a transaction. Returns the ids of what is newly planned."""
    step = db.session.get(Step, follow_up.step_id) if follow_up.step_id else None
    if step is None:
        return []
    steps = steps_of({follow_up.campaign_id})[follow_up.campaign_id]
    # The oldest first: where several fit, the latest says by which clock.
    wanted = [
        (each, one)
        for each in facts.behind(follow_up, at)
        for one in would_follow(steps, step, outcome, each, at, follow_up.channel)
    ]
    if not wanted:
        return []
    own = hands.own_people({(follow_up.ally_id, follow_up.campaign_id)})
    if follow_up.point_person_id:
        own[follow_up.ally_id, follow_up.campaign_id] = follow_up.point_person_id
    rows = {_key(each, one[0]): _row(each, one, at, own) for each, one in wanted}
    first_letter.hold([(each, one[0]) for each, one in wanted], rows)
    planned = _planned(rows, {})
    keyed = [(_key(each, one[0]), each.signup_id) for each, one in wanted if each.signup_id]
    _link([(planned[key], signup_id) for key, signup_id in keyed if key in planned])
    new = {str(row["id"]) for row in rows.values()}
    return [planned_id for planned_id in planned.values() if planned_id in new]


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


def _follows(step: Step, before: Step, outcome: str, channel: str) -> bool:
    after = step.condition.get("after")
    if step.condition.get("outcome") != outcome:
        return False
    return after == before.key or (after == ANY_LETTER and channel == "letter")


def _can(channel: str, each: Earned) -> bool:
    if channel == "letter":
        return each.by_email
    return each.by_phone if channel == "text" else True


def _fits_days(condition: Condition, days: int) -> bool:
    return condition.get("since_least", 0) <= days and (
        "since_most" not in condition or days <= condition["since_most"]
    )


def _fits_ticks(condition: Condition, ticked: frozenset[str]) -> bool:
    if "interests" in condition and ticked.isdisjoint(condition["interests"]):
        return False
    return ticked.isdisjoint(condition.get("without_interests", ()))


def _key(each: Earned, step: Step) -> Key:
    return each.ally_id, each.campaign_id, step.key


def _row(each: Earned, one: Timed, at: datetime, own: dict[tuple[str, str], str]) -> Row:
    step, due, late = one
    person = hands.chosen(step, own.get((each.ally_id, each.campaign_id)), each.point_person_id, each.host_contact_id)
    return {
        "id": new_id(), "ally_id": each.ally_id, "campaign_id": each.campaign_id, "step_id": step.id, "step_key": step.key,
        "channel": step.channel, "due_at": due, "late_at": late, "state": "open", "tries": 0, "planned_at": at,
        "point_person_id": person, "held": False, "once": None,
    }  # fmt: skip


def _planned(rows: dict[Key, Row], more: Mapping[str, bytes]) -> dict[Key, str]:
    """Write what is not planned yet; return the follow-up of each key, whoever planned it. A second reminder has none."""
    planned = _written(rows)
    # Another letter was their first: this one waits, unless one more may go.
    left = {key: first_letter.after_all(rows[key], more) for key in rows if key not in planned}
    while tried := {key: row for key, ways in left.items() if key not in planned and (row := next(ways, None))}:
        planned |= _written(tried)
    return planned


def _written(rows: dict[Key, Row]) -> dict[Key, str]:
    written = add_once(FollowUp, sorted(rows.values(), key=first_letter.order))
    planned = {key: str(row["id"]) for key, row in rows.items() if row["id"] in written}
    missing = [key for key in rows if key not in planned]
    for start in range(0, len(missing), SOME):
        some = among((FollowUp.ally_id, FollowUp.campaign_id, FollowUp.step_key), missing[start : start + SOME])
        found = select(FollowUp.ally_id, FollowUp.campaign_id, FollowUp.step_key, FollowUp.id).where(some)
        planned.update({(ally, campaign, str(step)): each for ally, campaign, step, each in db.session.execute(found)})
    return planned


def _link(pairs: Sequence[tuple[str, str]]) -> None:
    found = sorted(set(pairs))
    add_once(FollowUpSignup, [
        {"id": id_, "follow_up_id": follow_up_id, "signup_id": signup_id}
        for id_, (follow_up_id, signup_id) in zip(new_ids(len(found)), found, strict=True)
    ])  # fmt: skip


def _nothing_planned(by_signup: Mapping[str, Earned]) -> None:
    """No step fits: that, too, is written down, so that nobody is silently without one."""
    linked = {signup_id for (signup_id,) in rows_by(FollowUpSignup, ["signup_id"], "signup_id", by_signup)}
    ids = new_ids(len(by_signup))
    rows = {
        signup_id: {
            "id": next(ids), "ally_id": each.ally_id, "campaign_id": each.campaign_id, "channel": "task", "due_at": each.at,
            "late_at": each.at, "state": "closed", "outcome": NOT_PLANNED, "planned_at": each.at, "closed_at": each.at,
            "tries": 0,
        }
        for signup_id, each in sorted(by_signup.items()) if signup_id not in linked
    }  # fmt: skip
    add_rows(FollowUp, list(rows.values()))
    _link([(str(row["id"]), signup_id) for signup_id, row in rows.items()])
