"""The ladder of engagement as a condition of a selection. The one place that knows whether the house has its ladder."""

import importlib
from collections.abc import Collection
from types import ModuleType
from typing import Any

from sqlalchemy import ColumnElement, false, or_


def rungs() -> list[tuple[str, str]]:
    """Id and title of each, the lowest first; none while there is no ladder."""
    ladder = _ladder()
    return [(rung.id, rung.title) for rung in ladder.rungs()] if ladder else []


def standing_on(rung_ids: Collection[str]) -> ColumnElement[bool]:
    """Allies who stand on one of these; nobody while there is no ladder."""
    ladder: Any = _ladder()
    return or_(false(), *(ladder.standing_on(rung_id) for rung_id in sorted(rung_ids))) if ladder else false()


def _ladder() -> ModuleType | None:
    try:
        return importlib.import_module("tracker.followups.ladder")
    except ModuleNotFoundError:
        return None
