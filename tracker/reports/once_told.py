"""One telling, as readers know it from then on: what was told at once of one campaign and one period."""

from dataclasses import field
from datetime import date
from typing import Any

from tracker.records import dataclass
from tracker.reports.small_numbers import FOR_EVER, SINCE_EVER
from tracker.reports.timely import Timely


@dataclass(frozen=True, slots=True)
class Telling:
    """`begins` and `ends`: the quarters of an hour of the signups in it, an open end being the moment of counting. `numbers`: those that
    were counted then, by their names in told_numbers. `tables`: of each that was told apart, its lines that stood for themselves;
    all others were together; "came": by rung, who came up to it. `spans`: signups by time, (begins, ends, number). `timely`: who was on
    time, by weeks. `beside`: what hangs on a number (sums, medians).
    """

    since: date | None
    until: date | None
    begins: float
    ends: float
    numbers: dict[str, int] = field(default_factory=dict)
    tables: dict[str, dict[str, int]] = field(default_factory=dict)
    spans: list[tuple[float, float, int]] = field(default_factory=list)
    timely: list[Timely] = field(default_factory=list)
    beside: dict[str, Any] = field(default_factory=dict)

    @property
    def period(self) -> tuple[date | None, date | None]:
        return self.since, self.until

    def as_json(self) -> dict[str, Any]:
        return {
            "begins": _finite(self.begins), "ends": _finite(self.ends), "numbers": self.numbers, "tables": self.tables,
            "spans": [[_finite(begins), _finite(ends), number] for begins, ends, number in self.spans],
            "timely": [
                [_finite(each.begins), _finite(each.ends), each.due, each.in_time, each.signups, each.closed] for each in self.timely
            ],
            "beside": self.beside,
        }  # fmt: skip


def of_json(since: date | None, until: date | None, known: dict[str, Any]) -> Telling:
    """What as_json() wrote."""
    return Telling(
        since, until, _begins(known["begins"]), _ends(known["ends"]), known["numbers"], known["tables"],
        [(_begins(begins), _ends(ends), number) for begins, ends, number in known["spans"]],
        # What was told before weeks were told so has none.
        [Timely(_begins(begins), _ends(ends), *week) for begins, ends, *week in known.get("timely", ())], known["beside"],
    )  # fmt: skip


def _finite(quarter: float) -> float | None:
    return quarter if SINCE_EVER < quarter < FOR_EVER else None


def _begins(written: float | None) -> float:
    return SINCE_EVER if written is None else written


def _ends(written: float | None) -> float:
    return FOR_EVER if written is None else written
