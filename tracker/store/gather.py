"""gather: what many bring at the same moment is written in one transaction, and each hears of theirs when it is committed.

A commit waits for the disk, and a rule asks its questions as often as there are commits: sixty signups in one cost little more
than two by themselves. One thread of the process writes, and takes whatever waits at that moment: who comes alone waits for
nobody. It starts with the first, so after a fork. docs/decisions/0040-gather.md.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Generic, TypeVar

from flask import Flask
from sqlalchemy.exc import OperationalError

from tracker.errors import Refusal
from tracker.store.db import db
from tracker.words import lazy

Brought = TypeVar("Brought")
Told = TypeVar("Told")

# Of one transaction: beyond, the last would wait longer than they gain.
MOST = 64
# Waiting at once. A web server has fewer threads; whoever has more hears "come again" before they wait for seconds.
ROOM = 512
# Seconds that a list is held open for who is a few steps from it. Their page is in hand: nothing of theirs is awaited from outside.
A_MOMENT = 0.03
# Seconds that a list may be in hand, and that anybody waits. Longer, and the database is locked, mute or away: whoever holds a
# thread of the web server meanwhile keeps those from it who only want to read.
PATIENCE = 5.0


class TooManyWait(Refusal):
    sentence = lazy("Very many people at once. What you wrote is kept on this page: send it once more in a moment.")
    status = 503
    # Seconds, for a program.
    after = 1


class NotWritten(TooManyWait):
    """It may be on its way still: sent again, it is the same one."""

    sentence = lazy(
        "We cannot write it down just now. What you wrote is kept on this page: send it once more in a moment."
    )
    after = 5


class Gather(Generic[Brought, Told]):
    """What is brought is handed to `write`, in one list of up to MOST, inside an application context; it opens the transaction.

    `write` answers each in its place, with what is told or with the refusal to raise. When it raises, nothing was written: each
    is then written alone, so that one that cannot be keeps no other back.
    """

    def __init__(self, app: Flask, write: Callable[[Sequence[Brought]], Sequence[Told | Refusal]]) -> None:
        self.app, self.write = app, write
        self.waiting: deque[tuple[Brought, Future[Told]]] = deque()
        self.came = threading.Condition()
        # Who is about to bring something, waits, or has just been answered.
        self.expected = 0
        self.thread: threading.Thread | None = None
        # Since when a list has been in hand; nothing while there is none.
        self.since: float | None = None

    @contextmanager
    def a_moment(self) -> Iterator[None]:
        """Around whatever may end in bring(), and around that: a list that is about to be written is held open for them."""
        with self.came:
            self.expected += 1
        try:
            yield
        finally:
            with self.came:
                self.expected -= 1
                if self.waiting and self._is_whole():
                    self.came.notify()

    def bring(self, brought: Brought) -> Told:
        """What came of it, once it is on the disk. Raises TooManyWait, NotWritten, its refusal, and what writing it raised."""
        # Who waits holds no connection, and reads afterwards what is there by then.
        db.session.rollback()
        told: Future[Told] = Future()
        with self.came:
            if len(self.waiting) >= ROOM:
                raise TooManyWait
            if self.since is not None and time.monotonic() - self.since > PATIENCE:
                raise NotWritten
            self.waiting.append((brought, told))
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._write_on, name="gather", daemon=True)
                self.thread.start()
            if len(self.waiting) == 1 or self._is_whole():
                self.came.notify()
        try:
            return told.result(PATIENCE)
        except TimeoutError:
            if told.done():  # its own
                raise
            raise NotWritten from None

    def _is_whole(self) -> bool:
        """Whether nobody else is about to come into this list."""
        return len(self.waiting) >= min(self.expected, MOST)

    def _write_on(self) -> None:
        while True:
            with self.came:
                self.came.wait_for(lambda: bool(self.waiting))
                self.came.wait_for(self._is_whole, A_MOMENT)
                some = [self.waiting.popleft() for _ in range(min(MOST, len(self.waiting)))]
            self.since = time.monotonic()
            self._settle(some)
            self.since = None

    def _settle(self, some: Sequence[tuple[Brought, "Future[Told]"]]) -> None:
        """Each hears: of what was written, or why it was not. Never raises."""
        try:
            answers = self._written([brought for brought, _ in some])
        except BaseException as error:  # noqa: BLE001 (raised where it is waited for)
            if len(some) > 1:
                self._one_by_one(some)
            else:
                some[0][1].set_exception(error)
            return
        for (_, told), answer in zip(some, answers, strict=True):
            if isinstance(answer, Refusal):
                told.set_exception(answer)
            else:
                told.set_result(answer)

    def _one_by_one(self, some: Sequence[tuple[Brought, "Future[Told]"]]) -> None:
        """A database that is away is asked once more, not sixty times."""
        away: BaseException | None = None
        for each in some:
            if away is not None:
                each[1].set_exception(away)
                continue
            self._settle([each])
            error = each[1].exception()
            away = error if isinstance(error, OperationalError) else None
            if away is None:
                self.since = time.monotonic()

    def _written(self, some: Sequence[Brought]) -> Sequence[Told | Refusal]:
        """The context ends before anybody hears: so does its connection."""
        with self.app.app_context():
            answers = self.write(some)
            if len(answers) != len(some):
                raise RuntimeError("some were not answered")
            return answers
