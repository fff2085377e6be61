"""The letters that an empty instance begins with."""

import re

import pytest

from tracker.followups.first_playbook import STEPS
from tracker.mail import words
from tracker.words import LANGUAGES

LETTERS = {key: said for key, _title, _condition, _delay, _clock, channel, said in STEPS if channel == "letter"}
# They may reach somebody else than who signed up.
NEUTRAL = ("thanks", "remind", "confirm")
# Fields that say what was watched, or where.
TELLING = ("film", "where", "when")
EVERY = [(key, language) for key in LETTERS for language in LANGUAGES]
FULL = {name: f"https://house.example/{name}" for name in words.FIELDS} | {
    "call": "김하나", "film": "Beyond Utopia", "where": "Alder Hall", "organisation": "Lantern Crossing",
}  # fmt: skip
EMPTY = {**FULL, "call": "", "where": "", "day": "", "not_me": ""}


@pytest.mark.parametrize(("key", "language"), EVERY)
def test_each_letter_speaks_each_language_with_fields_that_exist_and_a_way_to_stop(key: str, language: str):
    said = LETTERS[key][language]
    words.check(said["subject"])
    words.check(said["text"])
    assert words.uses(said["text"], "stop")
    assert "{" not in said["subject"], "subjects name neither film nor cause"


@pytest.mark.parametrize(("key", "language"), EVERY)
def test_each_letter_reads_well_whatever_is_known(key: str, language: str):
    for values in (FULL, EMPTY):
        text = words.as_text(LETTERS[key][language]["text"], values)
        assert not re.search(r"[{}]|\(\)| [,.:]|^\W*님|,,|  ", text, re.MULTILINE), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_check_in_is_answered_by_a_button_and_the_first_letters_by_not_me(language: str):
    html = words.as_html(LETTERS["check_in"][language]["text"], FULL)
    assert html.count('<a class="press"') == 3
    for key in LETTERS:
        assert words.uses(LETTERS[key][language]["text"], "not_me") == (key in NEUTRAL)
        assert not (key in NEUTRAL and any(words.uses(LETTERS[key][language]["text"], name) for name in TELLING))


def test_spanish_says_correo_and_inscribirse():
    spanish = " ".join(said["es"]["subject"] + said["es"]["text"] for *_rest, said in STEPS)
    assert not re.search(r"\bcartas?\b|\bapunt", spanish, re.IGNORECASE)


def test_korean_letters_begin_with_the_name_and_its_title_of_respect():
    for key in LETTERS:
        assert LETTERS[key]["ko"]["text"].startswith("{call}님, 안녕하세요.")
