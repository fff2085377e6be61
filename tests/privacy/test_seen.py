"""Who sees a name or a contact: every desk page is opened in every role, and asked for them."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from flask import Flask

from tests import invented
from tests.letters_world import Browser, World
from tests.mail.samples import sample
from tests.members import browser_of
from tests.privacy.keeps import keeps
from tests.privacy.looking import EMAIL, NAME, PHONE
from tracker import clock
from tracker.allies.ally import Ally
from tracker.letters.reply import Reply
from tracker.screenings.campaign import WorksOn
from tracker.store.db import db
from tracker.team.roles import Role
from tracker.team.trace import Trace
from tracker.usecases.receive_mail import receive_mail
from tracker.web.frame.role_names import ROLE_NAMES
from tracker.web.public import house_facts

Enter = Callable[[Role], Browser]
_numbers = count(1)


@pytest.fixture
def ally(world: World) -> str:
    """Somebody with a letter that waits and a call to come, beside noise; nobody's yet."""
    ally_id = world.add(name=NAME, email=EMAIL)
    world.add()
    world.write()
    row = db.session.get_one(Ally, ally_id)
    row.contact = {"name": NAME, "call": NAME, "email": EMAIL, "phone": PHONE}
    db.session.commit()
    return ally_id


@pytest.fixture
def call(world: World, ally: str) -> str:
    """The follow-up that is a call to them."""
    now = clock.now()
    return invented.follow_up(
        ally, world.campaign_id, channel="call", due_at=now - timedelta(hours=1), late_at=now + timedelta(days=1)
    )


@pytest.fixture
def enter(world: World) -> Enter:
    """A member of this role who works on the campaign; nobody's point person."""

    def come_in(role: Role) -> Browser:
        account_id = invented.account(role.value, f"Member {next(_numbers)}")
        invented.write(WorksOn(account_id=account_id, campaign_id=world.campaign_id))
        browser = Browser(browser_of(world.app, account_id))
        browser.account_id = account_id
        return browser

    return come_in


def tells(text: str) -> set[str]:
    """Which of the marks stand on a page."""
    return {mark for mark in (NAME, EMAIL, PHONE, PHONE[2:]) if mark in text}


def said(fact: str) -> set[str]:
    """The roles that the notice names."""
    return set(house_facts.facts()[fact].split(", "))


def open_for(fact: str, opens: Callable[[Role], bool]) -> None:
    """The roles that the notice names are those for whom it really opens."""
    assert {str(ROLE_NAMES[role]) for role in Role if opens(role)} == said(fact)


