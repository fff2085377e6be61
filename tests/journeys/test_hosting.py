"""How one film screening leads to the next: an ally asks by the link in their letter, is approved, and counts heads on a phone."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests import invented
from tests.letters_world import World, world
from tests.members import browser_of
from tracker.letters.letter import Letter
from tracker.screenings import heads
from tracker.screenings.campaign import WorksOn
from tracker.signups.request_to_host import RequestToHost
from tracker.store.db import db
from tracker.usecases.write_due_letters import write_due_letters

__all__ = ["world"]

# What a browser does is the same on both.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)]
INVITE = {"en": {"subject": "Would you open a door?", "text": "Hello {call},\n\nAsk for an evening: {host}\n\n{stop}"}}
TODAY = datetime.now(ZoneInfo("America/Chicago")).date()


def link_in_latest_letter(address: str) -> str:
    """Of the letters that have it."""
    db.session.rollback()
    for letter in db.session.query(Letter).order_by(Letter.written_at.desc(), Letter.id):
        found = re.search(rf"http://\S+{address}\w+\S*", letter.words["text"] if letter.words else "")
        if found:
            return found[0]
    raise AssertionError(address)


def sign_in(world: World, page: Page, live: str, account_id: str) -> None:
    name = world.app.config["SESSION_COOKIE_NAME"]
    cookie = browser_of(world.app, account_id).get_cookie(name)
    assert cookie is not None
    page.context.add_cookies([{"name": name, "value": cookie.value, "url": live}])


def test_an_ally_asks_is_approved_and_counts_the_room(world: World, live: str, page: Page, phone: Page) -> None:
    world.step("invite", words=INVITE)
    ally_id = world.add(step="invite", name="Min-ji Seo", email="minji@example.org")
    rosa = invented.account("organizer", "Rosa M.")
    invented.write(WorksOn(account_id=rosa, campaign_id=world.campaign_id))
    follow_up = world.follow_up_of(ally_id).id
    write_due_letters(live)

    # On the phone, by the letter's own link: no name of theirs stands there.
    phone.goto(link_in_latest_letter("/host/from/"))
    assert "Min-ji" not in phone.content()
    phone.get_by_label("In a community").check()
    for field, said in {
        "city": "Austin",
        "region": "TX",
        "when": "Tonight",
        "heads": "30",
        "name": "Min-ji Seo",
    }.items():
        phone.locator(f"#{field}").fill(said)
    phone.locator("#email").fill("minji@example.org")
    phone.get_by_role("button", name="Ask for it").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you")

    # At the desk: what waits, who it is, the evening, the letter.
    sign_in(world, page, live, rosa)
    page.goto(f"{live}/desk/")
    page.get_by_role("link", name="See who and where").click()
    page.get_by_role("link", name="Austin, TX").click()
    expect(page.locator("main")).to_contain_text("A follow-up led here.")
    page.get_by_role("link", name="Approve").click()
    page.locator("[name=name]").fill("The hall by the river")
    page.locator("[name=day]").fill(str(TODAY))
    page.locator("[name=time]").fill("00:01")
    page.get_by_role("button", name="See the letter").click()
    expect(page.locator("[name=text]")).to_have_value(re.compile("The hall by the river"))
    page.locator("[name=text]").press("Tab")
    page.get_by_role("button", name="Approve and send it").press("Enter")
    expect(page.locator("body")).to_contain_text("The follow-up is closed by it.")

    # The host opens the link on a phone, and counts.
    phone.goto(link_in_latest_letter("/host/(?!back|from)"))
    phone.get_by_label("How many people").fill("27")
    phone.get_by_label("We counted").check()
    phone.get_by_role("button", name="Write it down").tap()
    phone.wait_for_selector("#heads .num >> text=27")
    db.session.rollback()
    request = db.session.query(RequestToHost).one()
    assert [each.heads for each in heads.of_screening(str(request.screening_id))] == [27]
    assert (request.by_own_link, request.state) == (True, "approved")
    assert world.follow_up_of(ally_id).id == follow_up and world.follow_up_of(ally_id).outcome == "hosts"

    # Where one led to the next.
    page.goto(f"{live}/desk/campaigns/{world.campaign_id}")
    tree = page.locator("#lineage .tree")
    expect(tree.locator("> ul > li > a")).to_have_text("Alder Hall, Austin")
    tree.get_by_role("link", name="The hall by the river, Austin").click()
    expect(page.locator("#lineage")).to_contain_text("Its host had signed up at Alder Hall, Austin.")
