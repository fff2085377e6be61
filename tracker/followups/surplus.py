"""More calls than the team can make: which of them can become letters, and turning them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import ColumnElement, Row, or_, select

from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.confirmed import confirmed
from tracker.allies.suppress import contact_fingerprints, suppressed
from tracker.followups import instead
from tracker.followups.claiming import free
from tracker.followups.followup import FollowUp
from tracker.followups.playbook import Playbook, Step
from tracker.followups.workload import due_soon, open_soon
from tracker.records import dataclass
from tracker.screenings.campaign import Campaign
from tracker.store.db import db
from tracker.words import plain

# So many become letters by one press.
MOST_AT_ONCE = 500
# Calls that are looked at for it: contacts are opened one by one.
MOST_LOOKED_AT = 5_000
SOME = 200


@dataclass(frozen=True, slots=True)
class Turnable:
    """A call that can become a letter."""

    follow_up: FollowUp
    alias: str
    title: str


@dataclass(frozen=True, slots=True)
class Surplus:
    """Calls and texts due within seven days beyond what the team can make."""

    due: int
    capacity: int
    over: int
    # At most `over` and MOST_AT_ONCE of them, those with the latest due times first.
    turnable: list[Turnable]

    @property
    def remaining(self) -> int:
        return self.over - len(self.turnable)


def of(book: Playbook, due: int | None = None, lock: bool = False) -> Surplus | None:
    """None where the team can make all, or has not said what it can. `lock`: nobody else touches them meanwhile."""
    due = due_soon(book) if due is None else due
    if book.calls_per_week is None or due <= book.calls_per_week:
        return None
    over = due - book.calls_per_week
    return Surplus(due, book.calls_per_week, over, list(islice(_turnable(book, lock), min(over, MOST_AT_ONCE))))


def turn(chosen: list[Turnable]) -> None:
    """They become letters that are due when the calls were: same row, same step; inside a transaction, after of(lock=True)."""
    for each in chosen:
        each.follow_up.channel = "letter"
        each.follow_up.claimed_by_id = each.follow_up.claimed_until = None  # a claim that has lapsed
    db.session.flush()


def _turnable(book: Playbook, lock: bool) -> Iterator[Turnable]:
    """Untouched calls of allies who may be written to and have not asked for extra care, the latest due first.

    Not of those whose letters wait until the address is confirmed: the call confirms it.
    """
    now = clock.now()
    steps = [step.id for step in db.session.scalars(select(Step).where(Step.channel != "letter")) if instead.said(step)]
    if not steps:
        return
    wanted = (
        select(FollowUp, Ally, Step.title)
        .join(Ally, Ally.id == FollowUp.ally_id)
        .join(Step, Step.id == FollowUp.step_id)
        .join(Campaign, Campaign.id == FollowUp.campaign_id)
        .where(or_(~Campaign.confirmed_first, confirmed()))
        .where(open_soon(book, now), _untouched(now), FollowUp.step_id.in_(steps), Ally.email_consent == "yes")
        .order_by(FollowUp.due_at.desc(), FollowUp.id.desc())
    )
    if lock:  # one that somebody is just claiming is theirs
        wanted = wanted.with_for_update(skip_locked=True, of=FollowUp)
    for start in range(0, MOST_LOOKED_AT, SOME):
        some = db.session.execute(wanted.offset(start).limit(SOME)).all()
        yield from _may_be_written_to(some)
        if len(some) < SOME:
            return


def _untouched(now: datetime) -> ColumnElement[bool]:
    return (FollowUp.channel == "call") & (FollowUp.tries == 0) & free(now)


def _may_be_written_to(rows: Sequence[Row[FollowUp, Ally, str]]) -> Iterator[Turnable]:
    addresses = {ally.id: (ally.contact or {}).get("email", "") for _call, ally, _title in rows if not ally.extra_care}
    marks = {ally_id: contact_fingerprints(address, None) for ally_id, address in addresses.items() if address}
    barred = suppressed(mark for each in marks.values() for mark in each)
    for call, ally, title in rows:
        if ally.id in marks and not any(mark in barred for mark in marks[ally.id]):
            yield Turnable(call, ally.alias, plain(title))
