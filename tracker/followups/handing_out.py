"""Handing out in turn: what is due soon and belongs to nobody, or to somebody who has left, gets the next of the team."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select, tuple_

from tracker import clock
from tracker.allies.ally import Ally
from tracker.followups.claiming import free
from tracker.followups.followup import FollowUp
from tracker.followups.hands import IN_TURN, Handed, Member, next_in_turn, team_of
from tracker.followups.near import Near
from tracker.followups.outcomes import BY_PERSON
from tracker.followups.playbook import Step
from tracker.screenings.campaign import Campaign, WorksOn
from tracker.store.db import db
from tracker.team.account import Account
from tracker.team.roles import SEES_CONTACTS

# Handed out so long before it is due: whose day it will be is known the evening before.
SOON = timedelta(hours=24)
# How many are looked at together.
AT_ONCE = 200


def steps_in_turn() -> list[str]:
    """Ids of the steps that say so; earlier versions too, for what they planned."""
    return list(db.session.scalars(select(Step.id).where(Step.hand == IN_TURN, Step.channel.in_(BY_PERSON))))


def campaigns_waiting(steps: list[str]) -> list[str]:
    """Campaigns in which something waits and somebody could take it, in the order in which they are locked."""
    somebody = exists().where(
        WorksOn.campaign_id == FollowUp.campaign_id, Account.id == WorksOn.account_id, Account.active,
        Account.role_name.in_(sorted(SEES_CONTACTS)),
    )  # fmt: skip
    wanted = select(FollowUp.campaign_id).where(_waits(steps), somebody).distinct()
    return sorted(db.session.scalars(wanted))


def lock(campaign_id: str) -> None:
    """Until the transaction ends nobody else hands out in this campaign. Signups in it do not wait for that."""
    db.session.scalars(
        select(Campaign.id).where(Campaign.id == campaign_id).with_for_update(key_share=True)
    ).one_or_none()


def hand_out_in(campaign_id: str, steps: list[str], most: int) -> int:
    """Give up to `most` that wait in a locked campaign to whose turn it is. How many were given."""
    team = team_of(campaign_id)
    handed, near = _handed(campaign_id, team), Near()
    given = 0
    for follow_up, language, sealed in _waiting(campaign_id, steps):
        if given >= most:
            break
        careful = bool(Ally.extra_care.open_for(follow_up.ally_id, sealed))
        turns = handed[follow_up.step_key or ""]
        person = next_in_turn(team, turns, language, careful, near.to(follow_up.id))
        if person is None or person == follow_up.point_person_id:
            continue
        given += 1
        follow_up.point_person_id = person
        before = turns.get(person, Handed())
        turns[person] = Handed(before.number + 1, (follow_up.planned_at.timestamp(), given))
    db.session.flush()
    return given


def _waits(steps: list[str]) -> ColumnElement[bool]:
    now = clock.now()
    nobodys = or_(
        FollowUp.point_person_id.is_(None), exists().where(Account.id == FollowUp.point_person_id, ~Account.active)
    )
    return and_(
        FollowUp.state == "open", FollowUp.channel.in_(BY_PERSON), FollowUp.due_at <= now + SOON,
        FollowUp.step_id.in_(steps), nobodys, free(now),
    )  # fmt: skip


def _waiting(campaign_id: str, steps: list[str]) -> Iterator[tuple[FollowUp, str, bytes | None]]:
    """The most urgent first; those that somebody is just closing or claiming are left to the next time."""
    after: tuple[datetime, str] | None = None
    while True:
        wanted = (
            select(FollowUp, Ally.language, Ally.extra_care_sealed)
            .join(Ally, Ally.id == FollowUp.ally_id)
            .where(FollowUp.campaign_id == campaign_id, _waits(steps))
            .order_by(FollowUp.due_at, FollowUp.id)
            .limit(AT_ONCE)
            .with_for_update(of=FollowUp, skip_locked=True)
        )
        if after:
            bound = literal(after[0], FollowUp.due_at.type), literal(after[1], FollowUp.id.type)
            wanted = wanted.where(tuple_(FollowUp.due_at, FollowUp.id) > tuple_(*bound))
        found = db.session.execute(wanted.execution_options(populate_existing=True)).all()
        yield from ((follow_up, language, sealed) for follow_up, language, sealed in found)
        if len(found) < AT_ONCE:
            return
        after = found[-1][0].due_at, found[-1][0].id


def _handed(campaign_id: str, team: list[Member]) -> dict[str, dict[str, Handed]]:
    """What each of the team has been given so far, by the step's key: closed ones count."""
    rows = (
        select(FollowUp.step_key, FollowUp.point_person_id, func.count(), func.max(FollowUp.planned_at))
        .where(FollowUp.campaign_id == campaign_id, FollowUp.step_key.is_not(None), FollowUp.channel.in_(BY_PERSON))
        .where(FollowUp.point_person_id.in_([member.account_id for member in team]))
        .group_by(FollowUp.step_key, FollowUp.point_person_id)
    )
    handed: dict[str, dict[str, Handed]] = defaultdict(dict)
    for key, person, number, last in db.session.execute(rows):
        handed[str(key)][str(person)] = Handed(number, (last.timestamp(), 0))
    return handed
