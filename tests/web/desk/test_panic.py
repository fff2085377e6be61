"""The desk while the house is closed: nothing sealed stands on any page, deeds that would open something are refused."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tests.desk_rows import Desk
from tests.members import PASSWORD, Member, browser_of
from tracker import clock
from tracker.allies.ally import Ally
from tracker.screenings.code import Code
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import account, panic, second_factor, trace
from tracker.team.account import Account
from tracker.team.deeds import DEEDS
from tracker.team.roles import Role
from tracker.usecases.open_again import open_again
from tracker.usecases.press_panic import press_panic
from tracker.usecases.verify_trace import verify_trace
from tracker.web.frame import access

BASE_URL = "http://localhost"
NAME, CALLED, ADDRESS, PHONE = "Zephyrine Quillfeather", "Zephyrine", "zephyrine@example.org", "+15125550186"
HOST, NOTE, BARKED = "Hosterine Vandalusia", "came with her aunt Obelisca", "dog barked"
MARKS = (NAME, CALLED, ADDRESS, PHONE, HOST, NOTE, BARKED, "somebody@example.org")


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # who may see what does not depend on the engine


@pytest.fixture
def boss(member: Callable[..., Member]) -> Member:
    return member(Role.ADMINISTRATOR, password=PASSWORD)


@pytest.fixture
def ally_id(app: Flask, boss: Member) -> Iterator[str]:
    """Somebody with something in every table, one of the boss's own; a host beside them."""
    with app.app_context():
        campaign = invented.campaign(boss.id)
        here = invented.screening(campaign)
        found = invented.whole_person(campaign, [here], boss.id)
        with transaction() as session:
            ally = session.get_one(Ally, found)
            ally.contact = {"name": NAME, "call": CALLED, "email": ADDRESS, "phone": PHONE}
            ally.extra_care = False
            session.get_one(Screening, here).host = {"name": HOST}
            for follow_up in session.query(invented.FollowUp).filter_by(ally_id=found):
                follow_up.point_person_id = boss.id
            for letter in session.query(invented.Letter).filter_by(ally_id=found):
                letter.words = {"subject": "s", "text": f"Dear {CALLED}", "html": "h"}
                letter.recipient = ADDRESS
            for signup in session.query(invented.Signup).filter_by(ally_id=found):
                signup.note = NOTE
        yield found


def addresses(app: Flask) -> Iterator[str]:
    """Every page of the desk by GET, for every row of the world that its address can name."""
    models = (Ally, invented.FollowUp, invented.Letter, invented.Reply, Screening, invented.Campaign, Account, invented.Interest,
              invented.Film, invented.Venue)  # fmt: skip
    ids = {
        f"{model.__tablename__}_id": [row_id for (row_id,) in db.session.query(model.id).order_by(model.id).limit(2)]
        for model in models
    }
    db.session.rollback()
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/desk") and "GET" in (rule.methods or ()):
            # Where the argument does not say what it names, whatever there is.
            named = [ids[name] for name in rule.arguments if name in ids] or list(ids.values())
            for each in chain.from_iterable(named) if rule.arguments else [""]:
                path = re.sub(r"<[^>]+>", each, rule.rule)
                yield path


def marks_on(
    browser: FlaskClient, app: Flask, until: frozenset[str] | None = None
) -> tuple[dict[str, set[str]], set[int]]:
    """Which of the marks stand on which pages; and all statuses. `until`: once these were found, no further page is opened."""
    found: dict[str, set[str]] = {}
    statuses = set()
    for path in addresses(app):
        if until is not None and until <= set(found):
            break
        answer = browser.get(path)
        statuses.add(answer.status_code)
        text = answer.text
        for mark in (mark for mark in MARKS if mark in text):
            found.setdefault(mark, set()).add(path)
    return found, statuses


def test_while_it_is_closed_no_page_of_the_desk_shows_a_name_or_a_contact(
    app: Flask, boss: Member, ally_id: str
) -> None:
    second = invented.account("administrator")
    browser = browser_of(app, boss.id)
    some = frozenset({NAME, ADDRESS, HOST, BARKED})
    shown, _statuses = marks_on(browser, app, until=some)
    assert some <= set(shown), "open, they stand somewhere: the search itself works"
    press_panic(None, BASE_URL)
    browser = browser_of(app, boss.id)
    shown, statuses = marks_on(browser, app)
    assert shown == {}
    assert statuses <= {200, 302, 303, 400, 403, 404, 422, 423}, "no page breaks"
    assert browser.get(f"/desk/allies/{ally_id}").status_code == 423
    listed = browser.get("/desk/allies/").text
    alias = db.session.get_one(Ally, ally_id).alias
    assert alias in listed.replace("\xa0", " ") and "The house is closed." in listed
    mark = panic.mark_of(panic.closed())
    open_again(boss.id, mark, BASE_URL)
    open_again(second, mark, BASE_URL)
    assert NAME in browser_of(app, boss.id).get(f"/desk/follow-ups/{_call(ally_id)}").text


def _call(ally_id: str) -> str:
    found = db.session.query(invented.FollowUp).filter_by(ally_id=ally_id, step_key="contact").one().id
    db.session.rollback()
    return str(found)


def test_a_deed_that_would_open_something_is_refused_and_changes_nothing(
    app: Flask, boss: Member, ally_id: str
) -> None:
    press_panic(None, BASE_URL)
    browser = browser_of(app, boss.id)
    assert browser.post(f"/desk/allies/{ally_id}/reveal", data={"reason": "asked"}).status_code == 423
    assert browser.post(f"/desk/allies/{ally_id}/own-link").status_code == 423
    stop = browser.post(f"/desk/follow-ups/{_call(ally_id)}", data={"outcome": "asked to stop"})
    assert stop.status_code == 423
    assert db.session.get_one(Ally, ally_id).phone_consent == "yes"


