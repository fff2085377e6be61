"""The letter of a step as it will look, and a test of it to oneself."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.letters_world import BASE_URL, Browser, World
from tests.smtp import Post
from tracker import clock
from tracker.followups.playbook import Step
from tracker.letters.letter import Letter
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.team.roles import Role
from tracker.team.trace import Trace
from tracker.usecases.deliver_due import deliver_due

ADDRESS = "/desk/playbook/steps"


@pytest.fixture
def enter(signed_in) -> Callable[[Role], Browser]:
    return lambda role: Browser(signed_in(role))


def test_each_language_is_shown_for_most_and_with_extra_care(world: World, enter):
    answer = enter(Role.COORDINATOR).get(f"{ADDRESS}/{world.steps['thanks']}/letter")
    assert answer.status_code == 200
    page = answer.text
    assert page.count("<iframe sandbox") == 4
    assert "Lantern Crossing &lt;letters@houselights.example&gt;" in page
    assert "Thank you for Beyond Utopia" in page
    assert "You saw Beyond Utopia (Alder Hall, Austin, Mon 23 Oct 2023, 7:00 pm)." in page
    assert "김하나님, 감사합니다." in page
    assert "Whoever speaks a language that is not written gets English" in page
    for token in ("/stop/", "/confirm/", "/not-me/"):
        assert token not in page


def test_with_extra_care_sender_subject_and_first_line_name_neither_film_nor_organisation(world: World, enter):
    page = enter(Role.COORDINATOR).get(f"{ADDRESS}/{world.steps['thanks']}/letter").text
    cares = [part.partition("<iframe")[0] for part in page.split("<h3>With extra care</h3>")[1:]]
    assert len(cares) == 2
    for care in cares:
        assert "Beyond" not in care
        assert "Lantern" not in care
        assert "<dd>letters@houselights.example</dd>" in care


def test_the_frame_gets_the_letter_as_mail_programs_show_it_under_a_policy_of_its_own(world: World, enter):
    coordinator, address = enter(Role.COORDINATOR), f"{ADDRESS}/{world.steps['thanks']}/letter"
    answer = coordinator.get(f"{address}/en/plain")
    policy = answer.headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    assert 'style="' in answer.text
    assert f"{BASE_URL}/a-test?lang=en" in answer.text
    assert "Beyond" not in coordinator.get(f"{address}/en/care").text.partition("You asked to hear")[0]
    for wrong in ("es/plain", "en/both", "xx/plain", "en/%00"):
        assert coordinator.get(f"{address}/{wrong}").status_code == 404
    outer = coordinator.get(address).headers["Content-Security-Policy"]
    assert "frame-src 'self'" in outer
    assert "unsafe" not in outer
    assert "frame-ancestors 'none'" in outer


def test_a_test_letter_goes_to_oneself_alone_before_anybody_reads_the_answers(world: World, smtp: Post, enter):
    with transaction():
        settings.put("reply_to_read", "")
    world.add()
    world.write()
    coordinator = enter(Role.COORDINATOR)
    address = f"{ADDRESS}/{world.steps['thanks']}/letter"
    assert coordinator.post(address, data={"language": "ko"}).status_code == 303
    while deliver_due(new_id(), smtp.url, BASE_URL):
        pass
    (received,) = smtp.letters
    assert received.recipients == [coordinator.member.email]
    assert received.message["Subject"] == "Test: Beyond Utopia 상영회"
    assert (received.message["List-Unsubscribe"], received.message["Content-Language"]) == (None, "ko")
    text = received.message.get_body(("plain",)).get_content()
    assert f"{BASE_URL}/a-test?lang=ko" in text
    assert "/stop/" not in text
    db.session.rollback()
    traced = db.session.query(Trace).filter_by(deed="test letter sent").one()
    assert (traced.account_id, traced.about_id, traced.detail) == (coordinator.member.id, world.steps["thanks"], "ko")
    assert "does nothing" in world.browser().get("/a-test?lang=en").text


@pytest.mark.parametrize("language", ["", "es", "xx", "\x00", "a" * 5000])
def test_a_language_in_which_it_says_nothing_is_not_here(world: World, enter, language: str):
    answer = enter(Role.COORDINATOR).post(f"{ADDRESS}/{world.steps['thanks']}/letter", data={"language": language})
    assert answer.status_code == 404
    assert db.session.query(Letter).count() == 0


def test_what_is_no_letter_and_whoever_does_not_coordinate_see_nothing(world: World, enter):
    call = world.step("call", channel="call")
    coordinator, organizer = enter(Role.COORDINATOR), enter(Role.ORGANIZER)
    for wrong in (call, new_id(), "%00"):
        assert coordinator.get(f"{ADDRESS}/{wrong}/letter").status_code == 404
        assert coordinator.get(f"{ADDRESS}/{wrong}/letter/en/plain").status_code == 404
        assert coordinator.post(f"{ADDRESS}/{wrong}/letter", data={"language": "en"}).status_code == 404
    for address in ("", "/en/plain"):
        assert organizer.get(f"{ADDRESS}/{world.steps['thanks']}/letter{address}").status_code == 403


def test_without_any_film_screening_the_letter_is_shown_all_the_same(world: World, enter):
    from tracker.screenings.screening import Screening

    with transaction() as session:
        session.query(Screening).update({"status": "cancelled", "cancelled_at": clock.now()})
        session.get_one(Step, world.steps["thanks"]).words = {
            "en": {"subject": "{{7*7}}", "text": "{call} {{7*7}} <b>"}
        }
    page = enter(Role.COORDINATOR).get(f"{ADDRESS}/{world.steps['thanks']}/letter").text
    assert "There is no film screening yet" in page
    assert "Mina {{7*7}} &lt;b&gt;" in page


@pytest.mark.browser
def test_a_browser_shows_the_frame_with_its_styles(world: World, enter, page: Page):
    """The outer policy lets our own address into a frame, and the letter's policy lets its styles in."""
    coordinator = enter(Role.COORDINATOR)
    address = f"{ADDRESS}/{world.steps['thanks']}/letter"

    def answer(route) -> None:
        path = route.request.url.removeprefix("http://localhost:9")
        with coordinator.get(path) as got:
            route.fulfill(status=got.status_code, headers=dict(got.headers), body=got.data)

    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.route("http://localhost:9/**", answer)
    page.goto("http://localhost:9" + address)
    frame = page.frame_locator("iframe").first
    main = frame.locator("main")
    main.wait_for()
    assert frame.locator("body").evaluate("b => getComputedStyle(b).fontSize") == "17px"
    assert "You saw Beyond Utopia" in main.inner_text()
    assert not [each for each in said if "Content Security Policy" in each]
