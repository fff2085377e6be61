"""The words of letters: text with named fields in single braces. It runs no code: `{{7*7}}` stays as it is.

An empty field takes the blank before it and the letters hung onto it along ("Dear {call}," becomes "Dear,"; "{call}님,
안녕하세요" becomes "안녕하세요"), and a line of which nothing but a label is left goes.
"""

import re
from collections.abc import Mapping

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
    "next": lazy("The button of the next step, as they ticked it; it also says that the address is theirs"),
    "step": lazy("What that button says, such as “Ask for a date for a film screening”"),
    "host": lazy("The address to ask for hosting"),
    "not_me": lazy("A link that says: this wasn’t me, forget this address"),
    "done": lazy("A link that says: done"),
    "not_yet": lazy("A link that says: not yet"),
    "not_for_me": lazy("A link that says: not for me"),
}
# The only fields that become links, and what the link says where it need not show its address.
LINKS: dict[str, Lazy] = {
    "stop": lazy("Stop all letters and calls"),
    "confirm": lazy("Yes, this address is mine"),
    "next": lazy("To your next step"),
    "host": lazy("Host a film screening"),
    "not_me": lazy("This wasn’t me: forget this address"),
    "done": lazy("Yes, done"),
    "not_yet": lazy("Not yet"),
    "not_for_me": lazy("Not for me"),
}
MOST_SUBJECT, MOST_TEXT = 150, 10_000

_FIELD = re.compile(r"(?<!\{)\{(?P<field>[^\W\d]\w*)\}(?!\})")
# In HTML: these become buttons. What stands before one on a line of its own ("Yes, done: {done}") is what it says.
BUTTONS = ("next", "done", "not_yet", "not_for_me")
_LABELLED = re.compile(rf"^(?P<says>[^{{}}\n]+?)[:：][ \t]*\{{(?P<button>{'|'.join(BUTTONS)})\}}[ \t]*$", re.MULTILINE)
_FIELD_OR_BUTTON = re.compile(f"{_LABELLED.pattern}|{_FIELD.pattern}", re.MULTILINE)
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

    def shown(found: re.Match[str]) -> str:
        return (_held(found[1], values) or _GAP) if found[1] in FIELDS else found[0]

    return _tidied(_FIELD.sub(shown, _clean(text)))


def as_html(text: str, values: Mapping[str, str]) -> Markup:
    """Filled, as paragraphs. Everything is escaped; only the fields in LINKS become links."""

    def link(name: str, says: str) -> str:
        value = _held(name, values)
        if name in LINKS and value.startswith(("https://", "http://")):
            press = Markup(' class="press"') if name in BUTTONS else ""
            return str(Markup('<a{} href="{}">{}</a>').format(press, value, Markup(says or escape(str(LINKS[name])))))  # noqa: S704 (escaped below)
        return (f"{says}: " if says else "") + (str(escape(value)) if value else _GAP)

    def shown(found: re.Match[str]) -> str:
        name = found["button"] or found["field"]
        return link(name, found["says"] or "") if name in FIELDS else found[0]

    # Braces pass through escape() unchanged, so the fields are still there to be found.
    filled = _tidied(_FIELD_OR_BUTTON.sub(shown, str(escape(_clean(text)))))
    paragraphs = [part for part in re.split(r"\n{2,}", filled) if part.strip()]
    lines = (part.replace("\n", "<br>\n") for part in paragraphs)
    return Markup("\n".join(f"<p>{part}</p>" for part in lines))  # noqa: S704 (all of it was escaped above)


def _held(name: str, values: Mapping[str, str]) -> str:
    """What a field stands for, on one line."""
    return " ".join(_clean(values.get(name, "")).split())


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
