"""ASVS 14.3.1-3: after sign-out nothing of the desk is left in the browser: not behind Back, not in its storage, not offline."""

from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Error, Page

from tests.browser import FLAGS, chromium
from tests.members import browser_of
from tests.server import wait_until
from tracker.team.roles import Role

STORED = """async () => ({
    local: localStorage.length, session: sessionStorage.length,
    caches: (await caches.keys()).length, databases: (await indexedDB.databases()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
EMAIL = "very.unusual.name@example.org"


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


def test_37_every_page_of_the_team_says_that_nobody_keeps_it(app, signed_in):
    browser = signed_in(Role.ADMINISTRATOR)
    looked_at = 0
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(("/desk", "/account")) and "GET" in (rule.methods or ()) and not rule.arguments:
            assert "no-store" in browser.get(rule.rule).headers["Cache-Control"], rule.rule
            looked_at += 1
    assert looked_at > 25


def test_37_signing_out_clears_what_the_browser_kept(signed_in):
    answer = signed_in(Role.VIEWER).post("/account/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.browser
@pytest.mark.parametrize("kept_pages", [False, True], ids=["as tests run", "with pages kept for Back"])
def test_37_a_browser_taken_offline_after_sign_out_shows_nobody(
    app, live: str, playwright: Any, member, kept_pages: bool
):
    path = chromium()
    if path is None:
        pytest.skip("chromium is not installed")
    # Playwright switches off what people have: whole pages kept in memory for the Back button.
    without = ["--disable-back-forward-cache"] if kept_pages else []
    browser = playwright.chromium.launch(executable_path=path, args=FLAGS, ignore_default_args=without)
    try:
        page = browser.new_page()
        _leaves(page, app, live, member(Role.ADMINISTRATOR, email=EMAIL))
    finally:
        browser.close()


def _leaves(page: Page, app: Any, live: str, who: Any) -> None:
    token = browser_of(app, who.id).get_cookie(app.config["SESSION_COOKIE_NAME"])
    page.context.add_cookies([{"name": token.key, "value": token.value, "url": live}])
    page.goto(f"{live}/desk/team/")
    assert EMAIL in page.content()
    assert set(page.evaluate(STORED).values()) == {0}
    page.goto(f"{live}/account/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/account/sign-in")
    assert set(page.evaluate(STORED).values()) == {0}
    page.context.set_offline(True)
    for _step in range(2):
        with suppress(Error):  # that there is no network
            page.go_back(wait_until="commit", timeout=5_000)
        wait_until(lambda: _seen(page) is not None, "whatever Back leads to")
        assert EMAIL not in str(_seen(page))
    page.context.set_offline(False)
    page.goto(f"{live}/desk/team/")
    assert "/account/sign-in" in page.url


def _seen(page: Page) -> str | None:
    """The page as it stands; None while it changes."""
    with suppress(Error):
        return str(page.evaluate("document.documentElement.outerHTML"))
    return None
