"""A letter to many, written portion by portion: each ally once, and at most one such letter a week.

A portion locks its allies in the order of their ids before it looks at what they had: two such letters started at once
meet there, and the second sees what the first has written.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, and_, exists, or_, select

from tracker import clock
from tracker.allies.ally import Ally
from tracker.letters import outbox, selecting
from tracker.letters.bulk_letter import BulkLetter
from tracker.letters.letter import Letter, Words
from tracker.letters.may_leave import email_of, kinds_against, may_be_written_to
from tracker.letters.occasion import InCommon, Occasion, values
from tracker.letters.outbox import BULK, ToWrite
from tracker.letters.pace import heap_of
from tracker.letters.quiet import QuietHours
from tracker.letters.step_words import filled, spoken_in
from tracker.store.db import db
from tracker.words import speaking

A_WEEK = timedelta(days=7)
# Letters are written this long before the last of them leaves: who stops it takes few of them back.
AHEAD = timedelta(hours=1)
# Behind every id: all were looked at.
END = "z" * 16


def sending() -> list[str]:
    """Ids of the letters to many that are being sent, the oldest first."""
    wanted = select(BulkLetter.id).where(BulkLetter.state == "sending")
    return list(db.session.scalars(wanted.order_by(BulkLetter.started_at, BulkLetter.id)))


def hold(bulk_id: str) -> BulkLetter | None:
    """The letter, if it is being sent and no other worker is at it; locked."""
    wanted = select(BulkLetter).where(BulkLetter.id == bulk_id, BulkLetter.state == "sending")
    return db.session.scalars(wanted.with_for_update(skip_locked=True)).one_or_none()


def write_portion(bulk: BulkLetter, most: int, base_url: str) -> int:
    """Look at the next allies, write to those who may be written to. Returns how many were looked at."""
    now = clock.now()
    due = max(now, bulk.next_due_at or now)
    if bulk.reached_id == END or due > now + AHEAD or bulk.started_at is None:
        return 0
    # What was written for the night would all leave in the morning, faster than was asked for.
    if QuietHours().end_in(None) is not None:
        return 0
    allies = _next_allies(bulk, most)
    had = recently([ally.id for ally in allies], now, but=bulk.id)
    waiting = waiting_in(bulk, [ally.id for ally in allies])
    mine = _of_this(bulk.id, [ally.id for ally in allies])
    addresses = {ally.id: email_of(ally) or "" for ally in allies}
    against = kinds_against([address for address in addresses.values() if address])
    about = selecting.occasions([ally.id for ally in allies], bulk.selection, bulk.started_at)
    film, pause = selecting.film_of(bulk.campaign_id), timedelta(hours=1) / bulk.per_hour
    letters: list[ToWrite] = []
    in_common = InCommon()
    for ally in allies:
        there = mine.get(ally.id)
        if there is not None and there.state != "withdrawn":
            continue
        address = addresses[ally.id]
        if ally.id in had or ally.id in waiting or not may_be_written_to(ally, address, BULK, against):
            bulk.passed_over += 1
            continue
        letter = _letter(
            bulk, ally, address, about.get(ally.id) or Occasion(film, None, None), due, base_url, in_common
        )
        if there is not None:
            _fill_anew(there, letter)
        else:
            letters.append(letter)
        due += pause
    outbox.write(letters, domain=urlsplit(base_url).hostname or "localhost")
    bulk.next_due_at = due
    bulk.reached_id = allies[-1].id if len(allies) == most else END
    db.session.flush()
    return len(allies)


def end(bulk: BulkLetter) -> bool:
    """It is sent once all were looked at and nothing of it waits. Whether it is."""
    if bulk.reached_id != END:
        return False
    waits = exists().where(Letter.bulk_id == bulk.id, Letter.state.in_(("waiting", "leaving")))
    if db.session.scalar(select(waits)):
        return False
    bulk.state, bulk.ended_at = "sent", clock.now()
    return True


def sweep() -> None:
    """Take back what still waits of stopped ones: what was in a worker's hands when it was stopped and came back."""
    now = clock.now()
    stopped = select(BulkLetter.id).where(BulkLetter.state == "stopped")
    outbox.withdraw(and_(Letter.bulk_id.in_(stopped), _not_in_hand(now)))


