"""What a letter to many will do, and how far it is: numbers only."""

from collections import Counter
from dataclasses import field
from datetime import datetime

from sqlalchemy import func, select

from tracker import clock
from tracker.allies.ally import Ally
from tracker.letters import selecting
from tracker.letters.bulk_letter import BulkLetter
from tracker.letters.bulk_writing import END, recently, waiting_in
from tracker.letters.letter import Letter
from tracker.letters.may_leave import email_of, kinds_against, may_be_written_to
from tracker.letters.outbox import BULK
from tracker.letters.step_words import spoken_in
from tracker.records import dataclass
from tracker.store.db import db

AT_ONCE = 1_000


@dataclass(slots=True)
class Reach:
    """Whom it would reach if it was started now."""

    match: int = 0
    agreed: int = 0
    # Of those who agreed: suppressed or without an address; had such a letter in the last seven days.
    unreachable: int = 0
    lately: int = 0
    # Nobody knows yet whether the address is theirs, and the campaign waits for that.
    unconfirmed: int = 0
    gets: int = 0
    # Of those who get it, by the language of the letter; and how many get the neutral one.
    languages: Counter[str] = field(default_factory=Counter)
    discreet: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is."""

    left: int
    waiting: int
    failed: int
    taken_back: int
    passed_over: int
    # Allies that were not looked at yet.
    ahead: int


def reach(bulk: BulkLetter) -> Reach:
    """By the rules of bulk_writing.write_portion()."""
    now, found, reached = clock.now(), Reach(), ""
    until = bulk.started_at or now
    found.match = _matching(bulk, until, "")
    agreed = (
        select(Ally).where(selecting.matching(bulk.selection, until), Ally.email_consent == "yes").order_by(Ally.id)
    )
    while some := db.session.scalars(agreed.where(Ally.id > reached).limit(AT_ONCE)).all():
        reached = some[-1].id
        addresses = {ally.id: email_of(ally) or "" for ally in some}
        against = kinds_against([address for address in addresses.values() if address])
        had = recently([ally.id for ally in some], now, but=bulk.id)
        found.agreed += len(some)
        waiting = waiting_in(bulk, [ally.id for ally in some])
        for ally in some:
            if not may_be_written_to(ally, addresses[ally.id], BULK, against):
                found.unreachable += 1
            elif ally.id in waiting:
                found.unconfirmed += 1
            elif ally.id in had:
                found.lately += 1
            else:
                found.gets += 1
                found.languages[spoken_in(bulk.words, ally.language)] += 1
                found.discreet += bool(ally.extra_care)
    return found


def progress(bulk: BulkLetter) -> Progress:
    """Of one that was started."""
    rows = select(Letter.state, func.count()).where(Letter.bulk_id == bulk.id).group_by(Letter.state)
    states: dict[str, int] = dict(db.session.execute(rows).all())
    ahead = 0
    if bulk.reached_id != END and bulk.started_at is not None:
        ahead = _matching(bulk, bulk.started_at, bulk.reached_id or "")
    return Progress(
        left=states.get("left", 0), waiting=states.get("waiting", 0) + states.get("leaving", 0),
        failed=states.get("failed", 0), taken_back=states.get("withdrawn", 0), passed_over=bulk.passed_over, ahead=ahead,
    )  # fmt: skip


def lefts_of(bulk_ids: list[str]) -> dict[str, int]:
    """How many letters of each have left."""
    rows = select(Letter.bulk_id, func.count()).where(Letter.bulk_id.in_(bulk_ids), Letter.state == "left")
    return {str(bulk_id): n for bulk_id, n in db.session.execute(rows.group_by(Letter.bulk_id))}


def _matching(bulk: BulkLetter, until: datetime, behind: str) -> int:
    wanted = select(func.count(Ally.id)).where(selecting.matching(bulk.selection, until), Ally.id > behind)
    return db.session.scalar(wanted) or 0
