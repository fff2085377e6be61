"""Every public page as axe sees it: WCAG 2.2 AA and its best practices, whole pages, in each language, light and dark."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.privacy.keeps import keeps
from tests.public_pages import PAGES
from tracker.words import LANGUAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 900}
# Its words need the most room.
LONGEST = "es"
# What colours decide, and what the width decides: the rest is the same in the dark, and beside each other.
COLOURS = ["color-contrast", "link-in-text-block"]
LAYOUT = ["color-contrast", "target-size", "scrollable-region-focusable"]


@pytest.fixture(scope="session")
def axe() -> str:
    package = pytest.importorskip("axe_playwright_python", reason="requirements-e2e.txt is not installed")
    return (Path(package.__file__).parent / "axe.min.js").read_text("utf-8")


def findings(page: "Page", rules: list[str]) -> list[str]:
    found = page.evaluate(
        "async rules => (await axe.run({runOnly: rules, resultTypes: ['violations'], preload: false, elementRef: false})).violations",
        rules,
    )
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


@keeps(
    "These pages are made to WCAG 2.2, level AA: the signup, and every page that a letter leads to.",
    "By a program (axe), in each language, light and dark: it finds nothing.",
)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page: Callable[..., "Page"], axe: str, name: str) -> None:
    wrong = []
    for language in LANGUAGES:
        page = open_page(name, language, viewport=PHONE, color_scheme="light")
        page.evaluate(axe)
        wrong += [("light", language, 360, each) for each in findings(page, RULES)]
        page.emulate_media(color_scheme="dark")
        wrong += [("dark", language, 360, each) for each in findings(page, COLOURS)]
        if language == LONGEST:
            page.set_viewport_size(LAPTOP)
            wrong += [("dark", language, 1280, each) for each in findings(page, LAYOUT)]
            page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="light")
    assert not wrong


def test_axe_sees_what_is_wrong(open_page: Callable[..., "Page"], axe: str) -> None:
    page = open_page("signup", viewport=PHONE, color_scheme="light")
    page.evaluate(axe)
    page.evaluate("document.querySelector('label[for=name]').remove()")
    page.evaluate("document.querySelector('.foot').style.color = '#ccc'")
    wrong = " ".join(findings(page, RULES))
    assert "label: " in wrong and "color-contrast: " in wrong
