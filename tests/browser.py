"""A real chromium, driven by Playwright: the machine's own browser, an empty profile, and no host but this machine."""

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Playwright

OURS = {"127.0.0.1", "localhost", "::1"}
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    # Even what the listener below does not see (the browser's own errands) finds no way out.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]  # fmt: skip


WHOLE, BARE = ("chromium", "chromium-browser", "google-chrome"), ("chromium-headless-shell",)


def chromium(names: tuple[str, ...] = WHOLE) -> str | None:
    """The machine's chromium; none is downloaded."""
    return next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def playwright() -> Iterator["Playwright"]:
    api = pytest.importorskip("playwright.sync_api", reason="requirements-e2e.txt is not installed")
    with api.sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: "Playwright") -> Iterator["Browser"]:
    """One for each process of the run: chromium's engine without windows and menus, at two thirds of the price, where it is there."""
    yield from _launched(playwright, BARE + WHOLE)


@pytest.fixture(scope="session")
def whole_browser(playwright: "Playwright") -> Iterator["Browser"]:
    """As people have it, for whoever says `browser` and means this one: it asks for icons, and lives with a bad line."""
    yield from _launched(playwright, WHOLE)


def _launched(playwright: "Playwright", names: tuple[str, ...]) -> Iterator["Browser"]:
    path = chromium(names)
    if path is None:
        pytest.skip("chromium is not installed")
    browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def new_context(browser: "Browser") -> Iterator[Any]:
    """Makes fresh contexts (a second person, a phone); the test fails if any asks another host than this machine."""
    contexts: list[BrowserContext] = []
    strangers: list[str] = []

    def make(**options: Any) -> "BrowserContext":
        context = browser.new_context(**options)
        context.set_default_timeout(10_000)
        context.on("request", lambda request: strangers.extend(stranger(request.url)))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert not strangers, f"another host was asked: {sorted(set(strangers))}"


def stranger(url: str) -> list[str]:
    """The host of `url`, if it is not this machine; data: and blob: have none."""
    host = urlsplit(url).hostname
    return [host] if host and host not in OURS else []


@pytest.fixture
def page(new_context: Any) -> "Page":
    """A page at a laptop's size."""
    opened: Page = new_context(viewport={"width": 1280, "height": 900}, locale="en-US").new_page()
    return opened


@pytest.fixture
def phone(new_context: Any) -> "Page":
    """A page at a phone's size."""
    size = {"width": 360, "height": 740}
    opened: Page = new_context(viewport=size, has_touch=True, is_mobile=True, locale="en-US").new_page()
    return opened
