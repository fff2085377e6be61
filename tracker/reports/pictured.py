"""The charts of a document, in the language in force: geometry and words, for the page and for paper alike."""

from datetime import date, timedelta

from tracker.charts.bars import Bars, Item, bars
from tracker.charts.columns import Columns
from tracker.charts.picture import Picture
from tracker.charts.spans import MOST, Span
from tracker.charts.state_map import PLACES, StateMap
from tracker.charts.told import Told, together
from tracker.records import dataclass
from tracker.reports import lines, pictures
from tracker.reports.document import Document
from tracker.reports.document import Line as Written
from tracker.reports.pictures import Line
from tracker.reports.protected import OTHERS
from tracker.reports.telling import share, told, waited
from tracker.words import Lazy, _, language, lazy, plain

GOALS: dict[str, Lazy] = {"signups": lazy("signups"), "hosts": lazy("film screenings that allies host")}
US = "US-"
KEPT: dict[str, Lazy] = {
    "on_time": lazy("heard from us within 72 hours"), "follow_up": lazy("were followed up"),
    "abandon": lazy("were given up after four tries"), "opt_out": lazy("opted out"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pictured:
    """None: the report has nothing of the kind."""

    funnel: Bars
    sources: Bars | None
    signups: Columns | None
    on_time: Columns | None
    kept: Bars | None
    states: StateMap | None
    countries: Bars | None
    ladder: Bars | None
    came: Bars | None
    calls: Bars | None
    goals: Bars | None

    def every(self) -> list[Picture]:
        """Those that there are, as one reads on."""
        found = (
            self.funnel,
            self.sources,
            self.signups,
            self.on_time,
            self.kept,
            self.states,
            self.countries,
            self.ladder,
            self.came,
            self.calls,
            self.goals,
        )
        return [each for each in found if each is not None]


def pictured(of: Document) -> Pictured:
    return Pictured(
        _funnel(of), _sources(of), _signups(of), _on_time(of), _kept(of), _states(of), _countries(of), _ladder(of), _came(of),
        _calls(of), _goals(of),
    )  # fmt: skip


def _funnel(of: Document) -> Bars:
    people = {line.key: told(line.cells[0]) for line in of.lines("steps")}
    heads = of.cell("room", "heads")
    if heads.value is not None or heads.hidden:
        people["room"] = told(heads)
    counted, rooms = of.cell("room", "counted"), of.cell("room", "screenings")
    room = _("counted at %(counted)s of %(all)s", counted=told(counted), all=told(rooms)) if rooms.value else ""
    part, whole = (of.cell("rates", "conversion", at).value for at in (0, 1))
    return pictures.funnel(people, room=room, conversion=100 * part / whole if whole and part is not None else None)


def _sources(of: Document) -> Bars | None:
    found = [Line(each.key, source(each), told(each.cells[0])) for each in of.lines("sources")]
    return pictures.sources(found, _all_signups(of)) if found else None


def source(line: Written) -> str:
    """ "Seat card"."""
    return _("others together") if line.key == OTHERS else lines.words_of("source", line.key)


def _all_signups(of: Document) -> Told:
    return told(of.cell("steps", "signups"))


def _signups(of: Document) -> Columns | None:
    if days := _spans(of, "days", 1):
        return pictures.signups(days)
    weeks = _spans(of, "weeks", 7)
    return pictures.signups(_fewer(weeks)) if weeks else None


def _spans(of: Document, table: str, long: int) -> list[Span]:
    """One after the other without a gap, from the first film screening on where that was earlier."""
    known = {date.fromisoformat(line.key): line for line in of.lines(table)}
    screened = {date.fromisoformat(line.key): line.cells[0].value or 0 for line in of.lines("screened")}
    if not known:
        return []
    begins = min(known)
    while screened and begins > min(screened):
        begins -= timedelta(days=long)
    found = []
    while begins <= max(known):
        line = known.get(begins)
        after = begins + timedelta(days=long * max(1, line.grouped if line else 1))
        marks = sum(number for day, number in screened.items() if begins <= day < after)
        found.append(Span(begins, after - timedelta(days=1), (told(line.cells[0]) if line else Told(0),), marks))
        begins = after
    return found


def _on_time(of: Document) -> Columns | None:
    """The line of a week, or of several that were put together: on time, and not."""
    found = []
    for line in of.lines("on_time"):
        monday, (in_time, due) = date.fromisoformat(line.key), (cell.value or 0 for cell in line.cells)
        until = monday + timedelta(days=7 * max(1, line.grouped) - 1)
        found.append(Span(monday, until, (Told(in_time), Told(due - in_time))))
    return pictures.on_time(_fewer(found)) if found else None


def _fewer(weeks: list[Span]) -> list[Span]:
    """By the month in which they begin, where they are too many; what was put together already is not taken apart."""
    if len(weeks) <= MOST:
        return weeks
    made: list[Span] = []
    for week in weeks:
        last = made[-1] if made else None
        if last and (last.since.year, last.since.month) == (week.since.year, week.since.month):
            both = tuple(map(together, zip(last.values, week.values, strict=True)))
            made[-1] = Span(last.since, week.until, both, last.marks + week.marks)
        else:
            made.append(week)
    return made


def _kept(of: Document) -> Bars | None:
    """Rates of what was promised and done, each against its own whole."""
    items = []
    for key, words in KEPT.items():
        part, whole = (of.cell("rates", key, at) for at in (0, 1))
        if whole.value or whole.hidden:
            said = share(part, whole)
            end = _("%(share)s of %(whole)s", share=said, whole=told(whole)) if said else ""
            items.append(Item(str(words), told(part), told(whole), end))
    heads = (_("What"), _("Allies"), _("Share"))
    made = bars(_("What was promised, and kept"), items, heads, own_scale=True, about="on_time", words=waited(of))
    # Of "nothing promised yet" a reader learns nothing.
    return None if made.empty else made


def _states(of: Document) -> StateMap | None:
    seen: list[Line] = []
    rest: list[Line] = []
    for each in of.lines("regions"):
        found = Line(each.key, place(each), told(each.cells[0]))
        (seen if each.key.removeprefix(US) in PLACES else rest).append(found)
    elsewhere_too = "; ".join(f"{each.words}: {each.value}" for each in rest)
    if any(each.key.endswith(OTHERS) for each in rest):
        elsewhere_too += ". " + _("An empty square: nobody, or among these.")
    return pictures.states(seen, elsewhere=elsewhere_too, whole=_all_signups(of)) if seen else None


def _countries(of: Document) -> Bars | None:
    found = of.lines("countries")
    if not [each for each in found if each.key not in ("US", "")]:
        return None
    return pictures.countries([Line(each.key, country(each), told(each.cells[0])) for each in found], _all_signups(of))


def place(line: Written) -> str:
    """ "Texas", "Ontario, Canada"; what lines that were put together are called."""
    if line.key == OTHERS:
        return _("other places together")
    country_code, _dash, region = line.key.partition("-")
    if region == OTHERS:
        return _("%(country)s, other places together", country=lines.words_of("country", country_code))
    return lines.words_of("region", line.key)


def country(line: Written) -> str:
    """ "South Korea"."""
    return _("other countries together") if line.key == OTHERS else lines.words_of("country", line.key)


def rung(line: Written) -> str:
    """As the organizers call it; the first ones, which came with the house, in the reader's language."""
    if line.key == OTHERS:
        return _("other rungs together")
    return plain(line.words.get("", "")) or _("on no rung yet")


def _ladder(of: Document) -> Bars | None:
    found = [Line(each.key, rung(each), told(each.cells[0])) for each in of.lines("rungs")]
    return pictures.ladder(found) if found else None


def _came(of: Document) -> Bars | None:
    """To those rungs that are told by themselves."""
    there = {each.key: told(each.cells[0]) for each in of.lines("rungs")}
    found = [
        (Line(each.key, rung(each), told(each.cells[0])), there[each.key])
        for each in of.lines("came")
        if each.key in there
    ]
    made = pictures.came(found) if found else None
    return made if made and not made.empty else None


def call(line: Written) -> str:
    """What the call to action was called when it was told."""
    return line.words.get(language()) or line.words.get("en") or line.key


def _calls(of: Document) -> Bars | None:
    found = [Line(each.key, call(each), told(each.cells[0])) for each in of.lines("calls")]
    return pictures.calls(found, told(of.cell("steps", "acted"))) if found else None


def _goals(of: Document) -> Bars | None:
    found = [
        (Line(each.key, str(GOALS.get(each.key, each.key)), told(each.cells[0])), told(each.cells[1]))
        for each in of.lines("goals")
    ]
    return pictures.goals(found) if found else None
