"""Guessing what the columns of a screenings file mean: by their headings first, then by the look of their values."""

import re
from collections.abc import Callable, Sequence
from itertools import islice

from tracker.errors import Refusal
from tracker.files.tables import Table
from tracker.imports.cells import clean, is_missing, read_address, read_number
from tracker.imports.dates import Order, read_date, read_time
from tracker.imports.meanings import KIND_WORDS, STATUS_WORDS, Meaning, word_for
from tracker.records import dataclass
from tracker.screenings.zones import known_zones
from tracker.words import Lazy, lazy

BY_HEADING = lazy("The heading says so.")
BY_VALUES = lazy("Its values look like it.")
TAKEN = lazy("Another column says it more clearly.")
UNLIKE = lazy("The heading would fit, but the values do not.")
UNKNOWN = lazy("Nothing tells what it means.")

LOOKED_AT = 200
"""Filled rows that a guess looks at."""
ENOUGH = 0.6
"""Share of the filled cells that have to look right."""

SPELLINGS = {
    Meaning.TITLE: (
        "film title|title|film|movie|movie title|film name|event title|feature|program|영화|영화 "
        "제목|영화명|제목|작품명|작품|película|pelicula|título|titulo|film titel"
    ),
    Meaning.ORIGINAL_TITLE: "original title|title alt|alternative title|원제|título original|titulo original",
    Meaning.YEAR: "year|film year|release year|production year|제작연도|año|ano",
    Meaning.VENUE: (
        "venue|venue name|theater|theatre|theater name|theatre name|cinema|cinema name|location "
        "name|location|park|place|site|극장|영화관|상영관|장소|극장명|cine|sala de cine|lugar|sede|recinto"
    ),
    Meaning.ADDRESS: (
        "address|street address|street|address 1|address line 1|venue address|theater address|theatre "
        "address|주소|도로명주소|dirección|direccion|calle|domicilio"
    ),
    Meaning.ADDRESS_JSON: "human address|address json|location human address|location json",
    Meaning.CITY: "city|town|city town|venue city|도시|시|시군구|ciudad|localidad|municipio",
    Meaning.REGION: "state|region|province|state province|st|venue state|시도|도|지역|estado|provincia|región",
    Meaning.POSTCODE: "zip|zip code|zipcode|postal code|postcode|postal|우편번호|código postal|codigo postal|cp",
    Meaning.COUNTRY: "country|country code|nation|국가|나라|país|pais",
    Meaning.LATITUDE: "lat|latitude|위도|latitud",
    Meaning.LONGITUDE: "long|lng|lon|longitude|경도|longitud",
    Meaning.DATE: (
        "date|day|show date|screening date|event date|날짜|일자|상영일|상영일자|fecha|día|dia|fecha de proyección"
    ),
    Meaning.STARTS: (
        "starts|start|starts at|start at|start date|start time utc|date time|datetime|date and "
        "time|showtime|start datetime|시작|시작일시|상영일시|일시|inicio|comienzo|fecha y hora"
    ),
    Meaning.ENDS: "ends|end|ends at|end date|end datetime|종료|종료일시|fin|final",
    Meaning.TIME: (
        "time|start time|show time|screening time|local time|시간|상영시간|시각|hora|horario|hora de inicio"
    ),
    Meaning.ZONE: "zone|time zone|timezone|tz|시간대|zona horaria|huso horario",
    Meaning.CLOCK: "calendar clock|clock of the calendar",
    Meaning.KIND: "kind|type|event type|screening type|종류|유형|tipo",
    Meaning.STATUS: "status|state of event|상태|estatus|situación",
    Meaning.SCREEN: "screen|auditorium|room|hall|screen number|관|상영관 번호|sala|pantalla",
    Meaning.LANGUAGES: "language|languages|audio|언어|idioma|idiomas",
    Meaning.SUBTITLES: "subtitles|subtitle|captions|자막|subtítulos|subtitulos",
    Meaning.CAPACITY: "capacity|seats|seat count|좌석수|좌석|정원|aforo|capacidad|butacas",
    Meaning.HOST: (
        "host|host name|organizer|organiser|contact name|주최|주최자|담당자|anfitrión|anfitrion|organizador"
    ),
    Meaning.TICKET_URL: (
        "ticket link|ticket url|tickets|ticketing link|url|link|booking link|예매|예매 "
        "링크|링크|entradas|enlace|boletos"
    ),
    Meaning.EXTERNAL_ID: (
        "id|external id|uid|uuid|event id|screening id|theater id|venue "
        "id|identifier|번호|아이디|identificador"
    ),
    Meaning.NOTE: "note|notes|comments|remarks|비고|메모|notas|observaciones|comentarios",
}  # fmt: skip
"""Headings in English, Korean and Spanish, the likeliest first; Action Network's event upload is among them."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column probably means and why."""

    header: str
    meaning: Meaning
    reason: Lazy


