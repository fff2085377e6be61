"""An ally with a signup, letters and a call to come, and the way to the page of what is held: for tests of my data."""

import re

import pytest
from flask.testing import FlaskClient

from tests.letters_world import World
from tracker.allies import own_links
from tracker.allies.ally import Ally
from tracker.allies.identify import identify
from tracker.allies.recognise import Person
from tracker.allies.recognise import known as who_is
from tracker.followups.by_hand import SAME
from tracker.followups.followup import FollowUp
from tracker.letters.letter import Letter
from tracker.store import links
from tracker.store.db import db
from tracker.store.transactions import transaction


def known(world: World, **values: object) -> str:
    """Recognised by their contact, with a letter in the outbox and a call to come; their id."""
    ally_id = world.add(**values)
    world.write()
    with transaction() as session:
        follow_up = world.follow_up_of(ally_id)
        call = FollowUp(
            ally_id=ally_id, campaign_id=world.campaign_id, channel="call", due_at=follow_up.due_at,
            late_at=follow_up.late_at, planned_at=follow_up.planned_at,
        )  # fmt: skip
        session.add(call)
        identify(ally_id, session.get_one(Ally, ally_id).contact)
    return ally_id


def me(ally_id: str, deed: str = "") -> str:
    return f"/me/{links.sign('me', ally_id)}" + (f"/{deed}" if deed else "")


def fresh(ally_id: str, account_id: str | None = None) -> str:
    """The address of a fresh link."""
    with transaction():
        return f"/me/open/{own_links.give(ally_id, own_links.OPEN, account_id=account_id).token}"


def pass_in(page: str) -> str:
    found = re.search(r'name="pass" value="([^"]+)"', page)
    assert found, page
    return found[1]


class Owner:
    """An ally at the page of everything."""

    def __init__(self, client: FlaskClient, ally_id: str) -> None:
        self.client = client
        self.page = client.post(fresh(ally_id)).text
        self.sent = pass_in(self.page)

    def do(self, deed: str, **fields: str):
        return self.client.post(f"/me/data/{deed}", data={"pass": self.sent, **fields})


def letters_of(ally_id: str, kind: str) -> list[Letter]:
    db.session.rollback()
    return list(db.session.query(Letter).filter_by(ally_id=ally_id, kind=kind).order_by(Letter.written_at, Letter.id))


def link_in(letter: Letter) -> str:
    """The path of the link in a letter that carries a fresh one."""
    words = letter.words
    assert words is not None
    found = re.search(r"https://houselights\.example(/me/\S+)", words["text"])
    assert found, words
    return found[1]


def ally_of(ally_id: str) -> Ally:
    db.session.rollback()
    return db.session.get_one(Ally, ally_id)


@pytest.fixture
def ally(world: World) -> str:
    """Beside one who must not be touched."""
    known(world)
    return known(world)


@pytest.fixture
def owner(world: World, ally: str) -> Owner:
    return Owner(world.browser(), ally)


def find(name: str = "", email: str | None = None, phone: str | None = None) -> str | None:
    """Whose a signup with these would be."""
    db.session.rollback()
    return who_is([Person("x", name, email, phone)])[0]


def same(ally_id: str) -> list[FollowUp]:
    db.session.rollback()
    return list(db.session.query(FollowUp).filter_by(ally_id=ally_id, why=SAME))
