"""What people wrote to us: on the card of its follow-up, or with a coordinator when nobody knows whose it is."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy

import pytest

from tests import invented
from tests.letters_world import BASE_URL, Browser, World
from tests.mail.samples import sample
from tests.smtp import Post
from tracker.allies.ally import Ally
from tracker.allies.identity import Identity
from tracker.followups.followup import FollowUp
from tracker.letters.dead_address import mark_dead
from tracker.letters.letter import Letter
from tracker.letters.reply import Reply
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.sealing import fingerprints
from tracker.store.transactions import transaction
from tracker.team.roles import Role
from tracker.team.trace import Trace
from tracker.usecases.deliver_due import deliver_due
from tracker.usecases.receive_mail import receive_mail


@pytest.fixture
def enter(signed_in) -> Callable[[Role], Browser]:
    return lambda role: Browser(signed_in(role))


@pytest.fixture
def mina(world: World, smtp: Post) -> str:
    """An ally whose letter has left, and noise."""
    world.add(name="Noise")
    ally_id = world.add(name="Mina", email="mina@gmail.example")
    ((key, mark),) = fingerprints("find", "email", "mina@gmail.example")
    invented.write(Identity(ally_id=ally_id, kind="email", key_name=key, fingerprint=mark))
    world.write()
    deliver_due(new_id(), smtp.url, BASE_URL)
    return ally_id


@pytest.fixture
def task(world: World, mina: str) -> str:
    """The follow-up that her reply became."""
    receive_mail(sample("reply_gmail.eml", message_id=world.letter_to(mina).message_id))
    db.session.rollback()
    return db.session.query(FollowUp).filter_by(ally_id=mina, why="reply").one().id


def opened(client: Browser, task: str) -> str:
    assert client.post("/desk/claim", data={"claim": task}).status_code == 303
    return f"/desk/follow-ups/{task}"


def nonce(page: str) -> str:
    return re.search(r'name="nonce" value="([^"]+)"', page)[1]


def answers() -> list[Letter]:
    db.session.rollback()
    return db.session.query(Letter).filter_by(kind="answer").all()


def deeds(*names: str) -> list[str]:
    db.session.rollback()
    return [row.deed for row in db.session.query(Trace).order_by(Trace.number) if row.deed in names]


# On the card


def test_today_says_that_they_wrote_and_the_card_shows_what(world: World, task: str, enter):
    client = enter(Role.COORDINATOR)
    page = client.get("/desk/?list=team").text
    assert "They wrote to us: answer them" in page
    assert "parish hall" not in page
    page = client.get(opened(client, task)).text
    assert "I could lend our parish hall in March." in page
    assert "thank you for signing up" not in page
    assert deeds("card shown") == ["card shown"]


def test_an_answer_leaves_in_the_same_thread(world: World, task: str, enter, smtp: Post):
    client = enter(Role.COORDINATOR)
    address = opened(client, task)
    page = client.get(address).text
    sent = {"text": "March suits us.\r\n\r\nShall I {call} on Friday? <b>Rosa</b>", "nonce": nonce(page)}
    assert client.post(f"{address}/answer", data=sent).status_code == 303
    assert client.post(f"{address}/answer", data=sent).status_code == 303
    assert len(answers()) == 1, "pressed twice, one letter"
    assert db.session.get_one(FollowUp, task).state == "open", "how it went is said apart"
    smtp.letters.clear()
    assert deliver_due(new_id(), smtp.url, BASE_URL) == 1
    message = smtp.letters[0].message
    assert message["To"] == "mina@gmail.example"
    assert message["Subject"] == "Re: Thank you for raising your hand"
    assert message["In-Reply-To"] == "<CAJreply1@mail.gmail.example>"
    assert message["References"].split()[-1] == "<CAJreply1@mail.gmail.example>"
    assert message["Auto-Submitted"] == "no"
    text = message.get_body(("plain",)).get_content()
    assert "Shall I {call} on Friday? <b>Rosa</b>" in text
    assert "/stop/" in text
    assert "&lt;b&gt;Rosa&lt;/b&gt;" in message.get_body(("html",)).get_content()
    assert deeds("reply answered") == ["reply answered", "reply answered"]


@pytest.mark.parametrize(
    ("text", "said"), [("", "Write what you want to say"), (" \r\n ", "Write what"), ("x" * 10_001, "more than 10,000")]
)
def test_what_cannot_be_sent_is_said_beside_it_and_kept(world: World, task: str, enter, text: str, said: str):
    client = enter(Role.COORDINATOR)
    address = opened(client, task)
    answer = client.post(f"{address}/answer", data={"text": text, "nonce": new_id()})
    assert answer.status_code == 422
    assert said in answer.text
    assert text in answer.text
    assert answers() == []


def test_no_answer_goes_to_a_dead_address_or_after_a_no(world: World, mina: str, task: str, enter):
    client = enter(Role.COORDINATOR)
    address = opened(client, task)
    with transaction():
        mark_dead("mina@gmail.example", "5.1.1")
    assert client.post(f"{address}/answer", data={"text": "Hello", "nonce": new_id()}).status_code == 422
    with transaction() as session:
        session.get_one(Ally, mina).email_consent = "no"
    assert client.post(f"{address}/answer", data={"text": "Hello", "nonce": new_id()}).status_code == 422
    assert "Send the answer" not in client.get(address).text
    assert answers() == []


def test_only_who_holds_the_card_reads_and_answers(world: World, task: str, enter):
    stranger = enter(Role.ORGANIZER)
    assert stranger.get(f"/desk/follow-ups/{task}").status_code == 404
    assert stranger.post(f"/desk/follow-ups/{task}/answer", data={"text": "x", "nonce": new_id()}).status_code == 404
    other = enter(Role.COORDINATOR)
    assert other.post(f"/desk/follow-ups/{task}/answer", data={"text": "x", "nonce": new_id()}).status_code == 403
    client = enter(Role.COORDINATOR)
    address = opened(client, task)
    for wrong in ("", "\x00", "x" * 5000):
        assert client.post(f"{address}/answer", data={"text": "x", "nonce": wrong}).status_code == 404
    assert answers() == []


def test_a_follow_up_that_nobody_wrote_about_has_no_answer(world: World, mina: str, enter):
    call = invented.follow_up(mina, world.campaign_id)
    client = enter(Role.COORDINATOR)
    address = opened(client, call)
    assert "They wrote" not in client.get(address).text
    assert client.post(f"{address}/answer", data={"text": "x", "nonce": new_id()}).status_code == 404


def test_extra_care_keeps_its_subject_to_itself(world: World, mina: str, task: str, enter):
    with transaction() as session:
        session.get_one(Ally, mina).extra_care = True
    client = enter(Role.COORDINATOR)
    client.post(f"{opened(client, task)}/answer", data={"text": "Hello", "nonce": new_id()})
    assert answers()[0].words["subject"] == "Our answer to your letter"


# With a coordinator


@pytest.fixture
def lost(mina: str) -> str:
    """A message of somebody we do not know."""
    receive_mail(
        b"From: Mina <mina.seo@work.example>\nSubject: chairs\nMessage-ID: <1@work.example>\n\nTen chairs <script>\n"
    )
    db.session.rollback()
    return db.session.query(Reply).one().id


def test_the_list_says_nothing_of_it_and_opening_it_is_traced(lost: str, enter):
    client = enter(Role.COORDINATOR)
    page = client.get("/desk/replies/").text
    assert lost in page
    assert "work.example" not in page
    assert "chairs" not in page
    assert deeds("reply read") == []
    page = client.get(f"/desk/replies/{lost}").text
    assert "mina.seo@work.example" in page
    assert "Ten chairs &lt;script&gt;" in page
    assert deeds("reply read") == ["reply read"]


def test_it_becomes_the_follow_up_of_the_ally_with_that_address(mina: str, lost: str, enter):
    client = enter(Role.COORDINATOR)
    answer = client.post(f"/desk/replies/{lost}", data={"email": "nobody@example.org"})
    assert answer.status_code == 422
    assert "No ally has this address" in answer.text
    assert client.post(f"/desk/replies/{lost}", data={"email": " Mina@GMAIL.example "}).status_code == 303
    db.session.rollback()
    task = db.session.query(FollowUp).filter_by(ally_id=mina, why="reply").one()
    assert "Nothing waits" in client.get("/desk/replies/").text
    page = client.get(opened(client, task.id)).text
    assert "Ten chairs" in page
    assert "from another address: Mina &lt;mina.seo@work.example&gt;" in page
    assert client.post(f"/desk/replies/{lost}", data={"email": "mina@gmail.example"}).status_code == 409
    assert client.post(f"/desk/replies/{lost}/aside").status_code == 409


def test_put_aside_it_is_gone_from_the_list(lost: str, enter):
    client = enter(Role.COORDINATOR)
    assert client.post(f"/desk/replies/{lost}/aside").status_code == 303
    assert "Nothing waits" in client.get("/desk/replies/").text
    assert deeds("reply put aside") == ["reply put aside"]


def test_who_asked_us_to_stop_gets_no_follow_up(mina: str, lost: str, enter):
    with transaction() as session:
        session.get_one(Ally, mina).email_consent = "no"
    answer = enter(Role.COORDINATOR).post(f"/desk/replies/{lost}", data={"email": "mina@gmail.example"})
    assert answer.status_code == 422
    assert "asked us to stop" in answer.text


def test_a_stop_by_mail_shows_under_the_alias(world: World, mina: str, enter):
    receive_mail(sample("stop_outlook.eml", message_id=world.letter_to(mina).message_id))
    page = enter(Role.COORDINATOR).get("/desk/replies/").text
    assert db.session.get_one(Ally, mina).alias in page
    assert "has asked us to stop" in page


def test_it_is_not_for_organizers_and_no_other_address_breaks_it(lost: str, enter):
    for role in (Role.ORGANIZER, Role.CALLER, Role.VIEWER):
        client = enter(role)
        for path in ("", lost):
            assert client.get(f"/desk/replies/{path}").status_code == 403
        assert client.post(f"/desk/replies/{lost}", data={"email": "x"}).status_code == 403
        assert client.post(f"/desk/replies/{lost}/aside").status_code == 403
    client = enter(Role.ADMINISTRATOR)
    for path in ("%00", "x", "0" * 16):
        assert client.get(f"/desk/replies/{path}").status_code == 404
        assert client.post(f"/desk/replies/{path}", data={"email": "\x00"}).status_code == 404


def test_the_letter_taken_along_names_what_it_answers(world: World, task: str, enter):
    client = enter(Role.COORDINATOR)
    client.post(f"{opened(client, task)}/answer", data={"text": "Hello", "nonce": new_id()})
    answer = client.get(f"/desk/outbox/{answers()[0].id}.eml")
    assert message_from_bytes(answer.data, policy=policy.default)["In-Reply-To"] == "<CAJreply1@mail.gmail.example>"
