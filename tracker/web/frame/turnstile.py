"""A flood of signups is turned back at the door, before Flask: the very page that Flask would give, in a tenth of the time.

One process serves everybody, so that time is taken from whoever works at the desk. What is not a plain form of a person's
size goes inside, and is turned back there. docs/decisions/0013-floods.md.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import structlog
from flask import Flask
from markupsafe import escape
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from tracker import words
from tracker.records import dataclass
from tracker.web.frame import floods, once_more
from tracker.web.frame.form_tokens import is_ours
from tracker.web.frame.framed import framed, said

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger()

PLACE = "houselights_turnstile"
SIGNUP = re.compile(r"/[sc]/([^/]+)")
PLAIN = "application/x-www-form-urlencoded"
# One line in the log for so many.
TOLD_EVERY = 500
# Where the address and a field will stand, in the page that is drawn once.
ADDRESS, FIELD = "/s/here-stands-the-address", "here-stands-a-field"


@dataclass(frozen=True, slots=True)
class Drawn:
    """The page that gives a form back, in one language, with room for what was written."""

    before: str
    between: str
    row: str
    after: str
    headers: list[tuple[str, str]]

    def page(self, address: str, fields: Iterable[tuple[str, str]]) -> bytes:
        rows = [self.row % (escape(name), escape(value)) for name, value in fields]
        return "".join([self.before, escape(address), self.between, *rows, self.after]).encode()


class Turnstile:
    """Judges signups, and turns back whoever is to come later."""

    def __init__(self, inside: "WSGIApplication", app: Flask) -> None:
        self.inside, self.app = inside, app
        self.drawn: dict[str, Drawn] = {}

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        signup = SIGNUP.fullmatch(environ.get("PATH_INFO", "")) if environ["REQUEST_METHOD"] == "POST" else None
        if signup is None:
            return self.inside(environ, start)
        seen = floods.of(self.app)
        environ[floods.JUDGED] = judged = seen.judge(floods.SIGNUP, environ.get("REMOTE_ADDR", ""), signup[1])
        if judged is floods.Judged.LATER and is_plain(self.app, environ):
            return self._turn_back(seen, environ, start)
        try:
            return self.inside(environ, start)  # the answer is whole when it comes back
        finally:
            if judged is floods.Judged.TWICE:
                seen.in_hand.release()

    def _turn_back(self, seen: floods.Floods, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        wait = seen.wait()
        if seen.turned_back % TOLD_EVERY == 1:
            log.warning("signups are turned back", so_far=seen.turned_back)
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode("utf-8", "replace")
        try:
            fields = parse_qsl(body, keep_blank_values=True, max_num_fields=once_more.MOST_FIELDS)
        except ValueError:  # counted, not read: nobody wrote so many
            fields = []
        drawn = self._in(_language(environ, fields))
        kept = [field for field in fields if field[0] != "speak"]
        query = environ.get("QUERY_STRING", "")
        address = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace") + (f"?{query}" if query else "")
        page = drawn.page(address, kept)
        start("429 TOO MANY REQUESTS", [*drawn.headers, ("Retry-After", str(wait)), ("Content-Length", str(len(page)))])
        return [page]

    def _in(self, language: str) -> Drawn:
        if language not in self.drawn:
            with words.speaking(language):
                self.drawn[language] = self._draw()
        return self.drawn[language]

    def _draw(self) -> Drawn:
        """Asked of Flask, once: so that it is the same page, headers and all."""
        answer = framed(self.app, ADDRESS, lambda: once_more.page(floods.BUSY, 429), method="POST", data={FIELD: FIELD})
        before, rest = answer.get_data(as_text=True).split(ADDRESS)
        (row,) = [line for line in rest.splitlines(keepends=True) if FIELD in line]
        between, after = rest.split(row)
        return Drawn(before, between, row.replace("%", "%%").replace(FIELD, "%s"), after, said(answer))


def is_plain(app: Flask, environ: "WSGIEnvironment") -> bool:
    """Whether it is a form of a person's size, from a page of ours."""
    length = environ.get("CONTENT_LENGTH") or ""
    if environ.get("CONTENT_TYPE", "").partition(";")[0].strip() != PLAIN or not re.fullmatch("[0-9]{1,9}", length):
        return False
    asked = f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}"
    ours = is_ours(environ.get("HTTP_ORIGIN"), app.config["BASE_URL"], asked)
    return ours and int(length) <= once_more.MOST_BYTES


def _language(environ: "WSGIEnvironment", fields: Sequence[tuple[str, str]]) -> str:
    """The form's own, else what the browser wishes."""
    told = dict(fields).get("lang", "")
    if told in words.LANGUAGES:
        return told
    wishes = parse_accept_header(environ.get("HTTP_ACCEPT_LANGUAGE"), LanguageAccept)
    return wishes.best_match(list(words.LANGUAGES)) or "en"


def presses(app: Flask, path: str, address: str) -> bool:
    """Whether a signup comes from where a flood comes from at this moment. Counts nothing."""
    return bool(SIGNUP.fullmatch(path)) and floods.of(app).presses(address)


def hang_up(app: Flask) -> None:
    app.wsgi_app = app.extensions[PLACE] = Turnstile(app.wsgi_app, app)  # type: ignore[assignment]


def inward(app: Flask, wrap: "Callable[[WSGIApplication], WSGIApplication]") -> None:
    """Put something between the turnstile and Flask."""
    at_the_door: Turnstile = app.extensions[PLACE]
    at_the_door.inside = wrap(at_the_door.inside)
