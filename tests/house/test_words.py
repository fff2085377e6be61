"""Every marked string is in every catalogue, translated; and what is compiled is what was written."""

import gettext
import html
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from babel.messages import Message
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

from tests import world
from tracker import clock, times
from tracker.screenings import code as codes
from tracker.words import CATALOGUES, LANGUAGES, speaking

TOP = Path(__file__).parents[2]
OTHERS = [language for language in LANGUAGES if language != "en"]
# The same word in both languages, and measures.
SAME = {
    "es": {
        "no",
        "%(n)s ft",
        "%(n)s m",
        "Flat, 1.85:1",
        "Scope, 2.39:1",
        "SPF, DKIM, DMARC",
        "Webhook",
        "Webhooks",
        "Excel (XLSX)",
        "PDF (A4)",
    },
    "ko": {"%(n)s m", "SPF, DKIM, DMARC"},
}
FIELD = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@cache
def marked() -> list[str | tuple[str, str]]:
    """The strings of code and templates, gathered with the keywords that script/words names."""
    keywords: dict[str, tuple[int, ...] | None] = {}
    for name, places in re.findall(r"--keyword=(\w+)(?::([\d,]+))?", (TOP / "script" / "words").read_text()):
        keywords[name] = tuple(int(place) for place in places.split(",")) if places else None
    with (TOP / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = extract_from_dir(TOP, methods, options, keywords, directory_filter=_is_ours)
    return sorted({message for _path, _line, message, _comments, _context in found}, key=str)  # type: ignore[misc]


def _is_ours(folder: str | Path) -> bool:
    return Path(folder).name in {TOP.name, "templates", "tracker"} or not Path(folder).parent.samefile(TOP)


@cache
def catalogue(language: str) -> Catalog:
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def _messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def _forms(words: str | tuple[str, ...] | list[str]) -> list[str]:
    return [words] if isinstance(words, str) else list(words)


def _fields(text: str) -> Counter[str]:
    return Counter(FIELD.findall(text))


def test_the_strings_are_found():
    strings = marked()
    assert "Sign up" in strings
    assert ("%(n)s hour", "%(n)s hours") in strings
    assert len(strings) > 500


@pytest.mark.parametrize("language", OTHERS)
def test_no_string_is_missing_in_a_catalogue(language: str):
    missing = [words for words in marked() if words not in ("", ("", "")) and catalogue(language).get(words) is None]
    assert not missing, "script/words adds them"


@pytest.mark.parametrize("language", OTHERS)
def test_every_string_is_translated_and_nobody_has_to_look_again(language: str):
    for message in _messages(language):
        forms = _forms(message.string)
        assert all(form.strip() for form in forms), message.id
        assert not message.fuzzy, message.id
        assert len(forms) == (1 if isinstance(message.id, str) else catalogue(language).num_plurals), message.id


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_is_not_the_english_again(language: str):
    same = {
        form
        for message in _messages(language)
        for form in _forms(message.string)
        if form in _forms(message.id) and re.search(r"[^\W\d_]", FIELD.sub("", form))
    }
    assert same == SAME[language]


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_fields_of_the_english(language: str):
    for message in _messages(language):
        english, forms = _forms(message.id), _forms(message.string)
        # Where a language has one form it stands for many; the first of two may leave the number out, as English does.
        wanted = [english[-1]] * len(forms) if len(forms) == 1 else english
        for one, other in zip(wanted, forms, strict=True):
            assert _fields(one) == _fields(other), message.id


@pytest.mark.parametrize("language", OTHERS)
def test_the_compiled_catalogue_says_what_the_written_one_says(language: str):
    compiled = gettext.translation("messages", CATALOGUES, [language])
    for message in _messages(language):
        if isinstance(message.id, str):
            assert compiled.gettext(message.id) == message.string, "script/words compiles them"
        else:
            said = {compiled.ngettext(message.id[0], message.id[1], n) for n in (1, 2)}
            assert said == set(message.string), "script/words compiles them"
    ids = {_forms(message.id)[0] for message in _messages(language)}
    left = {key[0] if isinstance(key, tuple) else key for key in compiled._catalog} - ids - {""}
    assert not left, "script/words compiles them"


@pytest.mark.parametrize("path", sorted(CATALOGUES.glob("*/LC_MESSAGES/messages.po")), ids=lambda path: path.parts[-3])
def test_a_catalogue_holds_neither_a_day_nor_a_path_of_somebodys_machine(path: Path):
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"-Date: (.*)\\n", text)) == {"2023-10-24 00:00+0000"}
    assert not re.search(r"^#[:|~]|^#,.*fuzzy|/home/|/work/|EMAIL@ADDRESS", text, re.MULTILINE)


@pytest.mark.parametrize(("language", "ours"), [("ko", "함께하기"), ("es", "Inscribirme")])
def test_the_signup_page_has_no_english_sentence_of_ours(app: Flask, client: FlaskClient, language: str, ours: str):
    with app.app_context():
        code = codes.code_of(screening_id=world.one_screening().id)
    page = client.get(f"/s/{code}?lang={language}").text
    assert ours in page
    shown = html.unescape(re.sub(r"<(head|script|style)\b.*?</\1>|<[^>]+>", "\n", page, flags=re.DOTALL))
    lines = {" ".join(line.split()) for line in shown.split("\n")} - {""}
    english = {form for words in marked() for form in _forms(words)}
    assert not lines & (english - SAME[language])
    if language == "ko":
        # What is left in Latin letters are names: film, place, languages.
        allowed = {"Beyond Utopia", "English", "Español"}
        assert not [line for line in lines - allowed if re.search(r"[a-z]+ [a-z]+ [a-z]+", line)]


def test_days_and_times_read_as_people_write_them(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(clock, "now", lambda: world.A_MOMENT)
    said = {}
    for language in LANGUAGES:
        with speaking(language):
            said[language] = times.when_words(world.A_MOMENT, world.A_DAY, "America/Chicago")
    assert said == {
        "en": "Mon 23 Oct, 7:00 pm",
        "ko": "10월 23일(월) 오후 7:00",
        "es": "lun, 23 oct, 7:00 p.m.",
    }


def test_no_string_is_both_a_sentence_and_a_singular():
    """Gettext would find the plural's form for the plain sentence, with a %(n)s that nobody fills: a page broke so."""
    plain = {words for words in marked() if isinstance(words, str)}
    assert plain & {words[0] for words in marked() if isinstance(words, tuple)} == set()
