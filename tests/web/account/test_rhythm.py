"""What comes to oneself: the letter of the morning, and one's own follow-ups in a calendar."""

import re

import pytest
from icalendar import Calendar

from tests import invented
from tracker.store.transactions import transaction
from tracker.team import account
from tracker.team.roles import Role

FEED = re.compile(r"http://localhost:8000(/account/rhythm/calendar/[\w-]+\.ics)")


@pytest.fixture
def mine(app, signed_in):
    """A browser, and a follow-up that is theirs beside one that is not."""
    browser = signed_in(Role.ORGANIZER)
    with app.app_context():
        other = invented.account(name="Bo")
        campaign = invented.campaign(browser.member.id, other)
        theirs, not_theirs = invented.ally("Mina Park"), invented.ally("Jun Seo")
        invented.follow_up(theirs, campaign, point_person_id=browser.member.id)
        invented.follow_up(not_theirs, campaign, point_person_id=other)
        browser.alias, browser.other_alias = (
            invented.db.session.get(invented.Ally, a).alias for a in (theirs, not_theirs)
        )
    return browser


def address(browser) -> str:
    found = FEED.search(browser.post("/account/rhythm/calendar").text)
    assert found
    return found[1]


def titles(client, path) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200 and answer.mimetype == "text/calendar"
    return [str(event["summary"]) for event in Calendar.from_ical(answer.data).walk("VEVENT")]


def test_the_feed_shows_ones_own_by_alias_and_needs_no_session(mine, client):
    path = address(mine)
    assert titles(client, path) == [f"Call: {mine.alias}"]
    body = client.get(path).text
    assert "Mina" not in body and "example.org" not in body and mine.other_alias not in body


def test_another_address_and_a_withdrawn_one_open_nothing(mine, client):
    first = address(mine)
    second = address(mine)
    assert client.get(first).status_code == 404
    assert titles(client, second)
    assert mine.post("/account/rhythm/calendar/withdraw").status_code == 303
    assert client.get(second).status_code == 404


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "%00", "..%2f..", "é" * 20])
def test_an_address_that_nobody_made_is_not_there(client, token):
    assert client.get(f"/account/rhythm/calendar/{token}.ics").status_code == 404


def test_who_has_left_has_no_feed(app, mine, client):
    path = address(mine)
    with app.app_context(), transaction():
        account.by_id(mine.member.id).active = False
    assert client.get(path).status_code == 404


def test_the_address_is_shown_once_and_kept_as_a_hash(app, mine):
    path = address(mine)
    assert path not in mine.get("/account/rhythm/").text
    token = path.rsplit("/", 1)[1].removesuffix(".ics")
    with app.app_context():
        assert token.encode() not in (account.by_id(mine.member.id).calendar_hash or b"")


def test_the_letter_is_turned_off_and_on(app, mine):
    for wanted in ("no", "yes"):
        assert mine.post("/account/rhythm/morning", data={"wanted": wanted}).status_code == 303
        with app.app_context():
            assert account.by_id(mine.member.id).digest is (wanted == "yes")


def test_a_viewer_has_neither(signed_in):
    browser = signed_in(Role.VIEWER)
    assert browser.get("/account/rhythm/").status_code == 403
    assert browser.post("/account/rhythm/calendar").status_code == 403
