"""Every page of the desk as axe sees it: WCAG 2.2 AA and its best practices, whole pages.

Every other page on a phone and in the dark: what colours and widths decide lies in the sheet that all of them share.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.shown import Answer, Shown
from tests.web.public.test_axe import ADDRESS, LAPTOP, LOAD, NEXT, PHONE, RULES, findings

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
# All details are open: what is folded away must be right, too.
OPEN = "document.querySelectorAll('details').forEach(each => each.open = true)"


@pytest.fixture(scope="session")
def desk_axe(desk_shown: Shown) -> None:
    package = pytest.importorskip("axe_playwright_python", reason="requirements-e2e.txt is not installed")
    script = (Path(package.__file__).parent / "axe.min.js").read_bytes()
    headers = {"Content-Type": "text/javascript", "Content-Length": str(len(script)), "Cache-Control": "max-age=9999"}
    desk_shown.parts[ADDRESS] = Answer(200, headers, script)


def test_axe_finds_nothing_on_any_page_of_the_desk(
    open_desk_page: Callable[..., "Page"], desk_shown: Shown, desk_axe: None
) -> None:
    names = [name for (name, _language), answer in desk_shown.pages.items() if answer.status == 200]
    page, wrong = open_desk_page(names[0]), []
    page.evaluate(LOAD, ADDRESS)
    for number, name in enumerate(names):
        phone = bool(number % 2)
        page.set_viewport_size(PHONE if phone else LAPTOP)
        page.emulate_media(color_scheme="dark" if phone else "light")
        page.evaluate(NEXT, f"/{name}/en")
        page.evaluate(OPEN)
        wrong += [(name, each) for each in findings(page, RULES)]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append((name, "wider than the window"))
    page.set_viewport_size(LAPTOP)
    page.emulate_media(color_scheme="light")
    assert len(names) > 60
    assert not wrong, "\n".join(map(str, wrong))
