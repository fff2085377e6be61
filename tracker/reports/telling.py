"""A document in words, in the language in force: the one sentence, what came of it, what changed, and the notes below.

Everything that a reader sees is made here and in pictured.py, from the document alone: the page, the PDF and the workbook say the same.
"""

import re
from collections.abc import Iterator

from tracker import times
from tracker.charts.told import Told, share_words
from tracker.followups import money
from tracker.records import dataclass
from tracker.reports import definitions, periods
from tracker.reports.document import Cell, Document, Line
from tracker.reports.periods import Period
from tracker.words import _, _n, lazy

FIELD = re.compile(r"%\((\w+)\)s")
# What is compared with the report before: a table, a line of it, and its name there.
COMPARED = (
    ("room", "screenings", lazy("Film screenings")), ("room", "heads", lazy("In the room")), ("steps", "signups", lazy("Signups")),
    ("steps", "allies", lazy("Allies")), ("steps", "reached", lazy("Were reached")), ("steps", "acted", lazy("Acted")),
    ("steps", "outcomes", lazy("Outcomes")),
)  # fmt: skip

HOSTS = {
    "asked": lazy("asked to host"), "approved": lazy("requests approved"), "screenings": lazy("film screenings hosted by allies"),
    "cancelled": lazy("of those cancelled"), "signups": lazy("signups there"),
}  # fmt: skip
# Of which figures the report says what they count.
LEGEND = ("room", "signups", "allies", "contactable", "reached", "acted", "acted_said", "outcomes", "on_time")
# Numbers of people below this are hidden.
SMALL = 5
# Tables of film screenings, of what was wished for, and of the report before.
NOT_OF_PEOPLE = ("room", "screened", "goals", "before")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a sentence. `strong`: a number that matters."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Came:
    """A number, and what it counts, as one reads on: "212", "gave, together $18,430"."""

    number: str
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """One figure in the report before and now. `more`: how many more, with its sign; "" where that cannot be said."""

    words: str
    before: str
    now: str
    more: str


def told(cell: Cell) -> Told:
    """As a chart takes it."""
    return Told(cell.value, _("hidden") if cell.hidden else _("not computable"))


def number(cell: Cell) -> str:
    return str(told(cell))


def title(of: Document) -> str:
    return of.film


def named(of: Document) -> tuple[str, ...]:
    """What a file of it is called by."""
    return (of.film, of.campaign, of.day.isoformat())


def subtitle(of: Document) -> str:
    """ "The two-day event, October 2023. Figures of Wed 31 Jan 2024." """
    about = periods.words(Period(of.since, of.until))
    figures = _("Figures of %(day)s.", day=times.day_words(of.day, with_year=True))
    return f"{of.campaign}: {about}. {figures}"


def is_empty(of: Document) -> bool:
    """Whether it tells no number of people at all: nobody is there yet, or so few that all of it is hidden."""
    people = {table: lines for table, lines in of.tables.items() if table not in NOT_OF_PEOPLE}
    people["room"] = tuple(line for line in of.lines("room") if line.key in ("heads", "total"))
    return not any(cell.value for lines in people.values() for line in lines for cell in line.cells)


def _nothing_yet(of: Document) -> list[Run]:
    """In the place of one line of "hidden" after the other."""
    rooms = of.cell("room", "screenings")
    if of.since or of.until:
        return [*_runs(_("Nobody has signed up in this time, or too few to be told."))]
    if not rooms.value:
        return [*_runs(_(
            "The story of this film is still to come: no film screening has begun. Once people have seen it, this page tells "
            "what became of it."
        ))]  # fmt: skip
    words = _n(
        "The film has been shown at %(rooms)s film screening, and it is early days: nobody has signed up yet, or so few that we "
        "keep their number to ourselves, for their sake. As more people join, this page tells what became of it.",
        "The film has been shown at %(rooms)s film screenings, and it is early days: nobody has signed up yet, or so few that we "
        "keep their number to ourselves, for their sake. As more people join, this page tells what became of it.",
        rooms.value, **_open("rooms"),
    )  # fmt: skip
    return [*_runs(words, rooms=rooms)]


