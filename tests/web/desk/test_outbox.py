"""The outbox at the desk: what waits, what failed, what left, and who may read what."""

from collections.abc import Callable
from email import message_from_bytes, policy

import pytest

from tests.letters_world import BASE_URL, Browser, World
from tests.smtp import Post
from tracker import clock
from tracker.letters import outbox
from tracker.letters.outbox import ToWrite
from tracker.screenings.campaign import WorksOn
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team.roles import Role
from tracker.team.trace import Trace
from tracker.usecases.deliver_due import deliver_due


@pytest.fixture
def enter(signed_in) -> Callable[[Role], Browser]:
    return lambda role: Browser(signed_in(role))


@pytest.fixture
def letter(world: World) -> str:
    """The id of a letter that waits; beside another ally's."""
    ally = world.add(name="Mina", email="mina@example.org")
    world.add(name="Noise", email="noise@example.org")
    world.write()
    return world.letter_to(ally).id


def works_here(world: World, account_id: str) -> None:
    with transaction() as session:
        session.add(WorksOn(account_id=account_id, campaign_id=world.campaign_id))


def deeds() -> list[tuple[str, str | None]]:
    db.session.rollback()
    return [
        (row.deed, row.about_id)
        for row in db.session.query(Trace).order_by(Trace.number)
        if row.deed.startswith("letter")
    ]


def test_lists_show_aliases_and_no_contact(world: World, letter: str, enter):
    page = enter(Role.COORDINATOR).get("/desk/outbox/").text
    alias = db.session.get_one(type(world.letters()[0]), letter).ally_id[-4:]
    assert alias in page
    assert "mina" not in page.lower()
    assert "noise" not in page.lower()
    assert "No mail server is set" in page
    assert deeds() == []


def test_reading_a_letter_shows_it_without_its_links_and_leaves_a_trace(world: World, letter: str, enter):
    page = enter(Role.COORDINATOR).get(f"/desk/outbox/{letter}").text
    assert "mina@example.org" in page
    assert "Dear Mina," in page
    assert "/stop/…" in page
    ally = next(each.ally_id for each in world.letters() if each.id == letter)
    assert f"/stop/{ally}" not in page
    assert deeds() == [("letter read", ally)]


def test_a_letter_without_a_mail_server_can_be_had_whole_as_eml(world: World, letter: str, enter):
    answer = enter(Role.COORDINATOR).get(f"/desk/outbox/{letter}.eml")
    message = message_from_bytes(answer.data, policy=policy.default)
    assert answer.content_type == "message/rfc822"
    assert "mina" not in answer.headers["Content-Disposition"]
    assert message["To"] == "mina@example.org"
    assert f"{BASE_URL}/confirm/" in message.get_body(("plain",)).get_content()
    assert deeds()[0][0] == "letter taken"


def test_an_organizer_reads_letters_of_own_campaigns_only_and_takes_none_along(world: World, letter: str, enter):
    organizer = enter(Role.ORGANIZER)
    assert organizer.get(f"/desk/outbox/{letter}").status_code == 404
    assert organizer.post(f"/desk/outbox/{letter}/again").status_code == 404
    assert letter not in organizer.get("/desk/outbox/").text
    works_here(world, organizer.member.id)
    assert organizer.get(f"/desk/outbox/{letter}").status_code == 200
    assert organizer.get(f"/desk/outbox/{letter}.eml").status_code == 403
    assert [deed for deed, _ in deeds()] == ["letter read"]


@pytest.mark.parametrize("role", [Role.CALLER, Role.VIEWER])
def test_the_outbox_is_not_for_callers_and_viewers(world: World, letter: str, enter, role: Role):
    client = enter(role)
    for address in ("", letter, f"{letter}.eml"):
        assert client.get(f"/desk/outbox/{address}").status_code == 403


def test_extra_care_is_for_coordinators(world: World, enter):
    ally = world.add(care=True)
    world.write()
    organizer = enter(Role.ORGANIZER)
    works_here(world, organizer.member.id)
    assert organizer.get(f"/desk/outbox/{world.letter_to(ally).id}").status_code == 403
    assert deeds() == []
    assert enter(Role.COORDINATOR).get(f"/desk/outbox/{world.letter_to(ally).id}").status_code == 200


def test_taken_along_it_names_the_sender_no_more_than_it_would_have_leaving(world: World, enter):
    ally, other = world.add(care=True), world.add()
    world.write()
    coordinator = enter(Role.COORDINATOR)
    senders = {}
    for each in (ally, other):
        answer = coordinator.get(f"/desk/outbox/{world.letter_to(each).id}.eml")
        senders[each] = message_from_bytes(answer.data, policy=policy.default)["From"]
    assert senders[ally] == "letters@houselights.example"
    assert senders[other] == "Lantern Crossing <letters@houselights.example>"


def test_letters_to_the_team_are_for_administrators(world: World, enter, member):
    words = {"subject": "New password", "text": f"{BASE_URL}/account/reset/secret", "html": "<p></p>"}
    whose = member(Role.ORGANIZER).id
    with transaction():
        to = ToWrite("reset", "en", "bo@example.org", words, clock.now(), account_id=whose)
        (id_,) = outbox.write([to], "houselights.example")
    coordinator, admin = enter(Role.COORDINATOR), enter(Role.ADMINISTRATOR)
    for address in (id_, f"{id_}.eml"):
        assert coordinator.get(f"/desk/outbox/{address}").status_code == 404
        assert admin.get(f"/desk/outbox/{address}").status_code == 200
    assert "New password" not in coordinator.get("/desk/outbox/").text
    assert "New password" in admin.get("/desk/outbox/").text


def test_a_failed_letter_says_why_and_can_be_tried_again(world: World, letter: str, smtp: Post, enter):
    smtp.answers.append("550 5.1.1 <mina@example.org> unknown")
    deliver_due(new_id(), smtp.url, BASE_URL)
    client = enter(Role.COORDINATOR)
    page = client.get("/desk/outbox/?tab=failed").text
    assert "refused it for good (550)" in page
    assert "mina" not in page
    answer = client.post(f"/desk/outbox/{letter}/again")
    assert answer.status_code == 303
    assert next(each for each in world.letters() if each.id == letter).state == "waiting"
    assert client.post(f"/desk/outbox/{letter}/again").status_code == 409
    deliver_due(new_id(), smtp.url, BASE_URL)
    assert len(smtp.letters) == 2
    assert "No letter has failed" in client.get("/desk/outbox/?tab=failed").text
    assert client.get("/desk/outbox/?tab=left").text.count("<tr>") >= 2


@pytest.mark.parametrize(
    "query", ["?tab=%00", "?tab=x&after=-1", "?after=99999999999999999-0000000000000000~99999", "?after=x"]
)
def test_any_query_is_answered_with_a_page(world: World, letter: str, enter, query: str):
    assert enter(Role.COORDINATOR).get(f"/desk/outbox/{query}").status_code == 200


def test_a_letter_that_was_emptied_says_so(world: World, letter: str, enter):
    with transaction():
        outbox.withdraw_these([letter])
    assert enter(Role.COORDINATOR).get(f"/desk/outbox/{letter}").status_code == 410
    assert enter(Role.COORDINATOR).get(f"/desk/outbox/{letter}.eml").status_code == 410
    assert enter(Role.COORDINATOR).get("/desk/outbox/zzzzzzzzzzzzzzzz").status_code == 404
