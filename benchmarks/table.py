"""One row of the table: the product's figure, the floor of the same run, how they stand to each other, and what was asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

WIDE = 46


class Of(Enum):
    """What a goal is about."""

    SHARE = "share"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Goal:
    """What must be met, and what is wished for."""

    gate: float
    goal: float
    of: Of = Of.FIGURE


@dataclass(frozen=True, slots=True)
class Row:
    """`floor` has the figure's own unit. `more`: a rate, of which more is better. `beside`: what else was seen."""

    name: str
    figure: float
    unit: str
    floor: float | None = None
    floor_name: str = ""
    goal: Goal | None = None
    more: bool = False
    beside: str = ""

    @property
    def share(self) -> float | None:
        """How much of the floor's speed is left: 1 would be as quick as doing nothing."""
        if not self.floor or not self.figure:
            return None
        return self.figure / self.floor if self.more else self.floor / self.figure

    @property
    def verdict(self) -> str:
        """In a word: "goal", "gate", or MISSED; nothing where nothing was asked."""
        if self.goal is None:
            return ""
        of_share = self.goal.of is Of.SHARE
        reached = self.share if of_share else self.figure
        if reached is None:
            return "MISSED"
        # Of a share and of a rate more is better.
        sign = -1 if of_share or self.more else 1
        if sign * reached <= sign * self.goal.goal:
            return "goal"
        return "gate" if sign * reached <= sign * self.goal.gate else "MISSED"

    def told(self) -> str:
        floor = f"{_number(self.floor)} {self.floor_name}" if self.floor else ""
        share = f"{self.share:.2g}" if self.share is not None else ""
        asked = f"{_number(self.goal.gate)} / {_number(self.goal.goal)} {self.goal.of.value}" if self.goal else ""
        cells = f"{self.name:{WIDE}} {_number(self.figure):>8} {self.unit:9} {floor:24} {share:>6}  {asked:21} {self.verdict:7}"
        return f"{cells} {self.beside}".rstrip()


HEAD = f"{'':{WIDE}} {'measured':>8} {'':9} {'floor in the same run':24} {'share':>6}  {'gate / goal, of what':21} {'met':7} beside it"


def summed(rows: Iterable[Row]) -> str:
    """How many goals and gates are met, and which are not."""
    asked = [row for row in rows if row.goal]
    missed = [row.name for row in asked if row.verdict not in ("goal", "gate")]
    goals = sum(row.verdict == "goal" for row in asked)
    told = f"{goals} of {len(asked)} goals met, {len(asked) - goals - len(missed)} more within their gate"
    return f"{told}; missed: {', '.join(missed) or 'none'}"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
