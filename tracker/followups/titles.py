"""What a follow-up is called where people read it."""

from tracker.words import Lazy, lazy, plain

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

# What the first playbook and the first ladder call theirs (first_playbook.STEPS, ladder_editing.FIRST). They are kept in English,
# as the team may rename them, and read in the language of whoever looks until it does.
FIRST: tuple[Lazy, ...] = (
    lazy("Thank-you letter"), lazy("Thank-you text"), lazy("Letter: is this your address?"), lazy("A person calls"),
    lazy("Letter: three ways to go on"), lazy("Call: they answered"), lazy("Letter: invitation to host"),
    lazy("Letter: invitation to give"), lazy("Letter: a month later"), lazy("Letter: is it you?"),
    lazy("Watched"), lazy("Signed up"), lazy("Took a step"), lazy("Hosts or gives"), lazy("Brings others"),
)  # fmt: skip


def title_of(step_title: str | None, why: str | None) -> str:
    """The step's title; else why it is there; "" where nothing says."""
    return plain(step_title or "") or (str(BY_WHY[why]) if why in BY_WHY else "")
