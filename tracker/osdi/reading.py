"""What comes in, read as leniently as the clients of Action Network need it: numbers, bodies, links to people."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from tracker.errors import Refusal
from tracker.words import lazy

_DIGITS = re.compile(r"\s*(\d{1,9})", re.ASCII)
# How deep a body may be nested, and how much may stand in it.
MOST_DEEP, MOST_VALUES = 12, 5_000

Json = dict[str, Any]


class BodyUnreadable(Refusal):
    sentence = lazy("The body cannot be read. Send a JSON object.")
    status = 400


def number(text: str | None, usual: int, most: int) -> int:
    """Its leading digits, from 1 to `most`; `usual` where there are none: "None", "25filter=None", "2?filter=…" occur."""
    match = _DIGITS.match(text or "")
    found = int(match[1]) if match else usual
    return min(found, most) if found > 0 else usual


def body(said: bytes) -> Json:
    """A JSON object; or form-encoded bytes, whatever their type says, as parsons puts them. Raises BodyUnreadable."""
    text = _text(said)
    if not text:
        return {}
    if text[0] in '{["':
        try:
            found = json.loads(text, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise BodyUnreadable from None
    else:
        found = _form(text)
    if not isinstance(found, dict):
        raise BodyUnreadable
    return fair(found)


def fair(found: Json) -> Json:
    """The same, where it is neither deeper nor larger than what is meant, and no text in it chokes the database. Raises BodyUnreadable."""
    if not _is_fair(found):
        raise BodyUnreadable
    return found


def _text(said: bytes) -> str:
    try:
        return said.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise BodyUnreadable from None


def _no_constant(_name: str) -> None:
    raise ValueError


def _form(text: str) -> Json:
    """Keys that come once are texts, those that come more often are lists."""
    if "=" not in text:
        raise BodyUnreadable
    try:
        found = parse_qs(text, keep_blank_values=True, max_num_fields=MOST_VALUES, errors="strict")
    except ValueError:
        raise BodyUnreadable from None
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _is_fair(found: Any) -> bool:
    waiting: list[tuple[Any, int]] = [(found, 1)]
    seen = 0
    while waiting:
        each, deep = waiting.pop()
        seen += 1
        if deep > MOST_DEEP or seen > MOST_VALUES:
            return False
        if isinstance(each, dict):
            waiting += [(value, deep + 1) for pair in each.items() for value in pair]
        elif isinstance(each, list):
            waiting += [(value, deep + 1) for value in each]
        elif isinstance(each, str) and not _is_text(each):
            return False
    return True


def _is_text(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # half of a pair
        return False
    return "\x00" not in text


def last_segment(href: object) -> str:
    """Whom a link means: what stands last in its path, whatever its host."""
    return str(href).partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2] if isinstance(href, str) else ""


def linked(said: Mapping[str, Any], name: str) -> str:
    """The id to which `_links[name].href` leads; "" for none."""
    links = said.get("_links")
    link = links.get(name) if isinstance(links, dict) else None
    if isinstance(link, list):
        link = link[0] if link else None
    return last_segment(link.get("href")) if isinstance(link, dict) else ""


def text(value: object) -> str:
    """A text or a number as text; "" for all that is neither."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def listed(value: object) -> Sequence[Any]:
    """A list as it is, one thing as a list of it, nothing as an empty one."""
    if isinstance(value, list):
        return value
    return [] if value in (None, "") else [value]


def told(at: datetime) -> str:
    """YYYY-MM-DDTHH:MM:SSZ."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
