"""Lists of people at the desk: the fate of each row before anybody comes in, coming in once, and what the worker does of large ones.

Taking them back: test_people_taken_back.py.
"""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.killed import die, killed_at
from tests.letters_world import later
from tests.people_desk import PEOPLE, desk, everything, held, here, looked_at, press
from tests.web.desk.test_imports import sums
from tracker import clock
from tracker.allies.consent import Consent, Wording
from tracker.allies.suppress import suppress
from tracker.cli import lists
from tracker.followups.followup import FollowUp
from tracker.imports import turn
from tracker.imports.import_ import Import, State
from tracker.imports.import_row import ImportRow
from tracker.imports.work import LEASE
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.store.undertakings import TIMES
from tracker.team import panic
from tracker.team.trace import Trace
from tracker.usecases.write_people import write_people
from tracker.web.desk import people_columns, people_list

__all__ = ["desk", "here", "later"]


def test_each_row_has_its_fate_and_nobody_is_named_before_they_come_in(
    app: Flask, desk: FlaskClient, here: str
) -> None:
    before = everything(app)
    page = desk.get(looked_at(desk, PEOPLE, screening=here)).text
    assert sums(page) == {"new ally": 2, "repeat": 1, "already there": 1, "refused, with the reason": 1}
    for secret in ("Ibarra", "Min-ji", "rosa@", "555", "known@"):
        assert secret not in page
    assert "They had read: “May we contact you?”" in page
    assert "They earn no letters." in page
    assert everything(app) == before


def test_they_come_in_once_and_the_same_file_adds_nothing(app: Flask, desk: FlaskClient, here: str) -> None:
    address = looked_at(desk, PEOPLE, screening=here)
    press(desk, address, "write")
    allies = held(app)
    assert (allies["Rosa Ibarra"].email_consent, allies["Rosa Ibarra"].phone_consent) == ("no", "no"), "any no wins"
    assert allies["Seo Min-ji"].phone_consent == "yes"
    with app.app_context():
        heard = db.session.scalars(select(Consent).where(Consent.ally_id == allies["Seo Min-ji"].id)).one()
        assert db.session.get(Wording, heard.wording_id).text == "May we contact you?"
        found = db.session.scalars(select(Import)).one()
        assert (found.upload, found.state) == (None, State.WRITTEN.value)
        assert not any("Ibarra" in str(row.content) for row in db.session.scalars(select(ImportRow)))
        assert db.session.scalar(select(func.count()).where(Trace.deed == "people imported")) == 1
    after = everything(app)
    press(desk, address, "write")
    again = looked_at(desk, PEOPLE, screening=here)
    assert sums(desk.get(again).text) == {"already there": 4, "refused, with the reason": 1}
    press(desk, again, "write")
    assert everything(app) == after


def test_letters_wait_an_hour_and_old_signups_earn_nothing(app: Flask, desk: FlaskClient, here: str) -> None:
    data = (
        f"Name,Email,May we contact you?,Timestamp\nNew One,new@example.org,yes,{clock.now():%Y-%m-%d %H:%M}\n"
        "Old One,old@example.org,yes,2019-06-01 19:00\n"
    )
    press(desk, looked_at(desk, data, screening=here, letters="1"), "write")
    allies = held(app)
    with app.app_context():
        planned = db.session.scalars(select(FollowUp).where(FollowUp.ally_id == allies["New One"].id)).all()
        assert {each.channel for each in planned} & {"letter"}
        assert all(each.due_at >= clock.now() + timedelta(minutes=55) for each in planned if each.channel == "letter")
        old = db.session.scalars(select(FollowUp).where(FollowUp.ally_id == allies["Old One"].id)).one()
        assert (old.state, old.outcome) == ("closed", "not planned")
        assert allies["Old One"].acted_at.year == 2019
    press(desk, looked_at(desk, data.replace("new@", "newer@").replace("old@", "older@"), screening=here), "write")
    with app.app_context():
        assert not db.session.scalar(
            select(func.count()).where(FollowUp.channel == "letter", FollowUp.planned_at > clock.now())
        )


def test_without_wording_no_yes_counts_and_no_list_brings_anybody_back(
    app: Flask, desk: FlaskClient, here: str
) -> None:
    with app.app_context(), transaction():
        suppress("rosa@example.org", None, "", "left")
    page = desk.get(address := looked_at(desk, PEOPLE, screening=here, asked="", wording="")).text
    assert "no “yes” of this list counts" in page
    assert "No list brings anybody back." in page
    press(desk, address, "write")
    assert "Rosa Ibarra" not in held(app)
    assert held(app)["Seo Min-ji"].phone_consent == "unknown"


