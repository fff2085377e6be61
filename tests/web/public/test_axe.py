"""Every public page as axe sees it: WCAG 2.2 AA and its best practices, whole pages, in each language, light and dark."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.public_pages import PAGES
from tracker.words import LANGUAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 900}
# Only what the scheme decides: the rest was seen in the light.
DARK = {"runOnly": ["color-contrast"]}


@pytest.fixture(scope="session")
def axe() -> str:
    package = pytest.importorskip("axe_playwright_python", reason="requirements-e2e.txt is not installed")
    return (Path(package.__file__).parent / "axe.min.js").read_text("utf-8")


def findings(page: "Page", axe: str, options: dict[str, Any]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    found = page.evaluate(
        "async options => (await axe.run({...options, resultTypes: ['violations']})).violations", options
    )
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page: Callable[..., "Page"], axe: str, name: str) -> None:
    wrong = []
    for language in LANGUAGES:
        for size in (PHONE, LAPTOP):
            page = open_page(name, language, viewport=size, color_scheme="light")
            wrong += [("light", language, size["width"], each) for each in findings(page, axe, {"runOnly": RULES})]
            page.emulate_media(color_scheme="dark")
            wrong += [("dark", language, size["width"], each) for each in findings(page, axe, DARK)]
            page.emulate_media(color_scheme="light")
    assert not wrong


def test_axe_sees_what_is_wrong(open_page: Callable[..., "Page"], axe: str) -> None:
    page = open_page("signup", viewport=PHONE, color_scheme="light")
    page.evaluate("document.querySelector('label[for=name]').remove()")
    page.evaluate("document.querySelector('.foot').style.color = '#ccc'")
    wrong = " ".join(findings(page, axe, {"runOnly": RULES}))
    assert "label: " in wrong and "color-contrast: " in wrong
