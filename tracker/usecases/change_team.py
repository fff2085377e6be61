"""An administrator puts members together into teams, and says where each team works."""

from tracker.screenings import crews
from tracker.screenings.crews import CrewFacts
from tracker.store.transactions import transaction
from tracker.team import trace


def make_team(facts: CrewFacts, by_id: str) -> str:
    """Its id. Raises the refusals of screenings.crews."""
    with transaction():
        crew_id = crews.add(facts)
        trace.note("team made", by_id, "team", crew_id)
    return crew_id


def change_team(crew_id: str, facts: CrewFacts, by_id: str) -> None:
    """Raises the refusals of screenings.crews."""
    with transaction():
        crews.change(crew_id, facts)
        trace.note("team changed", by_id, "team", crew_id)


def remove_team(crew_id: str, by_id: str) -> None:
    """Nobody's account or work goes with it. Raises CrewNotThere."""
    with transaction():
        crews.remove(crew_id)
        trace.note("team removed", by_id, "team", crew_id)