def sentence(of: Document) -> list[Run]:
    """From the room to an outcome. What is hidden, not computable or nobody is left out of it."""
    if is_empty(of):
        return _nothing_yet(of)
    signups, allies = (of.cell("steps", key) for key in ("signups", "allies"))
    rooms = of.cell("room", "screenings")
    if not allies.value:
        if signups.value and rooms.value:
            return _signups_alone(signups, rooms)
        return [*_runs(_("Nobody has signed up in this time, or too few to be told."))]
    heads, counted, reached, outcomes = (
        of.cell(table, key)
        for table, key in (("room", "heads"), ("room", "counted"), ("steps", "reached"), ("steps", "outcomes"))
    )
    if heads.value and rooms.value == counted.value and reached.value and outcomes.value:
        return _whole_way(heads=heads, rooms=rooms, allies=allies, reached=reached, outcomes=outcomes)
    runs = _beginning(allies=allies, rooms=rooms, counted=counted, heads=heads)
    if reached.value:
        runs += [Run(" "), *_runs(_("%(reached)s were reached."), reached=reached)]
    if outcomes.value:
        runs += [Run(" "), *_runs(_("Of %(outcomes)s it is written down how it ended."), outcomes=outcomes)]
    return runs


def _signups_alone(signups: Cell, rooms: Cell) -> list[Run]:
    words = _n(
        "%(signups)s signups at %(rooms)s film screening; how many people that are is hidden.",
        "%(signups)s signups at %(rooms)s film screenings; how many people that are is hidden.",
        rooms.value or 0, **_open("signups", "rooms"),
    )  # fmt: skip
    return [*_runs(words, signups=signups, rooms=rooms)]


def _whole_way(**numbers: Cell) -> list[Run]:
    """Every room was counted, and nothing on the way is hidden."""
    words = _n(
        "Of %(heads)s people in %(rooms)s room, %(allies)s became allies, %(reached)s were reached, and of "
        "%(outcomes)s it is written down how it ended.",
        "Of %(heads)s people in %(rooms)s rooms, %(allies)s became allies, %(reached)s were reached, and of "
        "%(outcomes)s it is written down how it ended.",
        numbers["rooms"].value or 0, **_open(*numbers),
    )  # fmt: skip
    return [*_runs(words, **numbers)]


def _beginning(**numbers: Cell) -> list[Run]:
    """How many became allies; at how many film screenings, and out of how many heads, where that is known."""
    rooms = numbers["rooms"].value or 0
    if numbers["heads"].value:
        words = _n(
            "%(allies)s people became allies at %(rooms)s film screening; in the room that was counted (%(counted)s) sat %(heads)s people.",
            "%(allies)s people became allies at %(rooms)s film screenings; in the rooms that were counted (%(counted)s) sat "
            "%(heads)s people.",
            rooms, **_open(*numbers),
        )  # fmt: skip
    elif rooms:
        words = _n(
            "%(allies)s people became allies at %(rooms)s film screening.",
            "%(allies)s people became allies at %(rooms)s film screenings.",
            rooms, **_open("allies", "rooms"),
        )  # fmt: skip
    else:
        words = _("%(allies)s people became allies.")
    return [*_runs(words, **numbers)]


def plain(runs: list[Run]) -> str:
    return "".join(run.text for run in runs)


def came_of_it(of: Document) -> list[Came]:
    """Gifts by currency, hosts and their yield, calls to action."""
    found = [_gift(each) for each in of.lines("gifts")]
    hosted, signups = (of.cell("hosts", key) for key in ("screenings", "signups"))
    if hosted.value:
        words = _n("film screening hosted by allies", "film screenings hosted by allies", hosted.value)
        if signups.value:
            words = _("%(words)s, with %(signups)s signups there", words=words, signups=number(signups))
        found.append(Came(number(hosted), words))
    asked = of.cell("hosts", "asked")
    if asked.value:
        found.append(
            Came(number(asked), _n("asked to host a film screening", "asked to host a film screening", asked.value))
        )
    said = of.cell("steps", "acted_said")
    if said.value:
        found.append(Came(number(said), _("say by a button in a letter that they acted; nobody of us has heard it")))
    return found


