"""The whole story: an empty house, a film, an evening, a raised hand, a call, an outcome, a letter."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests import world
from tests.journeys.people import Organizer, Supporter, letters_to
from tests.server import Server, wait_until
from tests.smtp import Post
from tracker import clock
from tracker.screenings import code as codes

pytestmark = pytest.mark.browser
# How a form is filled in does not depend on the engine; the whole story is told on both.
ONE_ENGINE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)

LIST = """Film,Theatre,City,State,Date,Time
Beyond Utopia,Marquette Twelve,Chicago,IL,2023-10-23,7:00 pm
Beyond Utopia,Harbor Row Cinema,Seattle,WA,2023-10-23,7:00 pm
Beyond Utopia,Old Mill Playhouse,Portland,OR,,
Beyond Utopia,Marquette Twelve,Chicago,IL,2023-10-24,7:00 pm
"""


@pytest.fixture(scope="module")
def browser(whole_browser):
    return whole_browser


@pytest.fixture
def house(blank_url: str, start_server: Callable[..., Server], smtp: Post) -> Server:
    """A house on its first day."""
    return start_server("--no-demo", DATABASE_URL=blank_url, SMTP_URL=smtp.url)


@pytest.mark.long
def test_from_an_empty_house_to_an_outcome(house: Server, page: Page, phone: Page, smtp: Post, tmp_path: Path) -> None:
    link = re.search(r"http://\S+/account/join/\S+", house.output())
    assert link, "the first start prints the administrator's link"
    rosa = Organizer(page, house.base_url)
    rosa.joins(link[0])
    rosa.gives_an_address_for_answers(smtp)
    rosa.makes_film_and_campaign()
    code = rosa.logs_a_screening(f"{clock.now() - timedelta(days=1):%Y-%m-%d}")

    theatres = tmp_path / "theatres.csv"
    theatres.write_text(LIST)
    rosa.imports(theatres)
    rosa.sees("No date")
    rosa.press("Import 3 film screenings")
    rosa.go("/desk/screenings/")
    rosa.sees("Harbor Row Cinema")
    rosa.imports(theatres)
    rosa.sees("There is nothing to import")

    minji = Supporter(phone, house.base_url)
    minji.signs_up(code, name="Min-ji Seo", email="minji@example.org")

    alias = rosa.finds_the_ally()
    assert "Min-ji" not in page.content() and "minji@" not in page.content()
    rosa.follow(alias)
    rosa.sees("Thank-you letter")
    rosa.sees("A person calls")

    rosa.calls("Reached", "Ten chairs at the library, in May.")
    rosa.sees("Written down")
    wait_until(lambda: bool(letters_to(smtp, "minji@example.org")), "the thank-you letter")
    [letter] = letters_to(smtp, "minji@example.org")
    assert letter.message["Subject"] == "Thank you for raising your hand"
    assert "Hello Min-ji Seo," in letter.message.get_body(("plain",)).get_content()

    assert letter.message["Reply-To"] == "answers@example.org"

    stop = re.search(r"http://\S+/stop/\S+", letter.message.get_body(("plain",)).get_content())
    assert stop
    phone.goto(stop[0])
    phone.get_by_role("button").first.click()
    rosa.go("/desk/allies/")
    rosa.follow(alias)
    rosa.sees(re.compile("asked to stop", re.IGNORECASE))


@pytest.fixture
def evening(app: Flask, engine_url: str, instance: Path, start_server: Callable[..., Server]) -> tuple[str, str]:
    """A film is shown: where the house is, and the code on the screen."""
    with app.app_context():
        code = str(codes.code_of(screening_id=world.one_screening().id))
    return start_server(alone=True, DATABASE_URL=engine_url, INSTANCE_PATH=str(instance)).base_url, code


@ONE_ENGINE
def test_the_signup_works_without_a_script_and_with_cookies_refused(evening: tuple[str, str], new_context) -> None:
    base_url, code = evening
    context = new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    Supporter(context.new_page(), base_url).signs_up(code, name="Daniel", phone="+1 512 555 0147")
    assert context.cookies() == []


@ONE_ENGINE
def test_the_signup_by_keyboard_alone(evening: tuple[str, str], new_context) -> None:
    base_url, code = evening
    desk = new_context().new_page()
    desk.goto(f"{base_url}/s/{code}")
    keys = desk.keyboard
    desk.locator("#name").focus()
    keys.type("Noor")
    keys.press("Tab")
    keys.type("noor@example.org")
    for _ in range(2):
        keys.press("Tab")
    keys.press("Space")
    expect(desk.get_by_label("Host a film screening")).to_be_checked()
    for _ in range(6):
        keys.press("Tab")
    keys.press("Space")
    expect(desk.get_by_label("Yes, contact me")).to_be_checked()
    keys.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Thank you")
