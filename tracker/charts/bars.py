"""Bars: one below the other, each with its number, its words and its share. No legend, one accent.

A bar's pale part is what it is taken of: the step before it in a funnel, the goal, the whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field

from tracker.charts.picture import Picture, Table, shortened
from tracker.charts.told import Told, largest, share_of, share_words
from tracker.records import dataclass
from tracker.words import _

# Pixels.
HIGH = 14
# Percent of the width: what is there at all can be seen, and what is hidden has this dash whatever it is.
LEAST, DASH = 0.4, 6.0
NOTHING: Mapping[int, str] = {}
ACCENT, PLAIN, PALE, NONE, ASIDE = "c1", "c2", "c3", "hid", "aside"


@dataclass(frozen=True, slots=True)
class Item:
    """`of`: what it is taken of, drawn pale behind it. `share`: in words; None makes them of the two.

    `aside`: no step on the way, but who stands beside it.
    """

    words: str
    value: Told
    of: Told | None = None
    share: str | None = None
    accent: bool = False
    aside: bool = False
    # What the full width stands for here, where it is not what it is for the others.
    scale: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """`x` and `wide` in percent. Of a dash the words are in the bar's `said`."""

    shade: str
    x: float
    wide: float

    @property
    def end(self) -> float:
        return round(self.x + self.wide, 2)


@dataclass(frozen=True, slots=True)
class Bar:
    """Without a number (`said`) it is a line of words between the others."""

    words: str
    said: str
    share: str
    parts: tuple[Part, ...]
    # Where the whole ends that has been gone beyond; percent.
    mark: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars(Picture):
    bars: tuple[Bar, ...]
    high: int = HIGH
    kind: str = field(default="bars", init=False)


def bars(
    title: str, items: Sequence[Item], heads: tuple[str, str, str], *, whole: int | None = None, own_scale: bool = False,
    most: int = 12, parted: Mapping[int, str] = NOTHING, empty: str = "", about: str = "", words: str = "", sentence: str = "",
) -> Bars:  # fmt: skip
    """`whole`: what the full width stands for (else the largest that is told). `own_scale`: each bar has a whole of its own.

    More than `most` are in the table alone; a line says how many. `parted`: words before the item of this place, where the
    scale changes. `heads` of the table: name, number, share.
    """
    scale = max(whole or 0, largest(each.value for each in items), 0 if own_scale else _largest_of(items))
    nothing = not any(each.value.length or each.value.number is None for each in items)
    shown = list(items[:most])
    drawn: list[Bar] = []
    for n, each in enumerate(shown):
        drawn += [Bar(parted[n], "", "", ())] if n in parted else []
        drawn.append(_bar(each, _scale(each) if own_scale else each.scale or scale))
    if len(items) > most:
        drawn.append(Bar(_("%(n)s more: see the numbers", n=len(items) - most), "", "", ()))
    said = [f"{each.words} {each.value}" for each in items]
    rows = [(each.words, str(each.value), _share(each)) for each in items]
    # A column without a word in it is none.
    wide = 3 if any(row[2] for row in rows) else 2
    return Bars(
        title=title, sentence=sentence or shortened(title, said, 8), table=Table(heads[:wide], tuple(row[:wide] for row in rows)),
        bars=() if nothing else tuple(drawn),
        empty=(empty or _("Nothing to draw yet.")) if nothing else "", about=about, words=words,
    )  # fmt: skip


def part_of(value: int, scale: int) -> float:
    """Percent of the width, to two places; what is there at all can be seen."""
    if value <= 0 or scale <= 0:
        return 0.0
    return round(min(100.0, max(LEAST, 100 * value / scale)), 2)


def _bar(item: Item, scale: int) -> Bar:
    of = item.of.length if item.of else 0
    pale = part_of(of, scale)
    if item.value.number is None:
        return Bar(item.words, str(item.value), _share(item), _dash(pale))
    wide = part_of(item.value.number, scale)
    parts = [Part(PALE, 0.0, pale)] if pale > wide else []
    parts += [Part(ASIDE if item.aside else ACCENT if item.accent else PLAIN, 0.0, wide)] if wide else []
    beyond = pale if 0 < of < item.value.number else None
    return Bar(item.words, str(item.value), _share(item), tuple(parts), beyond)


def _dash(pale: float) -> tuple[Part, ...]:
    """The same for every number: its length tells nothing. What stood before it is told, and stays."""
    return (*((Part(PALE, 0.0, pale),) if pale else ()), Part(NONE, 0.0, DASH))


def _share(item: Item) -> str:
    if item.share is not None:
        return item.share
    return share_words(share_of(item.value, item.of)) if item.of else ""


def _scale(item: Item) -> int:
    return max(item.value.length, item.of.length if item.of else 0)


def _largest_of(items: Sequence[Item]) -> int:
    return largest(each.of for each in items if each.of)
