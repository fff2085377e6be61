"""What waits for nobody: everything due that no person and no machine will do, each with the reason.

Whatever else is open and due is in somebody's list on Today, or on its way by letter.
"""

import heapq
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    text,
    tuple_,
    union,
    union_all,
)  # fmt: skip
from sqlalchemy.orm import aliased

from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.answer_by_link import OWN_LINK
from tracker.allies.confirmed import confirmed
from tracker.allies.consent import Consent
from tracker.followups import giving, today
from tracker.followups.by_letter import NOT_NEEDED, WITHDRAWN
from tracker.followups.claiming import Worker, free, in_reach
from tracker.followups.followup import FollowUp, open_by_letter
from tracker.followups.giving import Staff
from tracker.followups.outcomes import BY_PERSON
from tracker.followups.plan import NOT_PLANNED
from tracker.letters.letter import Letter
from tracker.letters.unwritten import steps_by_letter
from tracker.records import dataclass
from tracker.screenings import campaigns
from tracker.store.counts import so_far
from tracker.store.db import db
from tracker.store.once import once

Reason = Literal[
    "gone", "pool", "careful", "no words", "unwritten", "not sent", "failed", "withdrawn", "unanswered", "unconfirmed"
]
Place = tuple[datetime, str]

# A letter that has not left so long after it was due is not on its way.
ON_ITS_WAY = timedelta(days=1)
# So long an ally may think about "is this you?".
TO_ANSWER = timedelta(days=7)
# Two days until the reminder, and the same week.
TO_CONFIRM = timedelta(days=2) + TO_ANSWER
# Outcomes with which the house closes something by itself: nobody has seen to anybody.
OF_THE_HOUSE = (WITHDRAWN, NOT_NEEDED, NOT_PLANNED)
# Flags of extra care are sealed: they are opened so many at a time.
OPENED = 500


@dataclass(frozen=True, slots=True)
class Stuck:
    """One line of the list."""

    row: today.Row
    reason: Reason
    # The letter that should have left, and why it did not (see letters.troubles).
    letter_id: str | None
    trouble: str
    # Of who has not confirmed the address: whether somebody may call them.
    callable: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, and where the next ones begin."""

    lines: list[Stuck]
    next: Place | None


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A follow-up by its place in the list."""

    late_at: datetime
    id: str
    reason: Reason
    letter_id: str | None = None
    trouble: str | None = None


def page_of(who: Worker, zone: str, after: Place | None = None, size: int = today.PAGE) -> Page:
    """What waited longest comes first."""
    found = _found(who, zone, after, size + 1)
    rows = {row.id: row for row in today.rows_of([each.id for each in found[:size]], who, zone)}
    unsure = [rows[each.id].ally_id for each in found[:size] if each.reason == "unconfirmed" and each.id in rows]
    by_phone = select(Ally.id).where(Ally.id.in_(unsure), Ally.phone_consent == "yes")
    callable_ = set(db.session.scalars(by_phone)) if unsure else set()
    lines = [
        Stuck(rows[each.id], each.reason, each.letter_id, each.trouble or "", rows[each.id].ally_id in callable_)
        for each in found[:size]
        if each.id in rows
    ]
    more = len(found) > size
    return Page(lines, (found[size - 1].late_at, found[size - 1].id) if more else None)


def how_many(who: Worker, zone: str) -> int:
    """Counted up to today.MOST_COUNTED."""
    return db.session.scalar(counting(who, zone)) or 0


def counting(who: Worker, zone: str) -> Select[int]:
    """The same, to be asked together with other counts. In no order: that is much less work where hardly anything is stuck."""
    staff = giving.staff()
    if not staff.careful:
        return select(literal(len(_found(who, zone, None, today.MOST_COUNTED))))
    some = [query.with_only_columns(FollowUp.id).limit(today.MOST_COUNTED) for query in _queries(who, zone, staff)]
    # One that waits for two reasons is counted once.
    each = union(*(select(kind.subquery().c.id) for kind in some)).subquery()
    return so_far(select(each.c.id), today.MOST_COUNTED)


