"""A real HTTP server on loopback that keeps what it is told, and misbehaves when told to."""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HANG_UP = "hang up"


@dataclass
class Told:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Receiver:
    """`answers`: one per request; then every one is taken. An answer is a status, HANG_UP, or what is called with the handler."""

    told: list[Told] = field(default_factory=list)
    answers: deque[int | str | Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=deque)
    headers: dict[str, str] = field(default_factory=dict)
    text: bytes = b"thank you"
    host: str = "127.0.0.1"
    port: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}/incoming?key=a1"

    @property
    def ids(self) -> list[str]:
        return [each.headers["Houselights-Delivery"] for each in self.told]


@contextmanager
def receiving(host: str = "127.0.0.1", port: int = 0) -> Iterator[Receiver]:
    receiver = Receiver(host=host)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            with receiver.lock:
                receiver.told.append(Told(self.path, dict(self.headers), body))
                answer = receiver.answers.popleft() if receiver.answers else 200
            if callable(answer):
                answer(self)
                return
            if isinstance(answer, str):
                self.close_connection = True
                return
            self.send_response(answer)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(receiver.text)))
            self.end_headers()
            self.wfile.write(receiver.text)

        def log_message(self, *_told: object) -> None:
            return

    server = ThreadingHTTPServer((host, port), Handler)
    server.daemon_threads = True
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
