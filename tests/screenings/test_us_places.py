"""Where postcodes and towns lie: found in the file by halving, and nothing of it in memory."""

import pytest

from tracker.screenings import us_places
from tracker.screenings.us_places import FILE, Point


def test_every_line_is_found_by_its_key_and_the_file_is_sorted() -> None:
    lines = FILE.read_bytes().splitlines()
    assert lines == sorted(lines) and len(lines) > 70_000
    with us_places._places() as places:
        for line in (lines[0], *lines[1::997], lines[-1]):
            key, latitude, longitude = line.decode().split("\t")
            assert us_places._found(places, key) == Point(float(latitude), float(longitude))
        for key in ("", "00000", "6061", "606144", "ZZ nowhere", "TX austi"):
            assert us_places._found(places, key) is None, key


@pytest.mark.parametrize(
    ("written", "digits"),
    [("60614", "60614"), (" 60614-1234 ", "60614"), ("606141234", "60614"), ("6061", None), ("E8 1AA", None), ("٦٠٦١٤", None), ("", None)],
)  # fmt: skip
def test_a_postcode_is_five_digits_with_or_without_four_more(written: str, digits: str | None) -> None:
    assert us_places.postcode_in(written) == digits


def test_a_venue_lies_at_its_postcode_or_else_in_its_town() -> None:
    assert us_places.of_venue("78704", "Elsewhere", "ZZ") == us_places.of_postcode("78704")
    austin = us_places.of_venue("", "AUSTIN", "Texas")
    assert austin is not None and us_places.miles(austin, us_places.of_postcode("78704")) < 10
    assert us_places.of_venue("00000", "Nowhere at all", "TX") is None
    assert us_places.of_venue("", "Seoul", "") is None


def test_miles_are_those_of_the_crow() -> None:
    chicago, new_york = us_places.of_postcode("60601"), us_places.of_postcode("10001")
    assert us_places.miles(chicago, new_york) == pytest.approx(711, abs=4)
    assert us_places.miles(chicago, chicago) == 0
    assert us_places.miles(Point(0, 179), Point(0, -179)) == pytest.approx(138, abs=1), "across the line of dates"
