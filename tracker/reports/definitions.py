"""What each figure counts, of what, and with which exceptions: said once, for the page of definitions and every legend."""

from dataclasses import dataclass

from tracker.words import Lazy


@dataclass(frozen=True, slots=True)
class Definition:
    """`counted`: what is counted, `of` what ("" for plain numbers), and `but`: its exceptions, each a whole sentence."""

    key: str
    name: Lazy
    counted: Lazy
    of: Lazy | None = None
    but: tuple[Lazy, ...] = ()


# By key: the funnel's steps ("room", "signups", "allies", "contactable", "awaiting", "reached", "acted_said", "acted", "outcomes"),
# the rates ("conversion", "follow_up", "on_time", "action", "action_said", "outcome", "abandon", "opt_out"), and "waits",
# "waits_in_person", "sources", "unplaced", "new_allies", "ladder", "moves", "hosts", "gifts", "goals", "days", "weeks".
FIGURES: dict[str, Definition] = {}
# What a step's note says: "rooms", "no head count", "apart".
NOTES: dict[str, Lazy] = {}
# What holds for all of them: who was erased, merged, moved and so on.
RULES: tuple[Definition, ...] = ()
