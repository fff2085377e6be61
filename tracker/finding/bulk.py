"""Deeds done to many: begun, gone on with portion by portion, stopped, taken back. Inside transactions, but for what reads.

A portion locks the deed, then its allies in the order of their ids: two workers never do it to the same ones, and a kill
loses at most what was not written down. Who did it is asked anew each time what they may.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.choice import Choice, Chosen
from tracker.allies.person import is_forgotten
from tracker.errors import NotThere, Refusal
from tracker.finding import bulk_assign, bulk_step, bulk_stop, bulk_tag, choosing
from tracker.finding.bulk_deed import UNDO, UNDONE, BulkDeed, BulkDone, What
from tracker.finding.bulk_way import CARE, GONE, NOT_YOURS, Left
from tracker.finding.reach import in_reach
from tracker.followups.claiming import Worker
from tracker.records import dataclass
from tracker.screenings import who_works
from tracker.store.db import db
from tracker.store.rows import row_of
from tracker.store.transactions import add_rows
from tracker.team.account import Account
from tracker.team.roles import SEES_ALL_CAMPAIGNS, Role
from tracker.words import lazy

WAYS = {
    "assign": bulk_assign.WAY, "step": bulk_step.WAY, "tag": bulk_tag.TAG, "untag": bulk_tag.UNTAG, "stop": bulk_stop.WAY,
}  # fmt: skip
MAY = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.ORGANIZER})
# How many a preview looks at; from how many on the number has to be typed; how many a page shows of what was done.
LOOKED_AT, TYPED_FROM, SHOWN = 2_000, 100, 50
# So many at a time.
SOME = 200


class MistypedNumber(Refusal):
    sentence = lazy("Type how many there are, as it stands above. So nobody does this to many by a slip.")
    field = "typed"


class OverAlready(Refusal):
    sentence = lazy("It has ended already. Look again how far it came.")
    status = 409


class NotTakenBack(Refusal):
    sentence = lazy("That cannot be taken back, or not any more.")
    status = 409


@dataclass(frozen=True, slots=True)
class Preview:
    """To how many it would be done now, of those that were looked at; who is left out, by why."""

    looked_at: int
    done: int
    left_out: Counter[str]


def preview(choice: Choice, deed: str, what: What, who: Worker) -> Preview:
    """Of the first LOOKED_AT. Raises what the way's check raises."""
    WAYS[deed].check(what, who)
    looked_at, left, after = 0, Counter[str](), ""
    while looked_at < LOOKED_AT and (some := choosing.next_of(choice.id, after, SOME)):
        looked_at, after = looked_at + len(some), some[-1].id
        left.update(_left_out(some, deed, what, who).values())
    return Preview(looked_at, looked_at - left.total(), told(left, who))


def told(left_out: Mapping[str, int], who: Worker) -> Counter[str]:
    """By why, as far as somebody may know: how many asked for extra care is for coordinators."""
    left = Counter(left_out)
    if CARE in left and not who.careful:
        left[NOT_YOURS] += left.pop(CARE)
    return left


