"""The United States as one square a state: light to dark, with letters and number inside. A hidden number is a dash."""

from collections.abc import Iterable
from dataclasses import field

from tracker.charts.picture import Picture, Table, shortened
from tracker.charts.shades import shade_of
from tracker.charts.told import Told, largest, share_of, share_words, together
from tracker.records import dataclass
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
    kind: str = field(default="map", init=False)


@dataclass(frozen=True, slots=True)
class State:
    """`name` in words."""

    code: str
    name: str
    value: Told


def state_map(
    title: str, states: Iterable[State], heads: tuple[str, str, str], *, scale: int | None = None, words: str = "",
    empty: str = "", about: str = "", whole: Told | None = None,
) -> StateMap:  # fmt: skip
    """What is no state is left out: `words` say what that is, below the title. `scale`: what is darkest, if not the largest.

    `whole`: what shares are of, if not of all states together.
    """
    known = [each for each in states if each.code in PLACES]
    most = max(scale or 0, largest(each.value for each in known))
    seen = sorted((each for each in known if each.value.number != 0), key=lambda each: (-each.value.length, each.name))
    whole = whole or together(each.value for each in seen)
    rows = tuple((each.name, str(each.value), share_words(share_of(each.value, whole))) for each in seen)
    values = {each.code: each.value for each in known}
    return StateMap(
        title=title, sentence=shortened(title, [f"{each.name} {each.value}" for each in seen]), table=Table(heads, rows),
        squares=tuple(_square(code, values.get(code, Told(0)), most) for code in PLACES) if seen else (),
        empty="" if seen else empty or _("Nothing to draw yet."), about=about, words=words,
    )  # fmt: skip


def _square(code: str, value: Told, most: int) -> Square:
    x, y = PLACES[code]
    return Square(code, 1 + STEP * x, 1 + STEP * y, shade_of(value, most), _inside(value))


def _inside(value: Told) -> str:
    if value.number is None:
        return "–"
    if value.number > WRITTEN_OUT:
        return f"{value.number // 1000}k"
    return str(value.number) if value.number else ""
