"""A real SMTP server on loopback that keeps what it receives, and misbehaves when told to."""

import socket
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, TypeVar

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HANG_UP = "hang up"


@dataclass
class Received:
    sender: str
    recipients: list[str]
    raw: bytes
    message: EmailMessage


@dataclass
class Post:
    """`answers` ("451 4.3.0 Later", "550 5.1.1 Unknown", HANG_UP): one per letter; then every letter is taken."""

    letters: list[Received] = field(default_factory=list)
    answers: deque[str] = field(default_factory=deque)
    port: int = 0
    # Recipients whom this server does not know: refused before the letter is sent.
    strangers: set[str] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.strangers:
            return "550 5.1.1 User unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        answer = self.answers.popleft() if self.answers else "250 Taken"
        if answer == HANG_UP:
            assert server.transport is not None
            server.transport.close()
            return "421 Gone"
        if answer.startswith("2"):
            raw = envelope.content
            assert isinstance(raw, bytes)
            message = message_from_bytes(raw, policy=policy.default)
            self.letters.append(Received(envelope.mail_from or "", list(envelope.rcpt_tos), raw, message))
        return answer


P = TypeVar("P", bound=Post)


class _Listening(Controller):
    """On a port of the system's choice: aiosmtpd itself would connect to port 0 to see whether it has started."""

    def __init__(self, post: Post, **tls: Any) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        # A listener of one's own has no protocol that asyncio knows: without this each answer waits 40 ms for the other side's "heard".
        self.listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.post = post
        self.lines: list[SMTP] = []
        super().__init__(post, hostname="127.0.0.1", port=self.listener.getsockname()[1], **tls)

    def factory(self) -> SMTP:
        self.lines.append(super().factory())
        return self.lines[-1]

    def cancel_tasks(self, stop_loop: bool = True) -> None:
        """Hang up on who is still connected: a line left open would be missed in some later test. In the loop's thread."""
        for line in self.lines:
            if line.transport is not None:
                line.transport.abort()
        # One more turn of the loop, in which the lines close.
        self.loop.call_soon(super().cancel_tasks, stop_loop)

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self.listener, ssl=self.ssl_context)

    def _trigger_server(self) -> None:
        """Aiosmtpd would knock with a context that knows no authority: a knock without words is enough."""
        if self.ssl_context is None:
            super()._trigger_server()
        else:
            socket.create_connection(self.listener.getsockname()).close()


@contextmanager
def listening(post: P, **tls: Any) -> Iterator[P]:
    """The server with `post` behind it. `tls_context`: it offers STARTTLS; `ssl_context`: TLS from the first word."""
    controller = _Listening(post, **tls)
    post.port = controller.port
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


@pytest.fixture
def smtp() -> Iterator[Post]:
    with listening(Post()) as post:
        yield post
