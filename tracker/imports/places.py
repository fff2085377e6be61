"""Where a row is: its address, the clock that is kept there, and its coordinates."""

from collections.abc import Callable

from tracker.errors import Refusal
from tracker.imports.cells import is_missing, read_address, read_postcode, zip_in
from tracker.imports.choices import Choices
from tracker.imports.meanings import COUNTRY_CODES, Meaning
from tracker.imports.row_cells import Note, RowCells
from tracker.records import dataclass
from tracker.screenings.zones import SPLIT_STATES, known_zones, state_code, zone_of_state
from tracker.words import lazy

SPLIT = lazy("A part of %(state)s keeps another clock; look at the venue’s time zone.")


class NoZone(Refusal):
    sentence = lazy("Which clock the venue keeps cannot be told. Choose a time zone for the file.")


class UnknownZone(Refusal):
    sentence = lazy("“%(text)s” is not a time zone such as America/Chicago.")


@dataclass(frozen=True, slots=True)
class Place:
    """A row's venue and address; `country` has two letters."""

    venue: str
    address: str
    city: str
    region: str
    postcode: str
    country: str


ZoneOf = Callable[[Place], str | None]
"""May know the clock of a place better than its state alone does."""


_PACKED = (
    ("address", Meaning.ADDRESS),
    ("city", Meaning.CITY),
    ("region", Meaning.REGION),
    ("postcode", Meaning.POSTCODE),
    ("country", Meaning.COUNTRY),
)


def place_in(cells: RowCells, choices: Choices) -> Place:
    """The venue and its address: own columns first, then the JSON cell, then the address's end."""
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
    if country and not (len(code) == 2 and code.isascii() and code.isalpha()):
        cells.left_out(Meaning.COUNTRY)
        code = choices.country
    region = (state_code(region) or region) if code == "US" and region else region
    postcode = read_postcode(cells.text(Meaning.POSTCODE), code)
    postcode = postcode or (zip_in(address) if code == "US" else "")
    return Place(cells.text(Meaning.VENUE), address, city, region, postcode, code)


def zone_at(cells: RowCells, place: Place, choices: Choices, zone_of: ZoneOf | None) -> str:
    """The row's own zone, then what is known of its place, its state's, its calendar's, then the one given for the file.

    Raises UnknownZone, NoZone.
    """
    written = cells.by.get(Meaning.ZONE)
    if written is not None:
        if written not in known_zones():
            raise UnknownZone(text=written[:60])
        return written
    known = zone_of(place) if zone_of else None
    if known:
        return known
    if choices.zone and choices.zone_first:
        return choices.zone
    state = zone_of_state(place.region) if place.country == "US" else None
    if state and place.region in SPLIT_STATES:
        cells.notes.append(Note(SPLIT, (("state", place.region),)))
    # A calendar is kept on somebody's own clock: it tells only where nothing else does.
    own = cells.by.get(Meaning.CLOCK, "")
    found = state or (own if own in known_zones() else "") or choices.zone
    if not found:
        raise NoZone
    return found


def coordinates(cells: RowCells) -> tuple[float | None, float | None]:
    """Both or neither: half a place is none."""
    if Meaning.LATITUDE not in cells.by or Meaning.LONGITUDE not in cells.by:
        return None, None
    latitude = cells.number(Meaning.LATITUDE, 90)
    longitude = cells.number(Meaning.LONGITUDE, 180) if latitude is not None else None
    return (latitude, longitude) if longitude is not None else (None, None)
