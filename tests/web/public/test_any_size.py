"""Every public page at 400 % zoom, with text twice as large, under a finger, and in forced colours."""

from collections.abc import Callable
from itertools import cycle
from typing import TYPE_CHECKING

import pytest

from tests.privacy.keeps import keeps
from tests.public_pages import PAGES, UNLIKE

if TYPE_CHECKING:
    from playwright.sync_api import Page

# 1280 x 1024 at 400 % (WCAG 1.4.10).
ZOOMED = {"width": 320, "height": 256}
PHONE = {"width": 360, "height": 740}
# The longest words, and those that are not broken (keep-all): page by page in turn.
HARDEST = ("es", "ko")

# What stands beyond the window's edge, however it is hidden there.
BEYOND = """() => [...document.querySelectorAll('body *')].filter(each => {
    const box = each.getBoundingClientRect();
    return box.width > 1 && (box.right > innerWidth + 1 || box.left < -1) && getComputedStyle(each).clipPath === 'none';
}).map(each => each.outerHTML.slice(0, 160))"""

# Controls that are less than `least` CSS pixels high or wide, by what a finger meets: a tick's whole line is its label.
# A link in a sentence, or alone in a list, may be as small as its line (WCAG 2.5.8).
SMALL = """([least, inline]) => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(each => {
    if (each.type === 'hidden' || each.matches('.skip, [aria-hidden]')) return false;
    const prose = each.matches('p a, li a') && getComputedStyle(each).display === 'inline';
    const met = each.closest(prose ? 'p, li' : 'label') || each, box = met.getBoundingClientRect();
    if (!box.width) return false;
    return Math.min(box.height, box.width) < (prose ? inline : least) - .5;
}).map(each => { const box = each.getBoundingClientRect(); return `${box.width}x${box.height} ` + each.outerHTML.slice(0, 160) })"""

# Text that its own box cuts off.
CUT = """() => [...document.querySelectorAll('main *, header *')].filter(each => {
    const style = getComputedStyle(each);
    return style.overflowX !== 'visible' && each.scrollWidth > each.clientWidth + 1 && !each.matches('input, textarea, .vh');
}).map(each => each.outerHTML.slice(0, 160))"""


def lost(page: "Page") -> list[str]:
    """What stands beside the window or is cut off."""
    found: list[str] = [*page.evaluate(BEYOND), *page.evaluate(CUT)]
    scrolls = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return found or (["it scrolls sideways"] if scrolls else [])


@keeps(
    "Enlarged to four times the size: nothing is cut off, and nothing scrolls sideways.",
    "What you press is 44 pixels high or more, but for links in the middle of a sentence.",
)
@pytest.mark.parametrize(("name", "language"), list(zip(PAGES, cycle(HARDEST))))
def test_zoomed_or_with_large_text_all_is_there_and_a_finger_meets_every_control(
    open_page: Callable[..., "Page"], name: str, language: str
) -> None:
    wrong = []
    page = open_page(name, language, viewport=PHONE)
    wrong += [("small", each) for each in page.evaluate(SMALL, [44, 24])]
    page.set_viewport_size(ZOOMED)
    wrong += [("at 400 %", each) for each in lost(page)]
    page.set_viewport_size(PHONE)
    page.evaluate("document.documentElement.style.fontSize = '212.5%'")
    wrong += [("text at 200 %", each) for each in lost(page)]
    assert not wrong


@pytest.mark.parametrize("name", UNLIKE)
def test_in_forced_colours_every_control_still_has_an_edge_or_a_line(
    open_page: Callable[..., "Page"], made_alike: set[str], name: str
) -> None:
    if name in made_alike:
        return  # it was looked at by another name
    page = open_page(name, "en", viewport=PHONE, forced_colors="active")
    bare = """() => [...document.querySelectorAll('button, .button, input:not([type=hidden]), select, textarea')].filter(each => {
        const style = getComputedStyle(each);
        return style.appearance === 'none' && !parseFloat(style.borderBlockEndWidth);
    }).map(each => each.outerHTML.slice(0, 160))"""
    assert not page.evaluate(bare)
    unmarked = """() => [...document.querySelectorAll('main a:not(.button, .act)')].filter(each =>
        !getComputedStyle(each).textDecorationLine.includes('underline')).map(each => each.outerHTML.slice(0, 160))"""
    assert not page.evaluate(unmarked)
