"""Does mail work: a letter to oneself, and what DNS says, both at a press."""

import pytest

from tests.dns_server import answering
from tests.smtp import Post
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.team.roles import Role


@pytest.fixture
def admin(app, signed_in):
    with app.app_context(), transaction():
        settings.put("sender", "letters@lantern.example")
        settings.put("bounces", "back@bounce.example")
    return signed_in(Role.ADMINISTRATOR)


def test_a_letter_to_oneself_leaves_at_once(app, admin, smtp: Post):
    app.config["SMTP_URL"] = smtp.url
    page = admin.post("/desk/settings/mail/letter").text
    assert "The mail server took it." in page
    [letter] = smtp.letters
    assert (letter.recipients, letter.sender) == ([admin.member.email], "back@bounce.example")
    assert "A letter to yourself" in letter.message["Subject"]


def test_what_the_server_says_is_told_with_what_to_do(app, admin, smtp: Post):
    app.config["SMTP_URL"] = smtp.url
    smtp.answers.extend(["550 5.7.1 Not from you", "451 4.7.1 Greylisted"])
    assert "refused it for good (550)" in admin.post("/desk/settings/mail/letter").text
    assert "Try again in ten minutes" in admin.post("/desk/settings/mail/letter").text
    app.config["SMTP_URL"] = "smtp://127.0.0.1:1"
    assert "did not answer" in admin.post("/desk/settings/mail/letter").text
    for url, said in (("", "SMTP_URL"), ("gopher://x", "does not name a mail server")):
        app.config["SMTP_URL"] = url
        answer = admin.post("/desk/settings/mail/letter")
        assert answer.status_code in (409, 422) and said in answer.text


def test_the_demo_writes_to_nobody_outside(app, admin):
    app.config["SMTP_URL"] = "smtps://mail.example"
    with app.app_context(), transaction():
        settings.put("demo", "yes")
    answer = admin.post("/desk/settings/mail/letter")
    assert answer.status_code == 409 and "to this machine alone" in answer.text


def test_dns_is_asked_at_a_press_of_the_domain_that_letters_come_back_to(app, admin):
    told = {"bounce.example": ["v=spf1 mx -all"], "own._domainkey.lantern.example": ["v=DKIM1; p=" + "A" * 392]}
    with answering(told) as server:
        app.config["DNS_SERVER"] = server
        page = admin.post("/desk/settings/mail/look", data={"selector": "own"}).text
    assert "that all others may not" in page and "is published" in page and "Large mailboxes ask for one" in page
    assert page.count('class="late"') == 1
    assert 'value="own"' in admin.get("/desk/settings/mail/").text
    assert admin.post("/desk/settings/mail/look", data={"selector": "../x"}).status_code == 422
    assert admin.post("/desk/settings/mail/look", data={"selector": "x" * 80}).status_code == 422


def test_only_administrators_ask(signed_in):
    assert signed_in(Role.COORDINATOR).post("/desk/settings/mail/look").status_code == 403
