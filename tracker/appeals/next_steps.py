"""The one next step that the thanks page and the first letter show: the organizers' words, else the house's own."""

from collections.abc import Collection
from typing import Final

from tracker.appeals.interest import Interest, NextStep, by_key, every
from tracker.words import Lazy, _, lazy, speaking

# What the page says of each of the first interests until organizers define it. No link: we know of none. No promise:
# who said no to contact reads it too.
WORDS: Final[dict[str, dict[str, Lazy]]] = {
    "host": {
        "title": lazy("You ticked: host a film screening"),
        "sentence": lazy("A living room, a classroom or a church hall will do."),
        "question": lazy("Which month suits you, and where?"),
        "button": lazy("Ask for a date"),
    },
    "volunteer": {
        "title": lazy("You ticked: give some hours"),
        "sentence": lazy("An hour at a desk or an evening at a film screening: both help."),
        "question": lazy("What would you like to do, and when do you have time?"),
        "button": lazy("Offer some hours"),
    },
    "write": {
        "title": lazy("You ticked: write to a lawmaker"),
        "sentence": lazy("A few lines of your own count more than a form. Name the film, and one thing that you ask for."),
    },
    "give": {
        "title": lazy("You ticked: give money"),
        "sentence": lazy("A small gift helps too, and a small gift every month helps most."),
    },
    "bring": {
        "title": lazy("You ticked: bring others"),
        "sentence": lazy("Tell one person about the film tonight. That is how most people come to it."),
    },
    "learn": {
        "title": lazy("You ticked: learn more first"),
        "sentence": lazy("Watch the film once more with somebody who has not seen it, and talk about it."),
    },
}  # fmt: skip
# Nothing was ticked.
NOTHING: Final = {"title": lazy("One thing you can do now"), "sentence": WORDS["bring"]["sentence"]}
# Of which interest the step is that shows when nothing was ticked, if organizers gave it a link.
UNTICKED = "learn"


def next_step(key: str, language: str) -> NextStep:
    """What is said of an interest to who reads `language`; "" or a key that there is not: what anybody can do."""
    row = by_key(key) if key else None
    if row is not None:
        return shown(row, language)
    if key in WORDS:
        return house_words(key, language)
    return _anybody(language)


def shown(row: Interest, language: str) -> NextStep:
    """The organizers' words, else the house's own, else that the tick was heard."""
    step = said(row, language)
    if step is not None:
        return step
    if row.key in WORDS:
        return house_words(row.key, language)
    with speaking(language):
        return NextStep(title=_("You ticked: %(label)s", label=row.label), sentence=_("It is written down."))


def said(row: Interest, language: str) -> NextStep | None:
    """The organizers' words: in `language`, else in English. A link that is the same in both need be given once."""
    english = row.next_step.get("en")
    step = row.next_step.get(language) or english
    if not step:
        return None
    whole = NextStep(**step)
    if english and not whole.get("link") and not whole.get("question") and english.get("link"):
        whole["link"] = english["link"]
    return whole


def house_words(key: str, language: str) -> NextStep:
    """The house's own for one of the first interests, in `language`."""
    return _spoken(WORDS[key], language)


def counted_as(key: str) -> str:
    """The interest for which a press counts that came after ticking `key`."""
    return key or UNTICKED


def chosen(keys: Collection[str]) -> str:
    """Of several ticks the one whose step shows: the first in the organizers' order. "": none."""
    return next((each.key for each in every() if each.key in keys), "")


def _anybody(language: str) -> NextStep:
    """For who ticked nothing: the link of UNTICKED where organizers gave it one, else the house's own words."""
    plain, row = _spoken(NOTHING, language), by_key(UNTICKED)
    step = said(row, language) if row else None
    if step is None or not step.get("link"):
        return plain
    return NextStep(title=plain["title"], sentence=step["sentence"], button=step["button"], link=step["link"])


def _spoken(words: dict[str, Lazy], language: str) -> NextStep:
    with speaking(language):
        step = NextStep(title=str(words["title"]), sentence=str(words["sentence"]))
        if "question" in words:
            step["question"], step["button"] = str(words["question"]), str(words["button"])
    return step
