"""A small real IMAP server on loopback: one account, one folder, and trouble when told to. Speaks what RFC 3501 asks of
LOGIN, SELECT, UID SEARCH, UID FETCH, UID STORE and LOGOUT; a client that wants more is told BAD.
"""

import re
import socket
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

PASSWORD = "paper & lanterns"


@dataclass
class Box:
    """`messages` by number. `commands`: what clients have said, passwords left out."""

    messages: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    commands: list[str] = field(default_factory=list)
    # A command at which the line is cut.
    hang_up_at: str = ""
    port: int = 0

    @property
    def url(self) -> str:
        return f"imap://letters%40houselights.example:paper%20%26%20lanterns@127.0.0.1:{self.port}/INBOX"

    def put(self, *messages: bytes) -> None:
        for raw in messages:
            self.messages[len(self.messages) + 1] = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


class _Line(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        self.wfile.write(b"* OK at your service\r\n")
        while line := self.rfile.readline():
            tag, _, rest = line.decode().strip().partition(" ")
            name = " ".join(rest.split()[: 2 if rest.upper().startswith("UID") else 1]).upper()
            box = self.server.box
            box.commands.append(name)
            if name == box.hang_up_at:
                return
            answer = getattr(self, f"say_{name.lower().replace(' ', '_')}", None)
            self.wfile.write(f"{tag} {answer(box, rest) if answer else 'BAD what?'}\r\n".encode())
            if name == "LOGOUT":
                return

    def say_capability(self, _box: Box, _rest: str) -> str:
        self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
        return "OK done"

    def say_login(self, _box: Box, rest: str) -> str:
        return "OK done" if rest == f'LOGIN letters@houselights.example "{PASSWORD}"' else "NO wrong"

    def say_select(self, box: Box, rest: str) -> str:
        self.wfile.write(f"* {len(box.messages)} EXISTS\r\n".encode())
        return "OK done" if rest == 'SELECT "INBOX"' else "NO such folder"

    def say_uid_search(self, box: Box, _rest: str) -> str:
        unread = sorted(set(box.messages) - box.seen)
        self.wfile.write(f"* SEARCH {' '.join(map(str, unread))}\r\n".encode())
        return "OK done"

    def say_uid_fetch(self, box: Box, rest: str) -> str:
        asked = re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", rest)
        assert asked
        raw = box.messages[int(asked[1])][: int(asked[2])]
        self.wfile.write(b"* 1 FETCH (UID %s BODY[]<0> {%d}\r\n%s)\r\n" % (asked[1].encode(), len(raw), raw))
        return "OK done"

    def say_uid_store(self, box: Box, rest: str) -> str:
        box.seen.add(int(rest.split()[2]))
        return "OK done"

    def say_logout(self, _box: Box, _rest: str) -> str:
        self.wfile.write(b"* BYE\r\n")
        return "OK done"


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, box: Box, **named: Any) -> None:
        self.box = box
        super().__init__(("127.0.0.1", 0), _Line, **named)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


@pytest.fixture
def imap() -> Iterator[Box]:
    box = Box()
    with _Server(box) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield box
        server.shutdown()
        thread.join()


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
