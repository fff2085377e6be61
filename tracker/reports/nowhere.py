"""Signups at home, or of which nobody has said yet where, beside numbers that tell a part of them. Pure."""

from collections.abc import Collection, Iterator, Mapping

from tracker.reports.grouping import Split
from tracker.reports.scope import NONE
from tracker.reports.small_numbers import LEAST_WHOLE, tellable


def too_much(countries: Split, numbers: Mapping[str, int], stale: Collection[str], whole: bool) -> str | None:
    """The name of a number that would give somebody away beside the table of countries; None: there is none. `numbers`: those that are
    shown, `stale` among them; `whole`: of the whole campaign, since ever.
    """
    if countries.whole:
        return None
    known = NONE in countries.stale
    nowhere = countries.told.get(NONE, countries.stale.get(NONE))
    alone = nowhere is not None
    if nowhere is None and NONE in countries.grouped:
        nowhere = countries.rest
    if nowhere is None:
        return None
    for name, rest in _rests(nowhere, alone, numbers, whole):
        # What is known of both says no more than it did.
        if not tellable(rest) and not (known and name in stale):
            return name
    few = 0 < nowhere < LEAST_WHOLE
    return "unplaced" if few and "unplaced" in numbers and "unplaced" not in stale else None


def _rests(nowhere: int, alone: bool, numbers: Mapping[str, int], whole: bool) -> Iterator[tuple[str, int]]:
    """By which number, and how many are left: at home; in rooms that were not counted; not said yet where."""
    signups = numbers["signups"]
    if "unplaced" in numbers:
        yield "unplaced", nowhere - numbers["unplaced"]
    if alone and whole and "room_signups" in numbers:
        yield "room_signups", signups - nowhere - numbers["room_signups"]
    if alone and whole and "total_signups" in numbers:
        yield "total_signups", nowhere - (signups - numbers["total_signups"])
