"""Whether an address is known to be the ally's own: they used a link of their own, or somebody of the team reached them."""

from sqlalchemy import ColumnElement, or_

from tracker.allies.ally import Ally


def is_confirmed(ally: Ally) -> bool:
    """Of an ally at hand."""
    return ally.confirmed_at is not None or ally.reached_at is not None


def confirmed() -> ColumnElement[bool]:
    """Over Ally."""
    return or_(Ally.confirmed_at.is_not(None), Ally.reached_at.is_not(None))
