"""Follow-ups as another program is told of them: those that are due, the most urgent first. By alias; what is of the card stays on it."""

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime

from sqlalchemy import ColumnElement, false, func, select

from tracker.allies import besides
from tracker.allies.ally import Ally, Contact
from tracker.allies.said import parted
from tracker.errors import NotThere
from tracker.finding.in_order import InOrder
from tracker.finding.people_told import OnlyEqual
from tracker.followups import claiming
from tracker.followups.followup import Attempt, FollowUp, FollowUpSignup
from tracker.followups.outcomes import BY_PERSON
from tracker.followups.playbook import Step
from tracker.followups.titles import title_of
from tracker.followups.today import end_of_day
from tracker.osdi.filters import Condition
from tracker.records import dataclass
from tracker.signups.signup import Signup
from tracker.signups.within import held
from tracker.store.db import db
from tracker.store.rows import is_id
from tracker.team import settings

PERSON = "action_network:person_id"
COLUMNS = {"campaign_id": FollowUp.campaign_id, "channel": FollowUp.channel, PERSON: FollowUp.ally_id}
FILTERS = tuple(COLUMNS)


@dataclass(frozen=True, slots=True)
class FollowUpTold:
    """One of them. `closed`: its ally has asked for extra care, so no more than the alias is told."""

    row: FollowUp
    alias: str
    changed_at: datetime
    claimed: bool
    closed: bool
    language: str = ""
    title: str = ""
    event_id: str = ""
    contact: Contact = field(default_factory=Contact)
    more: besides.Told = field(default_factory=besides.Told)

    @property
    def names(self) -> tuple[str, str]:
        """Given and family name."""
        return parted(self.contact, self.more)


def order(conditions: Sequence[Condition], campaign_id: str | None) -> InOrder:
    """All that wait for a person today, by the clock of the house. Raises OnlyEqual."""
    due = FollowUp.due_at < end_of_day(settings.get("zone"))
    fits = [FollowUp.state == "open", due, *_of(campaign_id), *map(_condition, conditions)]
    return InOrder(select(FollowUp.late_at, FollowUp.id).where(*fits), FollowUp.late_at, FollowUp.id)


def seen(follow_up_id: str, campaign_id: str | None) -> FollowUp:
    """One that a person does or did, where it may be seen. Raises NotThere."""
    wanted = select(FollowUp).where(FollowUp.id == follow_up_id, *_of(campaign_id))
    found = db.session.scalar(wanted) if is_id(follow_up_id) else None
    if found is None:
        raise NotThere
    return found


def told(follow_up_ids: Sequence[str]) -> list[FollowUpTold]:
    """In their order; what is gone is left out."""
    wanted = select(FollowUp, Ally, Step.title).join(Ally, Ally.id == FollowUp.ally_id)
    wanted = wanted.outerjoin(Step, Step.id == FollowUp.step_id).where(FollowUp.id.in_(follow_up_ids), held())
    rows = {row[0].id: row for row in db.session.execute(wanted)}
    events, tried = _events(follow_up_ids), _tried(follow_up_ids)
    more = besides.of({row[0].ally_id for row in rows.values()})
    return [
        _told(*rows[id_], events.get(id_, ""), tried.get(id_), more.get(rows[id_][0].ally_id, besides.Told()))
        for id_ in follow_up_ids
        if id_ in rows
    ]


def _told(
    row: FollowUp, ally: Ally, title: str | None, event_id: str, tried: datetime | None, more: besides.Told
) -> FollowUpTold:
    changed = max(at for at in (row.planned_at, row.closed_at, tried) if at is not None)
    claimed = row.state == "open" and claiming.is_held(row)
    contact = ally.contact
    if ally.extra_care or not contact:
        return FollowUpTold(row, ally.alias, changed, claimed, closed=True)
    named = title_of(title, row.why)
    return FollowUpTold(row, ally.alias, changed, claimed, False, ally.language, named, event_id, contact, more)


def _of(campaign_id: str | None) -> list[ColumnElement[bool]]:
    by_person = FollowUp.channel.in_(BY_PERSON)
    return [by_person] if campaign_id is None else [by_person, FollowUp.campaign_id == campaign_id]


def _condition(condition: Condition) -> ColumnElement[bool]:
    if condition.op != "eq":
        raise OnlyEqual(field=condition.field)
    if condition.field != "channel" and not is_id(condition.value):
        return false()
    return COLUMNS[condition.field] == condition.value


def _events(follow_up_ids: Sequence[str]) -> dict[str, str]:
    """Where they watched: the film screening of the latest signup that each answers."""
    rows = (
        select(FollowUpSignup.follow_up_id, Signup.screening_id)
        .join(Signup, Signup.id == FollowUpSignup.signup_id)
        .where(FollowUpSignup.follow_up_id.in_(follow_up_ids))
        .order_by(Signup.at, Signup.id)
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}


def _tried(follow_up_ids: Sequence[str]) -> dict[str, datetime]:
    """When somebody last tried."""
    tries = select(Attempt.follow_up_id, func.max(Attempt.at)).where(Attempt.follow_up_id.in_(follow_up_ids))
    return {row[0]: row[1] for row in db.session.execute(tries.group_by(Attempt.follow_up_id))}
