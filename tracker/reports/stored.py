"""Figures as JSON, to be kept and read again as they were."""

from typing import Any

from tracker.reports.figures import Figures


def as_json(figures: Figures) -> dict[str, Any]:
    """Only texts, numbers, lists and objects; of_json() makes the same figures of it."""
    raise NotImplementedError


def of_json(written: dict[str, Any]) -> Figures:
    """What as_json() wrote; words of regions, countries, kinds and the like in the language in force."""
    raise NotImplementedError
