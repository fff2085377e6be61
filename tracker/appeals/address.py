"""Where the button of a call to action may lead: an address of the open web, written so that it can be read."""

from urllib.parse import quote, urlsplit, urlunsplit

from config import is_loopback
from tracker.errors import Refusal
from tracker.words import lazy

MOST_LINK = 500
# Characters that may stand in a path or a question as they are (RFC 3986); "%" because it is encoded already.
PLAIN = "!#$%&'()*+,/:;=?@[]~-._"


class LinkWrong(Refusal):
    sentence = lazy(
        "Write a whole address that begins with https://, up to 500 characters, without a name or a password in it."
    )


def clean(text: str) -> str:
    """The address as we keep it, in ASCII. Raises LinkWrong."""
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").rstrip(".")
        port = f":{parts.port}" if parts.port is not None else ""
        spelt = host if is_loopback(host) else host.encode("idna").decode("ascii")
    except ValueError:  # a UnicodeError is one, too
        raise LinkWrong from None
    if not _may(text, parts.scheme, spelt) or "@" in parts.netloc:
        raise LinkWrong
    around = f"[{spelt}]" if ":" in spelt else spelt
    link = urlunsplit((parts.scheme, around + port, *(quote(part, safe=PLAIN) for part in parts[2:])))
    if len(link) > MOST_LINK:
        raise LinkWrong
    return link


def host_words(link: str) -> str:
    """The host as an organizer should read it: as it is spelt, and behind it what a browser may show."""
    host = urlsplit(link).hostname or ""
    try:
        shown = host.encode("ascii").decode("idna")
    except ValueError:
        return host
    return host if shown == host else f"{host} ({shown})"


def _may(text: str, scheme: str, host: str) -> bool:
    """Nothing that two readers could read differently, and no way into our own network."""
    if not text.isprintable() or any(letter in text for letter in ' \\<>"^`{|}'):
        return False
    if is_loopback(host):
        return scheme in ("http", "https")
    name = host.rpartition(".")[2]
    return scheme == "https" and "." in host and not name.isdigit() and host.replace("-", "").replace(".", "").isalnum()
