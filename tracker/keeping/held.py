"""All that the house holds about one person, for themselves: each room tells its own. See docs/own-data.md."""

from typing import Any

from tracker import clock
from tracker.allies import person as allies
from tracker.finding import person as finding
from tracker.followups import person as followups
from tracker.keeping import person as keeping
from tracker.letters import person as letters
from tracker.signups import person as signups
from tracker.team import settings
from tracker.times import iso

# Changes when a key is taken away or means something else; not when one is added.
FORMAT = "houselights own data 1"


def everything(ally_id: str) -> dict[str, Any]:
    """Plain data, ready to be written as JSON. Raises NoResultFound for nobody's id."""
    told: dict[str, Any] = {
        "format": FORMAT, "written_at": iso(clock.now()), "organisation": settings.get("organisation"),
    }  # fmt: skip
    for room in (allies, signups, followups, letters, finding, keeping):
        told |= room.tell(ally_id)
    return told
