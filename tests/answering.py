"""An application behind the server that it is served with, in this process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import waitress
from flask import Flask
from waitress import wasyncore


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
