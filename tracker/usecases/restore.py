"""A backup becomes a house again, on an empty machine: brought in, looked at, and whoever has gone since goes again.

In three steps, because the schema is brought up to date after the first and letters are written before the last. In between the
setting `restoring` keeps web server and worker from starting on it, and those that run from going on.
"""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, inspect, select

from tracker import clock
from tracker.allies import answer_by_link
from tracker.allies.hiding import SignedUpSince, bring_back
from tracker.allies.suppress import lift
from tracker.allies.suppression import Suppression
from tracker.appeals import story_writing
from tracker.backups import copying, making, public_key
from tracker.backups.copying import OtherEngine
from tracker.backups.envelope import Lock
from tracker.backups.folder import UNFINISHED
from tracker.backups.manifest import Manifest
from tracker.errors import Refusal
from tracker.followups import closing
from tracker.followups.outcomes import TALK
from tracker.keeping import departed, emptied, erasing, erasure_log, erasures, locked_out, ways_in
from tracker.keeping.erasure import Erasure
from tracker.keeping.erasure_log import BACK, GONE, NO, SUPPRESSED, Line
from tracker.keeping.rooms import ROOMS
from tracker.letters import from_before, outbox
from tracker.records import dataclass
from tracker.screenings import talkback_guests
from tracker.store import sample
from tracker.store.db import db
from tracker.store.heartbeat import Heartbeat
from tracker.store.ids import new_id
from tracker.store.key_record import records
from tracker.store.keyring import TURNING, ring
from tracker.store.transactions import add_once, transaction
from tracker.team import ending, panic, settings, trace, trace_chain, trace_heads
from tracker.words import lazy

ASKED_TO_STOP, SOURCE = "asked to stop", "restore"


class KeyMissing(Refusal):
    sentence = lazy(
        "The key ring lacks keys that this backup was sealed with (%(names)s). Bring the ring that was backed up at that "
        "time, or take a younger backup."
    )


class RevisionUnknown(Refusal):
    sentence = lazy(
        "This backup was made by a newer Houselights (%(revision)s). Restore it with that release or a later one."
    )


class NotFinished(Refusal):
    sentence = lazy(
        "A restore was begun here and did not come to its end. Empty the database (or the folder) and run “restore” again."
    )


@dataclass(frozen=True, slots=True)
class Gone:
    """What was replayed: people erased again, "no" heard again, suppressions put back; contacts that could not
    be looked at; accounts disabled again, and whether the house was closed again."""

    erased: int
    noes: int
    suppressed: int
    damaged: int
    disabled: int
    closed: bool


def bring_in(file: Path, private: Path | None, ring_path: Path, knows: Callable[[str], bool]) -> Manifest:
    """The copy stands in the empty database, counted, and a sample of every sealed table opens. Or nothing is there.

    `knows`: whether a revision of the schema is one of ours. Raises these refusals and those of `backups`.
    """
    own = making.key_of(ring())
    lock = Lock(private=public_key.private(private)) if private else Lock(ring=own)
    try:
        opened = file.open("rb")
    except OSError:
        raise public_key.NotReadable(path=file) from None
    with opened:
        said, pieces = making.look_into(opened, lock, own, ring_path)
        _fits(said, knows)
        beside = _work_folder() / f"{UNFINISHED}{new_id()}-restore"
        try:
            making.unpack(said, pieces, beside)
            undo = copying.put_in_place(db.engine, beside, said.counts)
        finally:
            beside.unlink(missing_ok=True)
    try:
        sample.open_some()
    except BaseException:
        db.session.remove()
        db.engine.dispose()
        undo()
        raise
    return said


def replay(said: Manifest, logs: Iterable[Sequence[Line]]) -> Gone:
    """Whoever is gone by these logs is erased again, every "no" holds, and nothing of that time opens the house."""
    lines = sorted((line for each in logs for line in each), key=lambda line: line.at)
    known = erasure_log.standing(lines)
    with transaction() as session:
        _put_away_keys(said)
        ways_in.withdraw_all()
        session.execute(delete(Heartbeat))
        added = _suppress([line for (told, _whom), line in sorted(known.items()) if told == SUPPRESSED])
        # The backup did not know them: whoever is held under one of these has gone since.
        since = {mark for mark, kind in added if kind == departed.ERASED}
        gone = {line.whom: line.why for (told, _whom), line in known.items() if told == GONE}
        for ally_id in sorted({line.whom for line in lines if line.said == BACK} - gone.keys()):
            _take_back(ally_id)
        written, damaged = departed.written_as(since)
        again = sorted({*departed.still_there(known), *written})
        for ally_id in again:
            _forget(ally_id, gone.get(ally_id, ""))
        noes = sum(_say_no(whom) for told, whom in sorted(known) if told == NO)
        emptied.empty_again(known)
        story_writing.need_another_look()
        talkback_guests.need_another_look()
        disabled, closed = _disable(known), _close(known)
        return Gone(len(again), noes, len(added), damaged, disabled, closed)


