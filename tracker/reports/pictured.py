"""The charts of a document, in the language in force: geometry and words, for the page and for paper alike."""

from dataclasses import dataclass
from datetime import date, timedelta

from babel import Locale

from tracker.charts.bars import Bars
from tracker.charts.columns import Columns
from tracker.charts.picture import Picture
from tracker.charts.spans import Span, of_weeks
from tracker.charts.state_map import PLACES, StateMap
from tracker.charts.told import Told
from tracker.reports import pictures
from tracker.reports.document import Document
from tracker.reports.document import Line as Written
from tracker.reports.pictures import Line, Timely
from tracker.reports.telling import told
from tracker.screenings import terms
from tracker.words import Lazy, _, language, lazy

GOALS: dict[str, Lazy] = {"signups": lazy("signups"), "hosts": lazy("film screenings that allies host")}
US = "US-"


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
        found = (self.funnel, self.sources, self.signups, self.on_time, self.states, self.countries, self.ladder, self.goals)
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
    lines = [Line(each.key, source(each), told(each.cells[0])) for each in of.lines("sources")]
    return pictures.sources(lines, _all_signups(of)) if lines else None


def source(line: Written) -> str:
    """ "Seat card"."""
    words = terms.SOURCES.get(line.key)
    return str(words) if words else _("others")


def _all_signups(of: Document) -> Told:
    return told(of.cell("steps", "signups"))


def _signups(of: Document) -> Columns | None:
    if found := _spans(of, "days", 0):
        return pictures.signups(found)
    weeks = _spans(of, "weeks", 6)
    return pictures.signups(of_weeks(weeks)) if weeks else None


def _spans(of: Document, table: str, more: int) -> list[Span]:
    """Days, or weeks, with the film screenings in them. A line's third part says until when it goes, where lines were put together."""
    found = []
    for line in of.lines(table):
        since = date.fromisoformat(line.key)
        until = since + timedelta(days=more + (7 if more else 1) * max(0, line.grouped - 1))
        found.append(Span(since, until, (told(line.cells[0]),), _screenings(of, since, until)))
    return found


def _screenings(of: Document, since: date, until: date) -> int:
    """How many took place in these days."""
    return sum(
        line.cells[0].value or 0 for line in of.lines("screened") if since <= date.fromisoformat(line.key) <= until
    )


def _on_time(of: Document) -> Columns | None:
    weeks = [
        Timely(date.fromisoformat(each.key), told(each.cells[0]), told(each.cells[1])) for each in of.lines("on_time")
    ]
    return pictures.on_time(weeks) if weeks else None


def _states(of: Document) -> StateMap | None:
    lines = of.lines("regions")
    seen = [Line(each.key, place(each), told(each.cells[0])) for each in lines if each.key.removeprefix(US) in PLACES]
    rest = [f"{place(each)} {told(each.cells[0])}" for each in lines if each.key.removeprefix(US) not in PLACES]
    return pictures.states(seen, elsewhere=", ".join(rest)) if seen else None


def _countries(of: Document) -> Bars | None:
    lines = of.lines("countries")
    if not [each for each in lines if each.key not in ("US", "")]:
        return None
    return pictures.countries([Line(each.key, country(each), told(each.cells[0])) for each in lines], _all_signups(of))


def place(line: Written) -> str:
    """ "Texas", "Ontario, Canada"; what lines that were put together are called."""
    from tracker.screenings.regions import Region, name_of  # late, as all that reads the long lists of places

    if line.grouped or not line.key:
        return elsewhere(line)
    country_code, _dash, region = line.key.partition("-")
    return name_of(Region(country_code, region))


def country(line: Written) -> str:
    if line.grouped or not line.key:
        return elsewhere(line)
    return str(Locale.parse(language()).territories.get(line.key, line.key))


def elsewhere(line: Written) -> str:
    """The words of a line that is no place."""
    return _("other places together") if line.grouped else _("at home, or not said yet where")


def _ladder(of: Document) -> Bars | None:
    lines = [
        Line(each.key, each.words.get("") or _("on no rung yet"), told(each.cells[0])) for each in of.lines("rungs")
    ]
    return pictures.ladder(lines, told(of.cell("steps", "allies"))) if lines else None


def _goals(of: Document) -> Bars | None:
    lines = [
        (Line(each.key, str(GOALS.get(each.key, each.key)), told(each.cells[0])), told(each.cells[1]))
        for each in of.lines("goals")
    ]
    return pictures.goals(lines) if lines else None
