"""Lists of people at the desk: the fate of each row before anybody comes in, coming in once, taking it back."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests import people_desk
from tests.ended_at import die, killed_at
from tests.letters_world import later
from tests.people_desk import HEAD, PEOPLE, everything, held, looked_at, press
from tests.web.desk.test_imports import sums
from tracker import clock
from tracker.allies.consent import Consent, Wording
from tracker.allies.likeness import Likeness, LikenessMark
from tracker.allies.name_words import NameWord
from tracker.allies.suppress import suppress
from tracker.cli import lists
from tracker.followups.followup import FollowUp
from tracker.imports import turn
from tracker.imports.import_ import Import, State
from tracker.imports.import_row import ImportRow
from tracker.imports.work import LEASE
from tracker.screenings.screening import Screening
from tracker.signups.signup import SignupAnswer, SignupInterest
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.store.undertakings import TIMES
from tracker.team import panic
from tracker.team.roles import Role
from tracker.team.trace import Trace
from tracker.usecases.look_for_likenesses import look_for_likenesses
from tracker.usecases.write_people import write_people
from tracker.web.desk import people_columns, people_list

__all__ = ["later"]


@pytest.fixture
def here(app: Flask) -> str:
    return people_desk.a_screening(app)


@pytest.fixture
def desk(signed_in, here: str) -> FlaskClient:
    return signed_in(Role.COORDINATOR)


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


def test_undo_takes_back_what_nobody_has_touched(app: Flask, desk: FlaskClient, here: str) -> None:
    before, known = everything(app), held(app)["Known Person"]
    data = PEOPLE + "Known Person,known@example.org,,no,\n"
    address = looked_at(desk, data, screening=here)
    press(desk, address, "write")
    assert held(app)["Known Person"].email_consent == "no"
    assert "2 signups were taken back." in desk.get(press(desk, address, "undo").location).text
    assert everything(app) == before
    assert held(app)["Known Person"].email_consent == known.email_consent == "yes"
    assert press(desk, address, "undo").status_code == 409
    press(desk, looked_at(desk, PEOPLE, screening=here), "write")
    assert everything(app)["ally"] == before["ally"] + 2


def test_what_somebody_has_touched_stays_and_is_said(app: Flask, desk: FlaskClient, here: str) -> None:
    address = looked_at(desk, PEOPLE, screening=here)
    press(desk, address, "write")
    minji = held(app)["Seo Min-ji"].id
    with app.app_context(), transaction():
        mine = db.session.scalars(select(FollowUp).where(FollowUp.ally_id == minji, FollowUp.state == "open")).first()
        assert mine is not None, "a fresh signup earns a call"
        mine.tries = 1
    assert "1 stayed" in desk.get(press(desk, address, "undo").location).text
    assert "Seo Min-ji" in held(app)
    assert "Rosa Ibarra" not in held(app)


def test_whom_the_worker_has_looked_at_goes_too_and_whom_somebody_told_apart_stays(
    app: Flask, desk: FlaskClient, here: str
) -> None:
    before, data = (
        everything(app),
        f"{HEAD}Ana Ruiz,ana@example.org,5125550160,yes,\nAna Ruis,ana@example.net,5125550160,yes,\n",
    )
    address = looked_at(desk, data, screening=here)
    press(desk, address, "write")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(NameWord))
        look_for_likenesses()
        pair = db.session.scalars(select(Likeness)).one()
        assert db.session.scalars(select(LikenessMark.ally_id).where(LikenessMark.ally_id == pair.one_id)).first()
    assert "2 signups were taken back." in desk.get(press(desk, address, "undo").location).text
    assert everything(app) == before, "nobody has done anything with them"
    press(desk, again := looked_at(desk, data, screening=here), "write")
    with app.app_context():
        look_for_likenesses()
        with transaction():
            db.session.scalars(select(Likeness)).one().apart_at = clock.now()
    press(desk, again, "undo")
    assert {"Ana Ruiz", "Ana Ruis"} <= held(app).keys()


NO, YES = (f"{HEAD}Known Person,known@example.org,,{said},\n" for said in ("no", "yes"))


def wrote(desk: FlaskClient, data: str, **told: str) -> str:
    press(desk, address := looked_at(desk, data, **told), "write")
    return address


@pytest.mark.parametrize("dated", [False, True], ids=["undated", "signed years ago"])
@pytest.mark.parametrize("elsewhere", [False, True], ids=["same screening", "another screening"])
def test_a_no_of_another_list_outlives_this_one(
    app: Flask, desk: FlaskClient, here: str, dated: bool, elsewhere: bool
) -> None:
    head, row = NO.splitlines()
    data = f"{head},Timestamp\n{row},2019-06-01 19:00\n" if dated else NO.replace("help with", "help with this")
    with app.app_context():
        at = select(Screening.id).where(Screening.id != here, Screening.day.is_not(None))
        there = db.session.scalars(at).first() if elsewhere else here
    first, second = wrote(desk, NO, screening=here), wrote(desk, data, screening=str(there))

    def stands() -> tuple[str, str]:
        known = held(app)["Known Person"]
        return known.email_consent, known.phone_consent

    press(desk, first, "undo")
    assert stands() == ("no", "no")
    press(desk, second, "undo")
    assert stands() == ("yes", "yes"), "both lists are taken back: it stands as before the first"
    third, fourth = wrote(desk, NO, screening=here), wrote(desk, data, screening=str(there))
    for address, then in ((fourth, "no"), (third, "yes")):
        press(desk, address, "undo")
        assert stands() == (then, then)


def test_the_same_file_again_writes_no_second_no_and_still_its_no_is_not_lost(
    app: Flask, desk: FlaskClient, here: str
) -> None:
    first = wrote(desk, NO, screening=here)
    after = everything(app)
    wrote(desk, NO, screening=here)
    assert everything(app) == after
    press(desk, first, "undo")
    assert held(app)["Known Person"].email_consent == "no"


def test_who_came_by_a_list_and_stays_keeps_what_other_lists_said_alone(
    app: Flask, desk: FlaskClient, here: str
) -> None:
    with app.app_context():
        other = db.session.scalars(select(Screening.id).where(Screening.id != here, Screening.day.is_not(None))).first()
    first = wrote(desk, YES.replace("nown", "new"), screening=here)
    wrote(desk, YES.replace("nown", "new").replace(",yes,", ",,"), screening=str(other))
    assert held(app)["Knew Person"].email_consent == "yes"
    press(desk, first, "undo")
    assert held(app)["Knew Person"].email_consent == "unknown", "the yes was this list's"


@pytest.mark.parametrize("since", ["nothing", "an answer"])
def test_undo_takes_back_what_a_row_ticked_on_a_signup_that_was_there(
    app: Flask, desk: FlaskClient, here: str, since: str
) -> None:
    before, ticks = everything(app), ticks_of(app)
    data = HEAD + "Known Person,known@example.org,,yes,donate\n"
    address = looked_at(desk, data, screening=here)
    press(desk, address, "write")
    [came] = ticks_of(app) - ticks
    if since == "an answer":
        with app.app_context(), transaction():
            answer = SignupAnswer(signup_id=came[0], interest_id=came[1], at=clock.now())
            answer.text = "In May"
            db.session.add(answer)
    press(desk, address, "undo")
    assert ticks_of(app) - ticks == ({came} if since == "an answer" else set())
    assert since == "an answer" or everything(app) == before


def ticks_of(app: Flask) -> set[tuple[str, str]]:
    with app.app_context():
        return {(s, i) for s, i in db.session.execute(select(SignupInterest.signup_id, SignupInterest.interest_id))}


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
