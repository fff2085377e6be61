"""Passkeys: alone they are both factors, after a password the second; and whatever a lying device or page may send."""

import json
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.authenticator import PRESENT, Device
from tests.members import PASSWORD, Member, form_token, send
from tests.web.account.test_sign_in import cookie, is_in
from tracker.store.db import db
from tracker.team import account, passkey
from tracker.team.ceremony import PasskeyUnfit
from tracker.team.passkey import Passkey
from tracker.team.roles import Role

NOON = "2026-05-04T12:00:00+00:00"


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # tests/security/test_26_sessions.py signs in by one on both


def asked(browser: FlaskClient, use: str) -> dict[str, Any]:
    """What the script fetches when the button of a page is pressed."""
    if use in ("sign-in", "second-factor"):
        token = form_token(browser.get(f"/account/{use}").text)
        answer = browser.post(f"/account/passkey/{use}", headers={"X-CSRFToken": token})
    else:
        answer = browser.post(f"/account/passkey/{use}")
    assert answer.status_code == 200, answer.status
    return answer.get_json()


def shown(browser: FlaskClient, answer: str, way: str = "sign-in", **more: str):
    """What it sends when the device has answered."""
    token = form_token(browser.get(f"/account/{way}").text)
    return browser.post(f"/account/{way}/passkey", data={"csrf_token": token, "answer": answer, **more})


def added(browser: FlaskClient, device: Device | None = None, label: str = "My phone") -> Device:
    device = device or Device()
    answer = browser.post("/account/ways/passkeys", data={"label": label, "answer": device.make(asked(browser, "new"))})
    assert answer.status_code in (200, 303), answer.status
    return device


def labels(app, who: Member) -> list[str]:
    with app.app_context():
        return [each.label or "" for each in passkey.of(who.id)]


@pytest.fixture
def owner(signed_in) -> FlaskClient:
    return signed_in(Role.CALLER)


def test_a_passkey_alone_leads_to_the_desk_under_a_new_cookie(app, client, owner):
    device = added(owner)
    assert labels(app, owner.member) == ["My phone"]
    options = asked(client, "sign-in")
    assert options["userVerification"] == "required"
    assert options["allowCredentials"] == [], "nobody is named before they are in"
    before = cookie(client)
    answer = shown(client, device.show(options), next="/desk/team/")
    assert answer.location == "/desk/team/"
    assert is_in(client)
    assert cookie(client) != before


def test_after_the_password_a_passkey_is_the_second_factor(app, client, member, signed_in):
    who = member(Role.CALLER, password=PASSWORD)
    device = added(signed_in(who))
    send(client, "/account/sign-in", email=who.email, password=PASSWORD)
    options = asked(client, "second-factor")
    assert len(options["allowCredentials"]) == 1
    assert shown(client, device.show(options), "second-factor").location == "/desk/"
    assert is_in(client)


def test_somebody_elses_passkey_is_no_second_factor(client, member, signed_in):
    mine, other = member(Role.CALLER, password=PASSWORD), signed_in(Role.CALLER)
    added(signed_in(mine))
    device = added(other)
    send(client, "/account/sign-in", email=mine.email, password=PASSWORD)
    assert shown(client, device.show(asked(client, "second-factor")), "second-factor").status_code == 401
    assert not is_in(client)


def test_an_answer_is_taken_once(app, client, owner):
    device = added(owner)
    answer = device.show(asked(client, "sign-in"))
    other = app.test_client()
    assert shown(other, answer).status_code == 401, "another browser was never asked"
    assert shown(client, answer).location == "/desk/"
    again = app.test_client()
    asked(again, "sign-in")
    assert shown(again, answer).status_code == 401
    assert not is_in(again)


def test_two_who_send_one_answer_at_once_are_one(app, client, owner):
    """The challenge goes with the session of the first; of two at the same moment the passkey itself knows."""
    from tracker.store.transactions import transaction
    from tracker.team import ceremony

    device = added(owner)
    with app.app_context():
        at = ceremony.here(app.config["BASE_URL"])
        options, challenge = ceremony.asked_to_show(at, [])
        answer = device.show(options)
        with transaction():
            assert passkey.take(answer, challenge, at).id == owner.member.id
        with pytest.raises(ceremony.PasskeyUnfit), transaction():
            passkey.take(answer, challenge, at)


def test_a_challenge_ends_after_two_minutes(client, owner):
    device = added(owner)
    with time_machine.travel(NOON, tick=False) as now:
        options = asked(client, "sign-in")
        now.shift(121)
        assert shown(client, device.show(options)).status_code == 401


def test_an_answer_for_another_house_or_from_a_device_that_did_not_know_its_owner_is_refused(client, owner):
    device = added(owner)
    true = {"host": device.host, "origin": device.origin, "flags": device.flags}
    for lie in (
        {"host": "houselights.example"}, {"origin": "https://localhost:8000"}, {"origin": "http://localhost:8001"},
        {"origin": "http://evil.example"}, {"flags": PRESENT}, {"flags": 0},
    ):  # fmt: skip
        vars(device).update({**true, **lie})
        assert shown(client, device.show(asked(client, "sign-in"))).status_code in (401, 429), lie
        assert not is_in(client)


