"""Two lanes before the web server's threads: whoever signs up as no room does waits behind everybody else.

The interpreter has one lock: what several threads do at once for a flood is taken from whoever works at the desk. So a flood
goes through one thread, and gives way a hundredth of a second each time somebody else is being served. Waitress' own queue
has one lane, in the order in which people come. docs/decisions/0013-floods.md.
"""

import time
from collections import deque
from collections.abc import Callable

from flask import Flask
from waitress.channel import HTTPChannel
from waitress.task import ThreadedTaskDispatcher

from tracker.web.frame import proxies, turnstile

# Seconds that the flood gives way to others at most, each time.
GIVES_WAY = 0.01
# Of a flood beyond so many connections each holds up new ones of everybody: it gives way no longer.
PATIENT = 64


class TwoLanes(ThreadedTaskDispatcher):
    """Waitress' threads, fed from two lanes. `presses`: whether a request is one of a flood; `waited`: told how long each waited."""

    def __init__(
        self, threads: int, presses: Callable[[HTTPChannel], bool], waited: Callable[[float], None] | None = None
    ) -> None:
        super().__init__()
        self.presses, self.waited = presses, waited
        # `queue` is everybody's.
        self.flood = deque[HTTPChannel]()
        self.flood_in_hand, self.others_in_hand = False, 0
        self.gives_way_until, self.somebody_looks = 0.0, False
        self.set_thread_count(threads)

    def add_task(self, task: HTTPChannel) -> None:
        lane = self.flood if self.presses(task) else self.queue
        task.houselights_came = time.monotonic()
        with self.lock:
            lane.append(task)
            self.queue_cv.notify()

    def handler_thread(self, thread_no: int) -> None:
        while self._serve_next():
            pass
        with self.lock:
            self.active_count -= 1
            self.stop_count -= 1
            self.threads.discard(thread_no)
            self.thread_exit_cv.notify()

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        with self.lock:
            self.queue.extend(self.flood)
            self.flood.clear()
        return bool(super().shutdown(cancel_pending, timeout))

    def _serve_next(self) -> bool:
        """One request, waited for. False: the server ends."""
        with self.lock:
            while not self.stop_count and not self.queue and not self._flood_moves():
                self._wait()
            if self.stop_count:
                return False
            of_flood = self._flood_moves()
            task = self.flood.popleft() if of_flood else self.queue.popleft()
            self._take_in_hand(of_flood)
        if self.waited is not None:
            self.waited(time.monotonic() - task.houselights_came)
        try:
            task.service()
        except BaseException:  # waitress' own threads live on as well
            self.logger.exception("a request broke off")
        with self.lock:
            self._let_go(of_flood)
        return True

    def _flood_moves(self) -> bool:
        if not self.flood or self.flood_in_hand:
            return False
        others = self.queue or self.others_in_hand
        return not (others and len(self.flood) <= PATIENT and time.monotonic() < self.gives_way_until)

    def _wait(self) -> None:
        """To be told. One thread looks again by itself while the flood gives way."""
        looks = bool(self.flood) and not self.flood_in_hand and not self.somebody_looks
        self.somebody_looks |= looks
        self.active_count -= 1
        self.queue_cv.wait(GIVES_WAY if looks else None)
        self.active_count += 1
        if looks:
            self.somebody_looks = False

    def _take_in_hand(self, of_flood: bool) -> None:
        if of_flood:
            self.flood_in_hand = True
        else:
            self.others_in_hand += 1
        if self.flood and not self.somebody_looks:
            self.queue_cv.notify()

    def _let_go(self, of_flood: bool) -> None:
        if of_flood:
            self.flood_in_hand = False
            self.gives_way_until = time.monotonic() + GIVES_WAY
        else:
            self.others_in_hand -= 1


def of_a_flood(app: Flask, channel: HTTPChannel) -> bool:
    """Whether the request that has come is one more signup of a network that sends them as no room does."""
    asked = channel.requests[0]
    if asked.error or asked.command != "POST":
        return False
    address = proxies.address(app, channel.addr[0], asked.headers.get("X_FORWARDED_FOR"))
    return turnstile.presses(app, asked.path, address)
