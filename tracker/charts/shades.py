"""Five shades from nothing to the most, for maps and calendars: by the root of the share, so that middling places differ, too."""

from math import sqrt

from tracker.charts.told import Told

# Of a hidden number; of none; and up to these roots of the share of the largest.
HIDDEN, NONE = "hid", "m0"
STEPS = ((0.25, "m1"), (0.45, "m2"), (0.7, "m3"), (1.0, "m4"))


def shade_of(value: Told, most: int) -> str:
    """The class of its shade. A hidden number has one of its own, that tells nothing of it."""
    if value.number is None:
        return HIDDEN
    if value.number <= 0 or most <= 0:
        return NONE
    root = sqrt(value.number / most)
    return next((name for least, name in STEPS if root <= least), STEPS[-1][1])
