"""The page on the tablet as people meet it: one after the other, in three languages, by hand and by keyboard."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.lobby import Lobby
from tests.tablet import in_the_fields, number, write
from tracker.allies.ally import Ally
from tracker.signups import kiosk_pace, kiosks
from tracker.signups.kiosk import Kiosk
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.usecases.welcome_kiosk_entries import welcome_kiosk_entries

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)]

SIZES = ((1024, 768), (768, 1024))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Every state of the page, for axe. By its own variables: they are the state.
VIEWS = {
    "form": "0",
    "wrong": "tell(['email needed', 'consent needed', 'name long', 'phone wrong', 'form kept'])",
    "thanks": "(view = 'thanks', show())",
    "over": "(view = 'over', show())",
    "insecure": "cannot('insecure')",
    "unable": "cannot('unable')",
    "still there": "(view = 'form', show(), one('dialog').showModal())",
}


@pytest.fixture
def lobby(app: Flask) -> Iterator[Lobby]:
    with app.app_context():
        with transaction():
            settings.put("organisation", "Lantern Crossing")
        yield Lobby(app)


@pytest.fixture
def address(lobby: Lobby, live: str) -> str:
    db.session.remove()
    return f"{live}{lobby.path}"


def opened(page: Any, address: str) -> Any:
    page.set_default_timeout(30_000)  # a loaded machine installs a service worker slowly
    page.goto(address)
    page.wait_for_selector("[data-status=ready]:visible")
    return page


def test_whoever_leaves_it_half_written_is_asked_and_then_the_page_is_empty(page: Any, address: str) -> None:
    page.clock.install()
    opened(page, address)
    page.click("[data-speak=es]")
    page.fill("[data-field=name]", "Zephyrine")
    page.clock.run_for(55_000)
    assert not page.locator("dialog").is_visible()
    page.clock.run_for(6_000)
    assert page.locator("dialog").is_visible() and page.evaluate("document.activeElement.dataset.do") == "stay"
    page.keyboard.press("Enter")
    assert not page.locator("dialog").is_visible() and in_the_fields(page) == "Zephyrine"
    page.clock.run_for(65_000)
    assert page.locator("dialog").is_visible()
    page.clock.run_for(20_000)
    assert not page.locator("dialog").is_visible() and in_the_fields(page) == ""
    assert page.get_attribute("html", "lang") == "en", "and the house's language again"
    page.clock.run_for(600_000)
    assert not page.locator("dialog").is_visible(), "an empty form asks nobody"


def test_thanks_stay_for_a_few_seconds_and_the_next_person_finds_nothing(page: Any, address: str, lobby: Lobby) -> None:
    page.clock.install()
    opened(page, address)
    # From here on time stands still: on a loaded machine the seconds of the thanks are over before anybody looks.
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 30)
    page.fill("[data-field=name]", "Zephyrine")
    page.click("[data-speak=ko]")
    assert in_the_fields(page) == "Zephyrine", "another language takes along what was written"
    page.fill("[data-field=email]", "zephyrine@example.org")
    page.check("[data-field=interests][value=host]")
    page.check("[data-field=consent][value=yes]")
    page.check("[data-field=protect]")
    page.click("form .act")
    page.wait_for_selector("[data-view=thanks]:visible")
    assert page.get_attribute("html", "lang") == "ko" and "Zephyrine" not in page.content()
    page.clock.run_for(10_000)
    page.wait_for_selector("form:visible")
    assert page.get_attribute("html", "lang") == "en" and in_the_fields(page) == ""
    page.go_back()
    page.go_forward()
    page.wait_for_selector("form:visible")
    assert in_the_fields(page) == "" and "Zephyrine" not in page.content()
    welcome_kiosk_entries()
    [ally] = db.session.query(Ally)
    assert (ally.language, ally.contact["name"], ally.extra_care) == ("ko", "Zephyrine", True)


def test_by_keyboard_alone_and_what_is_missing_is_said_beside_its_field(page: Any, address: str, lobby: Lobby) -> None:
    opened(page, address)
    press = page.keyboard.press
    page.focus("[data-field=name]")
    press("Enter")
    assert page.locator(".wrong").count() == 2 and page.evaluate("document.activeElement.dataset.field") == "email"
    assert (
        "so that we can reach you"
        in page.locator(f"#{page.evaluate('document.activeElement.getAttribute(`aria-describedby`)')}").inner_text()
    )
    page.keyboard.type("heron@")
    for _ in range(8):
        press("Tab")
    press("Space")
    press("Enter")
    assert page.locator(".wrong").count() == 1 and "Write it like" in page.locator(".wrong p:visible").inner_text()
    page.keyboard.type("heron@example.org") if page.evaluate("document.activeElement.value === ''") else page.fill(
        "[data-field=email]", "heron@example.org"
    )
    press("Enter")
    page.wait_for_selector("[data-view=thanks]:visible")
    press("Tab")
    press("Enter")
    page.wait_for_selector("form:visible")
    page.wait_for_selector("[data-status=ready]:visible >> text=1")
    assert number(page, "safe") == 1
    write(page, consent="no")
    welcome_kiosk_entries()
    assert len(lobby.signups()) == 2


def test_told_to_wait_it_hears_all_the_same_that_it_is_withdrawn_and_what_came_too_late(
    page: Any, address: str, lobby: Lobby, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(page, address)
    for bound in ("A_DAY", "SLOWLY"):
        monkeypatch.setattr(kiosk_pace, bound, 0)
    write(page, name="Heron", email="heron@example.org")
    page.wait_for_selector("[data-status=busy]:visible")
    with transaction() as session:
        kiosks.withdraw(lobby.kiosk_id, None)
        session.get_one(Kiosk, lobby.kiosk_id).private_key = None
    db.session.remove()
    page.evaluate("contact()")
    page.wait_for_selector("[data-view=over] [data-when=waits]:visible")
    assert number(page, "waits") == 1
    monkeypatch.setattr(kiosk_pace, "SLOWLY", 10)
    page.evaluate("contact()")
    page.wait_for_selector("[data-view=over] [data-when=gone]:visible")
    assert number(page, "gone") == 1 and "is safe with us" not in page.inner_text("main")


def test_where_the_browser_cannot_seal_or_keep_it_says_so_and_takes_nothing(new_context: Any, address: str) -> None:
    for missing, view in (("isSecureContext", "insecure"), ("indexedDB", "unable")):
        context = new_context()
        context.add_init_script(f"Object.defineProperty(window, '{missing}', {{ value: undefined }})")
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector(f"[data-view={view}]:visible")
        assert not page.locator("form").is_visible() and not page.locator("[data-status]:visible").count()
    page = new_context(java_script_enabled=False).new_page()
    page.goto(address)
    assert "paper sheets" in page.inner_text("main") and page.locator("input").count() == 0


def test_axe_finds_nothing_in_any_state_and_it_fits_a_tablet_both_ways(new_context: Any, address: str) -> None:
    package = pytest.importorskip("axe_playwright_python", reason="requirements-e2e.txt is not installed")
    script = (Path(package.__file__).parent / "axe.min.js").read_text("utf-8")
    found: list[str] = []
    for (wide, high), scheme in zip(SIZES, ("light", "dark"), strict=True):
        page = opened(
            new_context(viewport={"width": wide, "height": high}, color_scheme=scheme, bypass_csp=True).new_page(),
            address,
        )
        page.evaluate(f"{script};0")
        for name, reach in VIEWS.items():
            page.evaluate(f"stand('es'); view = 'form'; show(); {reach}; 0")
            wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            said = page.evaluate(
                "async rules => (await axe.run({runOnly: rules, resultTypes: ['violations']})).violations", RULES
            )
            found += [f"{name} {wide}: {each['id']}: {each['nodes'][0]['html'][:120]}" for each in said]
            found += [f"{name} {wide}: wider by {wider}"] if wider > 0 else []
        page.evaluate("stand('en'); view = 'form'; show()")
        assert page.evaluate("document.documentElement.scrollHeight") <= high, "all of it is on one screen"
        small = page.evaluate(
            "all('label.tick, button:not(dialog *), input[type=text]').map(e => e.getBoundingClientRect().height).filter(h => h && h < 44)"
        )
        assert small == []
    assert found == []
