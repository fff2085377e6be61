"""A line that loses answers: what is asked arrives, is done, and the answer to every third question never comes back."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest

PIECE = 65_536


class LossyLine:
    """Stands between a browser and a house on this machine. One question a connection, so that "every third" is exact."""

    def __init__(self, port: int, every: int = 3) -> None:
        self.to, self.every = port, every
        # What was asked, and whether its answer came through.
        self.asked: list[tuple[str, bool]] = []
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"http://localhost:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def lost(self, method: str = "") -> int:
        """How many answers never came, to questions of a method."""
        with self.lock:
            return sum(not came and what.startswith(method) for what, came in self.asked)

    def close(self) -> None:
        self.listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                browser, _address = self.listener.accept()
                threading.Thread(target=self._carry, args=(browser,), daemon=True).start()

    def _carry(self, browser: socket.socket) -> None:
        with closing(browser), suppress(OSError):
            question = self._question(browser)
            if not question:
                return
            with socket.create_connection(("127.0.0.1", self.to)) as house:
                house.sendall(question)
                answer = b"".join(iter(lambda: house.recv(PIECE), b""))
            with self.lock:
                came = self._comes(question)
                self.asked.append((question.split(b"\r\n")[0].decode("latin-1"), came))
            if came:
                browser.sendall(answer)

    def _comes(self, _question: bytes) -> bool:
        """Whether the answer to this question comes through."""
        return (len(self.asked) + 1) % self.every != 0

    def _question(self, browser: socket.socket) -> bytes:
        """All of it, asking the house to close when it has answered."""
        text = b""
        while b"\r\n\r\n" not in text:
            piece = browser.recv(PIECE)
            if not piece:
                return b""
            text += piece
        head, _, body = text.partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        sizes = [int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")]
        while sizes and len(body) < sizes[0]:
            body += browser.recv(PIECE)
        return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body


@pytest.fixture
def lossy_line() -> Iterator[type[LossyLine]]:
    lines: list[LossyLine] = []

    class Opened(LossyLine):
        def __init__(self, port: int, every: int = 3) -> None:
            super().__init__(port, every)
            lines.append(self)

    yield Opened
    for line in lines:
        line.close()
