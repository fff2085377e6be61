"""The numbers of a report as a workbook, in the language in force: a first sheet that says what they are, then one for each table."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from tracker.files.workbooks_out import Cell as Written
from tracker.files.workbooks_out import Sheet, book_pieces
from tracker.files.writing import MIME
from tracker.followups import money
from tracker.paper import names
from tracker.paper.printed import Printed
from tracker.reports import pictures, telling
from tracker.reports.document import Cell, Document, Line
from tracker.reports.pictured import GOALS, call, country, place, rung, source
from tracker.reports.telling import COMPARED
from tracker.words import _

# Characters of the columns: words, and numbers.
WORDS, NUMBERS = 44, 16


def workbook(of: Document, learned: str = "", draft: bool = False) -> Printed:
    """`learned`: what we learned, in this language. `draft`: the first line says so."""
    data = b"".join(book_pieces([_about(of, learned, draft), *_tables(of)]))
    name = names.file_name(*telling.named(of))
    return Printed(f"{name}.xlsx", MIME["xlsx"], data)


def _about(of: Document, learned: str, draft: bool) -> Sheet:
    """What it is, and what the words mean."""
    rows: list[Sequence[Written]] = [
        *([(_("Report"), _("Draft: not published, for the team alone."))] if draft else ()),
        (_("Organization"), of.organisation), (_("Film"), of.film), (_("Report"), telling.subtitle(of)),
        (_("In one sentence"), telling.plain(telling.sentence(of))),
        *((_("Good to know"), note) for note in telling.notes(of)),
        *((_("What we learned"), part) for part in learned.split("\n\n") if part),
        *((name, words) for name, words in telling.legend(of)),
    ]  # fmt: skip
    return Sheet(_("About this report"), (_("What"), _("In words")), rows, (28, 100))


def _tables(of: Document) -> Iterable[Sheet]:
    signups, allies = _("Signups"), _("Allies")
    part, whole = _("Part"), _("Whole")
    steps = {key: str(words) for key, words, _of, _share in pictures.STEPS}
    made = (
        (_("From the room to an outcome"), (_("Step"), _("People")), (*_heads(of), *of.lines("steps")), lambda line: steps[line.key]),
        (_("How signups came"), (_("Source"), signups), of.lines("sources"), source),
        (_("Signups by week"), (_("From"), signups), of.lines("weeks"), lambda line: _days(line, 7)),
        (_("Signups by day"), (_("From"), signups), of.lines("days"), lambda line: _days(line, 1)),
        (_("On time by week"), (_("From"), _("Within 72 hours"), _("Of")), of.lines("on_time"), lambda line: _days(line, 7)),
        (_("Places"), (_("Place"), signups), of.lines("regions"), place),
        (_("Countries"), (_("Country"), signups), of.lines("countries"), country),
        (_("Rates"), (_("Rate"), part, whole), [*of.lines("rates"), *of.lines("parts")], telling.name_of),
        (_("Ladder"), (_("Rung"), allies), of.lines("rungs"), rung),
        (_("Came up the ladder"), (_("Rung"), allies), of.lines("came"), rung),
        (_("What they did"), (_("Call to action"), allies), of.lines("calls"), call),
        (_("Goals"), (_("Goal"), _("So far"), _("Hoped for")), of.lines("goals"), lambda line: str(GOALS.get(line.key, line.key))),
        (_("Hosts"), (_("What"), _("Number")), of.lines("hosts"), telling.host_words),
    )  # fmt: skip
    for name, heads, lines, words in made:
        if lines:
            yield _sheet(name, heads, [(words(line), *map(_number, line.cells[: len(heads) - 1])) for line in lines])
    if waits := [*of.lines("waits")]:
        columns = (_("Until"), allies, _("Still waiting"), _("Half within (hours)"), _("Nine of ten within (hours)"))
        yield _sheet(_("Waiting"), columns, [(telling.name_of(line), *map(_number, line.cells)) for line in waits])
    if gifts := of.lines("gifts"):
        yield _sheet(_("Gifts"), (_("Currency"), _("Gifts"), _("Sum"), allies), [_gift(line) for line in gifts])
    if before := {line.key: line for line in of.lines("before")}:
        yield _sheet(
            _("Since the last report"), (_("Figure"), _("Then"), _("Now")),
            [
                (str(words), _number(before[f"{table}.{key}"].cells[0]), _number(of.cell(table, key)))
                for table, key, words in COMPARED if f"{table}.{key}" in before
            ],
        )  # fmt: skip


def _heads(of: Document) -> tuple[Line, ...]:
    """The room, as the first step."""
    return (Line("room", (of.cell("room", "heads"),)),)


def _sheet(name: str, heads: Sequence[str], rows: Iterable[Sequence[Written]]) -> Sheet:
    return Sheet(name, heads, rows, (WORDS, *[NUMBERS] * (len(heads) - 1)))


def _number(cell: Cell) -> Written:
    """A number as a number, so that it can be added up; else why there is none."""
    return cell.value if cell.value is not None else telling.number(cell)


def _gift(line: Line) -> Sequence[Written]:
    count, total, givers = line.cells
    told = money.in_whole(total.value, line.key) if total.value is not None else telling.number(total)
    return line.key, _number(count), told, _number(givers)


def _days(line: Line, long: int) -> str:
    """Days as they are written everywhere (ISO 8601): "2023-10-23", and "2023-10-23/2023-11-05" for two weeks."""
    since = date.fromisoformat(line.key)
    until = since + timedelta(days=long * max(1, line.grouped) - 1)
    return f"{since}/{until}" if until > since else f"{since}"
