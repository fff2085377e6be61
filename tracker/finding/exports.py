"""Files for the team, from being asked for to being fetched. Each is its asker's alone."""

from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, or_, select, update

from tracker import clock
from tracker.allies.ally import Ally
from tracker.errors import NotThere, Refusal
from tracker.finding.export import Export, ExportOf, ExportPart
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.rows import is_id
from tracker.store.transactions import add_many
from tracker.words import lazy

# From the click: a day to come back to it. From the first fetching: an hour, should it break off.
KEPT, KEPT_ON = timedelta(days=1), timedelta(hours=1)
# So long nobody else gathers what a worker has begun; renewed with each piece.
LEASE = timedelta(minutes=10)
# Bytes of one piece.
PIECE = 512 * 1024
# Allies in one file: as many as an import takes.
MOST = 100_000
SOME = 1_000


class FileNotThere(NotThere):
    sentence = lazy(
        "That file is not there any more. Files wait for a day; and one goes when somebody in it was erased."
    )


class NotReady(Refusal):
    sentence = lazy("It is not ready yet.")
    status = 409


class ShownOnce(Refusal):
    sentence = lazy(
        "The passphrase was shown once, and is kept nowhere. If it is lost, give this file up and ask for a new one."
    )
    status = 409


class TooMany(Refusal):
    sentence = lazy("One file holds %(most)s allies at most. Narrow the list, and take it in parts.")


class NobodyChosen(Refusal):
    sentence = lazy("Nobody is in this list.")


def chosen(fits: object) -> list[str]:
    """Ids of the allies for whom a condition over Ally holds. Raises NobodyChosen and TooMany."""
    ids = list(db.session.scalars(select(Ally.id).where(fits).order_by(Ally.id).limit(MOST + 1)))  # type: ignore[arg-type]
    if not ids:
        raise NobodyChosen
    if len(ids) > MOST:
        raise TooMany(most=f"{MOST:,}")
    return ids


def ask(export: Export, ally_ids: Collection[str] = ()) -> None:
    """It waits to be gathered; inside a transaction."""
    db.session.add(export)
    db.session.flush()
    add_many(ExportOf, [{"id": new_id(), "export_id": export.id, "ally_id": each} for each in sorted(set(ally_ids))])


def of_account(account_id: str) -> list[Export]:
    """Somebody's own, the latest first."""
    wanted = select(Export).where(Export.account_id == account_id).order_by(Export.asked_at.desc(), Export.id)
    return list(db.session.scalars(wanted))


