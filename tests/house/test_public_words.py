"""In Korean and in Spanish no public page says a sentence of ours in English."""

import html
import re

import pytest

from tests.house.test_words import SAME, marked
from tests.shown import Shown

# Names, and what somebody has typed; what stands in English on purpose (the film's title, the names of languages).
NOT_WORDS = re.compile(r"<(head|script|style|textarea)\b.*?</\1>|<[^>]+>", re.DOTALL)
# A page that says of itself that it is in English: for people who write programs. docs/decisions/0038-api-of-our-own.md.
IN_ENGLISH = re.compile(rb'<body\b[^>]* lang="en"')
SPOKEN = re.compile(r'\b(?:aria-label|data-sends|data-waits)="([^"]+)"')


def lines_of(page: str) -> set[str]:
    """What is read or heard, a line each; the title too."""
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    page = " ".join(page.split())
    text = "\n".join([NOT_WORDS.sub("\n", page), title[1] if title else "", *SPOKEN.findall(page)])
    return {" ".join(line.split()) for line in html.unescape(text).split("\n")} - {""}


def sentence_of(words: str) -> re.Pattern[str]:
    """Where its fields are filled with anything."""
    return re.compile(re.sub(r"%\\\((\w+)\\\)[sd]", ".+", re.escape(words)))


def english() -> tuple[set[str], list[re.Pattern[str]]]:
    """Our sentences as they are, and those with fields in them."""
    forms = {form for words in marked() for form in ([words] if isinstance(words, str) else words)}
    filled = {form for form in forms if "%(" in form}
    # A pattern of hardly any words would fit anything.
    patterns = [form for form in filled if len(re.findall(r"[a-z]{3,}", re.sub(r"%\(\w+\)[sd]", "", form))) >= 2]
    return forms - filled, [sentence_of(form) for form in sorted(patterns)]


@pytest.mark.parametrize("language", ["ko", "es"])
def test_no_public_page_shows_an_english_sentence_of_ours(shown: Shown, language: str) -> None:
    plain, filled = english()
    left: dict[str, str] = {}
    for (name, spoken), answer in shown.pages.items():
        if spoken == language and not IN_ENGLISH.search(answer.body):
            for line in lines_of(answer.body.decode("utf-8")):
                if line in plain - SAME[language] or any(pattern.fullmatch(line) for pattern in filled):
                    left.setdefault(line, name)
    assert not left


def test_an_english_sentence_is_seen_with_and_without_fields() -> None:
    plain, filled = english()
    page = "<title>Privacy</title><p>You can use\n any name.</p><p>May Lantern Crossing contact you about this?</p>"
    assert {"Privacy", "You can use any name."} <= lines_of(page) & plain
    assert any(pattern.fullmatch("May Lantern Crossing contact you about this?") for pattern in filled)
