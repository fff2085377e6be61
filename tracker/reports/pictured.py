"""The charts of a document, in the language in force: geometry and words, for the page and for paper alike."""

from dataclasses import dataclass
from datetime import date, timedelta

from tracker.charts.bars import Bars
from tracker.charts.columns import Columns
from tracker.charts.picture import Picture
from tracker.charts.spans import Span, of_weeks
from tracker.charts.state_map import PLACES, StateMap
from tracker.charts.told import Told
from tracker.reports import lines, pictures
from tracker.reports.document import Document
from tracker.reports.document import Line as Written
from tracker.reports.pictures import Line, Timely
from tracker.reports.telling import told
from tracker.words import Lazy, _, _n, lazy

GOALS: dict[str, Lazy] = {"signups": lazy("signups"), "hosts": lazy("film screenings that allies host")}
US = "US-"
# From its Monday to its Sunday.
WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Pictured:
    """None: the report has nothing of the kind."""

    funnel: Bars
    sources: Bars | None
    signups: Columns | None
    on_time: Columns | None
    states: StateMap | None
    countries: Bars | None
    ladder: Bars | None
    goals: Bars | None

    def every(self) -> list[Picture]:
        """Those that there are, as one reads on."""
        found = (
            self.funnel,
            self.sources,
            self.signups,
            self.on_time,
            self.states,
            self.countries,
            self.ladder,
            self.goals,
        )
        return [each for each in found if each is not None]


def pictured(of: Document) -> Pictured:
    return Pictured(
        _funnel(of), _sources(of), _signups(of), _on_time(of), _states(of), _countries(of), _ladder(of), _goals(of)
    )  # fmt: skip


def _funnel(of: Document) -> Bars:
    people = {line.key: told(line.cells[0]) for line in of.lines("steps")}
    counted, rooms = of.cell("room", "counted"), of.cell("room", "screenings")
    room = _("counted at %(counted)s of %(all)s", counted=told(counted), all=told(rooms)) if rooms.value else ""
    part, whole = (of.cell("rates", "conversion", at).value for at in (0, 1))
    return pictures.funnel(people, room=room, conversion=100 * part / whole if whole and part is not None else None)


def _sources(of: Document) -> Bars | None:
    found = [Line(each.key, source(each), told(each.cells[0])) for each in of.lines("sources")]
    return pictures.sources(found, _all_signups(of)) if found else None


def source(line: Written) -> str:
    """ "Seat card"."""
    return _("others together") if line.grouped else lines.words_of("source", line.key)


def _all_signups(of: Document) -> Told:
    return told(of.cell("steps", "signups"))


def _signups(of: Document) -> Columns | None:
    weeks = _spans(of)
    return pictures.signups(of_weeks(weeks)) if weeks else None


def _spans(of: Document) -> list[Span]:
    """Every week from the first signup or film screening to the last, those without any, too."""
    signups = {date.fromisoformat(line.key): told(line.cells[0]) for line in of.lines("weeks")}
    screened = {date.fromisoformat(line.key): line.cells[0].value or 0 for line in of.lines("screened")}
    if not signups:
        return []
    first, last = min({*signups, *screened}), max(signups)
    mondays = [first + timedelta(days=7 * n) for n in range((last - first).days // 7 + 1)]
    return [Span(each, each + WEEK, (signups.get(each, Told(0)),), screened.get(each, 0)) for each in mondays]


def _on_time(of: Document) -> Columns | None:
    weeks = [
        Timely(date.fromisoformat(each.key), told(each.cells[0]), told(each.cells[1])) for each in of.lines("on_time")
    ]
    return pictures.on_time(weeks) if weeks else None


def _states(of: Document) -> StateMap | None:
    seen, rest = [], []
    for each in of.lines("regions"):
        found = Line(each.key, place(each), told(each.cells[0]))
        (seen if each.key.removeprefix(US) in PLACES else rest).append(found)
    elsewhere_too = "; ".join(f"{each.words}: {each.value}" for each in rest)
    return pictures.states(seen, elsewhere=elsewhere_too) if seen else None


def _countries(of: Document) -> Bars | None:
    found = of.lines("countries")
    if not [each for each in found if each.key not in ("US", "")]:
        return None
    return pictures.countries([Line(each.key, country(each), told(each.cells[0])) for each in found], _all_signups(of))


def place(line: Written) -> str:
    """ "Texas", "Ontario, Canada"; what lines that were put together are called."""
    return elsewhere(line) if line.grouped else lines.words_of("region", line.key)


def country(line: Written) -> str:
    """ "South Korea"."""
    return elsewhere(line) if line.grouped else lines.words_of("country", line.key)


def elsewhere(line: Written) -> str:
    """Of lines that were put together."""
    return _n("%(n)s other place", "%(n)s other places together", line.grouped)


def _ladder(of: Document) -> Bars | None:
    found = [
        Line(each.key, each.words.get("") or _("on no rung yet"), told(each.cells[0])) for each in of.lines("rungs")
    ]
    return pictures.ladder(found) if found else None


def _goals(of: Document) -> Bars | None:
    found = [
        (Line(each.key, str(GOALS.get(each.key, each.key)), told(each.cells[0])), told(each.cells[1]))
        for each in of.lines("goals")
    ]
    return pictures.goals(found) if found else None
