"""A screening is cancelled, or takes place after all: somebody of the team says so."""

from tracker.letters import cancelling
from tracker.screenings import log
from tracker.store.transactions import transaction


def cancel(screening_id: str, by: str | None) -> None:
    """Once or twice, the same. Raises NotThere and NotForStanding."""
    with transaction():
        cancelling.cancel(log.dated(screening_id), by)


def reinstate(screening_id: str, by: str | None) -> None:
    """Raises NotThere, NotForStanding, ThereAlready."""
    with transaction():
        cancelling.reinstate(log.dated(screening_id), by)