def own(export_id: str, account_id: str, lock: bool = False) -> Export:
    """Raises FileNotThere for one of somebody else, too."""
    wanted = select(Export).where(Export.id == export_id, Export.account_id == account_id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(wanted) if is_id(export_id) else None
    if found is None:
        raise FileNotThere
    return found


def allies_of(export_id: str) -> Iterator[list[str]]:
    """Ids of those who were asked for, SOME at a time."""
    after = ""
    while True:
        wanted = select(ExportOf.ally_id).where(ExportOf.export_id == export_id, ExportOf.ally_id > after)
        ids = list(db.session.scalars(wanted.order_by(ExportOf.ally_id).limit(SOME)))
        if not ids:
            return
        yield ids
        after = ids[-1]


def anything_to_do(before: datetime) -> bool:
    """Whether one waits to be gathered, or was fetched before a moment. Asked each second: it writes nothing."""
    wanted = select(Export.id).where(or_(Export.gathered_at.is_(None), Export.fetched_at < before)).limit(1)
    return db.session.scalar(wanted) is not None


def counting() -> Select[int]:
    """How many wait to be gathered, or are being, to be asked together with other counts."""
    return select(func.count()).select_from(Export).where(Export.gathered_at.is_(None))


def oldest() -> Select[object]:
    """When the oldest of them was asked for."""
    return select(func.min(Export.asked_at)).where(Export.gathered_at.is_(None))


def lease(worker: str, only: str | None = None) -> Export | None:
    """The oldest that waits, or that one, from now on mine; what another had begun of it goes. Inside a transaction."""
    now = clock.now()
    free = or_(Export.leased_until.is_(None), Export.leased_until <= now, Export.leased_by == worker)
    wanted = select(Export).where(Export.gathered_at.is_(None), free).order_by(Export.asked_at, Export.id).limit(1)
    wanted = wanted.where(Export.id == only) if only else wanted
    export = db.session.scalars(wanted.with_for_update(skip_locked=True)).one_or_none()
    if export is not None:
        export.leased_by, export.leased_until, export.done = worker, now + LEASE, 0
        _drop_parts(export.id)
        db.session.flush()
    return export


def let_go(export_id: str, worker: str) -> None:
    """Anybody may begin it anew; inside a transaction."""
    mine = update(Export).where(Export.id == export_id, Export.leased_by == worker)
    db.session.execute(mine.values(leased_by=None, leased_until=None))


def keep_piece(export_id: str, worker: str, position: int, name: str, data: bytes, done: int, total: int) -> bool:
    """One piece more; inside a transaction. False: it was given up meanwhile, or somebody else has it."""
    mine = update(Export).where(Export.id == export_id, Export.leased_by == worker, Export.gathered_at.is_(None))
    held = mine.values(leased_until=clock.now() + LEASE, done=done, total=total).returning(Export.id)
    if db.session.scalars(held.execution_options(synchronize_session=False)).one_or_none() is None:
        return False
    _add_part(export_id, position, name, data)
    return True


def finish(
    export_id: str, worker: str, done: int, left_out: dict[str, int], total: int | None = None, who: str | None = None
) -> bool:
    """All of it is there; inside a transaction. False as keep_piece()."""
    export = db.session.get(Export, export_id, with_for_update=True, populate_existing=True)
    if export is None or export.leased_by != worker or export.gathered_at is not None:
        return False
    export.gathered_at, export.done, export.leased_by, export.leased_until = clock.now(), done, None, None
    export.total = done if total is None else total
    export.left_out, export.who = left_out, who
    db.session.flush()
    return True


def gathered(export_id: str) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The files that were gathered, each with its pieces, one in memory at a time. To be read in this order."""
    names = select(ExportPart.name).where(ExportPart.export_id == export_id)
    for name in db.session.scalars(names.group_by(ExportPart.name).order_by(func.min(ExportPart.position))).all():
        yield name, pieces(export_id, name)


def pieces(export_id: str, name: str) -> Iterator[bytes]:
    """Of one file."""
    wanted = select(ExportPart.id).where(ExportPart.export_id == export_id, ExportPart.name == name)
    for part_id in db.session.scalars(wanted.order_by(ExportPart.position)).all():
        sealed = db.session.scalar(select(ExportPart.piece_sealed).where(ExportPart.id == part_id))
        opened = ExportPart.piece.open_for(part_id, sealed)
        if opened is None:  # given up in this moment, or the house was closed
            raise FileNotThere
        yield b64decode(opened)


def lock(export: Export, locked: Iterable[bytes]) -> None:
    """The ZIP stands in the place of what was gathered; inside a transaction, the row locked."""
    _drop_parts(export.id)
    for position, piece in enumerate(locked):
        _add_part(export.id, position, "", piece)
    export.locked_at = clock.now()
    db.session.flush()


def begin_again(export: Export) -> None:
    """It waits to be gathered anew; inside a transaction."""
    _drop_parts(export.id)
    export.gathered_at, export.locked_at, export.done = None, None, 0
    db.session.flush()


def drop(export_id: str) -> None:
    """With all its parts; inside a transaction."""
    _drop_parts(export_id)
    db.session.execute(delete(ExportOf).where(ExportOf.export_id == export_id))
    db.session.execute(delete(Export).where(Export.id == export_id))


def drop_fetched(before: datetime) -> int:
    """Those that were fetched before a moment; inside a transaction. How many."""
    over = list(db.session.scalars(select(Export.id).where(Export.fetched_at < before)))
    for each in over:
        drop(each)
    return len(over)


def drop_all() -> int:
    """Every one; inside a transaction."""
    gone = list(db.session.scalars(select(Export.id)))
    for each in gone:
        drop(each)
    return len(gone)


def drop_those_with(ally_id: str) -> None:
    """In which an ally stands, and the takeouts, in which everybody does, unless they left already; inside a transaction."""
    theirs = select(ExportOf.export_id).where(ExportOf.ally_id == ally_id)
    gone = select(Export.id).where(or_(Export.id.in_(theirs), Export.kind == "takeout"))
    for each in list(db.session.scalars(gone)):
        drop(each)


def _add_part(export_id: str, position: int, name: str, data: bytes) -> None:
    part = ExportPart(export_id=export_id, position=position, name=name)
    part.piece = b64encode(data).decode("ascii")
    db.session.add(part)
    db.session.flush()
    db.session.expunge(part)


def _drop_parts(export_id: str) -> None:
    db.session.execute(delete(ExportPart).where(ExportPart.export_id == export_id))
