"""The public pages as they were answered, once for a run, and a browser that is handed them.

The browser asks a server in this process, which answers with the bytes, status and headers that the application gave: so it
keeps what it may keep, as at home. (Playwright's own `route` would forbid that, and ask this process for every part of a page.)
"""

import pickle
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask

from tests import run
from tests.bones import bones
from tests.engines import build, close, sqlite_house
from tests.public_pages import PAGES
from tests.public_scene import on_stage
from tests.public_visitor import Visitor
from tracker.usecases.move_in import move_in
from tracker.words import LANGUAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PARTS = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="(/[^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Shown:
    """All pages in all languages, by name and language; and what they load, by address."""

    pages: dict[tuple[str, str], Answer] = field(default_factory=dict)
    parts: dict[str, Answer] = field(default_factory=dict)
    # Rules of the routes that were asked, with the method.
    asked: set[tuple[str, str]] = field(default_factory=set)

    def answer(self, path: str) -> Answer:
        """What stands at this path: a part by its own address, a page at /name/language; what nobody has seen is not found."""
        # What a page asks by itself after a while, and leaves without an answer: whether a number has risen, how far something is.
        if path.endswith(("/live", "/progress", "/far")):
            return Answer(304, {}, b"")
        _, name, language = f"{path}//".split("/")[:3]
        return self.parts.get(path) or self.pages.get((name, language)) or Answer(404, {"Content-Length": "0"}, b"")

    @contextmanager
    def served(self) -> Iterator[str]:
        """A server for a browser on this machine; its origin."""

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"  # a line stays open for the next page

            def do_GET(handler) -> None:  # noqa: N805 (the library's name; `self` is what is shown)
                found = self.answer(handler.path.partition("?")[0])
                handler.send_response(found.status)
                for header, value in found.headers.items():
                    handler.send_header(header, value)
                handler.end_headers()
                handler.wfile.write(found.body)

            def log_message(handler, *_said: Any) -> None:  # noqa: N805
                """Nothing: the tests tell what goes wrong."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()


def collect(app: Flask) -> Shown:
    """Comes to every page in every language."""
    shown = Shown()
    app.before_request_funcs.setdefault(None, []).append(lambda: _remember(shown))
    with on_stage(app) as scene:
        for name, page in PAGES.items():
            for language in LANGUAGES:
                answer = page.reach(Visitor(scene, language))
                assert answer.status_code == page.status, f"{name} ({language}): {answer.status}"
                assert answer.mimetype == "text/html", f"{name} ({language}): {answer.mimetype}"
                shown.pages[name, language] = _kept(answer)
                for address in PARTS.findall(answer.text):
                    if address not in shown.parts:
                        shown.parts[address] = _kept(Visitor(scene).get(address))
    return shown


def _remember(shown: Shown) -> None:
    from flask import request

    if request.url_rule is not None:
        shown.asked.add((request.url_rule.rule, request.method))


def _kept(answer: Any) -> Answer:
    return Answer(answer.status_code, dict(answer.headers), answer.get_data())


@contextmanager
def house(folder: Path) -> Iterator[Flask]:
    """An application of its own over a fresh SQLite file in `folder`."""
    app = build(sqlite_house(folder), folder)
    with app.app_context():
        move_in()
    yield app
    close(app)


def _collected(path: Path) -> None:
    folder = path.with_suffix(".house")
    folder.mkdir(mode=0o700)
    with house(folder) as app:
        path.write_bytes(pickle.dumps(collect(app)))


@pytest.fixture(scope="session")
def shown() -> Shown:
    """Collected by whichever process of the run comes first."""
    found: Shown = pickle.loads(run.once("shown", _collected).read_bytes())  # noqa: S301 (this run wrote it)
    return found


@pytest.fixture(scope="session")
def made_alike(shown: Shown) -> set[str]:
    """Pages with the bones of one before them: for what follows from a page's elements alone."""
    known, alike = set[str](), set[str]()
    for name in PAGES:
        made_of = bones(shown.pages[name, "en"].body.decode())
        if made_of in known:
            alike.add(name)
        known.add(made_of)
    return alike


@pytest.fixture(scope="session")
def open_page(browser: "Browser", shown: Shown) -> Iterator[Callable[..., "Page"]]:
    """Opens a page by name and language. Contexts with the same options are one, for a whole run."""
    contexts: dict[str, BrowserContext] = {}
    with shown.served() as origin:

        def open_(name: str, language: str = "en", **options: Any) -> "Page":
            key = repr(sorted(options.items()))
            if key not in contexts:
                # A colour on its way to another is neither: nothing moves.
                contexts[key] = browser.new_context(reduced_motion="reduce", **options)
                contexts[key].set_default_timeout(10_000)
                contexts[key].new_page()
            page = contexts[key].pages[0]
            page.goto(f"{origin}/{name}/{language}")
            return page

        yield open_
        for context in contexts.values():
            context.close()
