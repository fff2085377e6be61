"""What a person reads about each row of a list of admissions."""

from collections.abc import Iterable
from dataclasses import field
from datetime import date
from typing import Any

from tracker.imports.fates import Fate
from tracker.imports.import_row import ImportRow
from tracker.imports.lines import Ask, again
from tracker.records import dataclass
from tracker.screenings.terms import COUNTS
from tracker.words import _, _n, lazy

FATE_WORDS = {
    Fate.NEW.value: lazy("new"),
    Fate.SAME.value: lazy("already there"),
    Fate.CHANGED.value: lazy("changed"),
    Fate.REPEAT.value: lazy("repeat"),
    Fate.DOUBTFUL.value: lazy("doubtful"),
    Fate.REFUSED.value: lazy("refused"),
}


@dataclass(slots=True)
class AdmissionLine:
    """One figure. `theatre` as the list writes it, `venue` as it is called here."""

    number: int
    fate: str
    fate_words: str
    theatre: str
    venue: str
    day: date | None
    time: str
    heads: str
    screening_id: str | None
    why: list[str] = field(default_factory=list)
    ask: Ask | None = None


def lines_of(rows: Iterable[ImportRow], answers: dict[str, dict[str, str]]) -> list[AdmissionLine]:
    """Each row as a line; what is asked twice on one page is asked in its first row."""
    asked: dict[str, int] = {}
    return [_line(row, row.content or {}, answers, asked) for row in rows]


def _line(
    row: ImportRow, content: dict[str, Any], said: dict[str, dict[str, str]], asked: dict[str, int]
) -> AdmissionLine:
    raw = content.get("raw", {})
    day = date.fromisoformat(content["day"]) if "day" in content else None
    number = f"{content['heads']:,}" if "heads" in content else raw.get("admissions", "")
    line = AdmissionLine(
        row.number or 0, row.fate, str(FATE_WORDS[row.fate]), content.get("theatre") or raw.get("theatre", ""),
        content.get("venue", ""), day, content.get("time", ""), number, row.screening_id, _why(row.fate, content),
    )  # fmt: skip
    for ask in content.get("ask", []):
        name, words = f"{ask['about']}-{ask['digest']}", _show if ask["about"] == "show" else _same
        options = (*((token, words(offered)) for token, offered in ask["offers"]), ("new", _("None of these")))
        line.ask = Ask(name, options, said.get(ask["about"], {}).get(ask["digest"], ""), asked.get(name))
        asked.setdefault(name, row.number or 0)
    return line


def _same(name: str) -> str:
    return _("The same place as “%(name)s”", name=name)


def _show(label: str) -> str:
    """Of a shows.Show."""
    at, _blank, screen = label.partition(" ")
    told = _("The show at %(time)s", time=at) if at else _("The show whose time is not known")
    return f"{told} ({screen})" if screen else told


def _why(fate: str, content: dict[str, Any]) -> list[str]:
    if "why" in content:
        return [again(content["why"])]
    if fate == Fate.REPEAT:
        at = content.get("same as", "")
        return [_("Added to row %(row)s", row=at) if content.get("part") else _("Repeats row %(row)s", row=at)]
    if any(ask["about"] == "show" for ask in content.get("ask", [])):
        return [_("The list tells several times there, and of a show the time is not known. Which one is this?")]
    told = []
    if fate == Fate.SAME:
        told.append(_("An earlier list has the same figure."))
    if "was" in content:
        told.append(_("A list said %(was)s before; both are kept, the later one holds.", was=f"{content['was']:,}"))
    if "parts" in content:
        told.append(_n("%(n)s row", "%(n)s rows, added up", content["parts"]))
    if len(content.get("shows", ())) > 1:
        shows = len(content["shows"])
        told.append(_n("%(n)s show there has this figure.", "%(n)s shows there share this figure.", shows))
    for kind, number in content.get("counted", []):
        told.append(
            _("Somebody said %(heads)s (%(kind)s) before; that is kept, too.", heads=f"{number:,}", kind=COUNTS[kind])
        )
    return told
