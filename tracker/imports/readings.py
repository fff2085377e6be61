"""From a row and the choices made for its file to planned screenings, or to the reason why not."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from tracker.errors import Refusal
from tracker.files.table_rows import Row, RowKind
from tracker.files.tables import Table
from tracker.imports.cells import clean, is_missing
from tracker.imports.choices import Choices, Holds, When
from tracker.imports.dates import Order, Written, order_of, read_date, read_time
from tracker.imports.meanings import KIND_WORDS, STATUS_WORDS, Meaning
from tracker.imports.moments import Moment, moment_of
from tracker.imports.places import ZoneOf, coordinates, place_in, zone_at
from tracker.imports.row_cells import Note, RowCells
from tracker.records import dataclass
from tracker.words import lazy


class NoTitle(Refusal):
    sentence = lazy("No film title in the row.")


class NoVenue(Refusal):
    sentence = lazy("No venue in the row.")


class NoDate(Refusal):
    sentence = lazy("No date in the row. Add one and import the file again, or give the date for all rows without one.")


class TooManyCells(Refusal):
    sentence = lazy("The row has more cells than the heading. Is a comma inside a cell without quotes?")


class HeadingAgain(Refusal):
    sentence = lazy("This is the heading again.")


DATE_GIVEN = lazy("The date is the one given for rows without a date.")


@dataclass(frozen=True, slots=True)
class Planned:
    """A screening as the file has it. Texts are "" and values None where the file says nothing; `kind` None means the
    one chosen for the file. `starts_at` and `ends_at` are UTC; without a start only the day at the venue is known."""

    row: int
    title: str
    venue: str
    zone: str
    day: date
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    original_title: str = ""
    year: int | None = None
    address: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    kind: str | None = None
    status: str | None = None
    screen: str = ""
    languages: str = ""
    subtitles: str = ""
    capacity: int | None = None
    host: str = ""
    ticket_url: str = ""
    external_id: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One row read: what is planned by it, or why it is refused."""

    row_number: int
    planned: tuple[Planned, ...] = ()
    refused: Refusal | None = None
    notes: tuple[Note, ...] = ()


def read_rows(table: Table, choices: Choices, zone_of: ZoneOf | None = None) -> Iterator[Reading]:
    """Every row of the table, read; a row that cannot be is refused by itself and holds up no other.

    `zone_of` may know a venue's zone better than its state alone does.
    """
    when = _with_order(table, choices)
    wanted = [
        (at, meaning)
        for at, meaning in enumerate(choices.columns[: len(table.header)])
        if meaning is not Meaning.IGNORE
    ]
    for row in table.rows:
        yield _read(row, wanted, choices, when, table.epoch, zone_of)


def _with_order(table: Table, choices: Choices) -> When:
    """The choices for dates, with the order of day and month that the file itself decides."""
    if choices.when.order in (Order.DAY, Order.MONTH):
        return choices.when
    order = file_order(table, choices.columns)
    old = choices.when
    return When(old.holds, old.clock, old.midnight, order, old.minutes)


def file_order(table: Table, columns: tuple[Meaning, ...]) -> Order | None:
    """What the date columns of the whole file say about 10/11/2023; ASK when a person has to."""
    dated = [at for at, meaning in enumerate(columns) if meaning in (Meaning.DATE, Meaning.STARTS, Meaning.ENDS)]
    return order_of(clean(row.cells[at]) for row in table.rows for at in dated if at < len(row.cells))


def _read(
    row: Row, wanted: Sequence[tuple[int, Meaning]], choices: Choices, when: When, epoch: datetime | None,
    zone_of: ZoneOf | None,
) -> Reading:  # fmt: skip
    found = {}
    for at, meaning in wanted:
        text = clean(row.cells[at])
        if not is_missing(text, choices.missing_words):
            found[meaning] = text
    cells = RowCells(found, [Note(sentence) for sentence in row.said])
    try:
        if row.why is not None:
            raise row.why
        if row.kind is RowKind.HEADING:
            raise HeadingAgain
        if row.beyond:
            raise TooManyCells
        planned = _plan(row.number, cells, choices, when, epoch, zone_of)
    except Refusal as refused:
        return Reading(row.number, (), refused)
    return Reading(row.number, planned, None, tuple(cells.notes))


