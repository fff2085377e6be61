"""The short way of the signup page: a form that is kept, and one that was filled in as people do, are answered before Flask.

Most of what everybody does at once goes by here, in a third of the time; the words, the rules and the headers are those of
signup.py, asked of Flask once. Whatever is in any way otherwise goes inside. docs/decisions/0050-short-way.md.
"""

import re
import time
from collections.abc import Iterable, Sequence
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from flask import Flask, redirect
from markupsafe import escape
from werkzeug.datastructures import Accept, LanguageAccept, MultiDict
from werkzeug.http import parse_accept_header

from tracker import words
from tracker.screenings.code import CodeMistyped
from tracker.web.frame import floods, once_more, request_log, speech, turnstile
from tracker.web.frame.dress import dress
from tracker.web.frame.form_tokens import fresh
from tracker.web.frame.framed import framed, said
from tracker.web.public import signup, signup_kept
from tracker.web.public.signup_kept import Page

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PLACE = re.compile(r"/([sc])/([^/\x00]+)")
# The whole query of a page that somebody asked for in a language.
ASKED = re.compile(r"(?:lang=([a-z]{2,3}))?")
# An address that stands for others where Flask is asked how it would answer.
ADDRESS = "/s/here-stands-the-address"

Headers = list[tuple[str, str]]
# Status, headers but the length, body.
Answer = tuple[int, Headers, bytes]


class ShortWay:
    """Answers what it can; hands everything else to `inside`."""

    def __init__(self, inside: "WSGIApplication", app: Flask) -> None:
        self.inside, self.app = inside, app
        self.pages: signup_kept.Pages = app.extensions[signup_kept.KEPT]
        self._of_page: dict[bool, Headers] = {}
        self._of_thanks: tuple[str, Headers] | None = None

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        place = PLACE.fullmatch(environ.get("PATH_INFO", ""))
        answer = None
        if place is not None:
            began = time.perf_counter()
            with self.app.app_context():
                answer = self._answered(place[2], environ)
                if answer is not None:
                    status, headers, body = answer
                    rule = f"/{place[1]}/<code>"
                    request_log.told(rule, ENDPOINTS[status], METHODS[status], status, time.perf_counter() - began)
        if answer is None:
            return self.inside(environ, start)
        start(LINES[status], [*headers, ("Content-Length", str(len(body)))])
        return [body]

    def _answered(self, code: str, environ: "WSGIEnvironment") -> Answer | None:
        """None, too, where it fails: inside each failure has its page, and a signup that is written down already is the same one."""
        try:
            if environ["REQUEST_METHOD"] == "GET":
                return self._page(code, environ)
            return self._thanks(code, environ) if environ["REQUEST_METHOD"] == "POST" else None
        except Exception:  # noqa: BLE001
            return None

    def _page(self, code: str, environ: "WSGIEnvironment") -> Answer | None:
        """The empty form, where it is kept and nobody comes too often."""
        asked = ASKED.fullmatch(environ.get("QUERY_STRING", ""))
        if asked is None:
            return None
        language = _language(asked[1] or "", environ.get("HTTP_ACCEPT_LANGUAGE"), dress().languages)
        page = self._kept(code, language)
        if page is None:
            return None
        judged = floods.seen().judge(floods.ANY_PAGE, environ.get("REMOTE_ADDR", ""))
        if judged is not floods.Judged.WELL:
            environ[floods.JUDGED] = judged
            return None
        packed = _packs(environ.get("HTTP_ACCEPT_ENCODING"))
        token = fresh("signup").encode()
        return 200, self._said_of_page(page, packed), page.packed(token) if packed else page.plain(token)

    def _thanks(self, code: str, environ: "WSGIEnvironment") -> Answer | None:
        """What a person sent from our own page, in a language that we know; as no flood does."""
        if environ.get(floods.JUDGED) is not floods.Judged.WELL or environ.get("QUERY_STRING"):
            return None
        if not turnstile.is_plain(self.app, environ):
            return None
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        environ["wsgi.input"] = BytesIO(body)
        sent = _fields(body) if len(body) == int(environ["CONTENT_LENGTH"]) else MultiDict[str, str]()
        language = sent.get("lang", "")
        page = self._kept(code, language)
        if page is None or "speak" in sent:
            return None
        try:
            with words.speaking(language):
                came = signup.received(page.drawn, sent)
        except Exception as error:  # noqa: BLE001 (raised again inside, where each has its page)
            environ[signup.TRIED] = error
            return None
        if not isinstance(came, str):
            return None
        text, headers = self._said_of_thanks()
        return 303, [*headers, ("Location", came)], text.replace(ADDRESS, escape(came)).encode()

    def _kept(self, code: str, language: str) -> Page | None:
        try:
            return self.pages.fresh(code, language)
        except CodeMistyped:
            return None

    def _said_of_page(self, page: Page, packed: bool) -> Headers:
        if packed not in self._of_page:
            takes = {"Accept-Encoding": "gzip"} if packed else {}
            self._of_page[packed] = said(framed(self.app, ADDRESS, lambda: signup_kept.answer(page), headers=takes))
        return self._of_page[packed]

    def _said_of_thanks(self) -> tuple[str, Headers]:
        if self._of_thanks is None:
            answer = framed(self.app, ADDRESS, lambda: redirect(ADDRESS, 303), method="POST")
            self._of_thanks = answer.get_data(as_text=True), said(answer, "Location")
        return self._of_thanks


# By the status of what is answered here.
LINES = {200: "200 OK", 303: "303 SEE OTHER"}
ENDPOINTS, METHODS = {200: "signup.form", 303: "signup.send"}, {200: "GET", 303: "POST"}


@lru_cache(maxsize=1_000)
def _language(asked: str, wishes: str | None, known: tuple[str, ...]) -> str:
    return speech.wished(asked, parse_accept_header(wishes, LanguageAccept), known)


@lru_cache(maxsize=1_000)
def _packs(header: str | None) -> bool:
    return parse_accept_header(header, Accept)["gzip"] > 0


def _fields(body: bytes) -> MultiDict[str, str]:
    """As Flask reads them. Nothing, where they are no text or more than a person writes: Flask says what it thinks of that."""
    try:
        read: Sequence[tuple[str, str]] = parse_qsl(
            body.decode(), keep_blank_values=True, errors="werkzeug.url_quote", max_num_fields=once_more.MOST_FIELDS
        )
    except ValueError:
        read = ()
    return MultiDict(read)


def hang_up(app: Flask) -> None:
    turnstile.inward(app, lambda inside: ShortWay(inside, app))
