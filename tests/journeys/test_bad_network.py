"""Two minutes in a cinema whose network everybody uses at once: nobody who raised a hand is lost, and nobody is two."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Error, Page, expect
from sqlalchemy import func, select

from tests import world
from tests.lossy_line import LossyLine
from tests.server import Server
from tracker.allies.ally import Ally
from tracker.screenings import code as codes
from tracker.signups.signup import Signup
from tracker.store.db import db

pytestmark = pytest.mark.browser

ROOM = 5
# What a browser does is the same whatever the house writes to.
ONE_ENGINE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def browser(whole_browser):
    return whole_browser


@pytest.fixture
def code(app: Flask) -> str:
    with app.app_context():
        return str(codes.code_of(screening_id=world.one_screening().id))


@pytest.fixture
def house(code: str, engine_url: str, instance: Path, start_server: Callable[..., Server]) -> Server:
    return start_server(alone=True, DATABASE_URL=engine_url, INSTANCE_PATH=str(instance))


def opens(phone: Page, address: str, with_script: bool = True) -> None:
    """As people do: again, until it is there."""
    for _try in range(20):
        try:
            phone.goto(address)
        except Error:
            continue
        if phone.locator("#send").count() and (not with_script or phone.evaluate("typeof send === 'function'")):
            return
    pytest.fail("the page never came")


def fills(phone: Page, number: int, answer: str = "Yes, contact me") -> None:
    phone.locator("#name").fill(f"Guest {number}")
    if answer.startswith("Yes"):
        phone.locator("#email").fill(f"guest{number}@example.org")
    phone.get_by_text(answer).click()


def counted(app: Flask) -> tuple[int, int]:
    """Signups and allies."""
    with app.app_context():
        db.session.rollback()
        return tuple(db.session.scalar(select(func.count()).select_from(model)) or 0 for model in (Signup, Ally))


def thanked(phone: Page) -> None:
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you", timeout=60_000)


@pytest.mark.long
def test_on_a_line_that_loses_every_third_answer_everybody_is_thanked_and_written_down_once(
    app: Flask, house: Server, code: str, lossy_line: type[LossyLine], new_context
) -> None:
    line = lossy_line(house.port)
    for number in range(ROOM):
        phone = new_context(viewport={"width": 360, "height": 740}).new_page()
        opens(phone, f"{line.base_url}/s/{code}")
        # One who leaves no way to be reached is known by nothing but the submission.
        fills(phone, number, "No, only count me" if number == 2 else "Yes, contact me")
        phone.locator("#send").click()
        thanked(phone)
        assert "/thanks/" in phone.url
    assert line.lost("POST") > 0, "the line lost nothing that mattered: this shows nothing"
    assert counted(app) == (ROOM, ROOM)


@ONE_ENGINE
def test_without_a_script_the_same_form_sent_again_is_one_signup(
    app: Flask, house: Server, code: str, lossy_line: type[LossyLine], new_context
) -> None:
    phone = new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()
    phone.goto(f"{house.base_url}/s/{code}")
    fills(phone, 1, "No, only count me")
    line = lossy_line(house.port, every=1)
    form = {field.get_attribute("name"): field.input_value() for field in phone.locator("[type=hidden]").all()}
    for _try in range(2):
        with pytest.raises(Error):
            phone.request.post(
                f"{line.base_url}/s/{code}", form={**form, "name": "Guest 1", "consent": "no"}, timeout=5_000
            )
    phone.locator("#send").click()
    thanked(phone)
    assert counted(app) == (1, 1)


@ONE_ENGINE
def test_what_was_written_stays_on_the_page_while_there_is_no_network_and_goes_by_itself_afterwards(
    app: Flask, house: Server, code: str, new_context
) -> None:
    context = new_context(viewport={"width": 360, "height": 740})
    phone = context.new_page()
    opens(phone, f"{house.base_url}/s/{code}")
    fills(phone, 1)
    context.set_offline(True)
    phone.locator("#send").click()
    expect(phone.get_by_role("status")).to_contain_text("No network just now")
    expect(phone.locator("#email")).to_have_value("guest1@example.org")
    expect(phone.get_by_role("button", name="Try now")).to_be_focused()
    assert counted(app) == (0, 0)
    assert phone.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0], "nothing is kept on the phone"
    context.set_offline(False)
    thanked(phone)
    assert counted(app) == (1, 1)


@ONE_ENGINE
def test_a_house_that_is_down_for_a_moment_is_asked_again(
    app: Flask,
    house: Server,
    code: str,
    engine_url: str,
    instance: Path,
    start_server: Callable[..., Server],
    new_context,
) -> None:
    phone = new_context().new_page()
    opens(phone, f"{house.base_url}/s/{code}")
    fills(phone, 1)
    house.kill()
    phone.locator("#send").click()
    expect(phone.get_by_role("status")).to_contain_text("No network just now")
    start_server(alone=True, DATABASE_URL=engine_url, INSTANCE_PATH=str(instance), PORT=str(house.port))
    phone.get_by_role("button", name="Try now").click()
    thanked(phone)
    assert counted(app) == (1, 1)


@ONE_ENGINE
def test_what_needs_mending_comes_back_in_place_filled_and_in_focus(house: Server, code: str, new_context) -> None:
    phone = new_context().new_page()
    opens(phone, f"{house.base_url}/s/{code}")
    phone.locator("#name").fill("Guest 1")
    phone.locator("#email").fill("guest@")
    phone.locator("#email").press("Enter")
    expect(phone.locator("#errors")).to_be_focused()
    expect(phone.locator("#email")).to_have_value("guest@")
    expect(phone.locator("#email")).to_have_attribute("aria-invalid", "true")
    phone.locator("#email").fill("guest@example.org")
    phone.get_by_text("Yes, contact me").click()
    phone.locator("#send").click()
    thanked(phone)
    expect(phone.locator("#main")).to_be_focused()


@ONE_ENGINE
def test_another_language_keeps_what_was_written(house: Server, code: str, new_context) -> None:
    for scripted in (True, False):
        phone = new_context(java_script_enabled=scripted).new_page()
        phone.goto(f"{house.base_url}/s/{code}")
        fills(phone, 1)
        phone.get_by_role("button", name="한국어").click()
        expect(phone.locator("html")).to_have_attribute("lang", "ko")
        expect(phone.locator("#email")).to_have_value("guest1@example.org")
        expect(phone.locator("#yes")).to_be_checked()
        expect(phone.locator("#errors")).to_have_count(0)
        phone.locator("#email").press("Enter")
        expect(phone.locator("html")).to_have_attribute("lang", "ko")
        expect(phone.get_by_role("heading", level=1)).to_have_text("고맙습니다")


@ONE_ENGINE
def test_an_answer_that_is_not_ours_takes_nothing_from_the_page_and_gives_the_form_back(
    app: Flask, house: Server, code: str, new_context
) -> None:
    """A cinema's sign-in page, or a proxy that refuses: it stands between the phone and the house."""
    phone = new_context().new_page()
    opens(phone, f"{house.base_url}/s/{code}")
    fills(phone, 1)
    phone.route("**/s/*", lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Free wi-fi</h1>"))
    phone.locator("#send").click()
    expect(phone.get_by_role("status")).to_contain_text("Something keeps this from reaching us", timeout=30_000)
    expect(phone.locator("#email")).to_have_value("guest1@example.org")
    expect(phone.locator("#email")).to_be_editable()
    phone.unroute("**/s/*")
    phone.locator("#send").click()
    thanked(phone)
    assert counted(app) == (1, 1)
