"""What the words of a story must keep to."""

import unicodedata
from collections.abc import Mapping

from tracker.appeals.defining import TOO_LONG, UNPRINTABLE, Unfit
from tracker.appeals.story import StoryWords
from tracker.words import LANGUAGES, lazy

# Characters. A thanks page is read standing up.
MOST: dict[str, int] = {"title": 80, "text": 900, "alt": 250, "credit": 120}
MOST_CONSENT = 1_000

TITLE_UNSAID = lazy("Give it a title, or leave this language empty.")
TEXT_UNSAID = lazy("Tell it, or leave this language empty.")
ALT_UNSAID = lazy("Say what the picture shows, for people who cannot see it.")
NOTHING_SAID = lazy("Write it in one language at least.")
STAYS = lazy("This language has been written. Withdraw the story to take it off, or write what it says.")
CONSENT_UNSAID = lazy("Say whose consent it rests on, and how it was given.")


def checked(given: Mapping[str, StoryWords], written: frozenset[str], pictured: bool) -> dict[str, StoryWords]:
    """By language, as it would be kept; empty languages are left out. `written`: those that it has already. Raises Unfit."""
    kept: dict[str, StoryWords] = {}
    for code in LANGUAGES:
        words = _clean(code, given.get(code))
        if not any(words.values()):
            if code in written:
                raise Unfit(f"title_{code}", STAYS)
            continue
        for name, fits, sentence in (
            ("title", words["title"], TITLE_UNSAID), ("text", words["text"], TEXT_UNSAID),
            ("alt", words["alt"] or not pictured, ALT_UNSAID),
        ):  # fmt: skip
            if not fits:
                raise Unfit(f"{name}_{code}", sentence)
        kept[code] = words
    if not kept:
        raise Unfit("title_en", NOTHING_SAID)
    return kept


def consent(given: str) -> str:
    """Raises Unfit."""
    said = _lines("consent", given, MOST_CONSENT)
    if not said:
        raise Unfit("consent", CONSENT_UNSAID)
    return said


def _clean(code: str, given: StoryWords | None) -> StoryWords:
    words = given or StoryWords(title="", text="", alt="", credit="")
    lines = {name: _lines(f"{name}_{code}", str(words.get(name, "")), MOST[name]) for name in MOST}
    one_line = {name: " ".join(said.split()) for name, said in lines.items() if name != "text"}
    return StoryWords(**{**lines, **one_line})  # type: ignore[typeddict-item]


def _lines(field: str, given: str, most: int) -> str:
    """Paragraphs with one empty line between them."""
    lines = [" ".join(line.split()) for line in unicodedata.normalize("NFC", given).splitlines()]
    said = "\n".join(lines).strip()
    while "\n\n\n" in said:
        said = said.replace("\n\n\n", "\n\n")
    if any(letter != "\n" and unicodedata.category(letter) in ("Cc", "Cs", "Co") for letter in said):
        raise Unfit(field, UNPRINTABLE)
    if len(said) > most:
        raise Unfit(field, TOO_LONG, most=most)
    return said