def test_the_trace_is_read_without_its_details_and_goes_on_to_be_verified(
    app: Flask, boss: Member, ally_id: str, tmp_path: Path
) -> None:
    with transaction():
        trace.note("contact revealed", boss.id, "ally", ally_id, f"{CALLED} asked for a lift")
    browser = browser_of(app, boss.id)
    assert f"{CALLED} asked for a lift" in browser.get("/desk/trace/").text
    press_panic(None, BASE_URL)
    closed = browser_of(app, boss.id).get("/desk/trace/")
    assert (closed.status_code, "asked for a lift" in closed.text, "0 own links" in closed.text) == (200, False, False)
    assert str(DEEDS["contact revealed"]) in closed.text and "Its seal does not open" not in closed.text
    assert verify_trace(tmp_path).rows > 1


def test_a_page_that_forgot_to_say_so_shows_nothing_either(app: Flask, boss: Member, ally_id: str) -> None:
    """What stays shut is decided where things are opened, not by what a page says of itself."""
    silent = [
        app.view_functions["desk.follow_ups.card"],
        app.blueprints["desk.follow_ups"],
        app.blueprints["desk.ally"],
    ]
    said = {id(each): vars(each).pop(access.SHOWS_CONTACTS, None) for each in silent}
    try:
        press_panic(None, BASE_URL)
        shown, statuses = marks_on(browser_of(app, boss.id), app)
    finally:
        for each in silent:
            if said[id(each)]:
                setattr(each, access.SHOWS_CONTACTS, True)
    assert shown == {}
    assert 500 not in statuses


def test_signups_and_own_links_go_on(app: Flask, client: FlaskClient, at_desk: Desk) -> None:
    press_panic(None, BASE_URL)
    campaign = at_desk.campaign()
    screening = at_desk.screening(campaign)
    code = db.session.query(Code).filter_by(screening_id=screening).first().code
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', client.get(f"/s/{code}").text)
    sent = client.post(f"/s/{code}", data={**dict(hidden), "name": NAME, "email": ADDRESS, "consent": "yes"})
    assert sent.status_code == 303, sent.text
    assert db.session.query(Ally).count() == 1


def test_only_administrators_close_it_and_who_does_is_out(
    app: Flask, member: Callable[..., Member], boss: Member
) -> None:
    other = browser_of(app, member(Role.COORDINATOR).id)
    assert other.post("/desk/panic/").status_code == 403
    browser = browser_of(app, boss.id)
    assert "What one press does" in browser.get("/desk/panic/").text
    pressed = browser.post("/desk/panic/")
    assert (pressed.status_code, "Nobody is signed in any more" in pressed.text) == (200, True)
    assert pressed.headers["Clear-Site-Data"] == '"cache"'
    assert browser.get("/desk/").status_code == other.get("/desk/").status_code == 303
    assert browser.post("/desk/panic/").status_code == 401, "a double tap comes too late"


def test_while_it_is_closed_nobody_is_let_in_or_given_more_and_everybody_can_still_be_shut_out(
    app: Flask, member: Callable[..., Member], boss: Member
) -> None:
    """Or one stolen account would make the second administrator that opens the house."""
    rosa, ines = member(Role.ORGANIZER), member(Role.COORDINATOR)
    with app.app_context():
        press_panic(None, BASE_URL)
        disabled = invented.account(active=False)
    browser = browser_of(app, boss.id)
    deeds = [("invite", {"role": "administrator"}), (f"{rosa.id}/role", {"role": "administrator"}),
             (f"{disabled}/enable", {}), (f"{rosa.id}/phone", {}), (f"{rosa.id}/link", {})]  # fmt: skip
    for path, data in deeds:
        answer = browser.post(f"/desk/team/{path}", data=data)
        assert (answer.status_code, "nobody is invited" in answer.text) == (423, True), path
    assert browser.post(f"/desk/team/{rosa.id}/role", data={"role": "viewer"}).status_code == 303
    assert browser.post(f"/desk/team/{ines.id}/disable").status_code == 303
    assert app.test_cli_runner().invoke(args=["account", "reset", boss.email]).exit_code == 0, (
        "the machine lets them in"
    )
    with app.app_context():
        changed = {each.id: (each.role, each.active) for each in account.members()}
    assert changed[rosa.id] == (Role.VIEWER, True)
    assert (changed[ines.id][1], changed[disabled][1]) == (False, False)


def test_it_is_opened_by_password_and_code_of_two(app: Flask, member: Callable[..., Member], boss: Member) -> None:
    second = member(Role.ADMINISTRATOR, password=PASSWORD)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        press_panic(None, BASE_URL)
        mark = panic.mark_of(panic.closed())
        db.session.rollback()
    browser = browser_of(app, boss.id)
    answer = browser.post("/desk/panic/open", data={"seen": mark, "password": "wrong horse", "code": "000000"})
    assert (answer.status_code, "That is not your password." in answer.text) == (401, True)
    right = {"seen": mark, "password": PASSWORD}
    assert browser.post("/desk/panic/open", data={**right, "code": "000000"}).status_code == 422
    told = browser.post("/desk/panic/open", data={**right, "code": second_factor.code_now(boss.secret)})
    assert "A second administrator opens the house" in told.text
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        same = browser.post("/desk/panic/open", data={**right, "code": second_factor.code_now(boss.secret)})
        assert (same.status_code, "A second administrator must" in same.text) == (409, True)
        confirmed = {**right, "code": second_factor.code_now(second.secret)}
        last = browser_of(app, second.id).post("/desk/panic/open", data=confirmed)
        assert "The house is open again" in last.text
        assert "The house is closed." not in browser_of(app, boss.id).get("/desk/allies/").text
