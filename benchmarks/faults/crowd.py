"""A room full of phones that do what the page's script does: the same form again, until the house says "thank you"."""

import asyncio
import ssl
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import urlencode

from benchmarks.faults.house import House, wait_until
from benchmarks.faults.verdict import Verdict
from tests.web.public.test_signup import token_in

ROOM = 40  # people behind one router: with all that they send again they look like no flood
AUDIENCE = 200  # people at one film screening
# Seconds: an answer that takes longer is given up, and the form sent again after a pause.
ANSWER, PAUSES = 40.0, (0.5, 1.0, 2.0, 4.0)
# How often somebody sends by hand what was given back.
BY_HAND = 6
Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Crowd:
    """So many people by so many connections, to the first of `ports`; who is not answered there asks the next.

    `deaf`: one in so many hangs up before the first answer, and sends the form once more. `spread`: they begin with each of
    the ports in turn. `tls`: over it, to `host`; each room then comes from an address of its own.
    """

    house: House
    people: int
    connections: int
    ports: Sequence[int]
    deaf: int = 0
    seconds: float = 150.0
    spread: bool = False
    tls: ssl.SSLContext | None = None
    host: str = "localhost"
    # By number: the submissions that their forms carried, and when they were thanked.
    submissions: dict[int, list[str]] = field(default_factory=dict)
    thanked: dict[int, float] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    broken: int = 0
    # Answers of 5xx that gave nothing back of what was written.
    wordless: int = 0
    # Forms that came back to be sent once more by hand.
    given_back: int = 0
    deadline: float = 0.0
    thread: threading.Thread | None = None

    def __enter__(self) -> "Crowd":
        self.deadline = time.monotonic() + self.seconds
        self.thread = threading.Thread(target=lambda: asyncio.run(self._all()), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        if kind is not None:
            self.deadline = 0
        assert self.thread is not None
        self.thread.join()

    def until(self, many: int) -> None:
        """So many have been thanked."""
        wait_until(lambda: len(self.thanked) >= many or not self.goes_on(), f"{many} to be thanked")

    def goes_on(self) -> bool:
        return self.thread is not None and self.thread.is_alive()

    def judge(self, verdict: Verdict, all_thanked: bool = True) -> None:
        """Each who was thanked is there once, and nobody is there twice."""
        rows = self.house.asked("SELECT submission, ally_id FROM signup")
        there = Counter(str(submission).rpartition(".")[0] for submission, _ in rows)
        missing = [number for number in self.thanked if not any(there[each] for each in self.submissions[number])]
        verdict.must(not missing, f"{len(missing)} thanked and missing")
        twice = len(rows) - len(there), len(rows) - len({ally for _, ally in rows})
        verdict.must(twice == (0, 0), f"there twice: {twice[0]} submissions, {twice[1]} people")
        if all_thanked:
            verdict.must(
                len(self.thanked) == self.people, f"only {len(self.thanked)} of {self.people} thanked in the end"
            )
        verdict.must(self.house.is_whole(), "the database is not whole")
        verdict.must(not self.wordless, f"{self.wordless} answers without a word or what was written")
        said = ", ".join(f"{many} x {status}" for status, many in sorted(self.statuses.items()))
        verdict.say(f"{len(self.thanked)} of {self.people} thanked, {len(rows)} there; answers {said}")
        verdict.say(f"{self.broken} lines broke, {self.given_back} sent once more by hand")

    async def _all(self) -> None:
        left = list(range(self.people))[::-1]

        async def phone(which: int) -> None:
            phone = _Phone(self, which if self.spread else 0)
            while left and time.monotonic() < self.deadline:
                await phone.sign_up(left.pop())
            phone.hang_up()

        await asyncio.gather(*(phone(which) for which in range(self.connections)))


class _Phone:
    """One connection after the other, by which people come in turn."""

    def __init__(self, crowd: Crowd, at: int) -> None:
        self.crowd, self.at, self.address = crowd, at, ""
        self.line: Line | None = None
        # The last form that was given back.
        self.back = ""
        # Seconds to wait, by the last answer.
        self.after = 0

    async def sign_up(self, number: int) -> None:
        codes = self.crowd.house.codes
        path, address = f"/s/{codes[number // AUDIENCE % len(codes)]}", _address(number)
        if self.crowd.tls and address != self.address:
            self.hang_up()
        self.address = address
        page = await self._until(200, "GET", path, "", address)
        if page is None:
            return
        form = self._filled(number, page)
        if self.crowd.deaf and number % self.crowd.deaf == 0:
            await self._hang_up_on(path, form, address)
        for _ in range(BY_HAND):
            if await self._until(303, "POST", path, form, address) is not None:
                self.crowd.thanked[number] = time.monotonic()
                return
            if self.back:
                # It came back with a button: whoever holds the phone presses it.
                form = self._filled(number, self.back)
                await asyncio.sleep(PAUSES[-1])

    def _filled(self, number: int, page: str) -> str:
        token = token_in(page)
        self.crowd.submissions.setdefault(number, []).append(token.split(".")[1])
        said = {"name": f"Guest {number}", "email": f"guest{number}@example.org", "consent": "yes", "token": token}
        return urlencode({**said, "lang": "en"})

    def hang_up(self) -> None:
        if self.line:
            self.line[1].close()
        self.line = None

    async def _until(self, wanted: int, method: str, path: str, body: str, address: str) -> str | None:
        """Asked until it is answered so; nothing when the evening is over."""
        tries, self.back = 0, ""
        while time.monotonic() < self.crowd.deadline:
            began = time.monotonic()
            try:
                status, page = await asyncio.wait_for(self._ask(method, path, body, address), ANSWER)
            except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError, ValueError):
                self.hang_up()
                self.after = 0
                self.crowd.broken += 1
                self.at += 1
            else:
                if method == "POST":
                    self.crowd.took.append(time.monotonic() - began)
                    self.crowd.statuses[status] += 1
                    self.crowd.wordless += status >= 500 and not ('id="once-more"' in page or "One moment" in page)
                if status == wanted:
                    return page
                if status < 500 and status != 429:
                    self.crowd.given_back += 1
                    self.back = page if method == "POST" else ""
                    return None
            # As long as the house asked for, else a little longer each time.
            await asyncio.sleep(self.after or PAUSES[min(tries, len(PAUSES) - 1)])
            tries += 1
        return None

    async def _ask(self, method: str, path: str, body: str, address: str) -> tuple[int, str]:
        reader, writer = await self._opened()
        writer.write(_request(method, path, body, address, self.crowd.host))
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower().splitlines()
        told = dict(line.partition(": ")[::2] for line in head[1:])
        if told.get("transfer-encoding") == "chunked":
            raise ValueError("chunked")
        page = (await reader.readexactly(int(told.get("content-length", 0)))).decode("utf-8", "replace")
        self.after = int(told.get("retry-after", 0))
        if told.get("connection") == "close":
            self.hang_up()
        return int(head[0].split()[1]), page

    async def _hang_up_on(self, path: str, form: str, address: str) -> None:
        """Sent whole, and gone before the answer comes."""
        try:
            _reader, writer = await self._opened()
            writer.write(_request("POST", path, form, address, self.crowd.host))
            await writer.drain()
            await asyncio.sleep(0.002)
        except OSError:
            pass
        self.hang_up()

    async def _opened(self) -> Line:
        if self.line is None:
            ports = self.crowd.ports
            port, tls = ports[self.at % len(ports)], self.crowd.tls
            if tls is None:
                self.line = await asyncio.open_connection("127.0.0.1", port)
            else:
                # A front believes nobody's own word: all of 127.0.0.0/8 is this machine.
                source = self.address.replace("198.18.", "127.18.")
                self.line = await asyncio.open_connection(
                    "127.0.0.1", port, ssl=tls, server_hostname=self.crowd.host, local_addr=(source, 0)
                )
        return self.line


def _request(method: str, path: str, body: str, address: str, host: str) -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-For: {address}\r\n"
    head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    return (head + body).encode()


def _address(number: int) -> str:
    room = number // ROOM
    return f"198.18.{room // 250}.{room % 250 + 1}"
