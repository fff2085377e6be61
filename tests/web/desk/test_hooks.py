"""Webhooks at the desk: added by administrators alone, their secret shown once, what was answered in sight, mended there."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tests.hook_world import LOOPBACK
from tests.letters_world import BASE_URL
from tests.receiver import Receiver, receiving
from tracker.hooks import signing
from tracker.hooks.delivery import HookDelivery
from tracker.hooks.hook import Hook
from tracker.store.db import db
from tracker.team.roles import Role
from tracker.team.trace import Trace
from tracker.usecases.deliver_hooks import deliver_hooks

PAGE = "/desk/settings/hooks/"
GIVEN = {
    "name": "Phone bank",
    "address": "https://automation.example/incoming?key=a1",
    "kinds": ["signups", "screenings"],
}
SECRET = re.compile(r"hls_[\w-]{43}")


@pytest.fixture
def admin(signed_in) -> FlaskClient:
    return signed_in(Role.ADMINISTRATOR)


@pytest.fixture
def receiver():
    with receiving() as found:
        yield found


def one() -> Hook:
    db.session.rollback()
    return db.session.query(Hook).one()


def test_its_secret_is_shown_once_and_its_page_tells_what_it_is_for(app: Flask, admin: FlaskClient) -> None:
    made = admin.post(PAGE, data=GIVEN).text
    [secret] = SECRET.findall(made)
    with app.app_context():
        hook = one()
        assert (hook.secret, hook.kind_names, hook.address) == (secret, "signups,screenings", GIVEN["address"])
        page = f"{PAGE}{hook.id}"
    for again in (admin.get(PAGE).text, admin.get(page).text):
        assert "Phone bank" in again and not SECRET.search(again)
    assert "key=a1" not in admin.get(PAGE).text, "addresses hold secrets: on its own page alone"
    turned = admin.post(f"{page}/secret").text
    assert SECRET.findall(turned) and secret not in turned
    with app.app_context():
        assert one().former == secret
    assert (
        html.escape(signing.CHECK.splitlines()[-1].strip(), quote=False).replace('"', "&#34;") in admin.get(PAGE).text
    )


def test_a_test_arrives_what_was_answered_is_shown_and_it_is_sent_again_by_hand(
    app: Flask, admin: FlaskClient, receiver: Receiver
) -> None:
    app.config["OWN_NETWORKS"] = LOOPBACK
    receiver.text = b"<b>thank you</b>"
    admin.post(PAGE, data={**GIVEN, "address": receiver.address})
    with app.app_context():
        page = f"{PAGE}{one().id}"
    receiver.answers.append(503)
    assert admin.post(f"{page}/test").status_code == 303
    deliver(app)
    shown = admin.get(page).text
    assert '<b class="num">503</b>' in shown and "&lt;b&gt;thank you" in shown and "fails since" in shown
    assert admin.post(f"{page}/go-on").status_code == 303
    with app.app_context():
        row = db.session.query(HookDelivery).one()
        assert row.state == "waiting"
        again = f"{PAGE}deliveries/{row.id}/again"
    assert admin.post(again).status_code == 409
    with app.app_context():
        db.session.query(HookDelivery).update({"due_at": HookDelivery.at})
        db.session.commit()
    deliver(app)
    assert "arrived" in admin.get(page).text
    assert admin.post(again).location == page
    deliver(app)
    assert len(receiver.told) == 3 and len(set(receiver.ids)) == 1
    with app.app_context():
        deeds = [
            each.deed for each in db.session.query(Trace).order_by(Trace.number) if each.deed.startswith("webhook")
        ]
    assert deeds == ["webhook made", "webhook tried", "webhook goes on", "webhook sent again"]


def deliver(app: Flask) -> None:
    with app.app_context():
        deliver_hooks(BASE_URL, LOOPBACK)


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_made(app: Flask, admin: FlaskClient) -> None:
    answer = admin.post(PAGE, data={"name": "", "address": "automation.example"})
    assert answer.status_code == 422
    for said in ("Say what it is for", "Tick at least one thing that it is told"):
        assert said in answer.text
    for address, said in (
        ("http://automation.example/", "begin with https"),
        ("ftp://automation.example/", "whole address"),
    ):
        answer = admin.post(PAGE, data={**GIVEN, "address": address})
        assert answer.status_code == 422 and said in answer.text
    answer = admin.post(PAGE, data={**GIVEN, "contacts": "y"})
    assert answer.status_code == 422 and "Write why names and contacts" in answer.text
    with app.app_context():
        assert db.session.query(Hook).count() == 0


def test_a_fresh_sign_in_is_asked_for_where_something_could_begin_to_leak_and_not_to_stop_it(
    app: Flask, admin: FlaskClient, signed_in
) -> None:
    admin.post(PAGE, data=GIVEN)
    with app.app_context():
        page = f"{PAGE}{one().id}"
    stale = signed_in(Role.ADMINISTRATOR, stale=True)
    for begins in (PAGE, page, f"{page}/secret"):
        assert stale.post(begins, data=GIVEN).location.startswith("/account/again/"), begins
    for stops in ("rest", "withdraw"):
        assert stale.post(f"{page}/{stops}").location == page
    with app.app_context():
        assert one().withdrawn_at is not None and one().secret is None
    assert "Change it" not in admin.get(page).text
    assert admin.post(page, data=GIVEN).status_code in (409, 422)
    assert admin.post(f"{page}/test").status_code == 409


def test_it_is_changed_and_contacts_need_a_reason_that_the_trace_keeps(app: Flask, admin: FlaskClient) -> None:
    admin.post(PAGE, data=GIVEN)
    with app.app_context():
        page, campaign = f"{PAGE}{one().id}", invented.campaign(name="Winter")
    changed = {
        **GIVEN,
        "name": "Sheet",
        "kinds": ["outcomes"],
        "campaign": campaign,
        "contacts": "y",
        "reason": "calls by phone",
    }
    assert admin.post(page, data=changed).location == page
    shown = admin.get(page).text
    assert "Winter" in shown and "go there" in shown and "Sheet" in shown
    with app.app_context():
        assert (one().kind_names, one().contacts, one().campaign_id) == ("outcomes", True, campaign)
        assert db.session.query(Trace).filter_by(deed="webhook changed").one().detail.endswith(": calls by phone")
