"""Every public page in each language, as the Nu Html Checker of the W3C reads it."""

from pathlib import Path

from tests.html_checker import complaints
from tests.shown import Shown

# The page for who writes programs is English in every language, and its body says so: only the house's frame is spoken to its reader.
ENGLISH = "This document appears to be written in English"
PAGE = '<!DOCTYPE html><html lang="en"><head><title>One</title></head><body>{}</body></html>'


def test_the_html_checker_has_nothing_to_say(html_checker: Path, shown: Shown, tmp_path: Path) -> None:
    for (name, language), answer in shown.pages.items():
        (tmp_path / f"{name}.{language}.html").write_bytes(answer.body)
    said = [
        each for each in complaints(html_checker, tmp_path) if not (each.startswith("api-docs.") and ENGLISH in each)
    ]
    assert said == []


def test_the_html_checker_sees_what_is_wrong(html_checker: Path, tmp_path: Path) -> None:
    (tmp_path / "twice.html").write_text(PAGE.format('<p id="a"></p><p id="a"></p>'))
    (tmp_path / "label.html").write_text(PAGE.format('<label for="nowhere">Name</label>'))
    (tmp_path / "nested.html").write_text(PAGE.format('<a href="/"><button>Go</button></a>'))
    (tmp_path / "good.html").write_text(PAGE.format("<p>Good</p>"))
    wrong = complaints(html_checker, tmp_path)
    assert {each.partition(":")[0] for each in wrong} == {"twice", "label", "nested"}