def changes(of: Document) -> list[Change]:
    """Since the report before; without one, none."""
    before = {line.key: line for line in of.lines("before")}
    found = []
    for table, key, words in COMPARED:
        line = before.get(f"{table}.{key}")
        if line is None:
            continue
        then, now = line.cells[0], of.cell(table, key)
        found.append(Change(str(words), number(then), number(now), _more(then, now)))
    return found


def waited(of: Document) -> str:
    """How long until half, and nine of ten, were contacted: in whole hours; "" where that is not told."""
    half, most = (of.cell("waits", "waits", at).value for at in (2, 3))
    said = []
    if half is not None:
        said.append(_n("Half were contacted within an hour.", "Half were contacted within %(n)s hours.", max(1, half)))
    if most is not None:
        said.append(_n("Nine of ten within an hour.", "Nine of ten within %(n)s hours.", max(1, most)))
    return " ".join(said)


def notes(of: Document) -> list[str]:
    """What is to be known about all of the numbers."""
    said = [
        _(
            "Nobody is named here. Numbers under %(n)s are hidden or put together, with what would give them away.",
            n=SMALL,
        )
    ]
    counted, rooms = of.cell("room", "counted"), of.cell("room", "screenings")
    if rooms.value and counted.value is not None and counted.value < rooms.value:
        missing = rooms.value - counted.value
        said.append(_n(
            "A head count is missing for %(rooms)s room, which is left out of the share of the room.",
            "A head count is missing for %(rooms)s rooms, which are left out of the share of the room.",
            missing, rooms=times.number_words(missing),
        ))  # fmt: skip
    part, whole = (of.cell("parts", "unplaced", at) for at in (0, 1))
    if part.value and (percent := share(part, whole)):
        said.append(_("%(share)s of the signups have not said yet where they watched.", share=percent))
    return said


def legend(of: Document) -> list[tuple[str, str]]:
    """What the words mean, as short as they can be said: of those figures that the report shows."""
    if is_empty(of):
        return []
    there = {"room", *(line.key for table in ("steps", "rates") for line in of.lines(table))}
    return [
        (str(each.name), str(each.counted))
        for key in LEGEND if key in there and (each := definitions.FIGURES.get(key)) is not None
    ]  # fmt: skip


def name_of(line: Line) -> str:
    """What the definitions call it."""
    found = definitions.FIGURES.get(line.key)
    return str(found.name) if found else line.key


def host_words(line: Line) -> str:
    """ "asked to host"."""
    return str(HOSTS.get(line.key, line.key))


def _gift(line: Line) -> Came:
    _number, total, givers = line.cells
    if total.value is None:
        return Came(number(givers), _("gave, in %(currency)s; the sum is hidden", currency=line.key))
    return Came(number(givers), _("gave, together %(sum)s", sum=money.money_words(total.value, line.key)))


def _more(then: Cell, now: Cell) -> str:
    if then.value is None or now.value is None:
        return ""
    more = now.value - then.value
    return f"{'+' if more > 0 else '−' if more < 0 else '±'}{times.number_words(abs(more))}"


def share(part: Cell, whole: Cell) -> str:
    """ "12%"; "" where it is not computable or would tell what is hidden."""
    if part.value is None or not whole.value:
        return ""
    return share_words(100 * part.value / whole.value)


def _open(*names: str) -> dict[str, str]:
    """Fields that stay open when a plural is chosen: their numbers are told apart later."""
    return {name: f"%({name})s" for name in names}


def _runs(words: str, **numbers: Cell) -> Iterator[Run]:
    """A sentence with its numbers told apart."""
    at = 0
    for found in FIELD.finditer(words):
        if found.start() > at:
            yield Run(words[at : found.start()])
        yield Run(number(numbers[found[1]]), strong=True)
        at = found.end()
    if at < len(words):
        yield Run(words[at:])
