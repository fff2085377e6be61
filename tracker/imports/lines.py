"""What a person reads about each row of an import, on the page and in the report."""

from collections.abc import Iterable
from dataclasses import field
from datetime import date
from typing import Any

from tracker.imports.fates import Fate
from tracker.imports.import_row import GONE, ImportRow
from tracker.imports.writing import moment
from tracker.records import dataclass
from tracker.times import when_words
from tracker.words import _, lazy, plain

FATE_WORDS = {
    Fate.NEW.value: lazy("new"),
    Fate.SAME.value: lazy("already there"),
    Fate.CHANGED.value: lazy("changed"),
    Fate.MOVED.value: lazy("moved?"),
    Fate.CANCELLED.value: lazy("cancelled?"),
    GONE: lazy("no longer listed"),
    Fate.REPEAT.value: lazy("repeat"),
    Fate.DOUBTFUL.value: lazy("doubtful"),
    Fate.REFUSED.value: lazy("refused"),
}
STAYED_WORDS = {
    "signups": lazy("It stayed: somebody signed up."),
    "changed": lazy("It stayed: somebody changed it since."),
    "used": lazy("It stayed: something was written down about it."),
}
FIELD_WORDS = {
    "film": lazy("film"), "venue": lazy("venue"), "day": lazy("day"), "starts_at": lazy("start"),
    "zone": lazy("time zone"), "kind": lazy("kind"), "screen": lazy("screen"), "languages": lazy("languages"),
    "subtitles": lazy("subtitles"), "capacity": lazy("capacity"), "ticket_url": lazy("ticket link"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ask:
    """What a row asks. `options` are answers and their words; `said` the answer given."""

    name: str
    options: tuple[tuple[str, str], ...]
    said: str
    again: int | None = None
    """The row higher on the page that asks the same."""


@dataclass(slots=True)
class Line:
    """One row as it is shown. `where` is town and region, `when` the venue's own time."""

    number: int | None
    fate: str
    fate_words: str
    title: str
    venue: str
    where: str
    when: str
    why: list[str] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    screening_id: str | None = None


def lines_of(rows: Iterable[ImportRow], answers: dict[str, dict[str, str]]) -> list[Line]:
    """Each row as a line; what is asked twice on one page is asked in its first row."""
    asked: dict[str, int] = {}
    return [_line(row, answers, asked) for row in rows]


def _line(row: ImportRow, answers: dict[str, dict[str, str]], asked: dict[str, int]) -> Line:
    content = row.content or {}
    known = content.get("p", content.get("raw", {}))
    names = {
        "title": content.get("film") or known.get("title", ""),
        "venue": content.get("venue") or known.get("venue", ""),
    }
    where = ", ".join(part for part in (known.get("city"), known.get("region")) if part)
    line = Line(row.number, row.fate, str(FATE_WORDS[row.fate]), names["title"], names["venue"], where, _when(known))
    line.why = [*_reasons(row.fate, content), *(again(said) for said in content.get("said", []))]
    if row.stayed:
        line.why.append(str(STAYED_WORDS[row.stayed]))
    line.asks = _asks(row, content, answers, asked)
    line.screening_id = row.screening_id
    return line


def _when(known: dict[str, Any]) -> str:
    if "day" not in known:
        return ""
    return when_words(moment(known.get("starts_at")), date.fromisoformat(known["day"]), known["zone"], with_year=True)


def _reasons(fate: str, content: dict[str, Any]) -> list[str]:
    if "why" in content:
        return [again(content["why"])]
    if fate == Fate.SAME:
        return [_("Same venue, same day") if content.get("by day") else _("Same venue, same start")]
    if fate == Fate.REPEAT:
        return [_("Repeats row %(row)s", row=content.get("same as", ""))]
    if fate == GONE:
        return [_("An earlier version of this list had it. Nothing is changed by that.")]
    if fate == Fate.MOVED:
        return [_("May be the one of %(when)s", when=_was(content))]
    if fate == Fate.CANCELLED:
        return [
            _("The list says it is cancelled. If you say so, too, its letters stop, and whom to tell is asked next.")
        ]
    return [_change(content, *change) for change in content.get("c", [])]


def _was(content: dict[str, Any]) -> str:
    was = {name: before for name, before, _now in content.get("c", [])}
    planned = content.get("p", {})
    day, zone = was.get("day", planned.get("day")), was.get("zone", planned.get("zone"))
    starts_at = was.get("starts_at", planned.get("starts_at"))
    return when_words(moment(starts_at), date.fromisoformat(day), zone, with_year=True)


def _change(content: dict[str, Any], name: str, was: Any, now: Any) -> str:
    """ "Start: 7:00 pm, now 8:30 pm"."""
    if name in ("starts_at", "day"):
        was, now = _was(content), _when(content["p"])
    what = str(FIELD_WORDS.get(name, name))
    if was in (None, ""):
        return _("%(what)s: now %(now)s", what=what, now=now)
    return _("%(what)s: was %(was)s, now %(now)s", what=what, was=was, now=_("unknown") if now is None else now)


def again(said: list[Any]) -> str:
    """A sentence that was kept, in the language in force."""
    message, fields = said
    told = {name: plain(value["t"]) if isinstance(value, dict) else value for name, value in fields.items()}
    return plain(message) % told if told else plain(message)


def _asks(
    row: ImportRow, content: dict[str, Any], answers: dict[str, dict[str, str]], asked: dict[str, int]
) -> list[Ask]:
    if row.fate == Fate.MOVED:
        key = f"{row.place}:{row.screening_id}"
        moves = (("moved", _("It moved")), ("new", _("Another film screening")))
        return [Ask(f"move-{key}", moves, answers.get("move", {}).get(key, ""))]
    if row.fate == Fate.CANCELLED:
        key = f"{row.place}:{row.screening_id}"
        options = (("cancelled", _("It is cancelled")), ("stays", _("It takes place")))
        return [Ask(f"move-{key}", options, answers.get("move", {}).get(key, ""))]
    asks = []
    for ask in content.get("ask", []):
        name, said = f"{ask['about']}-{ask['digest']}", answers.get(ask["about"], {}).get(ask["digest"], "")
        same = _("The same film as “%(name)s”") if ask["about"] == "film" else _("The same place as “%(name)s”")
        new = _("A new film") if ask["about"] == "film" else _("A new place")
        choices = (*((token, same % {"name": offered}) for token, offered in ask["offers"]), ("new", new))
        asks.append(Ask(name, choices, said, asked.get(name)))
        asked.setdefault(name, row.number or 0)
    return asks
