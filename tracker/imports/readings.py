"""From a row and the choices made for its file to planned screenings, or to the reason why not."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tracker.errors import Refusal
from tracker.files.tables import Row, RowKind, Table
from tracker.imports.cells import clean, is_missing, read_address, read_number, read_postcode, read_whole, zip_in
from tracker.imports.choices import Choices, Holds, When
from tracker.imports.dates import Order, Written, order_of, read_date, read_time
from tracker.imports.meanings import COUNTRY_CODES, KIND_WORDS, LABELS, LONGEST, STATUS_WORDS, Meaning, word_for
from tracker.imports.moments import Moment, moment_of
from tracker.screenings.zones import SPLIT_STATES, known_zones, state_code, zone_of_state
from tracker.words import Lazy, lazy


class NoTitle(Refusal):
    sentence = lazy("No film title in the row.")


class NoVenue(Refusal):
    sentence = lazy("No venue in the row.")


class NoDate(Refusal):
    sentence = lazy("No date in the row. Add one and import the file again, or give the date for all rows without one.")


class NoZone(Refusal):
    sentence = lazy("Which clock the venue keeps cannot be told. Choose a time zone for the file.")


class UnknownZone(Refusal):
    sentence = lazy("“%(text)s” is not a time zone such as America/Chicago.")


class TextTooLong(Refusal):
    sentence = lazy("The %(what)s is longer than %(most)s characters.")


class TooManyCells(Refusal):
    sentence = lazy("The row has more cells than the heading. Is a comma inside a cell without quotes?")


class HeadingAgain(Refusal):
    sentence = lazy("This is the heading again.")


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should know about a row that is taken all the same."""

    sentence: Lazy
    fields: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.sentence % dict(self.fields) if self.fields else str(self.sentence)


SPLIT = lazy("A part of %(state)s keeps another clock; look at the venue’s time zone.")
NOT_READ = lazy("The %(what)s “%(text)s” cannot be read and is left out.")
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


@dataclass(slots=True)
class _Cells:
    """The mapped cells of one row, cleaned; missing ones are left out."""

    by: dict[Meaning, str]
    notes: list[Note] = field(default_factory=list)

    def text(self, meaning: Meaning) -> str:
        found = self.by.get(meaning, "")
        if len(found) > LONGEST.get(meaning, 500):
            raise TextTooLong(what=LABELS[meaning], most=LONGEST.get(meaning, 500))
        return found

    def left_out(self, meaning: Meaning) -> None:
        self.notes.append(Note(NOT_READ, (("what", str(LABELS[meaning])), ("text", self.by[meaning][:60]))))


def read_rows(
    table: Table, choices: Choices, zone_of: Callable[[str, str, str], str | None] | None = None
) -> Iterator[Reading]:
    """Every row of the table, read; a row that cannot be is refused by itself and holds up no other.

    `zone_of(postcode, region, country)` may know a venue's zone better than its state alone does.
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
    zone_of: Callable[[str, str, str], str | None] | None,
) -> Reading:  # fmt: skip
    found = {}
    for at, meaning in wanted:
        text = clean(row.cells[at])
        if not is_missing(text, choices.missing_words):
            found[meaning] = text
    cells = _Cells(found)
    try:
        if row.kind is RowKind.HEADING:
            raise HeadingAgain
        if row.beyond:
            raise TooManyCells
        planned = _plan(row.number, cells, choices, when, epoch, zone_of)
    except Refusal as refused:
        return Reading(row.number, (), refused)
    return Reading(row.number, planned, None, tuple(cells.notes))


def _plan(
    number: int, cells: _Cells, choices: Choices, when: When, epoch: datetime | None,
    zone_of: Callable[[str, str, str], str | None] | None,
) -> tuple[Planned, ...]:  # fmt: skip
    title = cells.text(Meaning.TITLE) or choices.film
    venue = cells.text(Meaning.VENUE)
    if not title:
        raise NoTitle
    if not venue:
        raise NoVenue
    place = _place(cells, choices)
    zone = _zone(cells, place, choices, zone_of)
    moments = _moments(cells, choices, when, epoch, zone)
    latitude, longitude = _coordinates(cells)
    rest: dict[str, Any] = {
        "original_title": cells.text(Meaning.ORIGINAL_TITLE),
        "year": _whole(cells, Meaning.YEAR, 1888, 2200),
        "kind": _word(cells, Meaning.KIND, KIND_WORDS),
        "status": _word(cells, Meaning.STATUS, STATUS_WORDS),
        "capacity": _whole(cells, Meaning.CAPACITY, 1, 1_000_000),
        "ticket_url": _link(cells),
    }
    rest |= {meaning.value: cells.text(meaning) for meaning in _PLAIN if meaning in cells.by}
    address, city, region, postcode, country = place
    return tuple(
        Planned(
            number, title, venue, zone, moment.day, moment.starts_at, moment.ends_at,
            address=address, city=city, region=region, postcode=postcode, country=country,
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


def _place(cells: _Cells, choices: Choices) -> tuple[str, str, str, str, str]:
    """Address, city, region, postcode, country: own columns first, then the JSON cell, then the address's end."""
    packed = read_address(cells.by.get(Meaning.ADDRESS_JSON, ""))
    if packed:
        for part, meaning in _PACKED:
            if part in packed and not is_missing(packed[part], choices.missing_words):
                cells.by.setdefault(meaning, packed[part])
    elif Meaning.ADDRESS_JSON in cells.by:
        cells.left_out(Meaning.ADDRESS_JSON)
    address, city, region = (cells.text(meaning) for meaning in (Meaning.ADDRESS, Meaning.CITY, Meaning.REGION))
    country = cells.by.get(Meaning.COUNTRY, "")
    code = COUNTRY_CODES.get(country.lower(), country.upper()) if country else choices.country
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        cells.left_out(Meaning.COUNTRY)
        code = choices.country
    region = (state_code(region) or region) if code == "US" and region else region
    postcode = read_postcode(cells.text(Meaning.POSTCODE), code)
    return address, city, region, postcode or (zip_in(address) if code == "US" else ""), code


