"""Who acted, by the call to action that they answered.

Some outcomes say which by themselves: a gift, hosting, bringing somebody along. Of the others the step says it, where it asks for one
thing alone. What answers no call by name (a task that somebody planned by hand, a call about several) is in no line: it has acted all
the same.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, null, select

from tracker.appeals import interest
from tracker.followups.followup import Attempt, FollowUp
from tracker.followups.listed import LISTED
from tracker.followups.outcomes import HOSTS, OUTCOMES, SELF_REPORTED
from tracker.followups.playbook import Step
from tracker.reports.people import narrowed
from tracker.reports.places import Place
from tracker.reports.scope import Scope
from tracker.reports.shapes import Called
from tracker.signups.signup import Signup
from tracker.store.db import db

# By outcome: the key of the call to action that it answers, whatever was asked.
ITSELF = {"gave": "give", "wants to host": "host", HOSTS: "host", "brought others": "bring"}
ACTED = tuple(key for key, outcome in OUTCOMES.items() if outcome.acted and not outcome.self_reported)


class _Said(NamedTuple):
    """An attempt, or what a list tells: whose, of which follow-up, how it went, and what its step asks for."""

    ally_id: str
    follow_up_id: str
    outcome: str
    asks: str | None


def calls_of(scope: Scope, there: Mapping[str, Place], zone: str) -> list[Called]:
    """Those that anybody answered, in their order. Somebody who answered two is in both."""
    acted, said = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    last = dict[str, _Said]()
    for each in _said(scope, there, zone):
        if each.outcome in SELF_REPORTED:
            # The button pressed last is the one that counts.
            last[each.follow_up_id] = each
        elif call := ITSELF.get(each.outcome, each.asks):
            acted[call].add(each.ally_id)
    for each in last.values():
        if OUTCOMES[each.outcome].acted and each.asks:
            said[each.asks].add(each.ally_id)
    return [
        Called(row.key, dict(row.labels), len(acted[row.key]), len(said[row.key] - acted[row.key]))
        for row in interest.every()
        if acted[row.key] or said[row.key]
    ]


def _said(scope: Scope, there: Mapping[str, Place], zone: str) -> Iterator[_Said]:
    """The first first. What was taken back counts for nothing."""
    here, which = _theirs(scope, there, zone), (FollowUp.ally_id, FollowUp.id)
    tried = (
        select(*which, Attempt.outcome, Step.asks)
        .join(Attempt, Attempt.follow_up_id == FollowUp.id)
        .outerjoin(Step, Step.id == FollowUp.step_id)
        .where(*here, Attempt.undone_at.is_(None), Attempt.outcome.in_((*ACTED, *SELF_REPORTED)))
        .order_by(Attempt.at, Attempt.id.desc())
    )
    listed = select(*which, FollowUp.outcome, null())
    for wanted in (tried, listed.where(*here, FollowUp.why == LISTED, FollowUp.outcome.in_(ACTED))):
        for row in db.session.execute(wanted):
            yield _Said(*row)


def _theirs(scope: Scope, there: Mapping[str, Place], zone: str) -> list[ColumnElement[bool]]:
    """What is planned in the campaign for those who signed up in the scope: conditions over FollowUp."""
    here = FollowUp.campaign_id == scope.campaign_id
    if not (scope.by or scope.since or scope.until):
        return [here]
    return [here, FollowUp.ally_id.in_(narrowed(select(Signup.ally_id), scope, there, zone))]