def _plan(
    number: int, cells: RowCells, choices: Choices, when: When, epoch: datetime | None,
    zone_of: ZoneOf | None,
) -> tuple[Planned, ...]:  # fmt: skip
    title = cells.text(Meaning.TITLE) or choices.film
    venue = cells.text(Meaning.VENUE)
    if not title:
        raise NoTitle
    if not venue:
        raise NoVenue
    place = place_in(cells, choices)
    zone = zone_at(cells, place, choices, zone_of)
    moments = _moments(cells, choices, when, epoch, zone)
    latitude, longitude = coordinates(cells)
    rest: dict[str, Any] = {
        "original_title": cells.text(Meaning.ORIGINAL_TITLE),
        "year": cells.whole(Meaning.YEAR, 1888, 2200),
        "kind": cells.word(Meaning.KIND, KIND_WORDS),
        "status": cells.word(Meaning.STATUS, STATUS_WORDS),
        "capacity": cells.whole(Meaning.CAPACITY, 1, 1_000_000),
        "ticket_url": cells.link(),
    }
    rest |= {meaning.value: cells.text(meaning) for meaning in _PLAIN if meaning in cells.by}
    return tuple(
        Planned(
            number, title, venue, zone, moment.day, moment.starts_at, moment.ends_at,
            address=place.address, city=place.city, region=place.region, postcode=place.postcode, country=place.country,
            latitude=latitude, longitude=longitude, **rest,
        )
        for moment in moments
    )  # fmt: skip


_PLAIN = (
    Meaning.SCREEN,
    Meaning.LANGUAGES,
    Meaning.SUBTITLES,
    Meaning.HOST,
    Meaning.EXTERNAL_ID,
    Meaning.NOTE,
)


def _moments(cells: RowCells, choices: Choices, when: When, epoch: datetime | None, zone: str) -> list[Moment]:
    """The row's own date; without one, each of the dates given. Raises NoDate, and what a date is refused for."""
    for meaning, holds in ((Meaning.STARTS, Holds.STARTS), (Meaning.DATE, when.holds), (Meaning.ENDS, Holds.ENDS)):
        if meaning in cells.by:
            read = When(holds, when.clock, when.midnight, when.order, when.minutes)
            moment = moment_of(_with_time(cells, read_date(cells.by[meaning], when.order, epoch)), read, zone)
            cells.notes.extend(Note(note) for note in moment.notes)
            return [_with_end(cells, moment, when, epoch, zone) if meaning is not Meaning.ENDS else moment]
    if not choices.given:
        raise NoDate
    cells.notes.append(Note(DATE_GIVEN))
    return [moment_of(Written(one.day, one.clock), When(), zone) for one in choices.given]


def _with_time(cells: RowCells, written: Written) -> Written:
    """A time in a column of its own completes a date that has none; it is the venue's own."""
    if written.clock is None and Meaning.TIME in cells.by:
        return Written(written.day, read_time(cells.by[Meaning.TIME]), written.offset)
    return written


def _with_end(cells: RowCells, moment: Moment, when: When, epoch: datetime | None, zone: str) -> Moment:
    """The end from a column of its own, beside a start. An end that is no date or lies before its start is left out."""
    if Meaning.ENDS not in cells.by or moment.starts_at is None:
        return moment
    try:
        ends = moment_of(
            read_date(cells.by[Meaning.ENDS], when.order, epoch), When(Holds.STARTS, when.clock), zone
        ).starts_at
    except Refusal:
        ends = None
    if ends is None or ends <= moment.starts_at:
        cells.left_out(Meaning.ENDS)
        return moment
    return Moment(moment.day, moment.starts_at, ends, moment.notes)
