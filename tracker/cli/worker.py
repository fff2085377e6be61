"""`flask worker run`: writes due letters, carries them, erases who is due, says that it lives. Ends after the letter in hand."""

import signal
import threading
import time
from collections.abc import Callable
from datetime import date
from types import FrameType

import click
import structlog
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from tracker.cli import arenas, counting, gathering, hooking, lists, mail, nightly
from tracker.cli.chores import Chores
from tracker.cli.saying import said
from tracker.keeping import finality
from tracker.letters import reply_to
from tracker.letters.may_leave import must_stay
from tracker.mail.carry import MailServerUnfit, server_at
from tracker.mail.post_box import MailboxUnfit, mailbox_at
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.usecases import ask_for_reset, do_in_bulk
from tracker.usecases.deliver_due import deliver_due
from tracker.usecases.draw_kits import draw_kits
from tracker.usecases.erase_due import erase_due
from tracker.usecases.hand_out import hand_out
from tracker.usecases.restore import is_unfinished, refuse_unfinished
from tracker.usecases.say_alive import say_alive, say_gone
from tracker.usecases.send_digests import morning, send_digests
from tracker.usecases.sweep_disk import sweep_disk
from tracker.usecases.write_bulk_letters import write_bulk_letters
from tracker.usecases.write_due_letters import write_due_letters

# Seconds: between looks at an empty outbox; between signs of life; the longest wait for a database that is away.
LOOK, BEAT, LONGEST = 1.0, 10.0, 30.0
# Seconds between looks into the mailbox of IMAP_URL.
POLL = 60.0
# Seconds between looks for who is to be erased.
ERASE = 60.0

log = structlog.get_logger()
group = AppGroup("worker", help="The process that sends letters.")


@group.command("run")
@click.option("--once", is_flag=True, help="Work off what is due now, then end: for cron. Status 1: a chore failed.")
def run(once: bool) -> None:
    """Send due letters until told to end (SIGTERM, Ctrl-C)."""
    with said():
        refuse_unfinished()
    arenas.large_pieces_go_back()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if app.config["SMTP_URL"]:
        try:
            server_at(app.config["SMTP_URL"])
        except MailServerUnfit as refusal:
            raise click.ClickException(str(refusal)) from None
    if app.config["IMAP_URL"]:
        try:
            mailbox_at(app.config["IMAP_URL"])
        except MailboxUnfit as refusal:
            raise click.ClickException(str(refusal)) from None
    if not Worker(app).run(once):
        raise SystemExit(1)


