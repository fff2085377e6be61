"""What the worker sees to besides letters, each at its own pace: keys, backups, periods that end."""

import time
from collections.abc import Callable
from dataclasses import field

import structlog
from sqlalchemy.exc import SQLAlchemyError

from tracker.cli import counting, hooking, nightly, trace
from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.store.db import db
from tracker.usecases import note_chore
from tracker.usecases.announce_erasures import announce_erasures
from tracker.usecases.ask_to_keep import ask_to_keep
from tracker.usecases.clear_old import clear_old
from tracker.usecases.index_names import index_names
from tracker.usecases.look_for_likenesses import look_for_likenesses
from tracker.usecases.read_people import tell_of_programs
from tracker.usecases.remind_hosts import remind_hosts
from tracker.usecases.remind_of_sheets import remind_of_sheets
from tracker.usecases.take_in_sheets import take_in_sheets
from tracker.usecases.turn_keys import turn_when_due
from tracker.usecases.welcome_kiosk_entries import welcome_kiosk_entries

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Chore:
    """A deed that looks for itself whether something is due; `every` so many seconds. It is told the BASE_URL."""

    name: str
    every: float
    deed: Callable[[str], object]


CHORES: tuple[Chore, ...] = (
    Chore("trace head", 60, trace.note_head),
    Chore("trace retention", 3600, trace.drop),
    Chore("trace watch", 3600, trace.watch),
    Chore("hours of other programs", 60.0, lambda _base_url: tell_of_programs()),
    Chore("keys", 10.0, turn_when_due),
    Chore("names", 5.0, lambda _base_url: index_names()),
    Chore("welcome entries of kiosks", 3.0, lambda _base_url: welcome_kiosk_entries()),
    Chore("announce erasures", 3600.0, announce_erasures),
    Chore("remind hosts", 300.0, remind_hosts),
    Chore("take in sheets", 60.0, lambda _base_url: take_in_sheets()),
    Chore("remind of sheets", 3600.0, remind_of_sheets),
    Chore("ask to keep", 600.0, ask_to_keep),
    Chore("clear what is old", 60.0, lambda _base_url: clear_old()),
    Chore("figures", 300.0, counting.count_due_beside),
    Chore("figures asked for", 3.0, counting.count_asked_beside),
    Chore("numbers of pages", 30.0, counting.count_pages_beside),
    Chore("webhooks", 2.0, hooking.deliver_beside),
    Chore("likenesses", 5.0, lambda _base_url: look_for_likenesses()),
    Chore("erasure log", 60.0, nightly.log_gone),
    Chore("backup", 900.0, nightly.back_up_beside),
)


@dataclass
class Chores:
    """Whose turn it is. One that fails comes again, and the others do not wait for it.

    It is logged by its kind, a refusal by its sentence, when that is new; `failing` holds the kind of those that failed last time.
    """

    chores: tuple[Chore, ...] = CHORES
    seen_to: dict[str, float] = field(default_factory=dict)
    failing: dict[str, str] = field(default_factory=dict)

    def see_to(self, base_url: str, told_to_end: Callable[[], bool]) -> None:
        """Those that are due, each in its turn; how each went is noted for /healthz and the administrators."""
        for chore in self.chores:
            since = time.monotonic() - self.seen_to.get(chore.name, -chore.every)
            if since < chore.every or told_to_end():
                continue
            self.seen_to[chore.name] = time.monotonic()
            try:
                chore.deed(base_url)
            except Exception as error:  # noqa: BLE001
                self._failed(chore.name, error, base_url)
            else:
                self._went_well(chore.name)

    def _failed(self, name: str, error: Exception, base_url: str) -> None:
        db.session.remove()
        kind = type(error).__name__
        if self.failing.get(name) != kind:
            log.warning("chore failed", chore=name, error=kind, why=str(error) if isinstance(error, Refusal) else "")
        self.failing[name] = kind
        self._note(lambda: note_chore.failed(name, base_url))

    def _went_well(self, name: str) -> None:
        if self.failing.pop(name, None):
            log.info("chore goes well again", chore=name)
        self._note(lambda: note_chore.went_well(name))

    def _note(self, note: Callable[[], None]) -> None:
        """A database that is away takes no note: the next time tells it."""
        try:
            note()
        except SQLAlchemyError as error:
            db.session.remove()
            log.warning("database away", error=type(error).__name__)
