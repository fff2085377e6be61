"""What a follow-up is called where people read it."""

from tracker.words import Lazy, lazy

# Those that no step planned, by why they are there.
BY_WHY: dict[str, Lazy] = {
    "reply": lazy("They wrote to us: answer them"),
    "bounced": lazy("Their letter came back: find another way"),
    "listed": lazy("A list from elsewhere told of it"),
    "by hand": lazy("Planned by hand"),
    "barred": lazy("They gave an address that nobody may write to: speak with them"),
    "same": lazy("May be somebody we know already: see whether the two are one"),
    "again": lazy("They said yes again: see what they need"),
}


def title_of(step_title: str | None, why: str | None) -> str:
    """The step's title; else why it is there; "" where nothing says."""
    return step_title or (str(BY_WHY[why]) if why in BY_WHY else "")
