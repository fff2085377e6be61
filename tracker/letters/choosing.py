"""Which of the letters that are due leave next: urgent ones first, no faster than is allowed, and not at night.

A letter that must wait, for its domain's limit or for the morning, never keeps others from leaving.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_, select, text, true, update

from tracker import clock
from tracker.letters import pace
from tracker.letters.letter import TO_CARRY, Letter
from tracker.letters.outbox import FOR_THEMSELVES
from tracker.letters.quiet import QuietHours, spread
from tracker.records import dataclass
from tracker.store.db import db

# How many are looked at in one go once the first look did not suffice; how often, at most, for one claim.
A_LOOK, LOOKS = 500, 12


@dataclass(frozen=True, slots=True)
class Chosen:
    """Ids in the order in which they leave, and how many were put off until the morning."""

    letter_ids: list[str]
    put_off: int


def choose(most: int, to_allies: bool, closed: bool = False) -> Chosen:
    """Up to `most` due letters that nobody has, locked; inside a transaction. Not `to_allies`: the team's alone.

    `closed`: the house is, so of those to allies only what they asked for themselves.
    """
    room, quiet = pace.room(), QuietHours()
    chosen: list[str] = []
    put_off, look = 0, most
    for _ in range(LOOKS):
        seen = _due(clock.now(), chosen, room.full(), to_allies, closed, look) if room.in_all else []
        asleep = []
        for letter_id, urgency, zone, heap in seen:
            until = quiet.end_in(zone) if urgency else None
            if until is not None:
                asleep.append({"id": letter_id, "due_at": until + spread(letter_id)})
            elif len(chosen) < most and room.take(heap):
                chosen.append(letter_id)
        if asleep:
            db.session.execute(update(Letter), asleep)
            put_off += len(asleep)
        if len(seen) < look or len(chosen) == most:
            break
        look = A_LOOK
    return Chosen(chosen, put_off)


def _due(
    now: datetime, but: Collection[str], full: Collection[int], to_allies: bool, closed: bool, most: int
) -> Sequence[tuple[str, int, str | None, int | None]]:
    """What was chosen, or what there is no room for, does not stand in the way of what comes behind."""
    due = (
        select(Letter.id, Letter.urgency, Letter.zone, Letter.heap)
        .where(text(TO_CARRY), Letter.due_at <= now)
        .where(or_(Letter.leased_until.is_(None), Letter.leased_until <= now))
        .where(Letter.id.not_in(but) if but else true())
        .where(or_(Letter.heap.is_(None), Letter.heap.not_in(full)) if full else true())
        .where(true() if to_allies else Letter.account_id.is_not(None))
        .where(or_(Letter.account_id.is_not(None), Letter.kind.in_(FOR_THEMSELVES)) if closed else true())
        .order_by(Letter.urgency, Letter.due_at, Letter.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return [(letter_id, urgency, zone, heap) for letter_id, urgency, zone, heap in db.session.execute(due)]