def test_an_answer_that_names_another_account_or_signs_with_another_key_is_refused(client, owner, signed_in):
    device, other = added(owner), added(signed_in(Role.ADMINISTRATOR))
    for lie in ({"userHandle": other.owner}, {"userHandle": None}, {"userHandle": "é"}):
        assert shown(client, device.show(asked(client, "sign-in"), **lie)).status_code == 401
    device.key = other.key
    assert shown(client, device.show(asked(client, "sign-in"))).status_code == 401
    assert not is_in(client)


def test_a_copied_device_is_found_by_its_counter(app, client, owner):
    device = added(owner, Device(count=7))
    assert shown(client, device.show(asked(client, "sign-in"))).location == "/desk/"
    device.count = 6
    late = app.test_client()
    assert shown(late, device.show(asked(late, "sign-in"))).status_code == 401


def test_a_disabled_account_is_not_opened_by_its_passkey(app, client, owner):
    device = added(owner)
    with app.app_context():
        from tracker.usecases import change_member

        change_member.disable(owner.member.id, by_id=None)
    assert shown(client, device.show(asked(client, "sign-in"))).status_code == 401
    assert not is_in(client)


WHOLE = (
    "", "x", "null", "[]", "{}", "1", '{"rawId": 5}', '{"rawId": "é"}', "[" * 5000, "x" * 30_000,
    '{"rawId": "AA", "id": "AA"}',
)  # fmt: skip
PARTS: tuple[Any, ...] = ("", "AA", "é", "A" * 5000, None, 5, {}, "9Q", "gVgg", "o2NmbXQ")


def test_no_answer_breaks_the_page(client, owner, monkeypatch):
    monkeypatch.setattr("tracker.team.tries.FREE", 1000)
    monkeypatch.setattr("tracker.team.tries.FREE_FOR_ADDRESS", 1000)
    for answer in WHOLE:
        asked(client, "sign-in")
        assert shown(client, answer).status_code == 401, answer[:20]
        asked(owner, "new")
        assert owner.post("/account/ways/passkeys", data={"answer": answer}).location == "/account/ways/"


def test_no_part_of_an_answer_breaks_the_page(app, client, owner, monkeypatch):
    monkeypatch.setattr("tracker.team.tries.FREE", 1000)
    monkeypatch.setattr("tracker.team.tries.FREE_FOR_ADDRESS", 1000)
    device = added(owner)
    for value in PARTS:
        for part in ("clientDataJSON", "attestationObject"):
            told = json.loads(Device().make(asked(owner, "new")))
            told["response"][part] = value
            assert owner.post("/account/ways/passkeys", data={"answer": json.dumps(told)}).location == "/account/ways/"
        for part in ("clientDataJSON", "authenticatorData", "signature"):
            told = json.loads(device.show(asked(client, "sign-in")))
            told["response"][part] = value
            assert shown(client, json.dumps(told)).status_code == 401, (part, value)
    assert labels(app, owner.member) == ["My phone"]


def test_a_passkey_is_added_by_a_fresh_sign_in_alone(app, member, signed_in):
    who = member(Role.CALLER)
    stale = signed_in(who, stale=True)
    assert stale.post("/account/passkey/new").status_code == 401
    assert stale.post("/account/ways/passkeys", data={"answer": "{}"}).location.startswith("/account/again/")
    assert app.test_client().post("/account/passkey/again").status_code in (400, 401)


def test_the_same_passkey_is_added_once(app, owner):
    device = added(owner)
    known = asked(owner, "new")["excludeCredentials"]
    assert [each["id"] for each in known] == [json.loads(device.show({"challenge": ""}))["id"]]
    added(owner, device, "Again")
    assert labels(app, owner.member) == ["My phone"]


def test_several_are_named_and_removed_and_nobody_touches_anothers(app, client, owner, signed_in):
    device = added(owner)
    added(owner, label=" ")
    with app.app_context():
        first, second = (each.id for each in passkey.of(owner.member.id))
    other = signed_in(Role.CALLER)
    for path in (f"/account/ways/passkeys/{first}/remove", f"/account/ways/passkeys/{first}/name"):
        assert other.post(path, data={"label": "mine"}).status_code == 404
    assert (
        owner.post(f"/account/ways/passkeys/{second}/name", data={"label": "Key\x00 <b>in</b> the safe"}).status_code
        == 303
    )
    assert labels(app, owner.member) == ["My phone", "Key <b>in</b> the safe"]
    assert "Key &lt;b&gt;in&lt;/b&gt; the safe" in owner.get("/account/ways/").text
    owner.post(f"/account/ways/passkeys/{first}/remove")
    assert labels(app, owner.member) == ["Key <b>in</b> the safe"]
    assert shown(client, device.show(asked(client, "sign-in"))).status_code == 401


