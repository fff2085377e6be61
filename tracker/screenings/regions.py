"""Regions in which teams work: a state of the US, a region of another country, or a whole country."""

from typing import NamedTuple

from babel import Locale

from tracker.errors import Refusal
from tracker.screenings import countries
from tracker.screenings.zones import STATE_NAMES, state_code
from tracker.words import LANGUAGES, language, lazy

MOST, MOST_LETTERS = 60, 100


class RegionUnknown(Refusal):
    sentence = lazy("“%(line)s” is no state and no country. Write one on each line: Texas, KR, or Ontario, Canada.")
    field = "regions"


class Region(NamedTuple):
    """`region` "": the whole country."""

    country: str
    region: str


def read(written: str) -> list[Region]:
    """One on each line, as people write them. Raises RegionUnknown."""
    lines = [" ".join(line.split()) for line in written.splitlines()]
    return sorted({_read(line) for line in lines[:MOST] if line})


def told(regions: list[Region]) -> str:
    """The same the other way round, in the language in force."""
    return "\n".join(name_of(each) for each in regions)


def name_of(each: Region) -> str:
    """ "Texas", "Ontario, Canada", "South Korea"."""
    country = Locale.parse(language()).territories.get(each.country, each.country)
    if not each.region:
        return str(country)
    if each.country == "US":
        return next((name.title() for name, code in STATE_NAMES.items() if code == each.region), each.region)
    return f"{each.region}, {country}"


def part_of(country: str, region: str) -> Region:
    """A venue's region as teams' are kept, so that the two can be compared."""
    state = state_code(region) if country == "US" else None
    return Region(country, state or " ".join(region.split()).title())


def _read(line: str) -> Region:
    region, comma, country = line.rpartition(",")
    if comma and (code := _country(country)):
        return part_of(code, region[:MOST_LETTERS])
    # "CA" is California before it is Canada: most rooms are in the US.
    if state := state_code(line):
        return Region("US", state)
    if code := _country(line):
        return Region(code, "")
    raise RegionUnknown(line=line[:MOST_LETTERS])


def _country(written: str) -> str | None:
    plain = written.strip().casefold()
    if plain.upper() in countries.codes():
        return plain.upper()
    for spoken in LANGUAGES:
        for code, name in Locale.parse(spoken).territories.items():
            if code in countries.codes() and name.casefold() == plain:
                return str(code)
    return None
