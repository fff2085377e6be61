"""The United States as one square a state: light to dark, with letters and number inside. A hidden number is a dash."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from babel import Locale

from tracker.charts.picture import Picture, Table, shortened
from tracker.charts.shades import shade_of
from tracker.charts.told import Told, largest, share_of, share_words, together
from tracker.words import _

# Where each stands, about as on a map.
ROWS = (
    "AK .. .. .. .. .. .. .. .. .. ME",
    ".. .. .. .. .. WI .. .. .. VT NH",
    "WA ID MT ND MN IL MI .. NY MA ..",
    "OR NV WY SD IA IN OH PA NJ CT RI",
    "CA UT CO NE MO KY WV VA MD DE ..",
    ".. AZ NM KS AR TN NC SC DC .. ..",
    ".. .. .. OK LA MS AL GA .. .. ..",
    "HI .. .. TX .. .. .. .. FL .. ..",
)
PLACES = {code: (x, y) for y, row in enumerate(ROWS) for x, code in enumerate(row.split()) if code != ".."}
# In the drawing's own units: the distance of two squares, and their size.
STEP, SIZE = 40, 38
WIDE, HIGH = STEP * 11, STEP * len(ROWS)
# As much as fits into a square is written out.
WRITTEN_OUT = 9_999


@dataclass(frozen=True, slots=True)
class Square:
    """`inside`: the number as it fits, "–" for a hidden one, "" for none."""

    code: str
    x: int
    y: int
    shade: str
    inside: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StateMap(Picture):
    squares: tuple[Square, ...]
    wide: int = WIDE
    high: int = HIGH


def state_map(
    title: str, numbers: Mapping[str, Told], heads: tuple[str, str, str], *, scale: int | None = None, elsewhere: str = "",
    empty: str = "", about: str = "",
) -> StateMap:  # fmt: skip
    """`numbers` by the letters of a state; what is no state is left to `elsewhere`, words below the title."""
    known = {code: told for code, told in numbers.items() if code in PLACES}
    most = max(scale or 0, largest(known.values()))
    seen = sorted(
        ((code, told) for code, told in known.items() if told.number is None or told.number),
        key=lambda each: (-each[1].length, each[0]),
    )
    whole = together(known.values())
    rows = tuple((name_of(code), str(told), share_words(share_of(told, whole))) for code, told in seen)
    return StateMap(
        title=title, sentence=shortened(title, [f"{name_of(code)} {told}" for code, told in seen]), table=Table(heads, rows),
        squares=tuple(_square(code, known.get(code, Told(0)), most) for code in PLACES) if seen else (),
        empty="" if seen else empty or _("Nothing to draw yet."), about=about, words=elsewhere,
    )  # fmt: skip


def name_of(code: str) -> str:
    """ "Texas"; in the language in force where it has names of its own."""
    return _names().get(code, code)


@cache
def _names() -> dict[str, str]:
    from tracker.screenings.zones import STATE_NAMES

    return {code: name.title().replace(" Of ", " of ") for name, code in STATE_NAMES.items()}


def _square(code: str, value: Told, most: int) -> Square:
    x, y = PLACES[code]
    return Square(code, 1 + STEP * x, 1 + STEP * y, shade_of(value, most), _inside(value))


def _inside(value: Told) -> str:
    if value.number is None:
        return "–"
    if value.number > WRITTEN_OUT:
        return f"{value.number // 1000}k"
    return str(value.number) if value.number else ""


def country_name(code: str) -> str:
    """ "South Korea"; the letters where nobody has a name for it."""
    from tracker.words import language

    return str(Locale.parse(language()).territories.get(code, code))
