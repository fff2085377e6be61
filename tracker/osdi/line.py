"""One request to another OSDI server: bounded in time and size, encrypted unless it stays on this machine, never led on elsewhere.

The standard library's own HTTP client over a socket of ours: it follows no redirect, asks no proxy of the environment, and no drop
by drop lasts longer than the clock.
"""

import http.client
import io
import re
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import field
from functools import cache
from urllib.parse import urlsplit

from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.words import lazy

# Seconds for all of it: name, connection, TLS, request, answer. Bytes of an answer: 25 people with all their fields are a fifth.
PATIENCE, MOST_READ = 30.0, 8_000_000
MOST_WRITTEN = 500
TOO_MUCH = "it said too much"
PORTS = {"https": 443, "http": 80}
LOOPBACK = re.compile(r"localhost|127(\.\d{1,3}){3}|::1", re.ASCII)


class AddressUnfit(Refusal):
    sentence = lazy(
        "The other server’s address is a whole one without a password, such as https://actionnetwork.org/api/v2 (OSDI_URL)."
    )


class TlsNeeded(Refusal):
    sentence = lazy("The other server’s address has to begin with https://: names travel there (OSDI_URL).")


class NotReached(Refusal):
    """Nobody answered as a server does: whatever was sent may be sent again."""

    sentence = lazy("The other server did not answer: %(why)s.")


@dataclass(frozen=True, slots=True)
class Place:
    """Where another server's API begins. `base`: its path, without a slash at the end."""

    scheme: str
    host: str
    port: int
    base: str

    @property
    def named(self) -> str:
        """As the header Host names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def is_here(self) -> bool:
        """On this machine."""
        return LOOPBACK.fullmatch(self.host) is not None


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back. `headers`: by their names in lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str]


def place_of(written: str) -> Place:
    """Raises AddressUnfit and TlsNeeded."""
    if not written or len(written) > MOST_WRITTEN or re.search(r"[^!-~]", written) or "\\" in written:
        raise AddressUnfit
    try:
        parts = urlsplit(written)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise AddressUnfit from None
    plain = parts.username is None and parts.password is None and not parts.query and not parts.fragment
    if parts.scheme not in PORTS or not plain or port == 0 or not re.fullmatch(r"[0-9a-z._:-]+", host):
        raise AddressUnfit
    place = Place(parts.scheme, host, port or PORTS[parts.scheme], parts.path.rstrip("/"))
    if place.scheme == "http" and not place.is_here:
        raise TlsNeeded
    return place


def ask(place: Place, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> Answered:
    """Once. `path`: with what follows a question mark. Raises NotReached, and nothing else."""
    clock = _Clock()
    try:
        line = socket.create_connection((place.host, place.port), timeout=clock.left())
        try:
            if place.scheme == "https":
                line.settimeout(clock.left())
                line = _believed().wrap_socket(line, server_hostname=place.host)
            return _asked(_Line(line, clock), place, method, path, headers, body)
        finally:
            line.close()
    except ssl.SSLCertVerificationError:
        raise NotReached(why="its certificate is not believed") from None
    except TimeoutError:
        raise NotReached(why="it was too slow") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        # By its kind alone: its text could repeat what was sent.
        raise NotReached(why=type(error).__name__) from None


@cache
def _believed() -> ssl.SSLContext:
    return ssl.create_default_context()


def _asked(
    line: "_Line", place: Place, method: str, path: str, headers: Mapping[str, str], body: bytes | None
) -> Answered:
    asking = http.client.HTTPConnection(place.host, place.port)
    asking.sock = line  # what the client uses of a socket, with our clock
    asking.request(method, path, body, {"Host": place.named, "Connection": "close", **headers})
    answer = asking.getresponse()
    told = {name.lower(): value for name, value in answer.getheaders()}
    text = answer.read(MOST_READ + 1)
    if len(text) > MOST_READ:
        raise NotReached(why=TOO_MUCH)
    return Answered(answer.status, text, told)


@dataclass(slots=True)
class _Clock:
    ends: float = field(default_factory=lambda: time.monotonic() + PATIENCE)

    def left(self) -> float:
        seconds = self.ends - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds


class _Line(io.RawIOBase):
    """The socket, so that nothing lasts longer than the clock or is longer than we read."""

    def __init__(self, line: socket.socket, clock: _Clock) -> None:
        super().__init__()
        self.line, self.clock, self.came = line, clock, 0

    def sendall(self, data: bytes) -> None:
        self.line.settimeout(self.clock.left())
        self.line.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        """The client lets go of its socket before the answer is read; who opened it closes it."""

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self.came >= MOST_READ:
            raise NotReached(why=TOO_MUCH)
        self.line.settimeout(self.clock.left())
        came = self.line.recv_into(buffer)
        self.came += came
        return came