def guess_columns(table: Table) -> list[Guess]:
    """One guess per column. No meaning is given twice: the clearer heading wins, then the column further left."""
    samples = [_sample(table, at) for at in range(len(table.header))]
    wishes = sorted((rank, at, meaning) for at, name in enumerate(table.header) for meaning, rank in _spelt(name))
    guesses: dict[int, Guess] = {}
    taken: set[Meaning] = set()
    for _, at, meaning in wishes:
        if at in guesses and guesses[at].meaning is not Meaning.IGNORE:
            continue
        if meaning in taken:
            guesses.setdefault(at, Guess(table.header[at], Meaning.IGNORE, TAKEN))
        elif not _looks(meaning, samples[at]):
            guesses.setdefault(at, Guess(table.header[at], Meaning.IGNORE, UNLIKE))
        else:
            taken.add(meaning)
            guesses[at] = Guess(table.header[at], meaning, BY_HEADING)
    for at, name in enumerate(table.header):
        if at not in guesses:
            guesses[at] = _by_values(name, samples[at], taken)
            taken.add(guesses[at].meaning)
    return [guesses[at] for at in range(len(table.header))]


def samples(table: Table) -> list[list[str]]:
    """Of each column three different values, cut short: whoever brought the file has it open anyway."""
    first = [[clean(cell)[:60] for cell in row.cells] for row in table.rows[:500]]
    columns = zip(*first, strict=True) if first else [()] * len(table.header)
    return [list(islice(dict.fromkeys(filter(None, column)), 3)) for column in columns]


def plain_heading(name: str) -> str:
    """A heading to compare: lower case, signs and underscores to blanks, a number at the end off."""
    words = re.sub(r"[\W_]+", " ", clean(name).casefold()).split()
    return " ".join(words)


_RANKED = {
    plain_heading(spelling): (meaning, rank)
    for meaning, spellings in SPELLINGS.items()
    for rank, spelling in enumerate(spellings.split("|"))
}


def _spelt(name: str) -> list[tuple[Meaning, int]]:
    """Meanings that the heading names: whole, without a number behind it, or by its last word ("location.latitude")."""
    plain = plain_heading(name)
    unnumbered = re.sub(r"\s?\d+$", "", plain)
    found: list[tuple[Meaning, int]] = []
    for spelling, penalty in ((plain, 0), (unnumbered, 100), (plain.rsplit(" ", 1)[-1], 200)):
        if spelling in _RANKED and not any(meaning is _RANKED[spelling][0] for meaning, _ in found):
            meaning, rank = _RANKED[spelling]
            found.append((meaning, rank + penalty))
    return found


def _sample(table: Table, at: int) -> list[str]:
    filled = (text for row in table.rows if not is_missing(text := clean(row.cells[at])))
    return list(islice(filled, LOOKED_AT))


def _looks(meaning: Meaning, sample: Sequence[str]) -> bool:
    """Whether the values allow the meaning. Free words allow any text; an empty column allows all."""
    check = CHECKS.get(meaning)
    if check is None:
        return not sample or not all(text.startswith("{") for text in sample)
    return not sample or sum(map(check, sample)) >= ENOUGH * len(sample)


def _by_values(name: str, sample: Sequence[str], taken: set[Meaning]) -> Guess:
    for meaning in (Meaning.ADDRESS_JSON, Meaning.ZONE, Meaning.TICKET_URL, Meaning.DATE, Meaning.TIME):
        is_date = meaning is Meaning.DATE and taken & {Meaning.STARTS, Meaning.DATE}
        if sample and meaning not in taken and not is_date and _looks(meaning, sample):
            return Guess(name, meaning, BY_VALUES)
    return Guess(name, Meaning.IGNORE, UNKNOWN)


def _reads(read: Callable[[str], object]) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        try:
            read(text)
        except Refusal:
            return False
        return True

    return check


def _is_number(least: float, most: float) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        try:
            return least <= read_number(text) <= most
        except Refusal:
            return False

    return check


def _is_date(text: str) -> bool:
    """A date, or in a workbook the number of one."""
    return bool(re.fullmatch(r"[345]\d{4}(\.\d+)?", text)) or _reads(lambda cell: read_date(cell, Order.MONTH))(text)


CHECKS: dict[Meaning, Callable[[str], bool]] = {
    Meaning.ADDRESS_JSON: lambda text: bool(read_address(text)),
    Meaning.YEAR: _is_number(1888, 2200),
    Meaning.LATITUDE: _is_number(-90, 90),
    Meaning.LONGITUDE: _is_number(-180, 180),
    Meaning.CAPACITY: _is_number(1, 1_000_000),
    Meaning.DATE: _is_date,
    Meaning.STARTS: _is_date,
    Meaning.ENDS: _is_date,
    Meaning.TIME: _reads(read_time),
    Meaning.ZONE: lambda text: text in known_zones(),
    Meaning.KIND: lambda text: word_for(text, KIND_WORDS) is not None,
    Meaning.STATUS: lambda text: word_for(text, STATUS_WORDS) is not None,
    Meaning.TICKET_URL: lambda text: text.lower().startswith(("https://", "http://")),
    Meaning.POSTCODE: lambda text: len(text) <= 12 and any(char.isdigit() for char in text),
}
