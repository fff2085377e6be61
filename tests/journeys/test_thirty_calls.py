"""Thirty calls in a row: one organizer with the keyboard alone, one with a thumb on a phone."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests import invented
from tests.daytime import afternoon_zone, night_has_been
from tests.engines import BOTH
from tests.members import browser_of
from tests.server import Server
from tracker import clock
from tracker.followups.followup import Attempt, FollowUp
from tracker.store.db import db

pytestmark = pytest.mark.browser

CALLS = 30
# What is pressed for each, and what the database must say: outcome of the attempt, state of the follow-up.
DIGITS = {"1": "reached", "2": "no answer", "3": "wrong number", "4": "wants to host", "5": "done", "6": "brought others",
          "7": "not for me", "8": "call back", "9": "gave", "0": "stop calls", "-": "asked to stop"}  # fmt: skip
OPEN = {"no answer", "call back"}


@pytest.fixture
def due(app: Flask) -> tuple[str, list[str]]:
    """An organizer, and thirty calls that wait for her; beside them one that is not due, and one of a stranger's."""
    with app.app_context():
        rosa = invented.account("organizer", "Rosa M.")
        # The desk's day is that of the film screening's town: a try tomorrow morning is none of today.
        night_has_been()
        house = invented.House(rosa, zone=afternoon_zone())
        now = clock.now()
        waiting = [house.promise(name=f"Person {n}", late_at=now + timedelta(hours=n)) for n in range(1, CALLS + 1)]
        house.promise(due_at=now + timedelta(days=3))
        invented.House(invented.account("organizer", "Daniel")).promise()
        return rosa, waiting


@pytest.fixture
def house(app: Flask, engine_url: str, instance: Path, start_server: Callable[..., Server]) -> Server:
    return start_server(alone=True, DATABASE_URL=engine_url, INSTANCE_PATH=str(instance))


def sign_in(page: Page, app: Flask, house: Server, account_id: str) -> None:
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = browser_of(app, account_id).get_cookie(name)
    page.context.add_cookies([{"name": name, "value": cookie.value, "url": house.base_url}])
    page.goto(house.base_url + "/desk/?list=team")
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")


class Keys:
    """Rosa, who never touches the mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def opens_card(self, key: str) -> str:
        """The id of the follow-up whose card a key has opened."""
        self.press(key)
        self.page.wait_for_url("**/desk/follow-ups/*")
        expect(self.page.get_by_role("heading", name="How did it go?")).to_be_visible()
        return self.page.url.rpartition("/")[2]

    def goes_to(self, field: str) -> None:
        """By the Tab key, as far as it takes."""
        for _ in range(60):
            if self.page.evaluate("document.activeElement.id") == field:
                return
            self.press("Tab")
        pytest.fail(f"Tab never came to {field}")

    def writes(self, digit: str) -> None:
        """How it went, with what must be said besides."""
        self.press(digit)
        if DIGITS[digit] == "call back":
            at = clock.now() + timedelta(days=9)
            self.page.keyboard.type(f"{at:%m%d%Y}")
            self.press("Tab")
            self.page.keyboard.type("0230PM")
            self.press("Enter")
        if DIGITS[digit] == "gave":
            self.page.keyboard.type("12.50")
            self.press("Enter")
        self.page.wait_for_url("**/desk/")
        expect(self.page.locator(".notice")).to_contain_text("Written down")


@pytest.mark.long
@pytest.mark.parametrize(
    "engine_name", [BOTH[1]], indirect=True
)  # with a thumb it is SQLite; each outcome: test_record_outcome.py
def test_thirty_calls_with_the_keyboard_alone(due: tuple[str, list[str]], app: Flask, house: Server, page: Page):
    rosa, waiting = due
    sign_in(page, app, house, rosa)
    keys, told, undone = Keys(page), dict[str, str](), ""
    for number in range(CALLS):
        # Every tenth is chosen from the list, all others are simply the next.
        if number % 10 == 4:
            keys.press("j")
            expect(page.locator(".rows .go :focus")).to_have_count(1)
            card = keys.opens_card("c")
        else:
            card = keys.opens_card("n")
        if number == 11:
            # Typed into the note, digits are a note; Escape leaves the field, and then they are keys again.
            keys.goes_to("note")
            page.keyboard.type("5 chairs, 2 tables")
            keys.press("Escape")
        digit = "1234567890-"[number % 11]
        keys.writes(digit)
        told[card] = DIGITS[digit]
        if number == 15:  # "done" was a slip
            undone = keys.opens_card("u")
            assert undone == card
            keys.writes("2")
            told[card] = "no answer"
    keys.press("n")
    expect(page.locator("body")).to_contain_text("Nothing is due that nobody has claimed")
    assert set(told) == set(waiting)
    with app.app_context():
        for follow_up_id, outcome in told.items():
            follow_up = db.session.get_one(FollowUp, follow_up_id)
            assert (follow_up.state, follow_up.outcome) == (("open", None) if outcome in OPEN else ("closed", outcome))
            assert (follow_up.value, follow_up.currency) == ((1250, "USD") if outcome == "gave" else (None, None))
            tried = db.session.scalars(
                select(Attempt).where(Attempt.follow_up_id == follow_up_id, Attempt.undone_at.is_(None))
            )
            assert [(each.outcome, each.account_id) for each in tried] == [(outcome, rosa)]
        assert [
            each.follow_up_id for each in db.session.scalars(select(Attempt).where(Attempt.undone_at.is_not(None)))
        ] == [undone]
        notes = {each.note for each in db.session.scalars(select(Attempt))}
        assert notes == {None, "5 chairs, 2 tables"}


TARGETS = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
  .filter(e => e.checkVisibility() && !e.matches('.vh, .skip') && !e.closest('.tick'))
  .map(e => { const r = e.getBoundingClientRect();
    return {what: e.outerHTML.slice(0, 90), w: r.width, h: r.height, left: r.left, right: r.right, primary: e.matches(
      '.act, .outcomes button, .quick :is(button, input, select), .tabs a, .go :is(a, button), .notice button, textarea')}; })"""


