"""A list of people is taken back: what nobody has touched goes, some allies at a time, and consent stands as before."""

import threading
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from tests.people_desk import HEAD, PEOPLE, desk, everything, held, here, looked_at, press
from tracker import clock
from tracker.allies.likeness import Likeness, LikenessMark
from tracker.allies.name_words import NameWord
from tracker.followups.followup import FollowUp
from tracker.imports import people_undoing, person
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup, SignupAnswer, SignupInterest
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.look_for_likenesses import look_for_likenesses

__all__ = ["desk", "here"]


@pytest.fixture(params=[1, people_undoing.AT_ONCE], ids=["one ally after the other", "all at once"])
def portion(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many allies of a list are seen to at a time when it is taken back."""
    monkeypatch.setattr(people_undoing, "AT_ONCE", request.param)


TAKEN_BACK = pytest.mark.usefixtures("portion")


NO, YES = (f"{HEAD}Known Person,known@example.org,,{said},\n" for said in ("no", "yes"))


def wrote(desk: FlaskClient, data: str, **told: str) -> str:
    press(desk, address := looked_at(desk, data, **told), "write")
    return address


@TAKEN_BACK
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


@TAKEN_BACK
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


@TAKEN_BACK
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


@pytest.mark.parametrize("dated", [False, True], ids=["undated", "signed years ago"])
@pytest.mark.parametrize("elsewhere", [False, True], ids=["same screening", "another screening"])
@TAKEN_BACK
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


@TAKEN_BACK
def test_the_same_file_again_writes_no_second_no_and_still_its_no_is_not_lost(
    app: Flask, desk: FlaskClient, here: str
) -> None:
    first = wrote(desk, NO, screening=here)
    after = everything(app)
    wrote(desk, NO, screening=here)
    assert everything(app) == after
    press(desk, first, "undo")
    assert held(app)["Known Person"].email_consent == "no"


@TAKEN_BACK
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
@TAKEN_BACK
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


@TAKEN_BACK
@pytest.mark.parametrize("second", ["no,", "yes,donate"])
def test_two_rows_that_meet_one_signup_of_which_one_ticked_something_are_taken_back(
    app: Flask, desk: FlaskClient, here: str, second: str
) -> None:
    before = everything(app)
    data = f"{HEAD}Known Person,known@example.org,,yes,donate\nKnown Person,known@example.org,,{second}\n"
    press(desk, address := looked_at(desk, data, screening=here), "write")
    assert press(desk, address, "undo").status_code == 303
    assert everything(app) == before


@pytest.mark.parametrize("engine_name", [pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_who_is_joined_with_somebody_while_the_list_is_taken_back_is_not_left_out(
    app: Flask, desk: FlaskClient, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = HEAD + "".join(f"Person {n},person{n}@example.org,,yes,\n" for n in range(4))
    press(desk, address := looked_at(desk, data, screening=here), "write")
    people = held(app)
    last, other = max(each.id for name, each in people.items() if name.startswith("Person")), people["Other Person"].id

    def join() -> None:
        with app.app_context(), transaction():
            person.move(last, other)
            db.session.execute(update(Signup).where(Signup.ally_id == last).values(ally_id=other))

    real, seen = people_undoing._undo_of, list[int]()

    def and_somebody_joins(*told: Any) -> None:
        real(*told)
        if not seen:
            joining = threading.Thread(target=join)
            joining.start()
            joining.join()
        seen.append(len(told[1]))

    monkeypatch.setattr(people_undoing, "AT_ONCE", 1)
    monkeypatch.setattr(people_undoing, "_undo_of", and_somebody_joins)
    assert "4 signups were taken back." in desk.get(press(desk, address, "undo").location).text
    assert seen == [1, 1, 1, 1]


def ticks_of(app: Flask) -> set[tuple[str, str]]:
    with app.app_context():
        return {(s, i) for s, i in db.session.execute(select(SignupInterest.signup_id, SignupInterest.interest_id))}
