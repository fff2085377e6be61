"""Settings of the house, and the mailbox that somebody must read before letters leave."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.smtp import Post
from tracker.letters import reply_to
from tracker.letters.letter import Letter
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.team.roles import Role
from tracker.team.trace import Trace
from tracker.usecases.deliver_due import deliver_due

BASE_URL = "http://localhost:8000"
GIVEN = {
    "organisation": "Lantern Crossing", "sender": "letters@lantern.example", "reply_to": "answers@lantern.example",
    "bounces": "", "letters_a_minute": "60", "letters_a_minute_to_one_domain": "30", "quiet_from": "22", "quiet_until": "7",
    "zone": "Asia/Seoul",
}  # fmt: skip


@pytest.fixture
def admin(signed_in) -> FlaskClient:
    return signed_in(Role.ADMINISTRATOR)


def kept(app: Flask, *names: str) -> list[str]:
    with app.app_context():
        return [settings.get(name) for name in names]


def letters(app: Flask) -> list[Letter]:
    with app.app_context():
        return db.session.query(Letter).order_by(Letter.written_at, Letter.id).all()


def test_what_is_given_is_kept_and_traced_once(app: Flask, admin: FlaskClient):
    assert admin.post("/desk/settings/", data=GIVEN).status_code == 303
    assert kept(app, *GIVEN) == list(GIVEN.values())
    assert admin.post("/desk/settings/", data=GIVEN).status_code == 303
    page = admin.get("/desk/settings/").text
    assert 'value="letters@lantern.example"' in page
    with app.app_context():
        traced = [row.detail for row in db.session.query(Trace).filter_by(deed="house settings changed")]
    assert traced == [
        "organisation, sender, reply_to, letters_a_minute, letters_a_minute_to_one_domain, quiet_from, quiet_until, zone"
    ]
    assert len(letters(app)) == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("organisation", "", "Write the name that supporters know"),
        ("sender", "letters", "That is not an e-mail address"),
        ("sender", "a@b@c.example", "That is not an e-mail address"),
        ("sender", "미나@lantern.example", "That is not an e-mail address"),
        ("sender", "letters-of-the-lantern-crossing@lantern.example", "may have 21 characters"),
        ("reply_to", "Rosa <rosa@lantern.example>", "That is not an e-mail address"),
        ("bounces", "back-to-where-it-came-from@lantern.example", "may have 21 characters"),
        ("letters_a_minute", "-1", "Write a whole number"),
        ("letters_a_minute_to_one_domain", "", "Write a whole number"),
        ("quiet_from", "24", "Write a whole number between 0 and 23"),
        ("quiet_until", "", "Write a whole hour"),
        ("zone", "Mars/Olympus", "is not a time zone"),
        ("zone", "../../etc/passwd", "is not a time zone"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_kept(
    app: Flask, admin: FlaskClient, field: str, value: str, said: str
):
    answer = admin.post("/desk/settings/", data={**GIVEN, field: value})
    assert answer.status_code == 422
    assert said in answer.text
    assert kept(app, "organisation", "reply_to") == ["Houselights", ""]
    assert letters(app) == []


def test_an_address_in_another_script_is_kept_as_every_server_takes_it(app: Flask, admin: FlaskClient):
    admin.post("/desk/settings/", data={**GIVEN, "sender": "letters@등불.example"})
    assert kept(app, "sender") == ["letters@xn--2y1by6n.example"]


def test_letters_leave_once_who_got_the_test_letter_presses_the_button(app: Flask, admin: FlaskClient, smtp: Post):
    assert "nobody has said that answers are read" in admin.get("/desk/settings/").text
    admin.post("/desk/settings/", data=GIVEN)
    assert "wait until somebody has said" in admin.get("/desk/outbox/").text
    with app.app_context():
        assert deliver_due(new_id(), smtp.url, BASE_URL) == 1
    (received,) = smtp.letters
    assert received.recipients == ["answers@lantern.example"]
    assert received.message["List-Unsubscribe"] is None
    assert received.message["From"] == "Lantern Crossing <letters@lantern.example>"
    text = received.message.get_body(("plain",)).get_content()
    link = re.search(r"http://localhost:8000(/reply-to/\w+)", text)
    assert link
    stranger = app.test_client()
    for _ in range(2):
        assert stranger.get(link[1]).text.count("<button") == 1
    assert kept(app, "reply_to_read") == [""]
    for _ in range(2):
        answer = stranger.post(link[1])
        assert (answer.status_code, answer.headers.get("Set-Cookie")) == (200, None)
    assert kept(app, "reply_to_read") == ["answers@lantern.example"]
    with app.app_context():
        assert reply_to.answered()
        assert db.session.query(Trace).filter_by(deed="reply-to is read").count() == 1
    assert "Letters leave." in admin.get("/desk/settings/").text
    assert "wait until somebody has said" not in admin.get("/desk/outbox/").text


def test_a_link_for_an_address_that_was_replaced_opens_nothing(app: Flask, admin: FlaskClient):
    with app.app_context():
        old = reply_to.token(admin.member.id, "answers@lantern.example")
    admin.post("/desk/settings/", data=GIVEN)
    stranger = app.test_client()
    assert stranger.get(f"/reply-to/{old}").status_code == 200
    admin.post("/desk/settings/", data={**GIVEN, "reply_to": "other@lantern.example"})
    for wrong in (old, old[:-1] + ("0" if old[-1] != "0" else "1"), "x", "%00"):
        assert stranger.get(f"/reply-to/{wrong}").status_code == 404
        assert stranger.post(f"/reply-to/{wrong}").status_code == 404
    assert kept(app, "reply_to_read") == [""]


def test_the_test_letter_can_go_again_and_shows_no_link_at_the_desk(app: Flask, admin: FlaskClient):
    assert admin.post("/desk/settings/reply-to").status_code == 422
    admin.post("/desk/settings/", data=GIVEN)
    assert admin.post("/desk/settings/reply-to").status_code == 303
    first, second = letters(app)
    assert {first.kind, second.kind} == {"reply-to"}
    page = admin.get(f"/desk/outbox/{first.id}").text
    assert "/reply-to/…" in page
    assert "Does somebody read the Reply-To?" in admin.get("/desk/outbox/").text


def test_who_does_not_administer_sets_nothing(app: Flask, signed_in):
    browser = signed_in(Role.COORDINATOR)
    assert browser.get("/desk/settings/").status_code == 403
    assert browser.post("/desk/settings/", data=GIVEN).status_code == 403
    assert "An administrator sets" in browser.get("/desk/outbox/").text


def test_who_has_the_machine_can_vouch_for_the_mailbox(app: Flask):
    runner = app.test_cli_runner()
    refused = runner.invoke(args=["house", "reply-to", "answers@lantern.example"])
    assert (refused.exit_code, "--read" in refused.output) == (1, True)
    assert runner.invoke(args=["house", "reply-to", "answers", "--read"]).exit_code == 1
    assert kept(app, "reply_to") == [""]
    assert runner.invoke(args=["house", "reply-to", "answers@lantern.example", "--read"]).exit_code == 0
    with app.app_context():
        assert reply_to.answered()
        with transaction():
            settings.put("reply_to", "other@lantern.example")
        assert not reply_to.answered()
