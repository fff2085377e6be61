"""Shades beside each other differ in lightness: by daylight, in the dark, in print, to whoever sees no green, in own colours."""

import re
from pathlib import Path

import pytest

from tracker.team import colours
from tracker.team.colours import contrast

LOOK = Path(__file__).parents[2] / "static" / "look"
TOKENS, CHARTS = ((LOOK / f"{name}.css").read_text("utf-8") for name in ("tokens", "charts"))
NAMES = ("ground", "ink", "soft", "c1", "c2", "c3", "m1", "m2", "m3", "m4")
# Neighbours on a page: in a bar and beside it, in a column, on the map and in the calendar.
BESIDE = (
    *(("c1", "c3"), ("c2", "c3"), ("c1", "c2"), ("c3", "ground"), ("c2", "ground"), ("c1", "ground")),
    *(("ground", "m1"), ("m1", "m2"), ("m2", "m3"), ("m3", "m4")),
)
WORDS_ON = (("ink", "ground"), ("soft", "ground"), ("ink", "m1"), ("ink", "m2"), ("ground", "m3"), ("ground", "m4"))
LEAST, TEXT, SEEN = 1.5, 4.5, 3.0
# Deuteranopia, whole, in linear light (Machado, Oliveira and Fernandes, 2009).
NO_GREEN = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))


def _found(css: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in NAMES:
        for colour in re.findall(rf"--{name}: #([0-9a-f]{{3,6}})\b", css):
            found.setdefault(name, colour if len(colour) == 6 else "".join(each * 2 for each in colour))
    return found


def _scheme(name: str) -> dict[str, str]:
    if name == "print":
        return _found(CHARTS[CHARTS.index("@media print") :])
    parts = [
        css.partition("@media (prefers-color-scheme: dark)")[:: 2 if name == "dark" else 1] for css in (TOKENS, CHARTS)
    ]
    light, dark = _found(parts[0][0] + parts[1][0]), _found(parts[0][-1] + parts[1][-1])
    return light | dark if name == "dark" else light


def _seen_without_green(colour: str) -> str:
    def light(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    def screen(value: float) -> float:
        return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055

    channels = [light(each / 255) for each in bytes.fromhex(colour)]
    mixed = (sum(by * each for by, each in zip(row, channels, strict=True)) for row in NO_GREEN)
    return "".join(f"{round(255 * screen(min(max(each, 0.0), 1.0))):02x}" for each in mixed)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_neighbours_differ_in_lightness_to_every_eye_and_words_on_them_can_be_read(scheme: str) -> None:
    plain = _scheme(scheme)
    assert set(plain) == set(NAMES)
    for seen in (plain, {name: _seen_without_green(colour) for name, colour in plain.items()}):
        low = {pair: contrast(seen[pair[0]], seen[pair[1]]) for pair in BESIDE}
        assert not {pair: ratio for pair, ratio in low.items() if ratio < LEAST}
        assert low["c1", "ground"] >= SEEN and low["c2", "ground"] >= SEEN
        assert all(contrast(seen[one], seen[other]) >= TEXT for one, other in WORDS_ON)


def test_the_dark_field_has_the_shades_of_the_dark() -> None:
    field, dark = _found(TOKENS[TOKENS.index("\n.dark {") :]), _scheme("dark")
    assert all(field[name] == dark[name] for name in ("c1", "c2", "c3"))


@pytest.mark.parametrize(("scheme", "field"), [("light", "ink"), ("dark", "lamp")])
def test_an_accent_that_an_organisation_may_choose_differs_too(scheme: str, field: str) -> None:
    """The nearest to the ground that is allowed: so much is asked against the brightest, or darkest, thing it stands on."""
    seen = _scheme(scheme)
    black = "000000"
    edge = min if scheme == "light" else max
    worst = edge(
        contrast(ground, black) for ground in colours.AGAINST[field] if ground not in colours.ON_LAMP or field == "ink"
    )
    nearest = worst / TEXT if scheme == "light" else worst * TEXT
    for grey in ("c2", "c3"):
        ratio = nearest / contrast(seen[grey], black)
        assert max(ratio, 1 / ratio) >= LEAST, grey