def reachable_with_a_thumb(phone: Page) -> None:
    """What acts is 44 px high and wide, all else 24; nothing lies beside the screen."""
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    targets = phone.evaluate(TARGETS)
    assert [each for each in targets if each["primary"]]
    for each in targets:
        least = 43.9 if each["primary"] else 23.9
        assert each["h"] >= least, each
        assert each["w"] >= least, each
        assert each["left"] >= -0.1 and each["right"] <= phone.viewport_size["width"] + 0.1, each


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_thirty_calls_with_one_thumb(due: tuple[str, list[str]], app: Flask, house: Server, new_context: Any):
    rosa, waiting = due
    phone = new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en-US"
    ).new_page()
    sign_in(phone, app, house, rosa)
    reachable_with_a_thumb(phone)
    told = {}
    for number in range(CALLS):
        phone.get_by_role("button", name="Take the next one").tap()
        phone.wait_for_url("**/desk/follow-ups/*")
        card = phone.url.rpartition("/")[2]
        call = phone.get_by_role("link", name="Call (512) 555-0147")
        expect(call).to_have_attribute("href", "tel:+15125550147")
        if number == 0:
            reachable_with_a_thumb(phone)
            box = call.bounding_box()
            assert box["y"] > 844 * 0.7, "the call waits under the thumb"
        outcome = ("Reached", "No answer", "In a week", "Done")[number % 4]
        phone.get_by_role("button", name=outcome).tap()
        phone.wait_for_url("**/desk/")
        expect(phone.locator(".notice")).to_contain_text("Written down")
        told[card] = outcome
        if number == 1:
            reachable_with_a_thumb(phone)
            phone.get_by_role("button", name="Undo").tap()
            phone.wait_for_url("**/desk/follow-ups/*")
            phone.get_by_role("button", name="Done").tap()
            phone.wait_for_url("**/desk/")
            told[card] = "Done"
    assert set(told) == set(waiting)
    with app.app_context():
        for follow_up_id, outcome in told.items():
            follow_up = db.session.get_one(FollowUp, follow_up_id)
            expected = {"Reached": "reached", "Done": "done"}.get(outcome)
            assert (follow_up.state, follow_up.outcome) == ("closed" if expected else "open", expected)