def test_a_newcomer_may_take_a_passkey_instead_of_an_app_and_cannot_lose_it(app, client, member):
    who = member(Role.CALLER, password=PASSWORD, second=False)
    assert send(client, "/account/sign-in", email=who.email, password=PASSWORD).location == "/account/authenticator"
    token = form_token(client.get("/account/authenticator").text)
    options = client.post("/account/passkey/new", headers={"X-CSRFToken": token}).get_json()
    device = Device()
    wrong = client.post("/account/authenticator/passkey", data={"csrf_token": token, "answer": "{}"})
    assert wrong.status_code == PasskeyUnfit.status and str(PasskeyUnfit()) in wrong.text
    options = client.post("/account/passkey/new", headers={"X-CSRFToken": token}).get_json()
    page = client.post("/account/authenticator/passkey", data={"csrf_token": token, "answer": device.make(options)})
    assert page.status_code == 200
    assert page.text.count("<code>") == 10
    assert is_in(client)
    with app.app_context():
        [only] = passkey.of(who.id)
        only_id = only.id
        assert account.by_id(who.id).tf_primary_method == "passkey"
    page = send(client, "/account/ways/", to=f"/account/ways/passkeys/{only_id}/remove")
    assert "this is the last one" in client.get(page.location).text
    with app.app_context():
        assert db.session.query(Passkey).count() == 1
    late = app.test_client()
    assert send(late, "/account/sign-in", email=who.email, password=PASSWORD).location == "/account/second-factor"
    assert shown(late, device.show(asked(late, "second-factor")), "second-factor").location == "/desk/"


def test_who_has_an_app_and_a_passkey_may_let_go_of_either_but_not_of_both(app, owner):
    added(owner)
    assert owner.post("/account/ways/app/stop").status_code == 303
    with app.app_context():
        assert account.by_id(owner.member.id).tf_primary_method == "passkey"
        [only] = passkey.of(owner.member.id)
        only_id = only.id
    owner.post(f"/account/ways/passkeys/{only_id}/remove")
    assert labels(app, owner.member) == ["My phone"]
    assert is_in(owner)


def test_somebody_who_knows_the_password_alone_cannot_replace_a_second_factor_that_came_meanwhile(
    app, client, member, signed_in
):
    """Their page was open from before; a newcomer's page gives nothing to who is none any more."""
    from tests.web.account.test_settings import new_secret
    from tracker.team import second_factor

    who = member(Role.CALLER, password=PASSWORD, second=False)
    thief = app.test_client()
    for browser in (thief, client):
        send(browser, "/account/sign-in", email=who.email, password=PASSWORD)
    stolen = new_secret(thief)
    mine = new_secret(client)
    assert send(client, "/account/authenticator", code=second_factor.code_now(mine)).status_code == 200
    assert send(thief, "/account/authenticator", code=second_factor.code_now(stolen)).status_code == 409
    token = form_token(thief.get("/account/authenticator").text)
    assert thief.post("/account/passkey/new", headers={"X-CSRFToken": token}).status_code == 401
    assert not is_in(thief)
    with app.app_context():
        assert account.by_id(who.id).totp_secret == mine


def test_guessing_with_passkeys_is_slowed_too(app, client, owner):
    device = added(owner)
    device.origin = "http://evil.example"
    with time_machine.travel(NOON, tick=False):
        statuses = [shown(client, device.show(asked(client, "sign-in"))).status_code for _ in range(40)]
        assert set(statuses) == {401, 429}
        assert statuses[-1] == 429
        elsewhere = app.test_client()
        elsewhere.environ_base["REMOTE_ADDR"] = "198.51.100.7"
        device.origin = "http://localhost:8000"
        assert shown(elsewhere, device.show(asked(elsewhere, "sign-in"))).location == "/desk/"


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:8000", "http://houselights.example", "http://[::1]:8000"])
def test_where_browsers_give_no_passkeys_none_are_offered(app, client, base_url):
    app.config["BASE_URL"] = base_url
    assert "passkey" not in client.get("/account/sign-in").text
    token = form_token(client.get("/account/sign-in").text)
    assert client.post("/account/passkey/sign-in", headers={"X-CSRFToken": token}).status_code == 404


def test_an_address_over_https_offers_them_for_its_host(app):
    app.config["BASE_URL"] = "https://houselights.example:8443"
    from tracker.team import ceremony

    assert ceremony.here(app.config["BASE_URL"]) == ceremony.Here(
        "houselights.example", "https://houselights.example:8443"
    )
    assert ceremony.possible(app.config["BASE_URL"])
    assert ceremony.here("https://Houselights.Example:443").origin == "https://houselights.example"


def test_two_keys_swapped_in_the_database_open_nothing(app, client, owner, signed_in):
    mine, theirs = added(owner), added(signed_in(Role.ADMINISTRATOR))
    with app.app_context():
        rows = db.session.query(Passkey).all()
        rows[0].public_key_sealed, rows[1].public_key_sealed = rows[1].public_key_sealed, rows[0].public_key_sealed
        db.session.commit()
    for device in (mine, theirs):
        assert shown(client, device.show(asked(client, "sign-in"))).status_code >= 400
    assert not is_in(client)
