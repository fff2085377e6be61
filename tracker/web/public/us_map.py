"""The map of the United States: places as dots in the projection of templates/public/us_land.svg, near ones together as one.

The projection is d3's geoAlbersUsa at the scale of us-atlas (975 by 610): Alaska and Hawaii stand below California.
"""

from collections.abc import Iterable
from math import cos, hypot, radians, sin, sqrt

from tracker.records import dataclass
from tracker.screenings.us_places import Point
from tracker.screenings.whats_on import Listed, Place

WIDE, HIGH = 975.0, 610.0
SCALE, MIDDLE = 1300.0, (487.5, 305.0)
# Dots nearer than this are one: on a phone's 328 px just further apart than they are wide.
APART = 0.085 * WIDE
# Pixels: a single screening, one with a number in it, and the largest.
ONE, LEAST, MOST = 4.5, 9.0, 13.5


class Conic:
    """Albers' equal-area conic around a meridian, between two parallels, scaled and shifted (Snyder 1987, 14-1 to 14-6)."""

    def __init__(
        self, meridian: float, parallels: tuple[float, float], centre: tuple[float, float], scale: float,
        shift: tuple[float, float],
    ) -> None:  # fmt: skip
        south, north = (sin(radians(each)) for each in parallels)
        self.n = (south + north) / 2
        self.c = 1 + south * (2 * self.n - south)
        self.meridian, self.scale = meridian, scale
        x, y = self._raw(*centre)
        self.left, self.top = shift[0] - scale * x, shift[1] + scale * y

    def at(self, point: Point) -> tuple[float, float]:
        x, y = self._raw(point.longitude - self.meridian, point.latitude)
        return self.left + self.scale * x, self.top - self.scale * y

    def _raw(self, east: float, latitude: float) -> tuple[float, float]:
        around = (east + 180) % 360 - 180
        rho = sqrt(max(0.0, self.c - 2 * self.n * sin(radians(latitude)))) / self.n
        return rho * sin(radians(around) * self.n), -rho * cos(radians(around) * self.n)


STATES = Conic(-96, (29.5, 45.5), (-0.6, 38.7), SCALE, MIDDLE)
ALASKA = Conic(-154, (55, 65), (-2, 58.5), 0.35 * SCALE, (MIDDLE[0] - 0.307 * SCALE, MIDDLE[1] + 0.201 * SCALE))
HAWAII = Conic(-157, (8, 18), (-3, 19.9), SCALE, (MIDDLE[0] - 0.205 * SCALE, MIDDLE[1] + 0.212 * SCALE))


@dataclass(slots=True)
class Dot:
    """Some screenings at one place, or at places near each other. Lengths in the map's own units."""

    x: float
    y: float
    # What stands in the middle: the town with the most.
    town: str
    ids: list[str]
    # More than one town.
    around: bool = False

    @property
    def left(self) -> str:
        """Where it stands, of the map's width."""
        return f"{100 * self.x / WIDE:.1f}%"

    @property
    def top(self) -> str:
        return f"{100 * self.y / HIGH:.1f}%"

    @property
    def radius(self) -> str:
        """Pixels: numbers keep their size, whatever the map's."""
        if len(self.ids) == 1:
            return f"{ONE:g}"
        return f"{min(MOST, LEAST + 1.2 * sqrt(len(self.ids)) - 1):.1f}"


@dataclass(frozen=True, slots=True)
class Map:
    """`off`: ids of screenings in the United States that the map has no place for."""

    dots: list[Dot]
    off: list[str]

    @property
    def count(self) -> int:
        return sum(len(dot.ids) for dot in self.dots)


def drawn(lines: Iterable[Listed]) -> Map:
    """Those in the United States; the largest places first find their dot, the others join the nearest or begin one."""
    towns: dict[tuple[float, float], list[tuple[str, str]]] = {}
    off: list[str] = []
    for line in lines:
        if line.place is None or line.place.country != "US":
            continue
        spot = on_map(line.place.point) if line.place.point else None
        if spot is None:
            off.append(line.id)
        else:
            towns.setdefault((round(spot[0]), round(spot[1])), []).append((line.id, town(line.place)))
    dots: list[Dot] = []
    for (x, y), there in sorted(towns.items(), key=lambda each: (-len(each[1]), each[0])):
        near = min(dots, key=lambda dot: hypot(dot.x - x, dot.y - y), default=None)
        ids = [screening_id for screening_id, _town in there]
        if near is None or hypot(near.x - x, near.y - y) >= APART:
            dots.append(Dot(x, y, there[0][1], ids))
        else:
            near.ids += ids
            near.around = near.around or there[0][1] != near.town
    return Map(dots, off)


def on_map(point: Point) -> tuple[float, float] | None:
    """Where a point of the fifty states stands; None for any other."""
    if 50 < point.latitude < 72 and not -129 < point.longitude < 170:
        return ALASKA.at(point)
    if 18 < point.latitude < 23 and -161 < point.longitude < -154:
        return HAWAII.at(point)
    if 24 < point.latitude < 50 and -125.5 < point.longitude < -66.5:
        return STATES.at(point)
    return None


def town(place: Place) -> str:
    """ "Austin, TX"."""
    return ", ".join(part for part in (place.city or place.name, place.region) if part)
