"""A server of a test is over when nothing is being answered any more: what came later would open the next test's database."""

import threading
from urllib.request import urlopen

from flask import Flask

from tests.answering import plainly


def test_whatever_is_being_answered_is_waited_for() -> None:
    app, asked, let, ended = Flask("patient"), threading.Event(), threading.Event(), threading.Event()

    @app.get("/")
    def slowly() -> str:
        asked.set()
        assert let.wait(60)
        return "so it was"

    heard: list[bytes] = []

    def opened() -> None:
        with plainly(app) as port:
            asking = threading.Thread(target=lambda: heard.append(urlopen(f"http://127.0.0.1:{port}/").read()))
            asking.start()
            assert asked.wait(60)
        ended.set()
        asking.join()

    whole = threading.Thread(target=opened)
    whole.start()
    assert asked.wait(60)
    assert not ended.wait(1), "somebody is inside"
    let.set()
    whole.join()
    assert ended.is_set() and heard == [b"so it was"]
