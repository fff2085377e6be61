"""Very many sign up at once, and one of them is a person with a phone: with a script and without they get through."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from tests import world
from tests.answering import at_its_address
from tracker.screenings import code as codes
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.web.frame.floods import SIGNUP
from tracker.web.public.quiet_check import UNSEEN

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def form(app: Flask) -> Iterator[str]:
    """The address of a room's form, at a house under attack from this machine's own address."""
    with app.app_context():
        code = codes.code_of(screening_id=world.one_screening().id)
    seen = app.extensions["houselights_floods"]
    for address in ("127.0.0.1", "::1"):
        for _ in range(SIGNUP.free):
            seen.judge(SIGNUP, address)
    with at_its_address(app) as base:
        yield f"{base}/s/{code}"


def fills(phone: Page) -> None:
    phone.locator("#name").fill("Guest 1")
    phone.locator("#email").fill("guest1@example.org")
    phone.get_by_text("Yes, contact me").click()


def thanked(app: Flask, phone: Page) -> None:
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you", timeout=30_000)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Signup)) == 1


def test_with_a_script_the_phone_waits_and_goes_by_itself(app: Flask, form: str, new_context: Any) -> None:
    phone = new_context(viewport=PHONE).new_page()
    phone.goto(form)
    fills(phone)
    phone.locator("#send").click()
    expect(phone.get_by_role("status")).to_contain_text("Very many people at once")
    expect(phone.locator("#email")).to_have_value("guest1@example.org")
    thanked(app, phone)


def test_without_a_script_the_form_comes_back_filled_and_is_pressed_again(
    app: Flask, form: str, new_context: Any
) -> None:
    phone = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    phone.goto(form)
    fills(phone)
    phone.locator("#send").click()
    for _ in range(
        1_000
    ):  # as impatient people do; on a quick machine fifty are over before a person could have filled it in
        again = phone.get_by_role("button", name="Send it once more")
        if not again.count():
            break
        again.click()
        phone.wait_for_load_state()
    thanked(app, phone)


def test_with_a_script_a_form_with_the_unseen_field_filled_is_shown_again_and_goes(
    app: Flask, form: str, new_context: Any
) -> None:
    """An extension of the browser that fills in everything."""
    phone = new_context(viewport=PHONE).new_page()
    phone.goto(form)
    fills(phone)
    phone.evaluate(f"document.getElementById('{UNSEEN}').value = 'https://a.example'")
    phone.locator("#send").click()
    phone.get_by_role("button", name="Send it once more").click(timeout=30_000)
    while phone.get_by_role("button", name="Send it once more").count():
        phone.get_by_role("button", name="Send it once more").click()
    thanked(app, phone)


def test_nobody_sees_or_reaches_the_field_that_programs_fill_in(form: str, new_context: Any) -> None:
    phone = new_context(viewport=PHONE).new_page()
    phone.goto(form)
    expect(phone.locator(f"#{UNSEEN}")).to_be_hidden()
    assert (
        phone.get_by_label("Leave this empty").count() == 0 or not phone.get_by_label("Leave this empty").is_visible()
    )
    assert "Leave this empty" not in phone.locator("body").aria_snapshot()
    reached = set()
    for _ in range(40):
        phone.keyboard.press("Tab")
        reached.add(phone.evaluate("document.activeElement.id"))
    assert UNSEEN not in reached and "send" in reached
