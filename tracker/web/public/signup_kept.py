"""The empty signup page, kept for a moment as it was drawn: hundreds open the same one when the lights come up.

Beside it what its form is read by, so that sending it asks the database nothing before it is written down. Each copy gets
its own token; compressed, the page consists of two pieces that were packed when it was drawn, and the token between them.
"""

import gzip
import threading
import time
import zlib
from collections.abc import Callable

from flask import Flask, Response, current_app, request

from tracker.records import dataclass
from tracker.screenings import code as codes
from tracker.web.frame import form_tokens

KEPT = "houselights_signup_pages"
# Seconds: a screening that is cancelled now is opened as it was for so long.
MOMENT = 1.0
# Pages at most: a code in a language.
ROOM = 1_000
# Where the token will stand.
TOKEN = "here-stands-the-token"  # noqa: S105 (a place, no secret)
GZIP_HEAD = gzip.compress(b"", mtime=0)[:10]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What stands on the page, `text`, and what its form is read by: its code, the ticks that it offers, its question about contact."""

    text: str
    code: str
    interests: tuple[str, ...]
    consent_words: str


class Page:
    """A page as it is sent."""

    def __init__(self, drawn: Drawn, at: float) -> None:
        self.drawn, self.at = drawn, at
        self.before, self.after = (part.encode() for part in drawn.text.split(TOKEN))
        packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        # Flushed in full, so that what follows refers to nothing before the token.
        self.packed_before = packer.compress(self.before) + packer.flush(zlib.Z_FULL_FLUSH)
        packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        self.packed_after = packer.compress(self.after) + packer.flush()
        self.sum_before = zlib.crc32(self.before)

    def plain(self, token: bytes) -> bytes:
        return self.before + token + self.after

    def packed(self, token: bytes) -> bytes:
        """As gzip (RFC 1952): the token as a block of its own that is stored as it is (RFC 1951, 3.2.4)."""
        length = len(token)
        stored = b"\x00" + length.to_bytes(2, "little") + (length ^ 0xFFFF).to_bytes(2, "little") + token
        whole = zlib.crc32(self.after, zlib.crc32(token, self.sum_before))
        size = len(self.before) + length + len(self.after)
        end = whole.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little")
        return b"".join((GZIP_HEAD, self.packed_before, stored, self.packed_after, end))


class Pages:
    """Those of this process."""

    def __init__(self) -> None:
        self.moment = MOMENT
        self.kept: dict[tuple[str, str], Page] = {}
        self.drawing = threading.Lock()

    def of(self, written: str, language: str, draw: Callable[[str], Drawn]) -> Page:
        """The page of a code, however it was written, in a language. Raises CodeMistyped, and what drawing it raises."""
        page = self.fresh(written, language)
        if page is not None:
            return page
        key = (codes.normalise(written), language)
        with self.drawing:
            page = self.kept.get(key)
            if page is None:
                return self._drawn(key, draw)
            if not self._is_over(page):
                return page
            # Whoever comes while it is drawn anew is shown this one.
            page.at = time.monotonic()
        try:
            return self._drawn(key, draw)
        except Exception:
            # What it shows is there no more, or cannot be looked at.
            self.kept.pop(key, None)
            raise

    def fresh(self, written: str, language: str) -> Page | None:
        """The page, where it need not be drawn. Raises CodeMistyped."""
        page = self.kept.get((codes.normalise(written), language))
        return None if page is None or self._is_over(page) else page

    def _is_over(self, page: Page) -> bool:
        return time.monotonic() - page.at > self.moment

    def _drawn(self, key: tuple[str, str], draw: Callable[[str], Drawn]) -> Page:
        page = Page(draw(key[0]), time.monotonic())
        if len(self.kept) >= ROOM:
            self.kept.clear()
        self.kept[key] = page
        return page


def hang_up(app: Flask) -> None:
    app.extensions[KEPT] = Pages()


def pages() -> Pages:
    kept: Pages = current_app.extensions[KEPT]
    return kept


def answer(page: Page) -> Response:
    """A copy of it, for whoever asks now."""
    token = form_tokens.fresh("signup").encode()
    packed = request.accept_encodings["gzip"] > 0
    told = Response(page.packed(token) if packed else page.plain(token), content_type="text/html; charset=utf-8")
    told.headers["Vary"] = "Accept-Encoding"
    if packed:
        told.headers["Content-Encoding"] = "gzip"
    return told
