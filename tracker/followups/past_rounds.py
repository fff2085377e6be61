"""A past for follow-ups, told round by round; whoever asked for it is heard as in real life."""

from collections.abc import Callable, Mapping

from tracker import clock
from tracker.allies import hear_no, suppress
from tracker.allies.ally import Ally
from tracker.followups import past
from tracker.store.db import db

# What became of an open follow-up, if anything did: asked round by round, with the team's ids by key.
Ending = Callable[[past.Waiting, Mapping[str, str]], past.Past | None]


def live(ending: Ending, team: Mapping[str, str]) -> None:
    """One round, inside a transaction."""
    told = [(each, became) for each in past.waiting() if (became := ending(each, team))]
    past.write([became for _each, became in told])
    for each, became in told:
        if each.channel != "letter" and became.outcome in ("stop calls", "asked to stop"):
            _hear(db.session.get_one(Ally, each.ally_id), became.outcome, str(became.tries[-1].account_id))


def _hear(whose: Ally, outcome: str, account_id: str) -> None:
    hear_no.hear_no(whose, ("phone",) if outcome == "stop calls" else ("email", "phone"), account_id)
    if outcome == "asked to stop":
        past.stop_held(whose.id, clock.now())
        contact = whose.contact or {}
        suppress.suppress(contact.get("email"), contact.get("phone"), contact.get("name", ""), "left")
