"""How many calls and texts a playbook makes for its team in a week, and how many the team says it can make."""

import math
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from tracker import clock
from tracker.errors import Refusal
from tracker.followups import plan, recent
from tracker.followups.followup import FollowUp
from tracker.followups.outcomes import TALK
from tracker.followups.playbook import Playbook, Step
from tracker.followups.step_rules import MOST_HOURS
from tracker.records import dataclass
from tracker.store.db import db
from tracker.words import lazy

BASIS_WEEKS = 4
# Signups that are looked at, the latest ones; more of them are reckoned from these.
MOST_LOOKED_AT = 5_000
AHEAD = timedelta(days=7)
MOST_A_WEEK = 100_000


class ClockUnsaid(Refusal):
    sentence = lazy("Write whole hours, from 1 to two years.")
    field = "clock_hours"


class CapacityAbsurd(Refusal):
    sentence = lazy("Write a whole number up to 100,000, or nothing while nobody has said.")
    field = "calls_per_week"


@dataclass(frozen=True, slots=True)
class Workload:
    """Calls and texts. `signups` in the last four weeks, of which `looked_at` were looked at."""

    signups: int
    looked_at: int
    # A week, from signups as they came lately, by the steps as they stand now.
    expected: int
    # A week, after an outcome or an answer, as it was lately.
    followed: int
    # Open, and due before the next seven days are over.
    due: int
    # None: nobody has said.
    capacity: int | None

    @property
    def a_week(self) -> int:
        return self.expected + self.followed


def of(book: Playbook, steps: list[Step]) -> Workload:
    """Six queries at most, however many signups."""
    since = clock.now() - timedelta(weeks=BASIS_WEEKS)
    looked_at, found = recent.latest(book, MOST_LOOKED_AT, since)
    signups = recent.how_many(book, since) if looked_at == MOST_LOOKED_AT else looked_at
    expected = _talks(steps, found) * (signups / looked_at if looked_at else 0)
    return Workload(
        signups, looked_at, _a_week(expected), _a_week(_followed(steps, since)), due_soon(book), book.calls_per_week
    )  # fmt: skip


def due_soon(book: Playbook) -> int:
    """Calls and texts that are open and due within seven days; the late ones too."""
    counted = select(func.count()).select_from(FollowUp).where(open_soon(book, clock.now()), FollowUp.channel.in_(TALK))
    return db.session.execute(counted).scalar_one()


def open_soon(book: Playbook, now: datetime) -> ColumnElement[bool]:
    """Open, due within seven days, and of a campaign that follows this playbook."""
    of_book = recent.followed_by(book, FollowUp.campaign_id)
    return (FollowUp.state == "open") & (FollowUp.due_at < now + AHEAD) & of_book


def set_pace(book: Playbook, clock_hours: int | None, calls_per_week: int | None) -> None:
    """Inside a transaction. `calls_per_week` None: nobody has said. Raises ClockUnsaid and CapacityAbsurd."""
    if clock_hours is None or not 1 <= clock_hours <= MOST_HOURS:
        raise ClockUnsaid
    if calls_per_week is not None and not 0 <= calls_per_week <= MOST_A_WEEK:
        raise CapacityAbsurd
    book.clock_hours, book.calls_per_week = clock_hours, calls_per_week


def _talks(steps: list[Step], found: list[recent.Recent]) -> int:
    """How many calls and texts these signups earn; each step once for an ally and a campaign."""
    talks = [step for step in steps if step.channel in TALK]
    planned = {
        (each.ally_id, each.campaign_id, step.key)
        for each in (one.earned() for one in found if talks)
        for step, _due, _late in plan.would_earn(talks, each)
    }
    return len(planned)


def _followed(steps: list[Step], since: datetime) -> int:
    """How many were planned lately because something else had ended."""
    after = [step.id for step in steps if step.channel in TALK and "after" in step.condition]
    if not after:
        return 0
    some = select(FollowUp.id).where(FollowUp.step_id.in_(after), FollowUp.planned_at >= since)
    return db.session.execute(select(func.count()).select_from(some.limit(MOST_LOOKED_AT).subquery())).scalar_one()


def _a_week(number: float) -> int:
    """Rounded up: what is there is never nothing."""
    return math.ceil(number / BASIS_WEEKS)
