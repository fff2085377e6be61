"""What an administrator may set: days of each clock, the bounds of campaigns' months, what a large erasure is."""

from collections.abc import Mapping

from tracker.errors import Refusal
from tracker.keeping.clocks import SET
from tracker.screenings import promised
from tracker.team import settings
from tracker.words import lazy

LEAST_MONTHS, MOST_MONTHS = 1, 120
LEAST_LARGE, MOST_LARGE = 10, 10_000
# Name of a setting: the least and the most it may be.
BOUNDS: dict[str, tuple[int, int]] = {
    "least_months": (LEAST_MONTHS, MOST_MONTHS),
    "most_months": (LEAST_MONTHS, MOST_MONTHS),
    "large_erasure": (LEAST_LARGE, MOST_LARGE),
    **{clock.setting: (clock.least, clock.most) for clock in SET},
}


class OutOfBounds(Refusal):
    sentence = lazy("Write a whole number between %(least)s and %(most)s.")

    def __init__(self, field: str, **fields: object) -> None:
        super().__init__(**fields)
        self.field = field  # type: ignore[misc]


class MonthsCrossed(Refusal):
    sentence = lazy("The most must not be less than the least.")
    field = "most_months"


class CampaignsOutside(Refusal):
    """What was promised to people does not change behind their back: the campaign is changed first, by whoever answers for it."""

    sentence = lazy("A campaign keeps people for %(months)s months. Change that first, in the campaign.")

    def __init__(self, field: str, **fields: object) -> None:
        super().__init__(**fields)
        self.field = field  # type: ignore[misc]


def now() -> dict[str, int]:
    """By name, as it is set."""
    return {name: int(settings.get(name)) for name in BOUNDS}


def check(wanted: Mapping[str, int | None]) -> None:
    """Raises OutOfBounds, MonthsCrossed, CampaignsOutside."""
    for name, (least, most) in BOUNDS.items():
        value = wanted.get(name)
        if value is None or not least <= value <= most:
            raise OutOfBounds(name, least=f"{least:,}", most=f"{most:,}")
    lower, upper = wanted["least_months"] or 0, wanted["most_months"] or 0
    if upper < lower:
        raise MonthsCrossed
    there = promised.promised()
    if there and there.least_months < lower:
        raise CampaignsOutside("least_months", months=there.least_months)
    if there and there.most_months > upper:
        raise CampaignsOutside("most_months", months=there.most_months)


def put(wanted: Mapping[str, int | None]) -> list[str]:
    """Write what is new; inside a transaction. Returns "name=value" of what was."""
    changed = {name: wanted[name] for name, value in now().items() if wanted[name] != value}
    for name, value in changed.items():
        settings.put(name, str(value))
    return [f"{name}={value}" for name, value in changed.items()]
