"""Two colours that pass: measured here once more, in another way, against the grounds that the sheets really have."""

import colorsys
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tracker.team import colours
from tracker.team.colours import AGAINST, ColourUnreadable, ContrastLow

TOKENS = (Path(__file__).parents[2] / "static" / "look" / "tokens.css").read_text("utf-8")
HEX = some.integers(0, 0xFFFFFF).map(lambda number: f"{number:06x}")


def ratio(one: str, other: str) -> float:
    """As WCAG 2 writes it down, in whole channels."""

    def light(colour: str) -> float:
        parts = [value / 255 for value in bytes.fromhex(colour)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return red * 0.2126 + green * 0.7152 + blue * 0.0722 + 0.05

    return max(light(one), light(other)) / min(light(one), light(other))


def test_the_grounds_are_those_of_the_sheets() -> None:
    found = {
        name: re.findall(rf"--{name}: #([0-9a-f]{{6}})", TOKENS) for name in ("ground", "raised", "lit", "on-lamp")
    }
    paper = tuple(values[0] for name, values in found.items() if name != "on-lamp")
    dark = {each for name, values in found.items() if name != "on-lamp" for each in values[1:]}
    assert paper == colours.PAPER and dark == set(colours.DARK) and set(found["on-lamp"]) == set(colours.ON_LAMP)
    assert colours.checked(*colours.USUAL) == colours.Colours(*colours.USUAL)


@given(HEX)
def test_what_is_offered_passes_everywhere_and_what_passes_is_left_as_it_is(colour: str) -> None:
    for field, against in AGAINST.items():
        passes = all(ratio(colour, other) >= 4.5 for other in against)
        offered = colours.nearest(colour, against)
        assert all(ratio(offered, other) >= 4.5 for other in against)
        other = colours.USUAL[1 if field == "ink" else 0]
        pair = (colour, other) if field == "ink" else (other, colour)
        if passes:
            assert colours.checked(*pair).ink == pair[0]
        else:
            with pytest.raises(ContrastLow):
                colours.checked(*pair)


def test_the_nearest_keeps_its_hue() -> None:
    for colour, against in (("ffcc00", colours.PAPER), ("0000ff", AGAINST["lamp"]), ("00a0ff", colours.PAPER)):
        before, after = (
            colorsys.rgb_to_hls(*(value / 255 for value in bytes.fromhex(each)))[0]
            for each in (colour, colours.nearest(colour, against))
        )
        assert abs(before - after) < 0.06


def test_the_refusal_tells_ratio_ground_and_the_nearest() -> None:
    with pytest.raises(ContrastLow) as told:
        colours.checked("#FFCC00", "f5a524")
    assert "#ffcc00 has a contrast of 1.29 to 1 against #fdeccb" in str(told.value) and "#846909" in str(told.value)
    assert (told.value.field, told.value.nearest) == ("ink", "846909")


@pytest.mark.parametrize("written", ["", "#12345", "red", "#gggggg", "#1234567", "#12345６"])
def test_what_is_no_colour_is_refused(written: str) -> None:
    with pytest.raises(ColourUnreadable):
        colours.checked(written, "f5a524")
