"""Somebody chooses allies, to do something with all of them: ticked lines, or everybody who fits."""

from collections.abc import Collection

from tracker.finding import choosing
from tracker.finding.filters import Filters
from tracker.followups.claiming import Worker
from tracker.store.transactions import transaction


def choose_ticked(ally_ids: Collection[str], who: Worker) -> str:
    """The id of the choice. Raises NobodyChosen."""
    with transaction():
        return choosing.ticked(ally_ids, who).id


def choose_all(filters: Filters, who: Worker) -> str:
    """The same. Raises NobodyChosen, TooMany, careful.TooManyToOpen."""
    with transaction():
        return choosing.all_who_fit(filters, who).id
