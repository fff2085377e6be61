"""The organisation's two colours: checked against every ground they stand on, and the nearest that passes where one does not.

`ink` is the accent on paper: links, edges of the main button, charts by daylight. `lamp` is the light: the main button's fill
everywhere, and the accent in the dark. Grounds and texts are those of static/look/tokens.css; a test holds them to it.
Ratios are WCAG 2.x (1.4.3 and 1.4.11).
"""

import re
from math import cbrt

from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.team import settings
from tracker.words import lazy

USUAL = ("8a4b00", "f5a524")
TEXT = 4.5
# Grounds by daylight and in the dark: plain, raised, and with the lights up.
PAPER = ("fbfaf7", "f1eee7", "fdeccb")
DARK = ("15120f", "231d18", "39240f", "0d0b09")
# What is written on the lamp.
ON_LAMP = ("1d1a16", "15120f")
AGAINST = {"ink": PAPER, "lamp": (*DARK, *ON_LAMP)}
_HEX = re.compile(r"#?([0-9a-f]{6})", re.ASCII)
# Of lightness, from black to white.
STEPS = 400


class ColourUnreadable(Refusal):
    sentence = lazy("Write the colour as # and six signs from 0 to 9 and A to F, like #8A4B00.")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field  # type: ignore[misc]


class ContrastLow(Refusal):
    """`nearest`: the closest colour of the same hue that passes."""

    sentence = lazy(
        "#%(colour)s has a contrast of %(ratio)s to 1 against #%(worst)s; people with weak eyes need 4.5 to 1. "
        "The nearest that passes is #%(nearest)s."
    )

    def __init__(self, field: str, colour: str, worst: str, nearest: str) -> None:
        # Rounded down: 4.49 is not 4.5.
        ratio = f"{int(contrast(colour, worst) * 100) / 100:.2f}"
        super().__init__(colour=colour, ratio=ratio, worst=worst, nearest=nearest)
        self.field, self.nearest = field, nearest  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class Colours:
    """Six hexadecimal digits each, in small letters."""

    ink: str
    lamp: str


def now() -> Colours:
    """As they are set."""
    return of(settings.get("colours"))


def of(kept: str) -> Colours:
    """As the setting writes them; "" is our own."""
    return Colours(*(kept.split() if kept else USUAL))


def checked(ink: str, lamp: str) -> Colours:
    """As they are to be kept. Raises ColourUnreadable and ContrastLow."""
    found = Colours(_read(ink, "ink"), _read(lamp, "lamp"))
    for field in ("ink", "lamp"):
        colour = getattr(found, field)
        worst = min(AGAINST[field], key=lambda other: contrast(colour, other))
        if contrast(colour, worst) < TEXT:
            raise ContrastLow(field, colour, worst, nearest(colour, AGAINST[field]))
    return found


def put(wanted: Colours) -> bool:
    """Inside a transaction. False: they are these already."""
    kept = "" if wanted == Colours(*USUAL) else f"{wanted.ink} {wanted.lamp}"
    if settings.get("colours") == kept:
        return False
    settings.put("colours", kept)
    return True


def contrast(one: str, other: str) -> float:
    """From 1 to 21 (WCAG 2.x)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def nearest(colour: str, against: tuple[str, ...]) -> str:
    """The same hue, as little lighter or darker as is enough; paler only where the screen has no such colour (Oklab)."""
    lightness, a, b = _oklab(colour)
    for step in sorted(range(STEPS + 1), key=lambda step: abs(step / STEPS - lightness)):
        found = _in_gamut(step / STEPS, a, b)
        if all(contrast(found, other) >= TEXT for other in against):
            return found
    raise AssertionError("no grey passes: the grounds have changed")


def _read(written: str, field: str) -> str:
    found = _HEX.fullmatch(written.strip().lower())
    if found is None:
        raise ColourUnreadable(field)
    return found[1]


def _channels(colour: str) -> tuple[float, float, float]:
    """Linear light."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return _linear(red), _linear(green), _linear(blue)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _luminance(colour: str) -> float:
    red, green, blue = _channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _oklab(colour: str) -> tuple[float, float, float]:
    """Lightness 0 to 1 and two axes of hue, in which equal steps look equal. Numbers: Björn Ottosson, 2020."""
    r, g, b = _channels(colour)
    long = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    middle = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _in_gamut(lightness: float, a: float, b: float) -> str:
    """As colourful as a screen can be at this lightness."""
    for paler in range(21):
        share = 1 - paler / 20
        channels = _screen(lightness, a * share, b * share)
        if all(-0.001 <= each <= 1.001 for each in channels):
            break
    return "".join(f"{round(min(max(_curve(each), 0), 1) * 255):02x}" for each in channels)


def _screen(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _curve(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * max(value, 0) ** (1 / 2.4) - 0.055