def finish(said: Manifest, gone: Gone) -> int:
    """Letters that were due are held, the house may start, and the trace says that it was restored. How many are held."""
    now = clock.now()
    with transaction():
        held = from_before.hold(now)
        settings.put("restoring", "")
        settings.put("restored_at", now.isoformat())
        trace.note(
            "restored", None, detail=f"backup of {said.made_at}; {gone.erased} erased again; {held} letters held"
        )
        return held


def begin_heads(folder: Path) -> Path | None:
    """The trace goes on from where the backup ends: heads noted of what came after it are put away. Where they lie; None: none."""
    aside = trace_heads.put_away(folder)
    head = trace_chain.head_of()
    db.session.rollback()
    trace_heads.write(folder, head.number, head.mac, "noted")
    return aside


def refuse_unfinished() -> None:
    """Before anything starts on this database. Raises NotFinished."""
    if is_unfinished():
        raise NotFinished


def is_unfinished() -> bool:
    """Whether a restore was begun on this database and has not come to its end."""
    unfinished = inspect(db.engine).has_table("setting") and settings.get("restoring")
    db.session.rollback()
    return bool(unfinished)


def _fits(said: Manifest, knows: Callable[[str], bool]) -> None:
    ours = db.engine.dialect.name
    if said.engine != ours:
        raise OtherEngine(theirs=said.engine, ours=ours)
    if not knows(said.revision):
        raise RevisionUnknown(revision=said.revision)
    missing = [name for name in said.keys if ring().named("seal", name) is None]
    if missing:
        raise KeyMissing(names=", ".join(missing))


def _put_away_keys(said: Manifest) -> None:
    """Keys that were left when the backup was made, and that no value of it needs, have been destroyed since."""
    for one in records(*TURNING):
        away = ring().named(one.purpose, one.name) is None and one.name not in said.keys
        if one.left_at and not one.destroyed_at and away:
            one.destroyed_at = clock.now()


def _work_folder() -> Path:
    """On SQLite beside the database, which the copy becomes by a new name; else where the system keeps what is in hand."""
    here = db.engine.dialect.name == "sqlite"
    return Path(db.engine.url.database or "").parent if here else Path(tempfile.gettempdir())


def _suppress(lines: Sequence[Line]) -> list[tuple[bytes, str]]:
    """Fingerprint and kind of those that the backup did not know."""
    rows: list[dict[str, Any]] = []
    for line in lines:
        mark, kind = departed.read(line.whom)
        at = datetime.fromisoformat(line.at)
        rows.append({"id": new_id(), "fingerprint": mark, "kind": kind, "at": at})
    added = add_once(Suppression, rows)
    return [(row["fingerprint"], row["kind"]) for row in rows if row["id"] in added]


def _take_back(ally_id: str) -> None:
    """The backup has them waiting to be erased; since then they have taken that back."""
    erasure = erasures.of_ally(ally_id, lock=True)
    ally = answer_by_link.find(ally_id) if erasure else None
    if erasure is None or ally is None:
        return
    contact = erasure.contact or {}
    with suppress(SignedUpSince):
        bring_back(ally, contact)
        lift(contact.get("email"), contact.get("phone"), (departed.ERASED,), made_at=erasure.asked_at)
        ally.acted_at = erasure.taken_back_at = clock.now()
        erasure.contact = None


def _forget(ally_id: str, why: str) -> None:
    """As erasing does; who had twenty hours left to take it back has none: the copies that could give it back are gone."""
    answer_by_link.find(ally_id)
    now = clock.now()
    hidden = erasures.of_ally(ally_id)
    erasing.claim_requests(ally_id, hidden.contact if hidden else None, now)
    for room in ROOMS:
        room.forget(ally_id)
    kept = Erasure(ally_id=ally_id, why=why or "asked", asked_at=now, due_at=now, done_at=now)
    waiting = db.session.scalars(
        select(Erasure).where(Erasure.ally_id == ally_id, Erasure.done_at.is_(None), Erasure.taken_back_at.is_(None))
    ).one_or_none()
    if waiting is None:
        db.session.add(kept)
    else:
        waiting.contact, waiting.done_at = None, now
    db.session.flush()
    trace.note("erased", None, "ally", ally_id, SOURCE)


def _disable(known: departed.Subjects) -> int:
    away = locked_out.let_in(known)
    for whose in away:
        ending.disable(whose)
        trace.note("disabled", None, "account", whose.id, SOURCE)
    return len(away)


def _close(known: departed.Subjects) -> bool:
    """What made somebody close it may last: administrators open it again, as they would have."""
    if not locked_out.stands_open(known):
        return False
    panic.press(None)
    trace.note("panic", None, detail=SOURCE)
    return True


def _say_no(whom: str) -> bool:
    """False: it stands so, or they are not in the backup."""
    ally_id, _blank, channel = whom.partition(" ")
    ally = answer_by_link.find(ally_id)
    if ally is None or getattr(ally, f"{channel}_consent") == "no":
        return False
    answer_by_link.say_no(ally, SOURCE, channels=(channel,))
    if channel == "email":
        outbox.withdraw_from(ally_id)
    neither = ally.email_consent == ally.phone_consent == "no"
    closing.close_all(ally_id, ASKED_TO_STOP, *(() if neither else (("letter",) if channel == "email" else TALK,)))
    return True
