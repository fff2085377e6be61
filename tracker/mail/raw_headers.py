"""Headers of a message that anybody may have written: read as bytes first, so that nothing in them can raise.

The library's modern policy parses each header by a grammar when it is asked for; hostile ones make that raise, and long
ones make it slow. Here a header is cut, then decoded (RFC 2047, or plain UTF-8), then looked at.
"""

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import getaddresses

# Characters of one header that are looked at; addresses and references that are read of a message.
MOST_HEADER, MOST_FOUND = 4_000, 50
# Codecs that are no charset of a letter; some take quadratic time, some run what they read as Python escapes.
UNFIT = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "utf_7", "undefined"})

_ID = re.compile(r"<[^<>\s@]{1,200}@[^<>\s@]{1,200}>")
_ADDRESS = re.compile(r"[^\s<>@,;:\"]{1,128}@[^\s<>@,;:\"]{1,255}")


class Short(Compat32):
    """The library's forgiving policy, with every header cut: its parameters cost the square of their length to read."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """A header's name, and as much of its value as is looked at."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:MOST_HEADER]


def headers(message: Message, name: str) -> list[str]:
    """All headers of a name, decoded, each on one line."""
    wanted = name.lower()
    return [shown(str(value)) for key, value in message.raw_items() if key.lower() == wanted]


def header(message: Message, name: str) -> str:
    """The first header of a name; "" when there is none."""
    return next(iter(headers(message, name)), "")


def shown(value: str) -> str:
    """A header's value as people read it: decoded, on one line, without control characters."""
    plain = _utf8(value[:MOST_HEADER])
    try:
        pieces = decode_header(plain)
    except (HeaderParseError, ValueError):
        pieces = [(plain, None)]
    text = "".join(part if isinstance(part, str) else decoded(part, charset) for part, charset in pieces)
    return " ".join(printable(text).split())


def decoded(data: bytes, charset: str | None) -> str:
    """Bytes as text, whatever charset they claim."""
    name = (charset or "utf-8").lower().replace("-", "_")
    try:
        return data.decode("utf-8" if name in UNFIT else name, "replace")
    except (LookupError, ValueError):
        return data.decode("utf-8", "replace")


def printable(text: str) -> str:
    """Without control characters (line ends and tabs stay) and without halves of characters, which cannot be sealed."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(c for c in whole if c in "\n\t" or (c >= " " and not "\x7f" <= c <= "\x9f"))


def ids(text: str) -> list[str]:
    """The Message-IDs in a text."""
    return _ID.findall(text)[:MOST_FOUND]


def addresses(values: list[str]) -> list[str]:
    """The addresses in headers, in lower case; quoted names and comments left out."""
    found = [spec.strip().lower() for _, spec in getaddresses([value[:MOST_HEADER] for value in values])]
    plain = [spec for spec in found if _ADDRESS.fullmatch(spec)]
    return (plain or [spec.lower() for value in values for spec in _ADDRESS.findall(value)])[:MOST_FOUND]


def _utf8(value: str) -> str:
    """Bytes that stood in a header unencoded, as UTF-8 (RFC 6532); on one line."""
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\r", " ").replace("\n", " ")
