"""7: limits per form, per person, per event are written and kept: at the limit everything happens, one beyond nothing does."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests import invented
from tests.engines import TOP
from tests.letters_world import BASE_URL
from tests.members import browser_of
from tracker.allies import own_links
from tracker.allies.own_link import OwnLink
from tracker.followups.claiming import Worker
from tracker.letters.letter import Letter
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import rations
from tracker.team.rations import RationSpent
from tracker.team.trace import Trace
from tracker.usecases.open_card import open_card
from tracker.usecases.send_own_link import send_own_link
from tracker.web.frame.limits import MOST_FIELDS


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # races for the last place are run on both engines: tests/team/test_rations.py


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        yield app


def traced(deed: str) -> int:
    db.session.rollback()
    return db.session.query(Trace).filter_by(deed=deed).count()


def test_07_a_person_of_the_team_has_thirty_contacts_shown_in_an_hour_and_not_the_thirty_first(inside: Flask) -> None:
    most = rations.limit("reveal")
    browser = browser_of(inside, invented.account("coordinator"))
    answers = [
        browser.post(f"/desk/allies/{invented.ally(f'Person {n}')}/reveal", data={"reason": "they asked"})
        for n in range(most + 1)
    ]
    assert most == 30
    assert [each.status_code for each in answers] == [*[200] * most, 429]
    assert "Person 29" in answers[-2].text and "Person" not in answers[-1].text
    assert traced("contact revealed") == most and traced("reveals used up") == 1


def test_07_a_caller_opens_ninety_cards_in_an_hour_and_not_the_ninety_first(inside: Flask) -> None:
    most, caller = rations.limit("card"), invented.account("caller")
    house = invented.House(caller)
    who = Worker(caller, frozenset({house.campaign_id}), careful=False)
    cards = [house.promise(point_person_id=caller) for _ in range(most + 1)]
    assert most == 90, "three times as many as thirty calls an hour need"
    for each in cards[:most]:
        open_card(each, who)
    with pytest.raises(RationSpent):
        open_card(cards[most], who)
    assert traced("card shown") == most


def test_07_a_coordinator_takes_five_files_along_in_an_hour_and_not_the_sixth(inside: Flask) -> None:
    most, who = rations.limit("export"), "a" * 16
    for _ in range(most):
        with transaction():
            rations.take("export", who)
    with pytest.raises(RationSpent), transaction():
        rations.take("export", who)
    assert (most, rations.taken_in_the_hour("export", who)) == (5, 5)


def test_07_an_ally_gets_three_letters_with_a_fresh_link_in_an_hour_and_not_a_fourth(inside: Flask) -> None:
    ally = invented.ally()
    sent = [send_own_link(ally, BASE_URL) for _ in range(own_links.MOST_IN_AN_HOUR + 1)]
    assert sent == [True, True, True, False]
    assert db.session.query(OwnLink).count() == db.session.query(Letter).count() == 3


def test_07_a_form_takes_so_many_fields_and_not_one_more(inside: Flask) -> None:
    browser = browser_of(inside, invented.account("coordinator"))
    part = '--x\r\nContent-Disposition: form-data; name="f"\r\n\r\nv\r\n'
    to = {"path": "/desk/claim", "content_type": "multipart/form-data; boundary=x"}
    answers = [browser.post(data=part * number + "--x--\r\n", **to) for number in (MOST_FIELDS, MOST_FIELDS + 1)]
    assert [each.status_code == 413 for each in answers] == [False, True]


def test_07_the_limits_of_the_desk_are_written_down_as_they_are() -> None:
    written = (TOP / "docs" / "decisions" / "0011-trace-and-access.md").read_text("utf-8")
    for number in ("90 allies", "30 contacts", "5 files", "730 days"):
        assert number in written
