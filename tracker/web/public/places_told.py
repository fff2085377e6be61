"""How a list of film screenings tells when and where: days, places, states and countries by their names."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import groupby

from babel import Locale

from tracker.records import dataclass
from tracker.screenings.whats_on import Listed, Place
from tracker.screenings.zones import STATE_NAMES
from tracker.words import _, language

_STATES = {code: name.title().replace(" Of ", " of ") for name, code in STATE_NAMES.items()}
# Towns of a country that are named one by one.
MOST_TOWNS = 12


@dataclass(frozen=True, slots=True)
class Area:
    """A state of the United States, or another country with its towns. `key`: as the filter takes it; "" for online."""

    key: str
    name: str
    count: int
    towns: tuple[tuple[str, int], ...] = ()


def by_day(lines: Sequence[Listed]) -> list[tuple[date, list[Listed]]]:
    """The lines of a page under their days."""
    return [(day, list(group)) for day, group in groupby(lines, key=lambda line: line.day)]


def by_area(lines: Sequence[Listed]) -> list[Area]:
    """What the map shows, and what it cannot: states by name, then other countries, then what is online."""
    states, countries, online = dict[str, list[Place]](), dict[str, list[Place]](), 0
    for line in lines:
        if line.place is None:
            online += 1
        else:
            (states if line.place.country == "US" else countries).setdefault(line.place.area, []).append(line.place)
    told = [Area(key, area(places[0]), len(places)) for key, places in states.items()]
    abroad = [Area(key, area(places[0]), len(places), _towns(places)) for key, places in countries.items()]
    ordered = [*sorted(told, key=lambda each: each.name), *sorted(abroad, key=lambda each: each.name)]
    return [*ordered, Area("", _("Online"), online)] if online else ordered


def area(place: Place) -> str:
    """ "Texas", "South Korea"."""
    if place.country == "US" and place.region:
        return _STATES.get(place.region, place.region)
    return country(place)


def country(place: Place) -> str:
    return str(Locale.parse(language()).territories.get(place.country, place.country))


def title(line: Listed) -> str:
    """ "Barton Street Cinema, Austin, TX"; abroad with the country; "Online"."""
    place = line.place
    if place is None:
        return _("Online")
    parts = [place.name, place.city, place.region if place.country == "US" else country(place)]
    return ", ".join(part for part in parts if part)


def _towns(places: Sequence[Place]) -> tuple[tuple[str, int], ...]:
    counted = Counter(place.city or place.name for place in places)
    return tuple(sorted(counted.most_common(MOST_TOWNS)))
