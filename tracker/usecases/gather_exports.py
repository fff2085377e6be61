"""Files that somebody asked for are gathered, piece by piece, each piece sealed as it is written: the worker's, or at once for few.

Nothing of it ever lies open on a disk. What a kill leaves behind is begun anew by the next.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import delete

from tracker import clock
from tracker.files.writing import pieces
from tracker.files.zips import Member
from tracker.finding import contacts_out, exports
from tracker.finding.export import Export, ExportOf
from tracker.store.db import db
from tracker.store.keyring import ring
from tracker.store.transactions import one_moment, transaction
from tracker.takeout.packing import Packing
from tracker.team import house_clock
from tracker.words import _n, speaking

Going = Callable[[], bool]


def anything_to_do() -> bool:
    """Whether one waits, or lies about after it was fetched."""
    found = exports.anything_to_do(clock.now() - exports.KEPT_ON)
    db.session.rollback()
    return found


def gather_exports(worker: str, going_on: Going = lambda: True, only: str | None = None) -> int:
    """How many were gathered; of all that wait, or `only` one. What was fetched an hour ago goes."""
    number = 0
    while going_on():
        with transaction():
            exports.drop_fetched(clock.now() - exports.KEPT_ON)
            export = exports.lease(worker, only)
            export_id = export.id if export else ""
        if not export_id:
            break
        number += _gather(export_id, worker, going_on)
    return number


def _gather(export_id: str, worker: str, going_on: Going) -> bool:
    """False: it was given up, or we are told to end."""
    export = db.session.get_one(Export, export_id)
    gathering = _Takeout() if export.kind == "takeout" else _Contacts(export_id)
    for position, (name, data) in enumerate(gathering.read()):
        if not going_on():
            with transaction():
                exports.let_go(export_id, worker)
            return False
        with transaction():
            if not exports.keep_piece(export_id, worker, position, name, data, gathering.done, gathering.total):
                return False
    with transaction():
        return gathering.finish(export_id, worker)


class _Contacts:
    """The list, and a text that says what it is."""

    def __init__(self, export_id: str) -> None:
        self.export_id, self.done, self.total = export_id, 0, 0
        self.left_out: Counter[str] = Counter()
        self.out: list[str] = []
        self.who = contacts_out.Who()
        export = db.session.get_one(Export, export_id)
        # Read now: the session forgets what was read with each transaction.
        self.asked = {name: getattr(export, name) for name in ("layout", "form", "with_care")}
        self.total = export.total

    def read(self) -> Iterator[tuple[str, bytes]]:
        form, layout = self.asked["form"], self.asked["layout"]
        yield from _cut((f"list.{form}", pieces(form, contacts_out.header(layout), self._rows())))
        yield "about.txt", self._about().encode()

    def _rows(self) -> Iterator[list[Any]]:
        as_asked = Export(kind="contacts", **self.asked)
        for ids in exports.allies_of(self.export_id):
            # The whole batch before the next piece is written, which ends what is being read.
            some = list(contacts_out.lines_of(ids, as_asked, self.left_out))
            held = {line.ally_id for line in some}
            self.out += [ally_id for ally_id in ids if ally_id not in held]
            self.done += len(ids)
            for line in some:
                self.who.add(line)
                yield line.cells

    def finish(self, export_id: str, worker: str) -> bool:
        """Those who are not in it have nothing to do with it any more; inside a transaction."""
        for start in range(0, len(self.out), 5_000):
            some = ExportOf.ally_id.in_(self.out[start : start + 5_000])
            db.session.execute(delete(ExportOf).where(ExportOf.export_id == export_id, some))
        return exports.finish(export_id, worker, self.done, dict(self.left_out), who=self.who.mark)

    def _about(self) -> str:
        in_it = self.done - sum(self.left_out.values())
        with speaking("en"):
            return "\n".join([
                _n("%(n)s ally, as of %(day)s.", "%(n)s allies, as of %(day)s.", in_it, day=house_clock.today().isoformat()),
                "",
                "may_be_written_to, may_be_called: what each has said themselves. Write only to “yes”. “not asked” is no yes.",
                "Whoever said no, or asked to be left alone, is not in the list. Ask the house before you use an old copy:",
                "people change their minds, and this file does not hear of it.",
                "Keep it locked, give it to nobody, destroy it when you are done. That you took it is written down.",
                "",
            ])  # fmt: skip


class _Takeout:
    """Everything, as it stands at one moment."""

    def __init__(self) -> None:
        self.done = self.total = 0

    def read(self) -> Iterator[tuple[str, bytes]]:
        with one_moment() as connection:
            packing = Packing(connection, ring(), clock.now())
            self.total = packing.how_many()
            for member in packing.members():
                for name, data in _cut(member):
                    self.done = sum(packing.rows.values())
                    yield name, data

    def finish(self, export_id: str, worker: str) -> bool:
        return exports.finish(export_id, worker, self.done, {}, self.done)


def _cut(member: Member) -> Iterator[tuple[str, bytes]]:
    """A file in pieces of one size; an empty one is one piece."""
    name, waiting = member[0], bytearray()
    empty = True
    for data in member[1]:
        waiting += data
        while len(waiting) >= exports.PIECE:
            yield name, bytes(waiting[: exports.PIECE])
            del waiting[: exports.PIECE]
            empty = False
    if waiting or empty:
        yield name, bytes(waiting)
