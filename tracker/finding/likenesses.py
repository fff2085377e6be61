"""Looking for allies who may be one person: who is new, raised a hand again, or has another contact, against all others.

In three steps, so that nobody who signs up waits: marks are written, whoever shares one is opened and compared outside any
transaction, what was found is written. The cost is by ally that is looked at, however many there are.
"""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import or_, select, text, update

from tracker import clock
from tracker.allies import likeness_marks
from tracker.allies.alike import ENOUGH, Side, evidence, strength
from tracker.allies.ally import UNLIKENED, Ally, Contact
from tracker.allies.likeness import Likeness
from tracker.records import dataclass
from tracker.signups.together import evenings_of
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.sealing import Broken
from tracker.store.transactions import add_once


@dataclass(frozen=True, slots=True)
class Due:
    """One to be looked at, as they were read."""

    ally_id: str
    sealed: bytes
    side: Side

    @property
    def marks(self) -> list[tuple[str, bytes]]:
        return likeness_marks.marks(self.side.contact, self.side.evenings)


@dataclass(frozen=True, slots=True)
class Found:
    """Two, the smaller id first, and what speaks for it."""

    one_id: str
    other_id: str
    evidence: tuple[str, ...]


def due(most: int) -> list[Due]:
    """The next ones; reads alone. A contact that does not open is like nobody."""
    # Spelt as in the index.
    wanted = select(Ally).where(text(UNLIKENED)).order_by(Ally.id).limit(most)
    return [
        Due(each, sealed, side or Side(Contact()))
        for each, (sealed, side) in _sides(db.session.scalars(wanted)).items()
    ]


def mark(dues: Sequence[Due]) -> None:
    """From now on they are found by others; inside a transaction. Who changed meanwhile is left for the next look."""
    unchanged = _held(dues)
    for each in dues:
        if each.ally_id in unchanged:
            likeness_marks.write(each.ally_id, each.marks)


def compare(dues: Sequence[Due]) -> list[Found]:
    """With whoever shares a mark; reads and opens alone."""
    marks = {each.ally_id: {mark for _key, mark in each.marks} for each in dues}
    holders = likeness_marks.holders({mark for own in marks.values() for mark in own})
    met = {each: {other for mark in own for other in holders.get(mark, ())} - {each} for each, own in marks.items()}
    sides = _sides(_allies({other for others in met.values() for other in others} | marks.keys()))
    found: dict[tuple[str, str], Found] = {}
    for each, others in met.items():
        for other in others:
            one_id, other_id = sorted((each, other))
            one, its = sides.get(one_id), sides.get(other_id)
            if (one_id, other_id) in found or not (one and one[1] and its and its[1]):
                continue
            keys = evidence(one[1], its[1])
            if strength(keys) >= ENOUGH:
                found[one_id, other_id] = Found(one_id, other_id, tuple(keys))
    return [found[pair] for pair in sorted(found)]


def write(dues: Sequence[Due], found: Sequence[Found]) -> int:
    """What was found of those who are as they were; inside a transaction. How many are new to us.

    What somebody has decided stands. What was offered and speaks for nothing any more is offered no longer.
    """
    unchanged, now = _held(dues), clock.now()
    good = [each for each in found if each.one_id in unchanged or each.other_id in unchanged]
    good = _of_those_held(good)
    _take_back(unchanged, {(each.one_id, each.other_id) for each in good})
    known = _known(good)
    for each in good:
        pair = known.get((each.one_id, each.other_id))
        if pair is not None and pair.apart_at is None:
            pair.evidence, pair.strength = " ".join(each.evidence), strength(each.evidence)
    db.session.flush()
    rows = [
        {"id": new_id(), "one_id": each.one_id, "other_id": each.other_id, "evidence": " ".join(each.evidence),
         "strength": strength(each.evidence), "found_at": now}
        for each in good if (each.one_id, each.other_id) not in known
    ]  # fmt: skip
    written = add_once(Likeness, rows)
    looked = update(Ally).where(Ally.id.in_(sorted(unchanged))).values(likened_at=now)
    db.session.execute(looked.execution_options(synchronize_session=False))
    return len(written)


def _take_back(looked_at: Collection[str], still: Collection[tuple[str, str]]) -> None:
    ids = sorted(looked_at)
    offered = select(Likeness).where(
        or_(Likeness.one_id.in_(ids), Likeness.other_id.in_(ids)), Likeness.apart_at.is_(None)
    )
    for pair in db.session.scalars(offered).all():
        if (pair.one_id, pair.other_id) not in still:
            db.session.delete(pair)
    db.session.flush()


def _known(found: Sequence[Found]) -> dict[tuple[str, str], Likeness]:
    ids = sorted({each.one_id for each in found})
    rows = db.session.scalars(select(Likeness).where(Likeness.one_id.in_(ids)))
    return {(each.one_id, each.other_id): each for each in rows}


def _of_those_held(found: Sequence[Found]) -> list[Found]:
    """Without those of whom one was erased or joined meanwhile."""
    ids = {ally_id for each in found for ally_id in (each.one_id, each.other_id)}
    wanted = select(Ally.id).where(Ally.id.in_(sorted(ids)), Ally.contact_sealed.is_not(None))
    held = set(db.session.scalars(wanted))
    return [each for each in found if {each.one_id, each.other_id} <= held]


def _held(dues: Sequence[Due]) -> set[str]:
    """Who is still as they were read, locked; nobody is waited for."""
    ids = sorted(each.ally_id for each in dues)
    wanted = select(Ally.id, Ally.contact_sealed, Ally.likened_at).where(Ally.id.in_(ids)).order_by(Ally.id)
    rows = db.session.execute(wanted.with_for_update(key_share=True, skip_locked=True))
    sealed = {ally_id: bytes(value) for ally_id, value, likened_at in rows if value is not None and likened_at is None}
    return {each.ally_id for each in dues if sealed.get(each.ally_id) == each.sealed}


def _allies(ally_ids: Collection[str]) -> Sequence[Ally]:
    return db.session.scalars(select(Ally).where(Ally.id.in_(sorted(ally_ids)))).all()


def _sides(allies: Iterable[Ally]) -> dict[str, tuple[bytes, Side | None]]:
    """By ally their contact as it lies there, and opened; None where it does not open."""
    sealed = {each: each.contact_sealed for each in allies}
    evenings = evenings_of([each.id for each in sealed])
    found: dict[str, tuple[bytes, Side | None]] = {}
    for ally, value in sealed.items():
        if value is None:
            continue
        try:
            contact = ally.contact
        except Broken:
            contact = None
        found[ally.id] = bytes(value), Side(contact, evenings.get(ally.id, frozenset())) if contact else None
    return found
