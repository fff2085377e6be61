"""Draws the land of the United States from us-atlas' projected states (TopoJSON, 975 by 610): its outline, and the borders inside.

Borders are arcs that two states share: they are simplified once (Visvalingam), so neighbours fit. Whole numbers and relative
steps: the map travels with a page.
"""

import json
import sys
from collections import Counter
from heapq import heapify, heappop, heappush
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

# Square units of a triangle that nobody misses, and of an island.
LEAST_TRIANGLE, LEAST_ISLAND = 5.0, 9.0

Point = tuple[float, float]

HEAD = """{# The United States, Albers: the states of us-atlas 3.0.1 (https://github.com/topojson/us-atlas, ISC licence, copyright
2013-2019 Michael Bostock), made from the Census Bureau's cartographic boundary files of 2017, which are in the public domain.
Written by script/us-map; tracker/web/public/us_map.py puts places on it. #}
"""


def main() -> None:
    topology = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    arcs = [_simple(_unpacked(arc, topology["transform"])) for arc in topology["arcs"]]
    rings = [ring for state in topology["objects"]["states"]["geometries"] for ring in _rings(state)]
    uses = Counter(arc if arc >= 0 else ~arc for ring in rings for arc in ring)
    border = [_steps(arcs[arc]) for arc, times in sorted(uses.items()) if times > 1]
    land = [_steps(line) + "z" for ring in _outline(topology) if _area(line := _line(ring, arcs)) >= LEAST_ISLAND]
    paths = f'<path class="land" d="{"".join(land)}"/><path class="border" d="{"".join(border)}"/>'
    Path(sys.argv[2]).write_text(HEAD + paths + "\n", "utf-8")


def _unpacked(arc: list[list[int]], transform: dict[str, Any]) -> list[Point]:
    (kx, ky), (tx, ty) = transform["scale"], transform["translate"]
    xs, ys = accumulate(x for x, _ in arc), accumulate(y for _, y in arc)
    return [(x * kx + tx, y * ky + ty) for x, y in zip(xs, ys, strict=True)]


def _rings(shape: dict[str, Any]) -> list[list[int]]:
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    return [ring for polygon in polygons for ring in polygon]


def _outline(topology: dict[str, Any]) -> list[list[int]]:
    (nation,) = topology["objects"]["nation"]["geometries"]
    return _rings(nation)


def _line(ring: list[int], arcs: list[list[Point]]) -> list[Point]:
    line: list[Point] = []
    for arc in ring:
        part = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
        line += part[1:] if line else part
    return line


def _simple(line: list[Point]) -> list[Point]:
    """Without the points whose triangle with their neighbours is smallest, again and again; both ends stay."""
    before, after = list(range(-1, len(line) - 1)), list(range(1, len(line) + 1))
    areas = {at: _triangle(line[at - 1], line[at], line[at + 1]) for at in range(1, len(line) - 1)}
    waiting = [(area, at) for at, area in areas.items()]
    heapify(waiting)
    while waiting and waiting[0][0] < LEAST_TRIANGLE:
        area, at = heappop(waiting)
        if areas.get(at) != area:
            continue
        del areas[at]
        left, right = before[at], after[at]
        after[left], before[right] = right, left
        for each in (left, right):
            if each in areas:
                areas[each] = max(area, _triangle(line[before[each]], line[each], line[after[each]]))
                heappush(waiting, (areas[each], each))
    return [point for at, point in enumerate(line) if at in (0, len(line) - 1) or at in areas]


def _triangle(one: Point, two: Point, three: Point) -> float:
    return abs((two[0] - one[0]) * (three[1] - one[1]) - (three[0] - one[0]) * (two[1] - one[1])) / 2


def _area(ring: list[Point]) -> float:
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))) / 2


def _steps(line: list[Point]) -> str:
    """ "M12 7l3-2 1 4"."""
    points = [(round(x), round(y)) for x, y in line]
    moves = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(points) if (x1, y1) != (x2, y2)]
    (x, y) = points[0]
    text = " ".join(f"{dx} {dy}" for dx, dy in moves)
    return f"M{x} {y}l{text}".replace(" -", "-") if text else ""


if __name__ == "__main__":
    main()
