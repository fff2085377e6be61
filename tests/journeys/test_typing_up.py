"""Typing up paper in a real browser: forty lines by the keyboard alone at a desk, five by thumb on a host's phone."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests import invented
from tests.host_evening import Evening
from tests.members import browser_of
from tests.paper_sheets import printed, sheet
from tracker.allies.ally import Ally
from tracker.signups import lines
from tracker.signups.sheet_line import Typist
from tracker.signups.signup import Signup, SignupInterest
from tracker.store.db import db

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True),  # what a browser does is the same on both
]


@pytest.fixture
def inside(app: Flask, live: str) -> Iterator[str]:
    with app.app_context():
        yield live


def came_by_paper() -> list[Signup]:
    db.session.rollback()
    return db.session.query(Signup).filter_by(source="sheet").order_by(Signup.at).all()


def signed_in(app: Flask, page: Any, base_url: str, account_id: str) -> None:
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = browser_of(app, account_id).get_cookie(name)
    assert cookie is not None
    page.context.add_cookies([{"name": name, "value": cookie.value, "url": base_url}])


def tabbed(keys: Any, *said: str) -> None:
    """Field after field, with the Tab key between them."""
    for at, each in enumerate(said):
        if at:
            keys.press("Tab")
        keys.type(each)


def ready_for(page: Any, number: int) -> None:
    page.wait_for_function(
        "n => document.querySelector('#line-number').value === n && document.activeElement.id === 'line-name'",
        arg=str(number),
    )


def test_forty_lines_by_the_keyboard_alone_and_totals_that_do_not_add_up_are_refused(
    app: Flask, inside: str, page: Any
) -> None:
    rosa = invented.account("organizer", "Rosa M.")
    house = invented.House(rosa)
    signed_in(app, page, inside, rosa)
    keys, told = page.keyboard, 0
    for sheet_id, many in zip(printed(house.screening_id, copies=4), (12, 12, 12, 4), strict=True):
        page.goto(f"{inside}/desk/sheets/?sheet={sheet(sheet_id).code}")
        for number in range(1, many + 1):
            ready_for(page, number)
            told += 1
            # Name, e-mail, no phone; the first box; yes, or the last one no.
            tabbed(keys, f"Heron {told}", f"heron{told}@example.org", "", "1", "2" if told == 40 else "1")
            keys.press("Enter")
        ready_for(page, many + 1)
        if told == 12:
            self_mended(page)
        for illegible in ("3", "1"):
            page.locator("#on_paper").focus()
            keys.press("Control+a")
            tabbed(keys, str(many + 1), illegible)
            keys.press("Enter")
            page.wait_for_selector("#on_paper-why" if illegible == "3" else "#paper")
        assert sheet(sheet_id).on_paper == many + 1
    came = came_by_paper()
    assert len(came) == 40 and {each.account_id for each in came} == {rosa}
    assert db.session.query(SignupInterest).count() == 40
    people = [db.session.get_one(Ally, each.ally_id) for each in came]
    assert sorted(str((ally.contact or {}).get("email")) for ally in people) == sorted(
        [*(f"heron{n}@example.org" for n in range(1, 40)), "None"]
    ), "the one who said no is counted, and nothing of them is kept"


def self_mended(page: Any) -> None:
    """A slip of the finger in line 12, mended by keyboard; and a mistake told at once."""
    tabbed(page.keyboard, "Heron", "heron@")
    page.keyboard.press("Enter")
    page.wait_for_selector("#line-email-why")
    assert (
        page.evaluate("document.activeElement.id") == "line-email"
        and page.locator("#line-name").input_value() == "Heron"
    )
    page.locator("button[name=mend][value='12']").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=mends]", state="attached")
    page.keyboard.press("Control+a")
    page.keyboard.type("Quiet Heron")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Line 12 is mended.")
    assert "Quiet Heron" in page.locator(".own").inner_text()


def test_five_lines_by_thumb_on_a_hosts_phone_and_the_network_goes_for_a_while(
    app: Flask, inside: str, phone: Any
) -> None:
    evening = Evening(app, people=())
    [sheet_id] = printed(evening.screening_id)
    phone.goto(f"{inside}{evening.path}?lang=en")
    phone.locator("#paper").get_by_role("link", name="Sheet 1").tap()
    for number in range(1, 6):
        phone.wait_for_function("n => document.querySelector('#line-number').value === n", arg=str(number))
        phone.get_by_label("Name").tap()
        phone.keyboard.type(f"Crane {number}")
        phone.get_by_label("E-mail").tap()
        phone.keyboard.type(f"crane{number}@example.org")
        phone.get_by_label("Yes, contact me").tap()
        if number == 3:
            phone.context.set_offline(True)
            phone.get_by_role("button", name="Next line").tap()
            phone.wait_for_selector("#lost", state="visible")
            phone.context.set_offline(False)
        phone.get_by_role("button", name="Next line").tap()
    phone.wait_for_selector("text=Line 5 is written down.")
    assert not phone.locator("#lost").is_visible() and sheet(sheet_id).closed_at is None
    assert lines.typed_of([sheet_id]) == {sheet_id: 5}
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.get_by_label("Lines written on the paper").fill("6")
    phone.get_by_role("button", name="Close the sheet").tap()
    phone.wait_for_selector("#on_paper-why")
    assert (
        "1 too few" in phone.locator("#on_paper-why").inner_text() and "Crane 5" in phone.locator(".own").inner_text()
    )
    phone.get_by_label("Lines written on the paper").fill("5")
    phone.get_by_role("button", name="Close the sheet").tap()
    phone.get_by_role("button", name="The paper is destroyed").tap()
    phone.wait_for_selector("text=Confirmed by the host")
    assert len(came_by_paper()) == 5 and "Crane" not in phone.content()
    assert lines.own_lines(sheet(sheet_id), Typist(pen="x")) == []


def test_what_was_not_written_down_stays_and_the_true_reason_stands_there(
    app: Flask, inside: str, page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them said "No connection"; an ended session loaded the page anew, and so did closing the sheet."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    rosa = invented.account("organizer", "Rosa M.")
    house = invented.House(rosa)
    [sheet_id] = printed(house.screening_id)
    signed_in(app, page, inside, rosa)
    page.goto(f"{inside}/desk/sheets/{sheet_id}")
    ready_for(page, 1)
    tabbed(page.keyboard, "Heron 1", "heron1@example.org", "", "", "1")
    page.locator("#on_paper").fill("0")
    page.get_by_role("button", name="Close the sheet").click()
    assert page.locator("#unsent").inner_text().startswith("A line is typed in the form and was not sent.")
    assert sheet(sheet_id).closed_at is None

    def pressed(why: str) -> str:
        page.locator("#line-send").click()
        page.wait_for_selector(f"#lost [data-why={why}]", state="visible")
        assert page.locator("#line-name").input_value() == "Heron 1" and page.locator("#lost > :visible").count() == 1
        return str(page.locator("#lost").inner_text())

    for status, why in ((429, "too-many"), (500, "broken"), (403, "not-allowed"), (404, "not-there")):
        page.route(
            f"{inside}/desk/sheets/*", lambda route, _request, status=status: route.fulfill(status=status, body="x")
        )
        assert "No connection" not in pressed(why)
        page.unroute(f"{inside}/desk/sheets/*")
    page.context.clear_cookies()
    assert (
        "sign in in another tab" in pressed("signed-out")
        and page.locator("#lost a").get_attribute("target") == "_blank"
    )
    signed_in(app, page, inside, rosa)
    page.locator("#line-send").click()
    ready_for(page, 2)
    assert not page.locator("#lost").is_visible() and sheet(sheet_id).closed_at is None
    assert lines.typed_of([sheet_id]) == {sheet_id: 1}
    page.locator("#on_paper").fill("1")
    page.get_by_role("button", name="Close the sheet").click()
    page.wait_for_selector("#paper")
    assert [each.account_id for each in came_by_paper()] == [rosa]
