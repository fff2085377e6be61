"""Every public page as axe sees it: WCAG 2.2 AA and its best practices, whole pages, in each language, light and dark."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.privacy.keeps import keeps
from tests.public_pages import PAGES
from tests.shown import Answer, Shown
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


# A part of the page as any other: the browser keeps it, and 560 KB are not handed over anew for each page.
ADDRESS = "/axe.js"
LOAD = """address => new Promise((done, failed) => {
    const script = Object.assign(document.createElement('script'), {src: address, onerror: failed});
    script.onload = () => { script.remove(); done(); };
    document.head.append(script);
})"""
# The next page in the same window, read as the browser reads what comes by the line; axe stays, and is warm.
NEXT = """async address => {
    const answer = await (await fetch(address)).text();
    await new Promise(done => {
        document.open();
        addEventListener('load', done, {once: true});
        document.write(answer);
        document.close();
    });
}"""


@pytest.fixture(scope="session")
def axe(shown: Shown) -> str:
    """Where pages get it."""
    package = pytest.importorskip("axe_playwright_python", reason="requirements-e2e.txt is not installed")
    script = (Path(package.__file__).parent / "axe.min.js").read_bytes()
    headers = {"Content-Type": "text/javascript", "Content-Length": str(len(script)), "Cache-Control": "max-age=9999"}
    shown.parts[ADDRESS] = Answer(200, headers, script)
    return ADDRESS


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
    page = open_page(name, viewport=PHONE, color_scheme="light")
    page.evaluate(LOAD, axe)
    for language in LANGUAGES:
        if language != "en":
            page.evaluate(NEXT, f"/{name}/{language}")
        assert page.evaluate("document.documentElement.lang") == language
        wrong += [("light", language, 360, each) for each in findings(page, RULES)]
        page.emulate_media(color_scheme="dark")
        wrong += [("dark", language, 360, each) for each in findings(page, COLOURS)]
        if language == LONGEST:
            page.set_viewport_size(LAPTOP)
            wrong += [("dark", language, 1280, each) for each in findings(page, LAYOUT)]
            page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="light")
    assert not wrong


@pytest.mark.parametrize("language", ["en", "ko"])
def test_axe_sees_what_is_wrong(open_page: Callable[..., "Page"], axe: str, language: str) -> None:
    page = open_page("signup", viewport=PHONE, color_scheme="light")
    page.evaluate(LOAD, axe)
    if language != "en":
        page.evaluate(NEXT, f"/signup/{language}")
    page.evaluate("document.querySelector('label[for=name]').remove()")
    page.evaluate("document.querySelector('.foot').style.color = '#ccc'")
    wrong = " ".join(findings(page, RULES))
    assert "label: " in wrong and "color-contrast: " in wrong