def _found(who: Worker, zone: str, after: Place | None, most: int) -> list[Found]:
    """Each kind by a select of its own, so that each finds its index; asked together, and merged by place."""
    staff = giving.staff()
    some = [_some(query, after, most) for query in _queries(who, zone, staff)]
    rows = [Found(*row) for row in db.session.execute(union_all(*some))]
    kinds: list[Iterable[Found]] = [sorted(rows, key=lambda each: (each.late_at, each.id))]
    if not staff.careful:
        kinds.append(_for_no_coordinator(who, zone, after))
    return list(islice(_once(heapq.merge(*kinds)), most))


def _queries(who: Worker, zone: str, staff: Staff) -> list[Any]:
    """Where nobody has left and each campaign has somebody, nothing can be in no hands."""
    unstaffed = campaigns.ids() - staff.staffed
    return [
        *([_of_gone(who, zone, staff)] if staff.gone else []),
        *([_of_nobody(who, zone, staff, unstaffed)] if unstaffed else []),
        _by_letter(who),
        _unanswered(who),
        _unconfirmed(who),
    ]


def _once(found: Iterable[Found]) -> Iterator[Found]:
    """One that waits for two reasons is told once."""
    last = ""
    for each in found:
        if each.id != last:
            yield each
        last = each.id


def _some(query: Any, after: Place | None, most: int) -> Any:
    """`late_at` wrapped up: SQLite would go through all that is open in its order, where few are found by another index."""
    order = func.coalesce(FollowUp.late_at, FollowUp.due_at), FollowUp.id
    some = _from(query.order_by(*order).limit(most), after).subquery()
    return select(*some.c)


def _from(query: Any, after: Place | None) -> Any:
    if after is None:
        return query
    bound = literal(after[0], FollowUp.late_at.type), literal(after[1], FollowUp.id.type)
    return query.where(tuple_(FollowUp.late_at, FollowUp.id) > tuple_(*bound))


def _of_gone(who: Worker, zone: str, staff: Staff) -> Any:
    """Its point person has left."""
    return _in_no_hands("gone", who, zone, staff).where(FollowUp.point_person_id.in_(sorted(staff.gone)))


def _of_nobody(who: Worker, zone: str, staff: Staff, unstaffed: Collection[str]) -> Any:
    """It has no point person, and nobody who may call works on its campaign."""
    pool = FollowUp.campaign_id.in_(sorted(unstaffed))
    return _in_no_hands("pool", who, zone, staff).where(pool, FollowUp.point_person_id.is_(None))


def _in_no_hands(reason: Reason, who: Worker, zone: str, staff: Staff) -> Any:
    held_by_gone = FollowUp.claimed_by_id.in_(sorted(staff.gone))
    return (
        _told(reason, null(), null())
        .where(FollowUp.state == "open", FollowUp.channel.in_(BY_PERSON), FollowUp.due_at < today.end_of_day(zone))
        .where(in_reach(who, leads=False), or_(free(clock.now()), held_by_gone))
    )


def _told(reason: Reason | ColumnElement[str], letter: Any, trouble: Any) -> Any:
    """The columns of Found; each kind says them as of the same types, so that all are asked together."""
    said = literal(reason) if isinstance(reason, str) else reason
    columns = (cast(said, String), "reason"), (cast(letter, String), "letter_id"), (cast(trouble, String), "trouble")
    return select(FollowUp.late_at, FollowUp.id, *(column.label(name) for column, name in columns))


