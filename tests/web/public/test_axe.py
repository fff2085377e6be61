"""Every public page as axe sees it: WCAG 2.2 AA and its best practices, whole pages, light and dark, phone and laptop.

Pages with the same bones (tests/bones.py) are judged once, page by page in another language: what axe judges is their elements.
"""

import re
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bones import bones
from tests.privacy.keeps import keeps
from tests.public_pages import PAGES
from tests.shown import Answer, Shown
from tracker.words import LANGUAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 900}
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


@pytest.fixture(scope="session")
def judged(shown: Shown) -> dict[str, list[str]]:
    """In which languages a page is judged: in one, in turn, and in whichever is made otherwise; not if another page is made so."""
    known, found = set[str](), dict[str, list[str]]()
    for name, first in zip(PAGES, cycle(LANGUAGES)):
        for language in sorted(LANGUAGES, key=lambda each: each != first):
            made_of = bones(shown.pages[name, language].body.decode())
            if made_of not in known:
                known.add(made_of)
                found.setdefault(name, []).append(language)
    return found


@pytest.fixture(scope="session")
def show(open_page: Callable[..., "Page"], axe: str) -> Callable[[str, str], "Page"]:
    """Shows a page, in a window in which axe stays: on a phone, in the light."""
    windows: list[Page] = []

    def show_(name: str, language: str) -> "Page":
        if not windows:
            # An option of its own: nobody else leads this window to another page.
            windows.append(open_page("signup", viewport=PHONE, color_scheme="light", locale="en-GB"))
            windows[0].evaluate(LOAD, axe)
        windows[0].set_viewport_size(PHONE)
        windows[0].emulate_media(color_scheme="light")
        windows[0].evaluate(NEXT, f"/{name}/{language}")
        assert windows[0].evaluate("document.documentElement.lang") == language
        return windows[0]

    return show_


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
def test_axe_finds_nothing(show: Callable[[str, str], "Page"], judged: dict[str, list[str]], name: str) -> None:
    wrong = []
    for language in judged.get(name, ()):
        page = show(name, language)
        wrong += [("light", language, 360, each) for each in findings(page, RULES)]
        page.emulate_media(color_scheme="dark")
        wrong += [("dark", language, 360, each) for each in findings(page, COLOURS)]
        page.set_viewport_size(LAPTOP)
        wrong += [("dark", language, 1280, each) for each in findings(page, LAYOUT)]
    assert not wrong


def test_each_language_is_judged_and_a_page_says_which_is_its_own(shown: Shown, judged: dict[str, list[str]]) -> None:
    assert {language for languages in judged.values() for language in languages} == set(LANGUAGES)
    for (name, language), answer in shown.pages.items():
        said = re.findall(r'<(\w+)[^>]*?\s(?:href)?lang="([^"]*)"', answer.body.decode())
        assert said[0] == ("html", language), name
        assert {each for _tag, each in said} <= set(LANGUAGES), name


def test_what_is_made_otherwise_has_other_bones(shown: Shown) -> None:
    page, korean = (shown.pages["signup", language].body.decode() for language in ("en", "ko"))
    assert bones(page) == bones(korean)
    label = re.search(r'<label[^>]*for="name".*?</label>', page, re.DOTALL)
    assert label
    for other in (
        page.replace(label[0], ""),
        page.replace(label[0], label[0].replace('for="name"', 'for="email"')),
        page.replace(label[0], re.sub(">[^<]+<", "><", label[0])),
        page.replace("<main", '<main class="pale"', 1),
        page.replace("<main", "<section", 1).replace("</main", "</section", 1),
    ):
        assert other != page and bones(other) != bones(page)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_axe_sees_what_is_wrong(show: Callable[[str, str], "Page"], language: str) -> None:
    page = show("signup", language)
    page.evaluate("document.querySelector('label[for=name]').remove()")
    page.evaluate("document.querySelector('.foot').style.color = '#ccc'")
    wrong = " ".join(findings(page, RULES))
    assert "label: " in wrong and "color-contrast: " in wrong
