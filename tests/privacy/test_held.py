"""What we hold, and why: each sentence of the notice by what is really there after somebody has signed up."""

import http.client
import re
import socket
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests import invented
from tests.letters_world import BASE_URL, World
from tests.privacy.keeps import keeps
from tests.privacy.looking import EMAIL, NAME, PHONE, everything, stands_in
from tests.server import Server, wait_until
from tests.smtp import Post
from tests.web.public.test_signup import send
from tracker.allies import own_data, tags
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent, Wording
from tracker.allies.identity import Identity
from tracker.appeals.click import Click
from tracker.appeals.interest import Interest
from tracker.followups.followup import FollowUp
from tracker.screenings.screening import Screening
from tracker.signups.counting import of_campaign
from tracker.signups.signup import Signup, SignupInterest
from tracker.store import links
from tracker.store.db import Base, db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.usecases.deliver_due import deliver_due
from tracker.usecases.forget_address import forget_address
from tracker.web.public import door

WHO = {"name": NAME, "email": EMAIL, "phone": PHONE}


def one(model: type) -> Any:
    db.session.rollback()
    return db.session.scalars(select(model)).one()


@keeps("What you write: a name, which can be any name, and an e-mail address or a phone number.")
def test_of_what_is_written_name_and_contact_are_held_and_nothing_else(app: Flask, client: FlaskClient, code: str):
    assert send(client, code, **WHO, age="41", town="Walla Walla").status_code == 303
    with app.app_context():
        assert one(Ally).contact == {"name": NAME, "call": NAME, "email": EMAIL, "phone": PHONE}
        assert not stands_in("Walla Walla", everything())


@keeps("What you tick, which film screening you came from, the day, and your language.")
def test_a_signup_says_ticks_screening_moment_and_language(app: Flask, client: FlaskClient, here: Screening, code: str):
    send(client, code, **WHO, lang="ko")
    with app.app_context():
        signup = one(Signup)
        assert signup.screening_id == here.id and signup.at is not None
        ticked = select(Interest.key).join(SignupInterest, SignupInterest.interest_id == Interest.id)
        assert set(db.session.scalars(ticked)) == {"host", "learn"}
        assert one(Ally).language in ("ko", "en")


@keeps("What you tick, which film screening you came from, the day, and your language.")
def test_a_new_column_about_people_is_first_thought_about_here():
    """Whoever adds one says in the notice what it holds, and only then writes it into this list."""
    kept = {
        "ally": "id alias language contact_sealed extra_care_sealed email_consent phone_consent acted_at confirmed_at "
        "reached_at created_at changed_at likened_at words_key",
        "signup": "id ally_id screening_id submission source device_at at note_sealed account_id placed_at",
    }
    for table, columns in kept.items():
        assert set(Base.metadata.tables[table].columns.keys()) == set(columns.split()), table


@keeps(
    "What passes between us: our letters, your answers to them, short notes after a call, and the groups that we put you into."
)
def test_tables_that_hang_on_a_person_are_those_that_the_notice_tells_of():
    """Marks of names and likenesses, merges and what was chosen tell us who you are, and what a deed on many was done to; an export is a
    copy that leaves. Signup, consent and requests to host are told of before; identities, own links and erasures only tell us who you are,
    or were; questions whether to keep in touch and copies that left are told of where the notice says how long; what other programs said of
    you, and which of their forms you sent, in a sentence of its own."""
    hang = {t.name for t in Base.metadata.sorted_tables if any(f.column.table.name == "ally" for f in t.foreign_keys)}
    told = {"letter", "reply", "follow_up"}
    assert hang == told | {
        "signup", "consent", "identity", "own_link", "erasure", "keep_question", "copy_of", "request_to_host",
        "name_word", "likeness_mark", "likeness", "merge", "chosen", "bulk_done", "export_of", "ally_tag",
        "ally_besides", "form_submission",
    }  # fmt: skip


@keeps(
    "What passes between us: our letters, your answers to them, short notes after a call, and the groups that we put you into."
)
def test_a_group_is_held_sealed_and_told_to_whom_it_is_about(world: World) -> None:
    rosa, ally_id = invented.account(), invented.ally()
    with transaction():
        tags.put([ally_id], tags.make("translates letters", rosa).id, rosa)
    assert "translates letters" in str(own_data.tell(ally_id))


@keeps("Your answer on whether we may contact you, with the exact words of the question.")
def test_the_answer_is_held_with_the_words_that_stood_on_the_page(app: Flask, client: FlaskClient, code: str):
    page = client.get(f"/s/{code}").text
    send(client, code, **{**WHO, "phone": ""})
    with app.app_context():
        assert one(Consent).answer == "yes"
        for part in one(Wording).text.split(" / "):
            assert part in page


@keeps("If you say no to contact, we do not keep the name and the contact that you write with it. We only count you.")
@pytest.mark.parametrize("contact", [
    {"email": "", "phone": ""},
    {"email": EMAIL, "phone": PHONE},
])  # fmt: skip
def test_a_no_is_one_signup_without_name_and_contact(
    app: Flask, client: FlaskClient, code: str, contact: dict[str, str]
):
    assert send(client, code, name=NAME, consent="no", **contact).status_code == 303
    with app.app_context():
        assert one(Signup) and one(Ally).contact is None
        assert db.session.scalars(select(Identity)).all() == []
        assert db.session.scalars(select(FollowUp)).all() == []


