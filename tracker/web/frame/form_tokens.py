"""Tokens for forms without cookies: dated, signed, kept nowhere. Together with the Origin check they stand where a
session's token stands elsewhere; an expired one gives the form back filled.
"""

import hmac
import secrets
from urllib.parse import urlsplit

from flask import current_app, request

from tracker import clock
from tracker.errors import Refusal
from tracker.store.keyring import ring
from tracker.words import lazy

# Seconds: an evening, with the page left open since the afternoon.
GOOD_FOR = 24 * 3600


class Expired(Refusal):
    sentence = lazy("This page was open for a long time. Everything you wrote is still here: send it once more.")


class FromElsewhere(Refusal):
    sentence = lazy("This was sent from another site. Open the page again and send it from there.")
    status = 403


def fresh(use: str) -> str:
    """A token for a form: when it was made, a random submission id, and the proof of both."""
    said = f"{int(clock.now().timestamp()):x}.{secrets.token_urlsafe(16)}"
    return f"{said}.{_proof(use, said)}"


def check(use: str, token: str, secret_address: bool = False) -> str:
    """The submission id in a token of ours. Raises Expired for any other, FromElsewhere for a foreign page's form.

    `secret_address`: a page behind one sends no Referer, so a browser says "null" of its forms, too (Fetch, "append a request
    Origin header"); whoever can send a form there has the secret already.
    """
    if not (secret_address and request.headers.get("Origin") == "null"):
        check_origin()
    return read(use, token)


def read(use: str, token: str) -> str:
    """The submission id in a token of ours. Raises Expired for any other. Where it was sent from is for others to ask."""
    made, _, rest = token.partition(".")
    submission, _, proof = rest.rpartition(".")
    if not token.isascii() or not hmac.compare_digest(proof, _proof(use, f"{made}.{submission}")):
        raise Expired
    # Of ours, so one from tomorrow was made before a clock was set back, or by another server whose clock is ahead.
    if abs(clock.now().timestamp() - int(made, 16)) > GOOD_FOR:
        raise Expired
    return submission


def age(token: str) -> float:
    """Seconds since a token that check() has found good was made."""
    return clock.now().timestamp() - int(token.partition(".")[0], 16)


def _proof(use: str, said: str) -> str:
    return hmac.digest(ring().newest("link").secret, f"form\x00{use}\x00{said}".encode(), "sha256").hex()[:32]


def check_origin() -> None:
    """A browser says where a form was; only our own pages may be. Raises FromElsewhere."""
    if not is_ours(request.headers.get("Origin"), current_app.config["BASE_URL"], request.url):
        raise FromElsewhere


def is_ours(origin: str | None, *pages: str) -> bool:
    """Whether an origin is that of one of our pages; programs that are no browsers say none."""
    return origin is None or origin in map(_origin, pages)


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:  # a Host that is none
        return ""
    return f"{parts.scheme}://{parts.netloc}"