def _by_letter(who: Worker) -> Any:
    """Due by letter, and not on its way: it cannot be written, has not left within a day, or has failed."""
    now = clock.now()
    says_something = FollowUp.step_id.in_(once("steps by letter", lambda: sorted(steps_by_letter())))
    no_letter = Letter.id.is_(None)
    no_words = and_(no_letter, or_(FollowUp.step_id.is_(None), ~says_something))
    unwritten = and_(no_letter, FollowUp.due_at <= now - ON_ITS_WAY)
    not_sent = and_(
        Letter.state.in_(("waiting", "leaving")),
        Letter.written_at <= now - ON_ITS_WAY, FollowUp.due_at <= now - ON_ITS_WAY,
    )  # fmt: skip
    # "left" with its follow-up still open: no machine will close it any more.
    over = Letter.state.in_(("failed", "withdrawn", "left"))
    reason = case(
        (no_words, "no words"), (no_letter, "unwritten"), (Letter.state == "failed", "failed"), (over, "withdrawn"),
        else_="not sent",
    )  # fmt: skip
    return (
        _told(reason, Letter.id, Letter.trouble)
        .outerjoin(Letter, Letter.follow_up_id == FollowUp.id)
        .where(open_by_letter(), FollowUp.due_at <= now)
        .where(in_reach(who, leads=False), or_(no_words, unwritten, not_sent, over))
    )


def _unanswered(who: Worker) -> Any:
    """We asked "is this you?", nothing came back, and nobody may write to them or call them before it does."""
    answered = exists().where(
        Consent.ally_id == FollowUp.ally_id, Consent.source == OWN_LINK, Consent.at >= Letter.left_at
    )
    return (
        _told("unanswered", Letter.id, Letter.trouble)
        .join(Letter, Letter.follow_up_id == FollowUp.id)
        .join(Ally, Ally.id == FollowUp.ally_id)
        .where(text("letter.kind = 'confirm' AND letter.state = 'left'"), Letter.left_at <= clock.now() - TO_ANSWER)
        .where(Ally.email_consent != "yes", Ally.phone_consent != "yes", Ally.contact_sealed.is_not(None))
        .where(in_reach(who, leads=False), ~answered)
    )


def _unconfirmed(who: Worker) -> Any:
    """Held for more than a week after the reminder's time, whatever became of the reminder; and nobody of the team has
    anything to do for them, or wrote down since how it went. The oldest of what waits for one ally in a campaign.
    """
    other, older = aliased(FollowUp), aliased(FollowUp)
    seen_to = and_(
        other.channel.in_(BY_PERSON), other.closed_at > FollowUp.planned_at, other.outcome.not_in(OF_THE_HOUSE)
    )
    somebody = or_(and_(other.state == "open", ~other.held), seen_to)
    # "open" wrapped up: SQLite would rather go through all that are open than through the few that are held.
    first = tuple_(older.planned_at, older.id) < tuple_(FollowUp.planned_at, FollowUp.id)
    same = older.ally_id == FollowUp.ally_id, older.campaign_id == FollowUp.campaign_id
    return (
        _told("unconfirmed", null(), literal(""))
        .join(Ally, Ally.id == FollowUp.ally_id)
        .where(
            text("follow_up.held"),
            func.coalesce(FollowUp.state, "") == "open",
            FollowUp.planned_at <= clock.now() - TO_CONFIRM,
            ~confirmed(),
        )
        .where(Ally.email_consent == "yes", Ally.contact_sealed.is_not(None))
        .where(in_reach(who, leads=False), ~exists().where(other.ally_id == FollowUp.ally_id, somebody))
        .where(~exists().where(*same, older.held, older.state == "open", first))
    )


def _for_no_coordinator(who: Worker, zone: str, after: Place | None) -> Iterator[Found]:
    """Extra care, and nobody on the team may give it. The flags are sealed: opened a portion at a time."""
    query = (
        select(FollowUp.late_at, FollowUp.id, Ally.id, Ally.extra_care_sealed)
        .join(Ally, Ally.id == FollowUp.ally_id)
        .where(FollowUp.state == "open", FollowUp.channel.in_(BY_PERSON), FollowUp.due_at < today.end_of_day(zone))
        .where(in_reach(who))
        .order_by(FollowUp.late_at, FollowUp.id)
        .limit(OPENED)
    )
    rows: Sequence[Any] = [None] * OPENED
    while len(rows) == OPENED:
        rows = db.session.execute(_from(query, after)).all()
        for late_at, follow_up_id, ally_id, sealed in rows:
            if Ally.extra_care.open_for(ally_id, sealed):
                yield Found(late_at, follow_up_id, "careful")
            after = (late_at, follow_up_id)
