"""One request to somebody else's server: bounded in time and size, to the number that was judged, never led on elsewhere.

The standard library's own HTTP client over a socket of ours: it connects to nothing by itself, follows no redirect, and asks no
proxy of the environment.
"""

import http.client
import io
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import cache

from tracker.outward.addresses import Network, Place, is_own, may_be_reached
from tracker.records import dataclass

# Seconds for all of it: name, connection, TLS, request, answer. And for one of several numbers of a name.
PATIENCE, TO_CONNECT = 10.0, 4.0
# Bytes of an answer that are read at all, headers too; and of its text, that are kept.
MOST_READ, MOST_KEPT = 32_768, 1_000
# Of the numbers that a name stands for, so many are tried.
MOST_NUMBERS = 3

Resolver = Callable[[str, int], Sequence[str]]


class NotReached(Exception):
    """Nobody answered: `trouble` is a word of TROUBLES."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble


TROUBLES = ("name", "forbidden", "no tls", "unreachable", "certificate", "too slow", "no answer", "too much")


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back. `again_after`: seconds that it asks us to wait, if it does."""

    status: int
    text: str = ""
    again_after: int | None = None


@dataclass(slots=True)
class _Clock:
    """How long is left."""

    ends: float = field(default_factory=lambda: time.monotonic() + PATIENCE)

    def left(self) -> float:
        """Raises NotReached when it is over."""
        seconds = self.ends - time.monotonic()
        if seconds <= 0:
            raise NotReached("too slow")
        return seconds


def resolved(host: str, port: int) -> list[str]:
    """The numbers of a name, as the machine's own resolver says them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


@cache
def _believed() -> ssl.SSLContext:
    """Whose certificates the machine believes, read once: it takes longer than a request."""
    return ssl.create_default_context()


def post(
    place: Place, body: bytes, headers: Mapping[str, str], own: Sequence[Network] = (), resolver: Resolver = resolved,
    trusted: ssl.SSLContext | None = None,
) -> Answered:  # fmt: skip
    """POST it there, once. `own`: networks that may be reached although they are private, there without TLS too.

    `trusted`: whose certificates are believed; None: those that the machine believes. Raises NotReached, and nothing else.
    """
    clock = _Clock()
    try:
        line = _connected(_judged(place, own, resolver, clock), place, clock)
        try:
            if place.scheme == "https":
                line.settimeout(clock.left())
                line = (trusted or _believed()).wrap_socket(line, server_hostname=place.host)
            return _asked(_Line(line, clock), place, body, headers)
        finally:
            line.close()
    except ssl.SSLCertVerificationError:
        raise NotReached("certificate") from None
    except TimeoutError:
        raise NotReached("too slow") from None
    except (OSError, http.client.HTTPException, ValueError):
        raise NotReached("no answer") from None


def _judged(place: Place, own: Sequence[Network], resolver: Resolver, clock: _Clock) -> list[str]:
    """The numbers of the place, all of them fit to be reached: one that is not makes the name suspicious."""
    numbers = _looked_up(place, resolver, clock)
    try:
        addresses = [ipaddress.ip_address(each) for each in numbers]
    except ValueError:
        raise NotReached("forbidden") from None
    if not all(may_be_reached(each, own) for each in addresses):
        raise NotReached("forbidden")
    if place.scheme != "https" and not all(is_own(each, own) for each in addresses):
        raise NotReached("no tls")
    return numbers[:MOST_NUMBERS]


def _looked_up(place: Place, resolver: Resolver, clock: _Clock) -> list[str]:
    """In a thread: the machine's resolver knows no limit of time but its own."""
    found: list[str] = []

    def look() -> None:
        try:
            found.extend(resolver(place.host, place.port))
        except (OSError, UnicodeError):
            return

    looking = threading.Thread(target=look, name="looking up a name", daemon=True)
    looking.start()
    looking.join(clock.left())
    if looking.is_alive():
        raise NotReached("too slow")
    if not found:
        raise NotReached("name")
    return found


def _connected(numbers: Sequence[str], place: Place, clock: _Clock) -> socket.socket:
    """To a number, so that nothing is looked up a second time."""
    for number in numbers:
        try:
            return socket.create_connection((number, place.port), timeout=min(TO_CONNECT, clock.left()))
        except OSError:
            continue
    raise NotReached("unreachable")


def _asked(line: "_Line", place: Place, body: bytes, headers: Mapping[str, str]) -> Answered:
    asking = http.client.HTTPConnection(place.host, place.port)
    asking.sock = line  # what the client uses of a socket, with our clock
    asking.request("POST", place.path, body, {"Host": place.named, "Connection": "close", **headers})
    answer = asking.getresponse()
    text = answer.read(MOST_KEPT).decode("utf-8", "replace")
    wait = answer.getheader("Retry-After", "").strip()
    return Answered(answer.status, text, int(wait) if wait.isascii() and wait.isdigit() and len(wait) < 8 else None)


class _Line:
    """What the client uses of a socket."""

    def __init__(self, line: socket.socket, clock: _Clock) -> None:
        self.line, self.clock = line, clock

    def sendall(self, data: bytes) -> None:
        self.line.settimeout(self.clock.left())
        self.line.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reading(self.line, self.clock))

    def close(self) -> None:
        """The client lets go before it has read the text; whoever connected closes."""


class _Reading(io.RawIOBase):
    """No drop by drop lasts longer than the clock, and nothing is longer than we read."""

    def __init__(self, line: socket.socket, clock: _Clock) -> None:
        super().__init__()
        self.line, self.clock, self.so_far = line, clock, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self.so_far >= MOST_READ:
            raise NotReached("too much")
        self.line.settimeout(self.clock.left())
        came = self.line.recv_into(buffer)
        self.so_far += came
        return came
