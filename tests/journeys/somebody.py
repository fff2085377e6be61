"""Somebody in the room, as the book beside the house knows them."""

from dataclasses import dataclass, field


@dataclass
class Person:
    """Somebody in the room, and whether they may be written to by what they themselves have said last."""

    name: str
    email: str | None
    phone: str | None
    # The ally that they were when they last signed up; None: never did.
    ally_id: str | None = None
    said_yes: bool = False
    stopped: bool = False
    # They did something, ever, by which an address is known to be theirs.
    sure: bool = False
    signups: set[str] = field(default_factory=set)