def begin(choice: Choice, deed: str, what: What, typed: str, who: Worker) -> BulkDeed:
    """Raises MistypedNumber, and what the way's check raises."""
    WAYS[deed].check(what, who)
    if choice.number >= TYPED_FROM and "".join(filter(str.isdecimal, typed)) != str(choice.number):
        raise MistypedNumber
    row = BulkDeed(
        choice_id=choice.id, deed=deed, what=what, account_id=who.account_id, state="going", made_at=clock.now(), done=0,
        left_out={}, undone=0,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def going() -> list[str]:
    """Ids of those that go on, the oldest first."""
    wanted = select(BulkDeed.id).where(BulkDeed.state.in_(("going", "undoing")))
    return list(db.session.scalars(wanted.order_by(BulkDeed.made_at, BulkDeed.id)))


def hold(deed_id: str) -> BulkDeed | None:
    """The deed, if it goes on and nobody else is at it; locked."""
    wanted = select(BulkDeed).where(BulkDeed.id == deed_id, BulkDeed.state.in_(("going", "undoing")))
    return db.session.scalars(wanted.with_for_update(skip_locked=True)).one_or_none()


def portion(row: BulkDeed, most: int = SOME) -> int:
    """The next ones. How many were looked at.

    What is taken back asks nobody's leave: who began it may have left, and it gives nobody what they may not have.
    """
    if row.state == "undoing":
        return _undo_portion(row, most)
    who = worker_of(row.account_id)
    if who is None:
        _end(row, "stopped")
        return 0
    return _do_portion(row, who, most)


def halt(row: BulkDeed) -> None:
    """The house is closed: what goes on stops, for it may be what somebody closed it for; what is taken back waits."""
    if row.state == "going":
        _end(row, "stopped")


def halt_all() -> int:
    """The same for all at which no worker is just now; inside a transaction. How many.

    Waiting for who holds one could end in a circle: it may be waiting for us. The worker halts that one itself.
    """
    wanted = select(BulkDeed).where(BulkDeed.state == "going").order_by(BulkDeed.id)
    rows = db.session.scalars(wanted.with_for_update(skip_locked=True)).all()
    for row in rows:
        halt(row)
    return len(rows)


def stop(row: BulkDeed) -> None:
    """What is done stays done. Raises OverAlready."""
    if row.state != "going":
        raise OverAlready
    _end(row, "stopped")


def undo(row: BulkDeed) -> None:
    """From now on it is taken back. Raises NotTakenBack."""
    if not may_undo(row):
        raise NotTakenBack
    row.state, row.reached_id, row.ended_at = "undoing", None, None


def may_undo(row: BulkDeed) -> bool:
    """Whether it has ended, not long ago, and is of a kind that can be taken back."""
    fresh = row.ended_at is not None and row.ended_at > clock.now() - UNDO
    return row.deed in UNDONE and row.state in ("done", "stopped") and fresh and row.done > 0


def mine(deed_id: str, who: Worker, lock: bool = False) -> BulkDeed:
    """Raises NotThere for one of others, but for who sees all."""
    row = row_of(BulkDeed, deed_id, lock)
    if row.account_id != who.account_id and not who.careful:
        raise NotThere
    return row


def listed(who: Worker) -> list[BulkDeed]:
    """The newest first."""
    wanted = select(BulkDeed).order_by(BulkDeed.made_at.desc(), BulkDeed.id).limit(SHOWN)
    if not who.careful:
        wanted = wanted.where(BulkDeed.account_id == who.account_id)
    return list(db.session.scalars(wanted))


def ahead(row: BulkDeed) -> int:
    """How many are still to be looked at."""
    if row.state not in ("going", "undoing"):
        return 0
    table, key = (
        (Chosen, Chosen.choice_id == row.choice_id)
        if row.state == "going"
        else (BulkDone, BulkDone.bulk_deed_id == row.id)
    )
    return db.session.scalar(select(func.count()).where(key, table.ally_id > (row.reached_id or ""))) or 0


def worker_of(account_id: str) -> Worker | None:
    """Who did it, with what they may now; None: they may no more."""
    account = db.session.get(Account, account_id)
    if account is None or not account.active or account.role not in MAY:
        return None
    sees_all = account.role in SEES_ALL_CAMPAIGNS
    return Worker(account_id, None if sees_all else who_works.campaigns_of(account_id), careful=sees_all)


def _do_portion(row: BulkDeed, who: Worker, most: int) -> int:
    allies = choosing.next_of(row.choice_id, row.reached_id or "", most, lock=True)
    left = _left_out(allies, row.deed, row.what, who)
    before = WAYS[row.deed].do([ally for ally in allies if ally.id not in left], row.what, who, row.id)
    add_rows(
        BulkDone, [{"bulk_deed_id": row.id, "ally_id": each, "before": was} for each, was in sorted(before.items())]
    )
    row.done += len(before)
    row.left_out = dict(Counter(row.left_out) + Counter(left.values()))
    _go_on(row, allies[-1].id if allies else None, len(allies) == most, "done")
    return len(allies)


def _undo_portion(row: BulkDeed, most: int) -> int:
    wanted = select(BulkDone).where(BulkDone.bulk_deed_id == row.id, BulkDone.ally_id > (row.reached_id or ""))
    rows = db.session.scalars(wanted.order_by(BulkDone.ally_id).limit(most)).all()
    done = {each.ally_id: each.before for each in rows}
    locked = select(Ally.id).where(Ally.id.in_(list(done))).order_by(Ally.id).with_for_update(key_share=True)
    db.session.scalars(locked).all()
    row.undone += len(WAYS[row.deed].take_back(done, row.what)) if done else 0
    _go_on(row, rows[-1].ally_id if rows else None, len(rows) == most, "undone")
    return len(rows)


def _go_on(row: BulkDeed, reached_id: str | None, more: bool, end: str) -> None:
    if reached_id:
        row.reached_id = reached_id
    if not more:
        _end(row, end)
    db.session.flush()


def _end(row: BulkDeed, state: str) -> None:
    row.state, row.ended_at = state, clock.now()
    db.session.flush()


def _left_out(allies: Sequence[Ally], deed: str, what: What, who: Worker) -> Left:
    """By ally, why not: what holds for every deed comes before what the way says."""
    reach = set(db.session.scalars(select(Ally.id).where(Ally.id.in_([ally.id for ally in allies]), in_reach(who))))
    left: Left = {}
    for ally in allies:
        if is_forgotten(ally):
            left[ally.id] = GONE
        elif ally.id not in reach:
            left[ally.id] = NOT_YOURS
        elif ally.extra_care and not who.careful:
            left[ally.id] = CARE
    rest = [ally for ally in allies if ally.id not in left]
    return {**left, **WAYS[deed].left_out(rest, what, who)} if rest else left
