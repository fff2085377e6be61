"""Interests that a row adds to a signup that was there before: noted when they come, taken back when the list is. In a transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select

from tracker.allies.consent import Consent
from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.followups.plan import NOT_PLANNED
from tracker.imports.import_ import Import
from tracker.imports.portions import portions
from tracker.signups.register import existing
from tracker.signups.signup import SignupAnswer, SignupInterest
from tracker.store.db import db
from tracker.store.references import pointed_at

AT_ONCE = 5_000
# What follows of a tick makes no follow-up touched.
OF_FOLLOW_UP = ("follow_up_signup",)


def standing(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Of these (ally, film screening), where there is a signup: the ids of its ticks."""
    return _ticks(existing(sorted(set(pairs))).values())


def added(before: Mapping[str, set[str]]) -> dict[str, list[str]]:
    """By signup: those that came since."""
    now = _ticks(before)
    return {id_: sorted(now[id_] - was) for id_, was in before.items() if now[id_] - was}


def take_back(found: Import, rows: Collection[Any]) -> None:
    """Those that rows added, and what was planned for them, unless somebody has answered or done anything with it since."""
    assert found.written_at is not None
    whose = {row.signup_id: row.ally_id for row in rows if row.before and row.before.get("ticked")}
    spoke = _spoke(whose.values(), found.written_at)
    ticked = {
        tick: row.signup_id for row in rows
        if row.signup_id in whose and row.ally_id not in spoke for tick in (row.before or {}).get("ticked", ())
    }  # fmt: skip
    for some in portions(sorted(ticked), AT_ONCE):
        answered = select(SignupAnswer.id).where(
            SignupAnswer.signup_id == SignupInterest.signup_id, SignupAnswer.interest_id == SignupInterest.interest_id
        )
        db.session.execute(delete(SignupInterest).where(SignupInterest.id.in_(some), ~answered.exists()))
    for some in portions(sorted(set(ticked.values())), AT_ONCE):
        _unplan(some, found.written_at)


def _unplan(signup_ids: list[str], at: datetime) -> None:
    """Whatever the list itself planned for these, answers nothing else, and nobody has touched."""
    links = select(FollowUpSignup.follow_up_id).where(FollowUpSignup.signup_id.in_(signup_ids))
    untouched = (
        FollowUp.planned_at == at, FollowUp.tries == 0, FollowUp.claimed_by_id.is_(None),
        or_(FollowUp.state == "open", FollowUp.outcome == NOT_PLANNED),
    )  # fmt: skip
    ends = set(db.session.scalars(select(FollowUp.id).where(FollowUp.id.in_(links), *untouched)))
    others = select(FollowUpSignup.follow_up_id).where(
        FollowUpSignup.follow_up_id.in_(sorted(ends)), FollowUpSignup.signup_id.not_in(signup_ids)
    )
    ends -= set(db.session.scalars(others)) | pointed_at("follow_up", sorted(ends), OF_FOLLOW_UP)
    db.session.execute(delete(FollowUpSignup).where(FollowUpSignup.follow_up_id.in_(sorted(ends))))
    db.session.execute(delete(FollowUp).where(FollowUp.id.in_(sorted(ends))))


def _spoke(ally_ids: Iterable[str], since: datetime) -> set[str]:
    found: set[str] = set()
    for some in portions(sorted(set(ally_ids)), AT_ONCE):
        said = select(Consent.ally_id).where(Consent.ally_id.in_(some), Consent.at >= since)
        found.update(db.session.scalars(said.distinct()))
    return found


def _ticks(signup_ids: Iterable[str]) -> dict[str, set[str]]:
    listed = sorted(signup_ids)
    found: dict[str, set[str]] = defaultdict(set, {id_: set() for id_ in listed})
    for some in portions(listed, AT_ONCE):
        rows = select(SignupInterest.signup_id, SignupInterest.id).where(SignupInterest.signup_id.in_(some))
        for signup_id, tick in db.session.execute(rows):
            found[signup_id].add(tick)
    return found
