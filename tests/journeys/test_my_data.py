"""My data in a real browser, without a script and by the keyboard alone: from a letter's link to the corrected name."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.answering import at_its_address
from tests.letters_world import World
from tests.own_data import ally_of, known, letters_of, me

pytestmark = pytest.mark.parametrize(
    "engine_name", ["sqlite"], indirect=True
)  # what a browser does is the same on both


@pytest.fixture
def house(app: Flask) -> Iterator[tuple[World, str]]:
    """The application behind a real server, and its address."""
    with app.app_context():
        world = World(app).build()
        with at_its_address(app) as base:
            yield world, base


@pytest.fixture
def page(new_context: Any) -> Any:
    """A phone's size, no script."""
    return new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False, accept_downloads=True
    ).new_page()


def tab_to(page: Any, wanted: str) -> None:
    """Press Tab until what has the focus says `wanted`."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and wanted in (focused.inner_text() or "", focused.get_attribute("id") or ""):
            return
    pytest.fail(f"the keyboard does not reach {wanted}")


def fresh_link(world: World, base: str, page: Any, ally: str) -> str:
    page.goto(base + me(ally) + "?lang=en")
    tab_to(page, "Send me a fresh link")
    page.keyboard.press("Enter")
    page.wait_for_url("**/link?**")
    (letter,) = letters_of(ally, "own link")
    path = link_in_local(letter)
    return base + path


def link_in_local(letter: Any) -> str:
    words = letter.words
    return "/me/" + words["text"].partition("/me/")[2].split()[0]


def test_by_the_keyboard_alone_from_the_letter_to_the_corrected_name(house: tuple[World, str], page: Any):
    world, base = house
    ally = known(world)
    page.goto(fresh_link(world, base, page, ally))
    assert "Mina" not in page.content()
    tab_to(page, "Show what is held")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=ally1@example.org")
    tab_to(page, "name")
    page.keyboard.press("Control+A")
    page.keyboard.type("민지")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=status] >> text=Corrected")
    assert ally_of(ally).contact["name"] == "민지"
    assert page.context.cookies() == []
    assert "pass" not in page.url


def test_a_mistake_is_said_and_a_file_is_taken_along_and_the_erasure_taken_back(
    house: tuple[World, str], page: Any, tmp_path: Path
):
    world, base = house
    ally = known(world)
    page.goto(fresh_link(world, base, page, ally))
    page.click("text=Show what is held")
    page.fill("#phone", "12")
    page.click("form[action*='/correct'] button")
    page.click(".errors a")
    assert page.locator("#phone").input_value() == "12"
    with page.expect_download() as taken:
        page.click("text=for programs (JSON)")
    taken.value.save_as(tmp_path / "file")
    assert taken.value.suggested_filename == "my-data.json"
    assert "ally1@example.org" in (tmp_path / "file").read_text("utf-8")
    page.locator("summary", has_text="What erasing does").click()
    page.click("text=Erase everything about me")
    page.get_by_role("button", name="Take it back").click()
    page.wait_for_selector("text=Whatever was still there stays")
    assert ally_of(ally).contact["name"] == "Mina"


def test_no_page_is_wider_than_the_smallest_phone(house: tuple[World, str], new_context: Any):
    world, base = house
    ally = known(world, name="María Fernanda de la Torre Villanueva" + "w" * 60)
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    wide = []
    for at in (base + me(ally), fresh_link(world, base, page, ally)):
        page.goto(at)
        wide.append(page.evaluate("document.documentElement.scrollWidth"))
    with page.expect_navigation():
        page.click("button.act")
    wide.append(page.evaluate("document.documentElement.scrollWidth"))
    assert max(wide) <= 320
