"""An application behind a server in this process: the one that it is served with, and a plain one for browsers."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import waitress
from flask import Flask
from waitress import wasyncore
from werkzeug.serving import make_server


@contextmanager
def answering(app: Flask, **how: Any) -> Iterator[int]:
    """Its port. At the end no connection stays open, so that none is found by whichever test comes later."""
    server: Any = waitress.create_server(app, host="127.0.0.1", port=0, **how)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield int(server.effective_port)
    finally:
        server.task_dispatcher.shutdown()
        server.close()
        thread.join()
        wasyncore.close_all(server._map)


@contextmanager
def at_its_address(app: Flask) -> Iterator[str]:
    """The address at which it answers, for a browser: its BASE_URL."""
    with answering(app, threads=4) as port:
        app.config["BASE_URL"] = f"http://localhost:{port}"
        yield app.config["BASE_URL"]


@contextmanager
def plainly(app: Flask) -> Iterator[int]:
    """Its port, at Werkzeug's server. Afterwards nothing is being answered any more: an answer that outlives its test
    opens the database once more, and keeps that connection for a test that puts another database in its place.
    """
    door = _Door(app)
    server = make_server("127.0.0.1", 0, door, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        door.close()


class _Door:
    """Counts who is inside; closed, it lets nobody in."""

    def __init__(self, app: Flask) -> None:
        self.app, self.inside, self.open, self.moved = app, 0, True, threading.Condition()

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        with self.moved:
            if not self.open:
                start_response("503 Service Unavailable", [])
                return []
            self.inside += 1
        try:
            return self.app(environ, start_response)
        finally:
            with self.moved:
                self.inside -= 1
                self.moved.notify_all()

    def close(self) -> None:
        with self.moved:
            self.open = False
            assert self.moved.wait_for(lambda: not self.inside, timeout=60)
