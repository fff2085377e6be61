"""Every sentence that supporters rely on has a test under its own words, and no test speaks for a sentence that is gone."""

import ast
import inspect
from collections import Counter
from pathlib import Path

import pytest

from tracker.web.public import accessibility, house_facts, privacy
from tracker.web.public.sentence import Section, Sentence

TESTS = Path(__file__).parents[1]


def sentences() -> list[Sentence]:
    return [each for section in (*privacy.NOTICE, *accessibility.STATEMENT) for each in section.sentences]


def kept(text: str) -> list[str]:
    """The words that the tests of a file carry: constants alone, so that a search finds them."""
    found = []
    for test in ast.walk(ast.parse(text)):
        if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
            for mark in test.decorator_list:
                if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "keeps":
                    assert mark.args and not mark.keywords, f"{test.name} keeps nothing"
                    found += [ast.literal_eval(each) for each in mark.args]
    return found


def everywhere() -> set[str]:
    """Of all tests of the house."""
    texts = [path.read_text("utf-8") for path in TESTS.rglob("test_*.py") if path != Path(__file__)]
    return {words for text in texts if "keeps" in text for words in kept(text)}


def test_each_sentence_has_a_test_that_carries_its_words():
    wanted = {each.words.message for each in sentences() if each.shown}
    assert wanted - everywhere() == set(), "said to supporters, and shown by no test"


def test_no_test_carries_words_that_are_no_longer_said():
    assert everywhere() - {each.words.message for each in sentences()} == set()


def test_no_sentence_is_said_twice_and_few_cannot_be_shown():
    assert [words for words, n in Counter(each.words.message for each in sentences()).items() if n > 1] == []
    assert len([each for each in sentences() if not each.shown]) <= 2
    assert all(each.shown for section in privacy.NOTICE for each in section.sentences)


def test_marks_are_found_and_an_empty_one_is_refused():
    assert kept('@keeps("One.", "Two" ".")\ndef test_it(): ...\ndef keeps(): ...') == ["One.", "Two."]
    with pytest.raises(AssertionError, match="keeps nothing"):
        kept("@keeps()\ndef test_it(): ...")


def test_every_fact_that_a_sentence_needs_can_be_told():
    told = inspect.getsource(house_facts) + inspect.getsource(accessibility)
    for each in sentences():
        for name in each.needs:
            assert f'"{name}"' in told, (name, each.words.message)


def test_a_section_has_few_sentences():
    sections: list[Section] = [*privacy.NOTICE, *accessibility.STATEMENT]
    assert max(len(section.sentences) for section in sections) <= 10
    assert 25 <= sum(len(section.sentences) for section in privacy.NOTICE) <= 52
