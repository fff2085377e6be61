"""A screening is repeated on other days: each is a screening and has a code of its own."""

from collections.abc import Sequence
from datetime import date, time

from tracker.hooks import happened
from tracker.hooks.delivery import MADE
from tracker.screenings import log
from tracker.store.transactions import transaction


def repeat(screening_id: str, dates: Sequence[tuple[date | None, time | None]], by: str | None) -> list[str]:
    """The ids of the new ones, all or none. Raises NotThere, NotForStanding, and what log.repeated() raises."""
    with transaction():
        screening = log.dated(screening_id)
        made = [log.repeated(screening, day, at, by).id for day, at in dates]
        happened.screenings(MADE, made)
        return made