_PACKED = (
    ("address", Meaning.ADDRESS),
    ("city", Meaning.CITY),
    ("region", Meaning.REGION),
    ("postcode", Meaning.POSTCODE),
    ("country", Meaning.COUNTRY),
)


def _zone(
    cells: _Cells, place: tuple[str, str, str, str, str], choices: Choices,
    zone_of: Callable[[str, str, str], str | None] | None,
) -> str:  # fmt: skip
    """The row's own zone, then what its place says, then the one given for the file."""
    written = cells.by.get(Meaning.ZONE)
    if written is not None:
        if written not in known_zones():
            raise UnknownZone(text=written[:60])
        return written
    if choices.zone and choices.zone_first:
        return choices.zone
    _, _, region, postcode, country = place
    known = zone_of(postcode, region, country) if zone_of else None
    if known:
        return known
    state = zone_of_state(region) if country == "US" else None
    if state and region in SPLIT_STATES:
        cells.notes.append(Note(SPLIT, (("state", region),)))
    found = state or choices.zone
    if not found:
        raise NoZone
    return found


def _moments(cells: _Cells, choices: Choices, when: When, epoch: datetime | None, zone: str) -> list[Moment]:
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


def _with_time(cells: _Cells, written: Written) -> Written:
    """A time in a column of its own completes a date that has none; it is the venue's own."""
    if written.clock is None and Meaning.TIME in cells.by:
        return Written(written.day, read_time(cells.by[Meaning.TIME]), written.offset)
    return written


def _with_end(cells: _Cells, moment: Moment, when: When, epoch: datetime | None, zone: str) -> Moment:
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


def _coordinates(cells: _Cells) -> tuple[float | None, float | None]:
    """Both or neither: half a place is none."""
    pair = []
    for meaning, most in ((Meaning.LATITUDE, 90), (Meaning.LONGITUDE, 180)):
        if meaning not in cells.by:
            return None, None
        try:
            value = read_number(cells.by[meaning])
        except Refusal:
            value = 999.0
        if abs(value) > most:
            cells.left_out(meaning)
            return None, None
        pair.append(value)
    return pair[0], pair[1]


def _whole(cells: _Cells, meaning: Meaning, least: int, most: int) -> int | None:
    if meaning not in cells.by:
        return None
    try:
        value = read_whole(cells.by[meaning])
    except Refusal:
        value = least - 1
    if not least <= value <= most:
        cells.left_out(meaning)
        return None
    return value


def _word(cells: _Cells, meaning: Meaning, words: dict[str, str]) -> str | None:
    if meaning not in cells.by:
        return None
    found = word_for(cells.by[meaning], words)
    if found is None:
        cells.left_out(meaning)
    return found


def _link(cells: _Cells) -> str:
    link = cells.text(Meaning.TICKET_URL)
    if link and not link.lower().startswith(("https://", "http://")):
        cells.left_out(Meaning.TICKET_URL)
        return ""
    return link
