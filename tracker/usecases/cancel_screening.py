"""A screening is cancelled, or takes place after all: somebody of the team says so."""

from tracker.hooks import happened
from tracker.letters import cancelling
from tracker.screenings import log
from tracker.store.transactions import transaction


def cancel(screening_id: str, by: str | None) -> None:
    """Once or twice, the same. Raises NotThere and NotForStanding."""
    with transaction():
        if cancelling.cancel(log.dated(screening_id), by):
            happened.cancelled(screening_id)


def reinstate(screening_id: str, by: str | None) -> None:
    """Raises NotThere, NotForStanding, ThereAlready."""
    with transaction():
        if cancelling.reinstate(log.dated(screening_id), by):
            happened.changed(screening_id)