def take_back(bulk_id: str) -> None:
    """What waits of one that was stopped. A letter in a worker's hands is leaving."""
    outbox.withdraw(and_(Letter.bulk_id == bulk_id, _not_in_hand(clock.now())))


def recently(ally_ids: Collection[str], now: datetime, but: str = "") -> frozenset[str]:
    """Those to whom another such letter left in the last seven days, or is on its way."""
    on_its_way = or_(
        Letter.state.in_(("waiting", "leaving")),
        and_(Letter.state == "left", Letter.left_at > now - A_WEEK),
        and_(Letter.state == "failed", Letter.written_at > now - A_WEEK),
    )
    wanted = select(Letter.ally_id).where(Letter.ally_id.in_(sorted(ally_ids)), Letter.bulk_id.is_not(None), on_its_way)
    return frozenset(each for each in db.session.scalars(wanted.where(Letter.bulk_id != but)) if each)


def _next_allies(bulk: BulkLetter, most: int) -> Sequence[Ally]:
    """By id, locked: no other such letter looks at them until this portion is written."""
    assert bulk.started_at is not None
    wanted = select(Ally).where(Ally.id > (bulk.reached_id or ""), selecting.matching(bulk.selection, bulk.started_at))
    locked = wanted.order_by(Ally.id).limit(most).with_for_update(of=Ally, key_share=True)
    return db.session.scalars(locked.execution_options(populate_existing=True)).all()


def waiting_in(bulk: BulkLetter, ally_ids: Collection[str]) -> frozenset[str]:
    """Those of whom nobody knows yet whether the address is theirs, where the campaign asks for that."""
    wanted = select(Ally.id).where(Ally.id.in_(sorted(ally_ids)), selecting.waits(bulk.campaign_id))
    return frozenset(db.session.scalars(wanted))


def _of_this(bulk_id: str, ally_ids: Collection[str]) -> dict[str, Letter]:
    """Their letter of this one; of two (allies joined into one), one that was not taken back."""
    wanted = select(Letter).where(Letter.bulk_id == bulk_id, Letter.ally_id.in_(sorted(ally_ids)))
    found = db.session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).all()
    return {str(each.ally_id): each for each in sorted(found, key=lambda each: each.state != "withdrawn")}


def said_to(
    bulk: BulkLetter, ally: Ally, about: Occasion, base_url: str, in_common: InCommon | None = None
) -> tuple[str, Words]:
    """In which language it speaks to an ally, and what it says."""
    language = spoken_in(bulk.words, ally.language)
    with speaking(language):
        said = values(ally, bulk.campaign_id, about, base_url, in_common or InCommon())
        return language, filled(bulk.words, bulk.title, language, said, discreet=bool(ally.extra_care))


def _letter(
    bulk: BulkLetter, ally: Ally, address: str, about: Occasion, due: datetime, base_url: str, in_common: InCommon
) -> ToWrite:
    language, words = said_to(bulk, ally, about, base_url, in_common)
    return ToWrite(
        kind=BULK, language=language, recipient=address, words=words, due_at=due, ally_id=ally.id, bulk_id=bulk.id,
        once=f"bulk:{bulk.id}:{ally.id}", zone=about.screening.zone if about.screening and about.screening.day else None,
    )  # fmt: skip


def _fill_anew(there: Letter, letter: ToWrite) -> None:
    """One that was taken back waits again, under its old Message-ID: it may have left when it was taken back."""
    there.recipient, there.words, there.language = letter.recipient, letter.words, letter.language
    there.state, there.due_at, there.tries, there.trouble = "waiting", letter.due_at, 0, ""
    # Meanwhile they may have another address, or have watched elsewhere.
    there.heap, there.zone = heap_of(letter.recipient), letter.zone


def _not_in_hand(now: datetime) -> ColumnElement[bool]:
    dead = and_(Letter.state == "leaving", or_(Letter.leased_until.is_(None), Letter.leased_until <= now))
    return or_(Letter.state == "waiting", dead)
