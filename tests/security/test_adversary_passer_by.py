"""A passer-by at a phone that was lent, or at a shared screen: Back, a new tab, the browser's storage tell nothing of who signed up.

This is the signup page; the tablet in the lobby has a page of its own: test_adversary_thief_of_the_tablet.py, and tests/web/kiosk.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests import world
from tests.answering import at_its_address
from tracker.allies.ally import Ally
from tracker.screenings import code as codes
from tracker.store.db import db
from tracker.store.transactions import transaction

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
NAME, ADDRESS, PHONE = "Zephyrine Quillfeather", "zephyrine@example.org", "+1 512 555 0186"
STORED = """async () => JSON.stringify([
  document.cookie, Object.entries(localStorage), Object.entries(sessionStorage), (await caches?.keys?.()) ?? [],
  (await indexedDB.databases()).map((each) => each.name), (await navigator.serviceWorker?.getRegistrations?.() ?? []).length,
])"""


@pytest.fixture
def source() -> str:
    return "link"


@pytest.fixture
def door(app: Flask, source: str) -> Iterator[str]:
    """The address of a form, behind a real server."""
    with app.app_context():
        here = world.one_screening()
        with transaction():
            path = f"/s/{codes.make(source, screening_id=here.id)}"
        db.session.remove()
        with at_its_address(app) as base:
            yield f"{base}{path}"


def sign_up(page: Any, door: str) -> None:
    page.goto(door)
    page.fill("#name", NAME)
    page.fill("#email", ADDRESS)
    page.fill("#phone", PHONE)
    page.check("input[name=consent][value=yes]")
    page.click("#send")
    page.wait_for_url("**/thanks/**")


def written(page: Any) -> str:
    """All that stands in the fields and on the page."""
    fields = page.eval_on_selector_all(
        "input:not([type=hidden]), textarea", "all => all.map((each) => each.value).join(' ')"
    )
    return f"{fields} {page.inner_text('body')}"


def tells(text: str) -> list[str]:
    return [each for each in (NAME, "Zephyrine", ADDRESS, PHONE, "555 0186") if each in text]


# Without the script the browser itself gives a form back to whoever goes back to it: on one's own phone that is wanted.
# A device that is shared has codes of its own, and there the form forbids it.
@pytest.mark.parametrize(
    ("source", "script"), [("link", True), ("kiosk", False)], ids=["with the script", "a shared device, without"]
)
def test_adversary_passer_by_back_and_a_fresh_form_show_nothing(door: str, new_context: Any, script: bool) -> None:
    page = new_context(java_script_enabled=script, viewport={"width": 360, "height": 740}).new_page()
    sign_up(page, door)
    assert tells(written(page)) == [], "the thanks page names nobody"
    page.go_back()
    assert tells(written(page)) == [], "Back"
    page.go_forward()
    assert tells(written(page)) == []
    page.goto(door)
    assert tells(written(page)) == [], "the form anew"
    page.reload()
    assert tells(written(page)) == []
    db.session.rollback()
    assert db.session.query(Ally).count() == 1, "and none of it signed anybody up again"


def test_adversary_passer_by_the_browser_keeps_nothing(door: str, new_context: Any) -> None:
    context = new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    sign_up(page, door)
    assert page.evaluate(STORED) == '["",[],[],[],[],0]'
    assert context.cookies() == []
    state = str(context.storage_state(indexed_db=True))
    assert tells(state) == [] and tells(page.url) == []
