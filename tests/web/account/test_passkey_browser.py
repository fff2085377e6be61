"""A passkey in a real browser, whose device is Chromium's own virtual one."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.members import PASSWORD, Member
from tracker.team import passkey, second_factor
from tracker.team.roles import Role

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(whole_browser):
    return whole_browser


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # the browser does not know what is behind the house


def device(page: Page) -> Callable[[str, dict[str, Any]], Any]:
    """Plug a device into the page's browser that knows its owner; gives a way to talk to it."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    plugged = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return lambda deed, more: cdp.send(f"WebAuthn.{deed}", {"authenticatorId": plugged, **more})


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def give_password(page: Page, live: str, who: Member) -> None:
    page.goto(f"{live}/account/sign-in")
    page.fill("[name=email]", who.email)
    page.fill("[name=password]", PASSWORD)
    press(page, "Sign in")


def sign_out(page: Page, live: str) -> None:
    page.goto(f"{live}/account/")
    press(page, "Sign out")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_made_then_alone_then_after_the_password_then_once_more(app: Flask, live: str, page: Page, member):
    """One story: the app's code first; a passkey is made; it opens alone, as the second factor, and for a fresh sign-in."""
    who = member(Role.CALLER, password=PASSWORD)
    tell = device(page)
    give_password(page, live, who)
    page.fill("[name=code]", second_factor.code_now(who.secret))
    press(page, "Go to the desk")
    page.goto(f"{live}/account/ways/")
    page.fill("#label", "This laptop")
    press(page, "Add a passkey")
    expect(page.get_by_text("The passkey is added.")).to_be_visible()
    expect(page.locator("input[value='This laptop']")).to_be_visible()

    page.fill("#label", "Twice")
    press(page, "Add a passkey")
    expect(page.locator("#told")).to_have_text("This device has a passkey for the desk already.")

    sign_out(page, live)
    press(page, "Sign in with a passkey")
    page.wait_for_url(re.compile("/desk/"))

    sign_out(page, live)
    give_password(page, live, who)
    press(page, "Use a passkey")
    page.wait_for_url(re.compile("/desk/"))

    page.goto(f"{live}/account/again/?next=/account/devices/")  # still fresh: it does not even ask
    expect(page.get_by_role("heading", level=1)).to_have_text("Where you are signed in")
    with app.app_context():
        [only] = passkey.of(who.id)
        assert only.sign_count >= 2 and only.used_at is not None

    sign_out(page, live)
    tell("setUserVerified", {"isUserVerified": False})
    press(page, "Sign in with a passkey")
    expect(page.locator("#told")).to_contain_text("Try again, or take another way.")


def test_without_javascript_the_buttons_stay_away_and_the_code_works(live: str, new_context: Any, member, signed_in):
    who = member(Role.CALLER, password=PASSWORD)
    page = new_context(java_script_enabled=False, locale="en-US").new_page()
    page.goto(f"{live}/account/sign-in")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    give_password(page, live, who)
    page.fill("[name=code]", second_factor.code_now(who.secret))
    page.check("[name=remember]")
    press(page, "Go to the desk")
    page.wait_for_url(re.compile("/desk/"))
    sign_out(page, live)
    give_password(page, live, who)
    page.wait_for_url(re.compile("/desk/"))


def test_keys_alone_lead_through_a_fresh_sign_in_and_back(live: str, page: Page, app: Flask, member, signed_in):
    browser = signed_in(member(Role.CALLER, password=PASSWORD), stale=True)
    token = browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
    page.context.add_cookies([{"name": token.key, "value": token.value, "url": live}])
    page.goto(f"{live}/account/ways/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it still you?")
    while not page.locator("[name=present]:focus").count():
        page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ways to sign in")