class Worker:
    """One worker: its id, its signs of life, and whether it was told to end."""

    def __init__(self, app: Flask) -> None:
        self.app, self.id, self.ended = app, new_id(), threading.Event()
        self.beaten, self.polled, self.erased = -BEAT, -POLL, -ERASE
        # Whether the disk may still hold what was erased: a worker before us may have been killed in between.
        self.unswept = True
        self.said_that_they_stay = False
        self.digests_of: date | None = None
        self.said_that_nobody_reads = False
        self.chores = Chores()

    def run(self, once: bool) -> bool:
        """Turn after turn; a turn that fails is logged and followed by the next. False: `once`, and a chore failed."""
        before = {number: signal.signal(number, self._end) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            went_well = self.turns(once)
            self.fall_silent()
            return went_well
        finally:
            # Whoever ran us in a process of theirs is to be reached by a signal again, and no worker that has gone.
            for number, handler in before.items():
                signal.signal(number, handler)

    def turns(self, once: bool) -> bool:
        """As run()."""
        went_well, pause = True, LOOK
        while not self.ended.is_set():
            try:
                busy = self.turn()
                pause = LOOK
            except Exception as error:
                if once:
                    raise
                # Named by its kind alone: its text could hold an address. The next turn may go well.
                busy, pause = False, min(2 * pause, LONGEST)
                what = "database away" if isinstance(error, SQLAlchemyError) else "turn failed"
                log.warning(what, error=type(error).__name__, again_in=pause)
            if once and not busy:
                self.gather_the_rest()
                went_well = all((nightly.wait(), counting.wait(), hooking.wait())) and not self.chores.failing
                break
            if not busy:
                self.ended.wait(pause)
        if self.ended.is_set():
            log.info("told to end")
        return went_well

    def gather_the_rest(self) -> None:
        """Files that somebody asked for while the thread was at its last one are due as well."""
        gathering.wait()
        with self.app.app_context():
            gathering.gather_beside(self.id, self.ended.is_set)
        gathering.wait()

    def fall_silent(self) -> None:
        """Nobody need wait for us. A database that is away finds out by itself."""
        try:
            with self.app.app_context():
                say_gone(self.id)
        except SQLAlchemyError as error:
            log.warning("database away", error=type(error).__name__)

    def turn(self) -> bool:
        """Live, deliver, write, hand out, take in, erase, let lists in, see to the chores. True: there was something to do.

        Letters that wait leave first. A step that fails keeps none behind it from its turn: raises what the first that failed
        raised, after all of them.
        """
        busy, failed = False, None
        with self.app.app_context():
            if is_unfinished():
                log.warning("a restore goes on in this database: nothing is done")
                return False
            self.going_on()
            self.say_if_they_stay(self.app.config["SMTP_URL"])
            self.say_if_nobody_reads()
            for name, step in self.steps():
                try:
                    busy = bool(step()) or busy
                except Exception as error:  # noqa: BLE001 (raised when the others had their turn)
                    log.warning("step failed", step=name, error=type(error).__name__)
                    failed = failed or error
                    db.session.remove()
        if failed is not None:
            raise failed
        return busy

    def steps(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        """In their order, each by its name; what it returns is true when there was something to do."""
        settings = self.app.config
        base_url = settings["BASE_URL"]
        return (
            ("deliver", lambda: deliver_due(self.id, settings["SMTP_URL"], base_url, self.going_on)),
            ("answer who asked for a password", lambda: ask_for_reset.answer(base_url)),
            ("write", lambda: write_due_letters(base_url)),
            ("hand out", hand_out),
            ("look into the mailbox", lambda: self.look_into_mailbox(settings["IMAP_URL"])),
            ("write to many", lambda: write_bulk_letters(base_url)),
            ("do to many", do_in_bulk.go_on),
            ("greet in the morning", lambda: self.greet_in_the_morning(base_url)),
            ("erase", self.erase),
            ("see to lists", lambda: lists.see_to(self.going_on)),
            ("draw", lambda: draw_kits(self.id, base_url, self.going_on)),
            ("gather", lambda: gathering.gather_beside(self.id, self.ended.is_set)),
            ("chores", lambda: self.chores.see_to(base_url, self.ended.is_set)),
        )

    def erase(self) -> int:
        """Once a minute: who asked for it and who is not kept any longer. The next look need not wait after one that found some."""
        if time.monotonic() - self.erased < ERASE or self.ended.is_set():
            return 0
        # Said before: one that fails each time is tried once a minute, too.
        self.erased = time.monotonic()
        try:
            erased = erase_due()
        except Exception:
            # The others went before it was raised.
            self.after_erasing(some=True)
            raise
        self.after_erasing(some=erased > 0)
        self.erased = -ERASE if erased else self.erased
        return erased

    def after_erasing(self, some: bool) -> None:
        """`some`: somebody was erased, or may have been."""
        if some:
            # Before anything else: the log is what keeps them erased should the database be lost now.
            nightly.keep_erasures(self.app.config["BASE_URL"])
        # What the desk erases at once, and what the nightly clearing empties, lies on the disk as well.
        if some or self.unswept or finality.unswept():
            self.unswept = not sweep_disk()

    def greet_in_the_morning(self, base_url: str) -> int:
        """Once a day: the letters that tell what waits. How many."""
        day = morning()
        if day is None or day == self.digests_of:
            return 0
        written = send_digests(day, base_url)
        self.digests_of = day
        return written

    def look_into_mailbox(self, url: str) -> None:
        """Once a minute, where there is one. The next look need not wait when this one took all it may."""
        if url and time.monotonic() - self.polled >= POLL and not self.ended.is_set():
            took = mail.look_into(url)
            self.polled = -POLL if took == mail.MOST else time.monotonic()

    def say_if_they_stay(self, smtp_url: str) -> None:
        """Once: the demo's letters wait for good."""
        if not self.said_that_they_stay and must_stay(smtp_url):
            self.said_that_they_stay = True
            log.warning(
                "letters of the demo never leave this machine: SMTP_URL names another, so they stay in the outbox"
            )

    def say_if_nobody_reads(self) -> None:
        """Once: letters to allies wait until somebody reads what is answered to them."""
        if not self.said_that_nobody_reads and not reply_to.answered():
            self.said_that_nobody_reads = True
            log.warning("letters to allies wait: set a Reply-To that somebody reads (/desk/settings/)")

    def going_on(self) -> bool:
        """Asked before each letter; says at times that we live."""
        if time.monotonic() - self.beaten >= BEAT:
            say_alive(self.id, "worker")
            self.beaten = time.monotonic()
        return not self.ended.is_set()

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self.ended.set()
