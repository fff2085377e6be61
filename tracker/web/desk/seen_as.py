"""What is shown of an ally to whom: as DESIGN has it, told for this one."""

from tracker.allies.ally import Ally
from tracker.words import Lazy, lazy

# Who, and what they see: without extra care, and with it.
_OTHERS: tuple[tuple[Lazy, Lazy, Lazy], ...] = (
    (
        lazy("Coordinators and administrators"),
        lazy("everything on this page; the contact with a reason, each look in the trace"),
        lazy("everything on this page; the contact with a reason, each look in the trace"),
    ),
    (
        lazy("Organizers of their campaigns"),
        lazy("this page without the contact, and only what belongs to their campaigns"),
        lazy("the alias alone"),
    ),
    (
        lazy("The point person"),
        lazy("also what to call them, and the contact on the card of the follow-up"),
        lazy("the alias alone, unless they are a coordinator"),
    ),
    (
        lazy("Callers"),
        lazy("name and contact on the card of a follow-up that they have claimed, and nothing else"),
        lazy("nothing: a coordinator makes the call"),
    ),
    (lazy("Viewers and hosts"), lazy("numbers, never a person"), lazy("numbers, never a person")),
)


def seen_as(ally: Ally) -> list[tuple[Lazy, Lazy]]:
    """(who, what they see), those who see most first."""
    return [(who, careful if ally.extra_care else open_) for who, open_, careful in _OTHERS]
