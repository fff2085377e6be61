"""The letter of the morning: once a day, counts and links, nothing about a person."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask

from tests import invented
from tracker.letters.letter import Letter
from tracker.letters.notice import Notice
from tracker.letters.reply import Reply
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import account, settings
from tracker.usecases.send_digests import morning, send_digests

DAY = date(2023, 10, 25)
# 8 o'clock in New York.
MORNING = datetime(2023, 10, 25, 12, 0, tzinfo=UTC)
BASE_URL = "https://houselights.example"


@pytest.fixture
def house(app: Flask) -> Iterator[Flask]:
    with app.app_context(), time_machine.travel(MORNING, tick=False):
        yield app


def digests() -> list[Letter]:
    db.session.rollback()
    return list(db.session.query(Letter).filter_by(kind="digest").order_by(Letter.id))


def busy() -> tuple[str, str]:
    """Rosa has two that are due, one of them late; Bo's campaign has nothing."""
    rosa, bo = invented.account(name="Rosa M."), invented.account(name="Bo")
    here, _there = invented.campaign(rosa), invented.campaign(bo, name="Winter")
    late = MORNING.replace(day=20)
    for values in ({}, {"due_at": late, "late_at": late}):
        signup_of = invented.ally("Mina Park")
        invented.follow_up(signup_of, here, point_person_id=rosa, **values)
    return rosa, bo


def test_it_says_how_many_wait_and_where_and_nothing_of_whom(house):
    rosa, _bo = busy()
    assert send_digests(DAY, BASE_URL) == 1
    [letter] = digests()
    assert letter.account_id == rosa and letter.ally_id is None
    text, html = letter.words["text"], letter.words["html"]
    assert "2 follow-ups are yours." in text and "1 follow-up is late." in text
    assert f"{BASE_URL}/desk/?list=mine" in text and f"{BASE_URL}/desk/?list=mine" in html
    assert "Mina" not in text + html and "example.org" not in text + html
    aliases = [each.alias for each in db.session.query(invented.Ally)]
    assert aliases and not any(alias in text + html for alias in aliases)


def test_a_second_run_on_the_same_day_writes_nothing_the_next_day_does(house):
    busy()
    assert send_digests(DAY, BASE_URL) == 1
    assert send_digests(DAY, BASE_URL) == 0
    assert send_digests(date(2023, 10, 26), BASE_URL) == 1
    assert len(digests()) == 2


def test_who_has_nothing_who_turned_it_off_and_who_left_get_none(house):
    rosa, bo = busy()
    gone, campaign = invented.account(active=False), invented.campaign(bo)
    invented.follow_up(invented.ally(), campaign, point_person_id=gone)
    with transaction():
        account.by_id(rosa).digest = False
    assert [letter.account_id for letter in (send_digests(DAY, BASE_URL), digests())[1]] == [bo]


def test_a_message_that_was_forgotten_with_its_ally_waits_for_nobody(house):
    ida = invented.account("coordinator", "Ida")
    invented.write(Reply(mark=b"m" * 32, received_at=MORNING))
    assert (send_digests(DAY, BASE_URL), digests(), ida != "") == (0, [], True)


def test_coordinators_hear_of_letters_that_did_not_leave(house):
    rosa, _bo = busy()
    ida = invented.account("coordinator", "Ida")
    now = MORNING.replace(hour=1)
    invented.write(Letter(
        ally_id=invented.ally(), kind="thanks", language="en", message_id="<1@houselights.example>", state="failed",
        due_at=now, written_at=now, tries=11, trouble="451", urgency=0,
    ))  # fmt: skip
    send_digests(DAY, BASE_URL)
    told = {each.account_id: each.words["text"] for each in digests()}
    assert "1 letter did not leave." in told[ida]
    assert "did not leave" not in told[rosa]


def test_an_organizer_hears_of_changes_to_tell_in_their_own_campaigns(house):
    rosa, bo = invented.account(name="Rosa M."), invented.account(name="Bo")
    here, there = invented.campaign(rosa), invented.campaign(bo, name="Winter")
    invented.write(*(
        Notice(screening_id=invented.screening(campaign), kind="moved", state=state, before={}, made_at=MORNING)
        for campaign, state in ((here, "open"), (here, "dropped"), (there, "dropped"))
    ))  # fmt: skip
    assert send_digests(DAY, BASE_URL) == 1
    [letter] = digests()
    assert letter.account_id == rosa and "1 change is not announced yet." in letter.words["text"]


@pytest.mark.parametrize(("at", "expected"), [
    ("2023-10-25T10:59:00+00:00", None),  # 6:59 in New York
    ("2023-10-25T11:00:00+00:00", DAY),
    ("2023-10-25T15:59:00+00:00", DAY),
    ("2023-10-25T16:00:00+00:00", None),  # noon
    ("2023-10-26T02:00:00+00:00", None),
])  # fmt: skip
def test_it_is_written_in_the_morning_of_the_desk(app, at, expected):
    with app.app_context(), time_machine.travel(datetime.fromisoformat(at), tick=False):
        assert morning() == expected


def test_the_desks_clock_decides(app):
    with app.app_context(), time_machine.travel(datetime(2023, 10, 24, 23, 0, tzinfo=UTC), tick=False):
        assert morning() is None
        with transaction():
            settings.put("zone", "Asia/Seoul")
        assert morning() == DAY
