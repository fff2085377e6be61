"""Columns over time: what was counted, and below it, on the same days, the film screenings."""

from collections.abc import Sequence
from dataclasses import field

from tracker.charts.bars import ACCENT, NONE, PALE, PLAIN
from tracker.charts.picture import Picture, Table
from tracker.charts.told import Told, largest, together
from tracker.records import dataclass
from tracker.words import _

# Pixels: of the columns, of the marks of film screenings, of what is there at all, and of a hidden one.
HIGH, MARKS, LEAST, DASH = 120, 24, 2.0, 5.0
# Between the line and the marks below it.
GAP = 4.0
# Percent of the width: no column is broader, even when it is the only one. Of its place it takes this share.
BROADEST, SHARE = 9.0, 0.82
# As many days with film screenings are each marked by a line through the columns, too.
FEW = 8
# Dates below the columns, and how many of them are left on a phone.
TICKS = 5


@dataclass(frozen=True, slots=True)
class Slot:
    """What one column stands for: a time in `words`, and shortly as a `tick` below it; each of `values` is a part of it.

    `marks`: how many film screenings, or whatever else is marked, fall into it.
    """

    words: str
    tick: str
    values: tuple[Told, ...]
    marks: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a column. `x` and `wide` in percent, `y` and `high` in pixels from the top."""

    shade: str
    x: float
    wide: float
    y: float
    high: float


@dataclass(frozen=True, slots=True)
class Lane:
    """Columns of one kind, side by side. `words` say what they are, and the highest of them. `lines`: percent."""

    words: str
    pieces: tuple[Piece, ...]
    high: int
    lines: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns(Picture):
    lanes: tuple[Lane, ...]
    # Dates at even distances: the first, the last, and those between.
    ticks: tuple[str, ...]
    # Each column has one, below its middle.
    each: bool = False
    kind: str = field(default="columns", init=False)


@dataclass(frozen=True, slots=True)
class Series:
    """What the columns count. `words` of each part, the lowest first; `total`: of the whole, with its number."""

    parts: tuple[str, ...]
    total: str
    # When most was: with %(number)s and %(when)s; "" says nothing of it.
    peak: str = ""


def over_time(
    title: str, slots: Sequence[Slot], series: Series, *, marks: str = "", scale: int | None = None, empty: str = "",
    about: str = "", first: str = "",
) -> Columns:  # fmt: skip
    """`scale`: what the full height stands for, if not the highest. `marks`: words for film screenings; "" draws none."""
    wholes = [together(each.values) for each in slots]
    nothing = not any(each.number is None or each.number for each in wholes)
    lanes: tuple[Lane, ...] = ()
    if not nothing:
        lanes = (_columns(slots, wholes, series, max(scale or 0, _highest(slots, wholes))),)
        if marks and any(each.marks for each in slots):
            lanes += (_marks(slots, marks),)
    heads = (first or _("When"), *series.parts, *((marks,) if marks else ()))
    return Columns(
        title=title, sentence=_sentence(title, lanes, slots), table=Table(heads, _rows(slots, bool(marks))), lanes=lanes,
        ticks=() if nothing else _ticks(slots), each=len(slots) <= TICKS,
        empty=(empty or _("Nothing to draw yet.")) if nothing else "", about=about,
    )  # fmt: skip


def _columns(slots: Sequence[Slot], wholes: Sequence[Told], series: Series, scale: int) -> Lane:
    top = max(range(len(slots)), key=lambda n: wholes[n].length)
    pieces: list[Piece] = []
    for n, slot in enumerate(slots):
        pieces += _stack(n, len(slots), slot, scale, accent=n == top and len(series.parts) == 1)
    words = series.total
    if series.peak and wholes[top].number and len(slots) > 1:
        words = f"{words} {series.peak % {'number': wholes[top], 'when': slots[top].words}}"
    days = [n for n, slot in enumerate(slots) if slot.marks]
    lines = tuple(_middle(n, len(slots)) for n in days) if len(days) <= FEW else ()
    return Lane(words, tuple(pieces), HIGH, lines)


def _stack(n: int, of: int, slot: Slot, scale: int, *, accent: bool) -> list[Piece]:
    """The parts of one column, one upon the other. A hidden one is a dash at the bottom, and the others are not drawn."""
    x, wide = _place(n, of)
    if any(each.number is None for each in slot.values):
        return [Piece(NONE, x, wide, HIGH - DASH, DASH)]
    shades = (ACCENT if accent else PLAIN,) if len(slot.values) == 1 else (PLAIN, PALE)
    pieces, y = [], float(HIGH)
    for shade, value in zip(shades, slot.values, strict=True):
        high = _high(value.length, scale)
        # Never over the top: what is small is drawn larger than it is.
        high = min(high, y)
        if high:
            y = round(y - high, 1)
            pieces.append(Piece(shade, x, wide, y, round(high, 1)))
    return pieces


def _marks(slots: Sequence[Slot], words: str) -> Lane:
    """Film screenings: the more on these days, the longer the mark, hanging from the line."""
    most = max(each.marks for each in slots)
    pieces = [
        Piece(PLAIN, *_place(n, len(slots)), GAP, round(4 + (MARKS - GAP - 4) * each.marks / most, 1))
        for n, each in enumerate(slots)
        if each.marks
    ]
    total = Told(sum(each.marks for each in slots))
    said = _("Below the line, %(what)s: %(number)s.", what=words, number=total)
    top = max(slots, key=lambda each: each.marks)
    if len(pieces) > 1:
        said = f"{said} {_('Most, %(number)s: %(when)s.', number=Told(most), when=top.words)}"
    return Lane(said, tuple(pieces), MARKS)


def _high(value: int, scale: int) -> float:
    return round(min(float(HIGH), max(LEAST, HIGH * value / scale)), 1) if value > 0 and scale > 0 else 0.0


def _place(n: int, of: int) -> tuple[float, float]:
    """Where a column stands and how broad it is, in percent."""
    step = 100 / of
    wide = min(BROADEST, step * SHARE)
    return round(step * n + (step - wide) / 2, 2), round(wide, 2)


def _middle(n: int, of: int) -> float:
    return round(100 * (n + 0.5) / of, 2)


def _highest(slots: Sequence[Slot], wholes: Sequence[Told]) -> int:
    return largest(wholes) if slots else 0


def _ticks(slots: Sequence[Slot]) -> tuple[str, ...]:
    """Below each column, where they are few; else below the first, the last, and at even distances between."""
    number = min(TICKS, len(slots))
    return tuple(slots[round(n * (len(slots) - 1) / max(1, number - 1))].tick for n in range(number))


def _sentence(title: str, lanes: Sequence[Lane], slots: Sequence[Slot]) -> str:
    if not lanes:
        return f"{title}."
    between = _("From %(first)s to %(last)s.", first=slots[0].words, last=slots[-1].words) if len(slots) > 1 else ""
    return " ".join(part for part in (f"{title}:", *(lane.words for lane in lanes), between) if part)


def _rows(slots: Sequence[Slot], marked: bool) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (each.words, *(str(value) for value in each.values), *((str(Told(each.marks)),) if marked else ()))
        for each in slots
        if (marked and each.marks) or any(value.number is None or value.number for value in each.values)
    )
