"""The next step of a tick, in a language: as organizers have written it, else in the house's own words."""

from dataclasses import dataclass

from sqlalchemy import select

from tracker.appeals.interest import Interest, NextStep
from tracker.store.db import db
from tracker.words import Lazy, lazy, speaking


@dataclass(frozen=True, slots=True)
class Said:
    """The house's own words. They name neither film nor cause: they stand in the first letter."""

    title: Lazy
    sentence: Lazy
    button: Lazy
    question: Lazy | None = None


HOUSE: dict[str, Said] = {
    "host": Said(
        lazy("Host a film screening"),
        lazy("A living room, a classroom or a church hall will do. We help with the film and with what to say."),
        lazy("Ask for a date for a film screening"),
        lazy("Which month would suit you, and where?"),
    ),
    "give": Said(
        lazy("Give money"),
        lazy("A small amount counts too. We tell you how to give, and what it does."),
        lazy("Ask how to give"),
    ),
    "volunteer": Said(
        lazy("Give some hours"),
        lazy("Two hours are enough. Together with you we find what suits you."),
        lazy("Offer some hours"),
        lazy("What are you good at, and when do you have time?"),
    ),
    "write": Said(
        lazy("Write to a representative"),
        lazy("A short letter in your own words counts most. We tell you to whom, and what helps."),
        lazy("Ask how to write"),
    ),
    "bring": Said(
        lazy("Bring others"),
        lazy("One person you know is enough. That is how most people come to it."),
        lazy("Bring somebody along"),
    ),
    "learn": Said(
        lazy("Learn more first"),
        lazy("We tell you more by letter, a little at a time. You can ask us anything."),
        lazy("Yes, tell me more"),
    ),
    # Nothing was ticked.
    "": Said(
        lazy("Stay in touch"),
        lazy("We write seldom, and tell you what you can do. You can ask us anything."),
        lazy("Yes, write to me"),
    ),
}


def next_step(key: str, language: str) -> NextStep:
    """Of the interest with this key ("": nothing was ticked); title, sentence and button are never empty."""
    row = db.session.scalar(select(Interest).where(Interest.key == key)) if key else None
    own = (row.next_step or {}) if row is not None else {}
    said = own.get(language) or own.get("en")
    plain = house_step(key if key in HOUSE else "", language)
    if said:
        # What an organizer left out of the words is the house's; where it leads is theirs alone.
        plain.pop("question", None)
        return NextStep(**{**plain, **{name: text for name, text in said.items() if text}})  # type: ignore[typeddict-item]
    if row is not None and key not in HOUSE:
        with speaking(language):
            plain["title"] = plain["button"] = row.label
    return plain


def house_step(key: str, language: str) -> NextStep:
    """The house's own words for a key of HOUSE, for any other the words for nothing ticked: discreet in every letter."""
    said = HOUSE.get(key, HOUSE[""])
    with speaking(language):
        step = NextStep(title=str(said.title), sentence=str(said.sentence), button=str(said.button))
        if said.question is not None:
            step["question"] = str(said.question)
    return step
