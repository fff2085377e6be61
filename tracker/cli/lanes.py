"""Three lanes before the web server's threads: the team's, everybody's, and behind them whoever signs up as no room does.

When the lights come up hundreds wait in everybody's lane, and whoever makes a call at the desk would wait behind them all. So the
first two take turns, one each: nobody waits long in the short one, and whoever floods it takes half from the other and not all.
Some threads are never given to signups, which hold theirs until they are on the disk.

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
# Threads that are left for the team, of so many.
LEFT = 8
# Where the team works.
TEAMS = ("/desk", "/account")


class Lanes(ThreadedTaskDispatcher):
    """Waitress' threads, fed from three lanes. `presses`: whether a request is one of a flood; `works`: whether it is the team's, for
    whom `left` threads are left; `waited`: told how long each waited.
    """

    def __init__(
        self, threads: int, presses: Callable[[HTTPChannel], bool], waited: Callable[[float], None] | None = None,
        works: Callable[[HTTPChannel], bool] = lambda _channel: False, left: int = 0,
    ) -> None:  # fmt: skip
        super().__init__()
        self.presses, self.waited, self.works = presses, waited, works
        # `queue` is everybody's.
        self.team, self.flood = deque[HTTPChannel](), deque[HTTPChannel]()
        # Whose turn it is, where both wait; and how many threads everybody may have.
        self.teams_turn, self.everybodys_in_hand, self.most = True, 0, max(1, threads - left)
        self.flood_in_hand, self.others_in_hand = False, 0
        self.gives_way_until, self.somebody_looks = 0.0, False
        self.set_thread_count(threads)

    def add_task(self, task: HTTPChannel) -> None:
        lane = self.team if self.works(task) else self.flood if self.presses(task) else self.queue
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
            for lane in (self.team, self.flood):
                self.queue.extend(lane)
                lane.clear()
        return bool(super().shutdown(cancel_pending, timeout))

    def _serve_next(self) -> bool:
        """One request, waited for. False: the server ends."""
        with self.lock:
            while not self.stop_count and (lane := self._next()) is None:
                self._wait()
            if self.stop_count or lane is None:
                return False
            task = lane.popleft()
            self._take_in_hand(lane)
        if self.waited is not None:
            self.waited(time.monotonic() - task.houselights_came)
        try:
            task.service()
        except BaseException:  # waitress' own threads live on as well
            self.logger.exception("a request broke off")
        with self.lock:
            self._let_go(lane)
        return True

    def _next(self) -> "deque[HTTPChannel] | None":
        """The lane from which the next one comes."""
        if self._flood_moves():
            return self.flood
        everybody = self.queue and self.everybodys_in_hand < self.most
        if self.team and (self.teams_turn or not everybody):
            return self.team
        return self.queue if everybody else None

    def _flood_moves(self) -> bool:
        if not self.flood or self.flood_in_hand:
            return False
        others = self.queue or self.team or self.others_in_hand
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

    def _take_in_hand(self, lane: "deque[HTTPChannel]") -> None:
        if lane is self.flood:
            self.flood_in_hand = True
        else:
            self.others_in_hand += 1
            self.everybodys_in_hand += lane is self.queue
            self.teams_turn = lane is self.queue
        if self.flood and not self.somebody_looks:
            self.queue_cv.notify()

    def _let_go(self, lane: "deque[HTTPChannel]") -> None:
        if lane is self.flood:
            self.flood_in_hand = False
            self.gives_way_until = time.monotonic() + GIVES_WAY
        else:
            self.others_in_hand -= 1
            self.everybodys_in_hand -= lane is self.queue
            if self.queue and self.everybodys_in_hand == self.most - 1:
                self.queue_cv.notify()


def of_a_flood(app: Flask, channel: HTTPChannel) -> bool:
    """Whether the request that has come is one more signup of a network that sends them as no room does."""
    asked = channel.requests[0]
    if asked.error or asked.command != "POST":
        return False
    address = proxies.address(app, channel.addr[0], asked.headers.get("X_FORWARDED_FOR"))
    return turnstile.presses(app, asked.path, address)


def of_the_team(channel: HTTPChannel) -> bool:
    """Whether the request that has come is for a page on which the team works."""
    asked = channel.requests[0]
    return not asked.error and asked.path.startswith(TEAMS)