@keeps("We write down no IP address of yours.")
def test_no_address_of_a_machine_is_in_the_database_or_the_log(
    app: Flask, client: FlaskClient, code: str, capfd: pytest.CaptureFixture[str]
):
    address, passed_on = "2001:db8:77:1234:5678:9abc:def0:4242", "203.0.113.77"
    client.environ_base["REMOTE_ADDR"] = address
    client.environ_base["HTTP_X_FORWARDED_FOR"] = passed_on
    assert send(client, code, **WHO).status_code == 303
    for path in ("/", "/nothing-here", f"/s/{code}?lang=ko", "/stop/x", "/privacy"):
        client.get(path)
        client.post(path)
    with app.app_context():
        heap = everything()
    said = "".join(capfd.readouterr())
    for each in (address, passed_on):
        assert not stands_in(each, heap) and each not in said
    assert socket.inet_pton(socket.AF_INET6, address) not in heap


@keeps("We write down no IP address of yours.")
def test_the_running_server_writes_no_address_of_a_visit(start_server: Callable[..., Server]):
    server = start_server("--no-demo")
    # The worker says once how it stands; that is no line of a visit.
    wait_until(lambda: "letters to allies wait" in server.output(), "the worker's one sentence")
    before = len(server.output())
    for path in ("/", "/privacy", "/account/sign-in"):
        line = http.client.HTTPConnection("127.0.0.1", server.port)
        line.request("GET", path, headers={"X-Forwarded-For": "203.0.113.77"})
        assert line.getresponse().status == 200
        line.close()
    wait_until(lambda: server.output()[before:].count('"answered"') == 3, "a line for each visit")
    assert "127.0.0.1" not in server.output()[before:]
    kept = [path for path in server.log.parent.rglob("*") if path.is_file() and b"203.0.113.77" in path.read_bytes()]
    assert kept == []


def public_pages(world: World) -> list[tuple[str, str]]:
    """(method, address) of every page for supporters: with links that open, and with some that do not."""
    ally_id = world.add()
    told = {"code": "x", "token": "x", "answer": "done", "way": "call"}
    found = []
    for page in door.PAGES:
        for rule in world.app.url_map.iter_rules():
            if rule.endpoint.split(".")[0] != page.bp.name:
                continue
            purpose = rule.rule.split("/")[1]
            with world.app.test_request_context():
                for token in ("x", links.sign(purpose, ally_id)):
                    values = {name: token if name == "token" else told.get(name, "x") for name in rule.arguments}
                    address = rule.build(values, append_unknown=False)[1]
                    found += [(method, address) for method in sorted((rule.methods or set()) - {"OPTIONS"})]
    return sorted(set(found))


@keeps("The pages for supporters set no cookie.")
def test_no_page_for_supporters_sets_a_cookie(world: World, client: FlaskClient):
    pages, opened = public_pages(world), 0
    for method, address in pages:
        answer = world.browser().open(address, method=method)
        assert answer.headers.get("Set-Cookie") is None, (method, address)
        opened += answer.status_code == 200
    assert opened >= 12


# Where the page stands elsewhere (canonical) is told to search engines, and fetched by nobody.
LOADS = r'<(?:script|img|link(?! rel="canonical")|iframe|video|audio)[^>]+(?:src|href)="(?!/)'


@keeps(
    "Our pages load nothing from anybody else. Our letters hold no picture, and nothing tells us that you opened one."
)
def test_pages_name_no_other_host_and_the_browser_is_told_to_ask_none(world: World):
    for method, address in public_pages(world):
        if method == "GET":
            answer = world.browser().get(address)
            policy = answer.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'") and "http" not in policy, address
            if answer.mimetype == "text/html":
                assert re.findall(LOADS, answer.text) == []


@keeps(
    "Our pages load nothing from anybody else. Our letters hold no picture, and nothing tells us that you opened one."
)
def test_a_letter_loads_nothing_and_asks_for_no_receipt(world: World, smtp: Post):
    world.add()
    world.write()
    deliver_due(new_id(), smtp.url, BASE_URL)
    [letter] = smtp.letters
    page = letter.message.get_body(("html",)).get_content()
    assert not re.search(r"<img|<link|<iframe|<object|<script|url\(|@import|\bsrc=|background=", page, re.IGNORECASE)
    asks = {name.lower() for name in letter.message} & {
        "disposition-notification-to",
        "return-receipt-to",
        "x-confirm-reading-to",
    }
    assert not asks
    assert all(part.get_content_maintype() in ("text", "multipart") for part in letter.message.walk())


@keeps("If you press a next step, we count one more press that day. Who pressed is written down nowhere.")
def test_what_is_counted_of_presses_has_no_room_for_a_person():
    table = Click.__table__
    assert set(table.columns.keys()) == {"id", "interest_id", "campaign_id", "day", "place", "number"}
    assert {key.column.table.name for key in table.foreign_keys} == {"interest", "campaign"}


@keeps("To thank you, and to do with you what you ticked.")
def test_a_signup_leads_to_thanks_and_to_what_was_ticked_alone(app: Flask, client: FlaskClient, code: str):
    send(client, code, **WHO, interests=["host"])
    with app.app_context():
        planned = {each.step_key for each in db.session.query(FollowUp)}
    assert {"thanks", "contact"} <= planned
    send(client, code, name="Other", email="other@example.org", phone="", interests=[])
    with app.app_context():
        theirs = db.session.query(FollowUp).join(Ally, Ally.id == FollowUp.ally_id).order_by(Ally.created_at.desc())
        latest = theirs.first().ally_id
        assert "contact" not in {each.step_key for each in theirs if each.ally_id == latest}


@keeps("To know how many people a film moves. For that we need only numbers.")
def test_numbers_stay_the_same_when_a_person_is_forgotten(world: World):
    ally_id, _noise = world.add(name=NAME, email=EMAIL), world.add()
    before = of_campaign(world.campaign_id)
    assert forget_address(ally_id)
    db.session.rollback()
    assert of_campaign(world.campaign_id) == before