def test_each_channel_can_be_asked_about_by_itself(app: Flask, desk: FlaskClient, here: str) -> None:
    data = (
        "first_name,last_name,email,Phone Number,can2_subscription_status,can2_sms_status\n"
        "Ana,Ruiz,ana@example.org,5125550160,subscribed,unsubscribed\n"
        "Known,Person,known@example.org,,,unsubscribed\n"
    )
    press(desk, looked_at(desk, data, screening=here, asked="words", wording="Subscribe to our list"), "write")
    allies = held(app)
    assert (allies["Ana Ruiz"].email_consent, allies["Ana Ruiz"].phone_consent) == ("yes", "no")
    assert (allies["Known Person"].email_consent, allies["Known Person"].phone_consent) == ("yes", "no")
    with app.app_context():
        theirs = db.session.scalars(
            select(FollowUp).where(FollowUp.ally_id == allies["Known Person"].id, FollowUp.state == "open")
        )
        assert {each.channel for each in theirs} <= {"letter", "task"}


@pytest.mark.parametrize("engine_name", [pytest.param("postgresql", marks=pytest.mark.postgres)])
@pytest.mark.parametrize("locked", [False, True], ids=["lock off", "lock on"])
def test_two_presses_at_once_write_once(app: Flask, desk: FlaskClient, here: str, locked: bool, monkeypatch) -> None:
    import_id = looked_at(desk, PEOPLE, screening=here).rstrip("/").split("/")[-1]
    if not locked:
        met = threading.Barrier(2)

        def look_only(import_id: str, lock: bool = False, kind: str = "people") -> Import:
            found = db.session.scalars(select(Import).where(Import.id == import_id)).one()
            met.wait(10)
            return found

        monkeypatch.setattr("tracker.usecases.write_people.import_.by_id", look_only)
        monkeypatch.setattr(turn, "take", lambda: None)
    done: list[str] = []

    def go() -> None:
        with app.app_context():
            try:
                write_people(import_id, None)
                done.append("written")
            except Exception as error:
                done.append(type(error).__name__)

    threads = [threading.Thread(target=go) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    # Without it the second runs into the rows of the first.
    assert (sorted(done) == ["WrittenAlready", "written"]) is locked, done


def test_a_large_list_is_left_to_the_worker_which_says_how_far_it_is(
    app: Flask, desk: FlaskClient, here: str, monkeypatch
) -> None:
    monkeypatch.setattr(people_columns, "AT_ONCE", 2)
    monkeypatch.setattr(people_list, "AT_ONCE", 2)
    monkeypatch.setattr(lists, "EVERY", 0.0)
    address = looked_at(desk, PEOPLE, screening=here)

    def worked(said: str) -> None:
        assert said in desk.get(address).text
        assert desk.get(f"{address}far").json["over"] is False
        with app.app_context():
            assert lists.see_to(lambda: True)
            assert not lists.see_to(lambda: True)
        assert desk.get(f"{address}far").json["over"] is True

    worked("Being worked on")
    assert sums(desk.get(address).text)["new ally"] == 2
    press(desk, address, "write")
    with app.app_context():
        with transaction():
            panic.press(None)
        assert not lists.see_to(lambda: True), "the house is closed"
        with transaction() as session:
            session.query(panic.Panic).delete()
    worked("Being worked on")
    assert "Seo Min-ji" in held(app)
    press(desk, address, "undo")
    worked("Being worked on")
    assert "Seo Min-ji" not in held(app)


def test_a_list_that_ends_one_worker_after_the_other_is_given_up_and_its_page_says_so(
    app: Flask, desk: FlaskClient, here: str, monkeypatch: pytest.MonkeyPatch, later: Callable[..., None]
) -> None:
    address = looked_at(desk, PEOPLE, screening=here)
    monkeypatch.setattr(people_list, "AT_ONCE", 2)
    press(desk, address, "write")
    with app.app_context():
        with monkeypatch.context() as patched:
            patched.setattr(lists, "write_people", die)
            for _ in range(TIMES):
                assert killed_at(lambda: lists.see_to(lambda: True))
                assert "Being worked on" in desk.get(address).text
                later(seconds=LEASE.total_seconds() + 1)
        assert lists.see_to(lambda: True)
        assert "Something went wrong, and nothing was written." in desk.get(address).text
        assert desk.get(f"{address}far").json["over"] is True
        press(desk, address, "write")
        assert lists.see_to(lambda: True)
    assert "Seo Min-ji" in held(app), "asked anew, it is begun again"
