"""The words of letters: text with named fields in single braces. It runs no code: `{{7*7}}` stays as it is.

An empty field takes the blank before it and the letters hung onto it along ("Dear {call}," becomes "Dear,"; "{call}님,
안녕하세요" becomes "안녕하세요"), and a line of which nothing but a label is left goes.
"""

import re
from collections.abc import Callable, Mapping

from markupsafe import Markup, escape

from tracker.errors import Refusal
from tracker.words import Lazy, lazy

# What organizers may write between braces, and what it stands for.
FIELDS: dict[str, Lazy] = {
    "call": lazy("The name to be called by; left out when there is none"),
    "film": lazy("The title of the film"),
    "where": lazy("Venue and city, or “at home”"),
    "when": lazy("Day and time of the film screening"),
    "organisation": lazy("The name of your organisation"),
    "stop": lazy("A link that stops everything"),
    "confirm": lazy("A link that says: this address is mine"),
    "host": lazy("The address to ask for hosting"),
}
# The only fields that become links, and what the link says where it need not show its address.
LINKS: dict[str, Lazy] = {
    "stop": lazy("Stop all letters and calls"),
    "confirm": lazy("Yes, this address is mine"),
    "host": lazy("Host a film screening"),
}
MOST_SUBJECT, MOST_TEXT = 150, 10_000

_FIELD = re.compile(r"(?<!\{)\{([^\W\d]\w*)\}(?!\})")
# Where an empty field stood. Private to Unicode, and taken out of everything that comes in.
_GAP = "\ue000"


class FieldUnknown(Refusal):
    sentence = lazy("There is no field {%(name)s}. These exist: %(known)s.")
    field = "text"


def check(text: str) -> None:
    """Refuse words with a field that does not exist. Raises FieldUnknown."""
    for name in _FIELD.findall(text):
        if name not in FIELDS:
            raise FieldUnknown(name=name[:40], known=" ".join(f"{{{known}}}" for known in FIELDS))


def uses(text: str, name: str) -> bool:
    """Whether a field occurs."""
    return name in _FIELD.findall(text)


def as_line(text: str, values: Mapping[str, str]) -> str:
    """Filled, on one line: for a subject."""
    return " ".join(as_text(text, values).split())[:MOST_SUBJECT]


def as_text(text: str, values: Mapping[str, str]) -> str:
    """Filled, as plain text. Fields inside a value stay text."""
    return _tidied(_FIELD.sub(lambda found: _value(found, values, str), _clean(text)))


def as_html(text: str, values: Mapping[str, str]) -> Markup:
    """Filled, as paragraphs. Everything is escaped; only the fields in LINKS become links."""

    def shown(name_and_value: tuple[str, str]) -> str:
        name, value = name_and_value
        if name in LINKS and value.startswith(("https://", "http://")):
            return str(Markup('<a href="{}">{}</a>').format(value, str(LINKS[name])))
        return str(escape(value))

    # Braces pass through escape() unchanged, so the fields are still there to be found.
    marked = str(escape(_clean(text)))
    filled = _tidied(
        _FIELD.sub(lambda found: _value(found, values, lambda value: shown((found[1], value))), marked)
    )  # fmt: skip
    paragraphs = [part for part in re.split(r"\n{2,}", filled) if part.strip()]
    lines = (part.replace("\n", "<br>\n") for part in paragraphs)
    return Markup("\n".join(f"<p>{part}</p>" for part in lines))  # noqa: S704 (all of it was escaped above)


def _value(found: re.Match[str], values: Mapping[str, str], show: Callable[[str], str]) -> str:
    name = found[1]
    if name not in FIELDS:
        return found[0]
    value = " ".join(_clean(values.get(name, "")).split())
    return show(value) if value else _GAP


def _clean(text: str) -> str:
    """One kind of line end; no control characters; nobody else's gap."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(_GAP, "")
    return "".join(c for c in text if c == "\n" or (c >= " " and c != "\x7f"))


def _tidied(text: str) -> str:
    return "\n".join(line for line in map(_line, text.split("\n")) if line is not None).strip("\n")


def _line(line: str) -> str | None:
    """A line without its gaps; None when nothing but a label is left of it."""
    if _GAP not in line:
        return line.rstrip()
    label = re.search(rf":\s*{_GAP}\s*$", line) is not None
    line = re.sub(rf"[ \t]*{_GAP}\w*", _GAP, line)
    line = re.sub(rf"[ \t]*\({_GAP}\)", "", line)  # "상영회({where})에서" -> "상영회에서"
    line = re.sub(rf"^{_GAP}[,.:;!、]*\s*", "", line)
    line = re.sub(rf"[,:;、]?{_GAP}(?=[.,!?])", "", line)  # "안녕하세요, {call}님." -> "안녕하세요."
    line = line.replace(_GAP, "").strip()
    return None if not line or (label and line.endswith(":")) else line
