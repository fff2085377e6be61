"""The ways up the ladder: to have watched, to have said yes, and the outcomes that say what an ally did."""

from tracker.followups.outcomes import OUTCOMES, words_of
from tracker.words import lazy

WATCHED, SIGNED_UP = "watched", "signed up"

# Outcomes that lead nobody up: nothing happened yet, or they said no.
LEADS_NOWHERE = frozenset({
    "no answer", "call back", "wrong number", "not reached", "sent", "withdrawn", "not needed", "not planned", "not for me", "stop calls",
    "asked to stop", "said not yet", "said not for me",
})  # fmt: skip

SIGNUPS = {WATCHED: lazy("Was at a film screening"), SIGNED_UP: lazy("Signed up and said yes to contact")}


def ways() -> tuple[str, ...]:
    """All that a rung can be reached by, in their order."""
    return (*SIGNUPS, *(key for key in OUTCOMES if key not in LEADS_NOWHERE))


def words(way: str) -> str:
    """A way, as organizers read it."""
    return str(SIGNUPS[way]) if way in SIGNUPS else words_of(way)