def lists(app: Flask) -> list[str]:
    """Every desk page whose address names nobody."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/desk/") and not rule.arguments]
    return sorted(rule.rule for rule in rules if "GET" in (rule.methods or ()))


@keeps("In its lists the team sees an invented name for you, such as “Quiet Heron 7kq2”.")
@pytest.mark.parametrize("role", Role)
def test_no_list_of_the_desk_names_anybody(world: World, ally: str, call: str, enter: Enter, role: Role):
    browser, opened = enter(role), 0
    for address in lists(world.app):
        page = browser.get(address)
        assert tells(page.text) == set(), address
        opened += page.status_code == 200
    assert opened >= {Role.VIEWER: 1, Role.CALLER: 3}.get(role, 5)
    if role in (Role.COORDINATOR, Role.ORGANIZER):
        alias = db.session.get_one(Ally, ally).alias
        assert alias in browser.get("/desk/allies/").text.replace("\xa0", " ").replace("&nbsp;", " ")


@keeps(
    "What to call you and how to reach you opens for the one person who is to call or write to you. "
    "Roles that this can be: %(callers)s.",
    "Somebody of the team could be forced to tell what they may see.",
)
def test_the_card_opens_for_who_took_the_call_and_for_nobody_beside(world: World, ally: str, call: str, enter: Enter):
    def opens(role: Role) -> bool:
        browser = enter(role)
        if browser.post("/desk/claim", data={"claim": call}).status_code != 303:
            return False
        page = browser.get(f"/desk/follow-ups/{call}")
        assert tells(page.text) >= {NAME, PHONE}
        for other in Role:
            assert tells(enter(other).get(f"/desk/follow-ups/{call}").text) == set(), other
        assert browser.post(f"/desk/follow-ups/{call}/give-back").status_code == 303
        return True

    open_for("callers", opens)


@keeps("Anybody else must give a reason first. Roles that can: %(revealers)s.")
def test_a_contact_shows_to_others_for_a_reason_alone(world: World, ally: str, enter: Enter):
    def opens(role: Role) -> bool:
        browser = enter(role)
        assert tells(browser.get(f"/desk/allies/{ally}").text) == set()
        assert tells(browser.post(f"/desk/allies/{ally}/reveal", data={"reason": " "}).text) == set()
        return PHONE in browser.post(f"/desk/allies/{ally}/reveal", data={"reason": "returned letter"}).text

    open_for("revealers", opens)


@keeps(
    "Roles that can open a letter of ours to you: %(readers)s. An answer of yours that we cannot place: %(sorters)s. "
    "After %(unplaced)s it is gone."
)
def test_letters_and_answers_that_nobody_can_place_open_for_these_roles(world: World, ally: str, enter: Enter):
    letter = world.letter_to(ally).id
    open_for("readers", lambda role: EMAIL in enter(role).get(f"/desk/outbox/{letter}").text)
    receive_mail(sample("reply_gmail.eml", message_id="<never@written.example>"))
    db.session.rollback()
    reply = db.session.query(Reply).one().id
    open_for("sorters", lambda role: enter(role).get(f"/desk/replies/{reply}").status_code == 200)


@keeps("Each such look is written down: who looked, at whom, and when.")
def test_each_way_to_a_contact_leaves_its_line(world: World, ally: str, call: str, enter: Enter):
    receive_mail(sample("reply_gmail.eml", message_id="<never@written.example>"))
    db.session.rollback()
    reply, letter, looker = db.session.query(Reply).one().id, world.letter_to(ally).id, enter(Role.COORDINATOR)
    looks = [
        (ally, lambda: looker.post(f"/desk/allies/{ally}/reveal", data={"reason": "returned letter"})),
        (ally, lambda: looker.get(f"/desk/outbox/{letter}")),
        (ally, lambda: looker.get(f"/desk/outbox/{letter}.eml")),
        (reply, lambda: looker.get(f"/desk/replies/{reply}")),
        (ally, lambda: looker.post("/desk/claim", data={"claim": call}) and looker.get(f"/desk/follow-ups/{call}")),
    ]
    for about, look in looks:
        db.session.rollback()
        before = db.session.query(Trace).count()
        assert look().status_code == 200
        db.session.rollback()
        lines = db.session.query(Trace).order_by(Trace.number).all()[before:]
        assert [each for each in lines if (each.account_id, each.about_id) == (looker.account_id, about)]


@keeps("You ask for extra care? Then only these roles see more than your invented name: %(careful)s.")
def test_with_extra_care_the_card_is_closed_to_all_other_roles(world: World, ally: str, call: str, enter: Enter):
    db.session.get_one(Ally, ally).extra_care = True
    db.session.commit()
    letter = world.letter_to(ally).id

    def opens(role: Role) -> bool:
        browser = enter(role)
        claimed = browser.post("/desk/claim", data={"claim": call}).status_code == 303
        pages = [f"/desk/allies/{ally}", f"/desk/outbox/{letter}", f"/desk/follow-ups/{call}"]
        seen = [browser.get(page).text for page in pages]
        if claimed:
            browser.post(f"/desk/follow-ups/{call}/give-back")
        told = [bool(tells(text)) or "Alder Hall" in text for text in seen]
        assert all(told) or not any(told), role
        return any(told)

    open_for("careful", opens)
