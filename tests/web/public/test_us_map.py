"""The map: places stand where us-atlas draws them, and near ones are one dot."""

from math import hypot

import pytest

from tests.engines import TOP
from tracker.screenings.us_places import Point, of_venue
from tracker.web.public import us_map


def spot_of(point: Point | None) -> tuple[float, float]:
    assert point is not None
    spot = us_map.on_map(point)
    assert spot is not None
    return spot


@pytest.mark.parametrize(
    ("point", "spot"),
    # Corners that can be told in states-albers-10m.json: where four states meet, and the last of the keys.
    [(Point(36.999, -109.045), (264.64, 327.96)), (Point(24.55, -81.80), (793.76, 604.76))],
)
def test_a_place_stands_where_the_land_is_drawn(point: Point, spot: tuple[float, float]) -> None:
    x, y = spot_of(point)
    assert hypot(x - spot[0], y - spot[1]) < 0.6


def test_alaska_and_hawaii_stand_below_california_and_the_rest_of_the_world_nowhere() -> None:
    for town, state in (("Anchorage", "AK"), ("Honolulu", "HI")):
        x, y = spot_of(of_venue("", town, state))
        assert 0 < x < 320 and 480 < y < us_map.HIGH, town
    for elsewhere in (Point(37.57, 126.98), Point(18.4, -66.1), Point(51.5, -0.1), Point(0, 0)):
        assert us_map.on_map(elsewhere) is None


def test_the_land_is_drawn_in_the_same_measure_and_says_whose_it_is() -> None:
    land = (TOP / "templates" / "public" / "us_land.svg").read_text("utf-8")
    assert "us-atlas 3.0.1" in land and "ISC licence" in land
    assert len(land.encode()) < 8_000, "it travels with every page"
    assert "lM" not in land and "NaN" not in land
