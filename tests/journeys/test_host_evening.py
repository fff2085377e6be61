"""A host with a phone in the lobby, in a real browser: ticks, counts, sees the number rise by itself, until the link is withdrawn."""

from typing import Any

import pytest
from flask import Flask

from tests.host_evening import NAME, Evening
from tracker.screenings import checklist, heads
from tracker.store.db import db
from tracker.usecases import give_host_link

pytestmark = pytest.mark.parametrize(
    "engine_name", ["sqlite"], indirect=True
)  # what a browser does is the same on both


@pytest.fixture
def evening(app: Flask, live: str):
    with app.app_context():
        yield Evening(app)


@pytest.mark.browser
def test_a_host_ticks_counts_and_sees_the_number_rise_until_the_link_is_withdrawn(
    evening: Evening, live: str, phone: Any
) -> None:
    phone.goto(f"{live}{evening.path}?lang=en")
    assert phone.locator("#count b").inner_text() == "8" and not phone.locator("#again").is_visible()

    phone.get_by_role("checkbox", name="Response cards on the seats").tap()
    phone.wait_for_selector("#do-cards[aria-checked=true]")
    assert phone.evaluate("document.activeElement.id") == "do-cards"

    phone.get_by_label("How many people").fill("84")
    phone.locator("#do-code").focus()
    phone.keyboard.press("Enter")
    phone.wait_for_selector("#do-code[aria-checked=true]")
    assert phone.get_by_label("How many people").input_value() == "84", "what is being typed elsewhere stays"
    phone.get_by_label("We counted").check()
    phone.get_by_role("button", name="Write it down").tap()
    phone.wait_for_selector("#heads .num >> text=84")
    phone.wait_for_selector("#do-heads[aria-checked=true]")
    db.session.rollback()
    assert [fact.heads for fact in heads.of_screening(evening.screening_id)] == [84]
    assert checklist.ticked(evening.screening_id).keys() == {"cards", "code", "heads"}

    evening.signs_up("poster")
    phone.wait_for_selector("#count b >> text=9")
    assert NAME.split()[0] not in phone.content()

    phone.context.set_offline(True)
    phone.locator("#do-thanks").tap()
    phone.wait_for_selector("#lost", state="visible")
    phone.context.set_offline(False)
    phone.locator("#do-thanks").tap()
    phone.wait_for_selector("#do-thanks[aria-checked=true]")
    assert not phone.locator("#lost").is_visible()

    give_host_link.withdraw_host_link(evening.link_id, evening.organizer)
    phone.wait_for_selector("text=This link opens nothing")
