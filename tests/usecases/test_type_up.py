"""Typing up a paper sheet: every line comes in once, by the one way, whoever types and however often it is sent; none is lost."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests import world
from tests.engines import LOCKS
from tests.paper_sheets import line, printed, sheet, typed
from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.allies.suppress import suppress
from tracker.arrivals.welcome import welcome
from tracker.followups.followup import FollowUp
from tracker.screenings import checklist, joining
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import Screening
from tracker.signups import lines, person, sheet_ends, sheets
from tracker.signups.lines import LineTakenIn, LineThere, NotYourLine
from tracker.signups.sheet_ends import ClosedOtherwise, LinesImpossible, LinesMissing, LinesTooMany, StillOpen
from tracker.signups.sheet_line import SheetLine, Typist
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.usecases import type_up
from tracker.usecases.destroy_sheet import destroy_sheet
from tracker.usecases.take_in_sheets import take_in_sheets

WREN, ROSA = Typist(new_id()), Typist(new_id())
on_one = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def here(app: Flask) -> Iterator[str]:
    """The id of a film screening."""
    with app.app_context():
        yield world.one_screening(host={"name": "Ada"}).id


@pytest.fixture
def one(here: str) -> str:
    """The id of its sheet."""
    return printed(here)[0]


def signups() -> list[Signup]:
    db.session.rollback()
    return db.session.query(Signup).order_by(Signup.at).all()


def test_lines_wait_sealed_until_the_sheet_is_closed_and_then_all_come_in(here: str, one: str) -> None:
    for number in (1, 2, 4):
        type_up.type_line(one, typed(number, interests=["host"]), WREN)
    assert signups() == [] and line(one, 4).content_sealed is not None
    type_up.close_sheet(one, 4, 1, WREN)
    came = signups()
    assert {each.source for each in came} == {"sheet"} and {each.screening_id for each in came} == {here}
    assert {each.account_id for each in came} == {WREN.account_id} and len(came) == 3
    assert line(one, 4).content_sealed is None and line(one, 4).taken_at is not None
    facts = db.session.query(Consent).all()
    assert {fact.wording_id for fact in facts} == {sheet(one).wording_id} and len(facts) == 3
    assert db.session.query(FollowUp).count() >= 3
    assert "sheets" in checklist.ticked(here)


def test_it_closes_only_when_typed_and_illegible_are_the_lines_on_the_paper(one: str) -> None:
    for number in (1, 2):
        type_up.type_line(one, typed(number), WREN)
    with pytest.raises(LinesMissing, match="3 too few"):
        type_up.close_sheet(one, 6, 1, WREN)
    with pytest.raises(LinesTooMany, match="1 too many"):
        type_up.close_sheet(one, 2, 1, WREN)
    with pytest.raises(LinesImpossible):
        type_up.close_sheet(one, 41, 39, WREN)
    assert sheet(one).closed_at is None and signups() == []
    type_up.close_sheet(one, 3, 1, WREN)
    type_up.close_sheet(one, 3, 1, WREN)
    with pytest.raises(ClosedOtherwise):
        type_up.close_sheet(one, 4, 2, WREN)
    assert len(signups()) == 2


@on_one
def test_whoever_typed_a_line_mends_it_until_it_is_in_and_nobody_else_does(one: str) -> None:
    host, elsewhere = Typist(pen="a"), Typist(pen="b")
    type_up.type_line(one, typed(1, email="heorn@example.org"), WREN)
    for stranger in (ROSA, host, Typist()):
        with pytest.raises(NotYourLine):
            type_up.mend_line(one, 1, typed(1), stranger)
        with pytest.raises(NotYourLine):
            type_up.take_line_away(one, 1, stranger)
    type_up.mend_line(one, 1, typed(2), WREN)
    assert [each.number for each in lines.own_lines(sheet(one), WREN)] == [2]
    assert lines.own_lines(sheet(one), ROSA) == lines.own_lines(sheet(one), elsewhere) == []
    type_up.type_line(one, typed(3), WREN)
    with pytest.raises(LineThere):
        type_up.mend_line(one, 3, typed(2), WREN)
    type_up.take_line_away(one, 3, WREN)
    type_up.close_sheet(one, 1, 0, WREN)
    assert [ally.contact["email"] for ally in db.session.query(Ally)] == ["heron2@example.org"]
    with pytest.raises(LineTakenIn):
        type_up.mend_line(one, 2, typed(2, name="Crane"), WREN)


@on_one
def test_a_sheet_that_nobody_closes_loses_nobody(one: str, later: Any) -> None:
    type_up.type_line(one, typed(1), WREN)
    later(hours=23)
    type_up.type_line(one, typed(2), WREN)
    assert take_in_sheets() == 0
    later(hours=2)
    assert take_in_sheets() == 1 and take_in_sheets() == 0
    assert [each.submission for each in signups()] == [f"sheet.{one}.1"]
    with pytest.raises(LineTakenIn):
        type_up.take_line_away(one, 1, WREN)
    type_up.close_sheet(one, 2, 0, WREN)
    assert len(signups()) == 2


@on_one
def test_a_forgotten_line_comes_in_at_once_and_the_numbers_still_agree(one: str) -> None:
    type_up.type_line(one, typed(1), WREN)
    type_up.close_sheet(one, 3, 2, WREN)
    for _press in range(2):
        type_up.type_line(one, typed(2), ROSA, was_illegible=True)
        type_up.type_line(one, typed(4), ROSA)
    closed = sheet(one)
    assert (closed.on_paper, closed.illegible, len(signups())) == (4, 1, 3)
    with pytest.raises(LineTakenIn):
        type_up.mend_line(one, 4, typed(4, name="Crane"), ROSA)


@on_one
def test_the_same_line_sent_twice_is_one_and_another_in_its_place_is_refused(one: str) -> None:
    assert type_up.type_line(one, typed(1), WREN)
    assert not type_up.type_line(one, typed(1), WREN)
    with pytest.raises(LineThere, match="2 is free"):
        type_up.type_line(one, typed(1, name="Somebody else"), WREN)
    type_up.close_sheet(one, 1, 0, WREN)
    assert not type_up.type_line(one, typed(1), WREN), "an answer that was lost on the way"
    assert len(signups()) == 1 and sheet(one).on_paper == 1


@on_one
def test_what_is_not_ticked_is_unknown_and_a_no_leaves_nothing_behind(one: str) -> None:
    type_up.type_line(one, typed(1, consent="neither"), WREN)
    type_up.type_line(one, typed(2, consent="no", name="Quillfeather"), WREN)
    type_up.type_line(one, typed(3, consent="no", email=""), WREN)
    type_up.close_sheet(one, 3, 0, WREN)
    came = {each.submission[-1]: db.session.get_one(Ally, each.ally_id) for each in signups()}
    assert came["1"].email_consent == "unknown" and came["1"].contact["email"] == "heron1@example.org"
    assert came["2"].contact is None and came["3"].contact is None
    assert came["2"].email_consent == came["3"].email_consent == "no"
    assert db.session.query(FollowUp).count() == 0


@on_one
def test_a_no_on_paper_is_heard_of_somebody_we_know(here: str, one: str) -> None:
    with transaction():
        [known] = welcome([world.entry(db.session.get_one(Screening, here), email="heron1@example.org")])
    type_up.type_line(one, typed(1, consent="no"), WREN)
    type_up.close_sheet(one, 1, 0, WREN)
    ally = db.session.get_one(Ally, known.ally_id)
    assert (ally.email_consent, ally.phone_consent) == ("no", "no") and len(signups()) == 1


@on_one
@pytest.mark.parametrize("kind", ["left", "erased", "never again"])
def test_whoever_asked_for_peace_is_not_taken_in_from_paper(one: str, kind: str) -> None:
    type_up.type_line(one, typed(1), WREN)
    with transaction():
        suppress("heron1@example.org", None, "", kind)
    type_up.close_sheet(one, 1, 0, WREN)
    assert signups() == [] and db.session.query(Ally).count() == 0 and line(one, 1).content_sealed is None


@on_one
def test_erasing_somebody_reaches_their_line_while_it_waits(here: str, one: str) -> None:
    with transaction():
        [known] = welcome([world.entry(db.session.get_one(Screening, here), email="heron1@example.org")])
    for number in (1, 2):
        type_up.type_line(one, typed(number), WREN)
    with transaction():
        person.forget(str(known.ally_id))
    assert line(one, 1).content_sealed is None and line(one, 2).content_sealed is not None
    type_up.close_sheet(one, 2, 0, WREN)
    assert {each.submission for each in signups()} >= {f"sheet.{one}.2"}
    assert f"sheet.{one}.1" not in {each.submission for each in signups()}


@on_one
def test_the_paper_has_a_last_day_and_somebody_says_that_it_is_gone(here: str, one: str, later: Any) -> None:
    with pytest.raises(StillOpen):
        destroy_sheet(one, WREN)
    type_up.type_line(one, typed(1), WREN)
    later(days=3)
    assert sheet_ends.to_decide() == 1, "begun and left"
    type_up.close_sheet(one, 1, 0, WREN)
    day = db.session.get_one(Screening, here).day
    assert day is not None and sheet(one).destroy_by == day + timedelta(days=7)
    assert sheet_ends.to_decide() == 0 and sheet_ends.summed(here).paper == 1
    later(days=8)
    assert sheet_ends.to_decide() == 1 == sheet_ends.to_decide({sheets.screening_of(sheet(one)).campaign_id})
    assert sheet_ends.to_decide({new_id()}) == 0
    for who in (ROSA, WREN):
        destroy_sheet(one, who)
    gone = sheet(one)
    assert gone.destroyed_by_id == ROSA.account_id and gone.destroyed_at and sheet_ends.to_decide() == 0


@on_one
def test_a_sheet_with_nothing_on_it_closes_and_need_not_be_destroyed(one: str) -> None:
    type_up.close_sheet(one, 0, 0, WREN)
    assert sheet(one).destroy_by is None and sheet_ends.to_decide() == 0


@on_one
def test_lines_of_a_joined_screening_come_in_where_its_codes_lead_and_of_a_cancelled_one_at_the_campaign(
    here: str, one: str
) -> None:
    campaign_id = db.session.get_one(Screening, here).campaign_id
    with transaction() as session:
        stays = world.screening(session.get_one(Campaign, campaign_id)).id
    with transaction() as session:
        joining.join_screenings(session.get_one(Screening, stays), session.get_one(Screening, here))
    type_up.type_line(one, typed(1), WREN)
    type_up.close_sheet(one, 1, 0, WREN)
    assert [each.screening_id for each in signups()] == [stays]
    [another] = printed(stays)
    with transaction() as session:
        row = session.get_one(Screening, stays)
        row.status, row.cancelled_at = "cancelled", clock.now()
    type_up.type_line(another, typed(2), WREN)
    type_up.close_sheet(another, 1, 0, WREN)
    assert db.session.get_one(Screening, signups()[-1].screening_id).standing == "unplaced"


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_a_line_that_is_typed_while_the_sheet_is_closed_is_not_left_behind(
    app: Flask, engine_name: str, locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the lock off it waits for ever in a sheet that is closed, with numbers that do not agree."""
    with app.app_context():
        one = printed(world.one_screening().id)[0]
        type_up.type_line(one, typed(1), WREN)
    if not locked:
        monkeypatch.setattr(sheets, "row_of", lambda model, row_id, **_lock: db.session.get_one(model, row_id))
    counted, gone_on = threading.Event(), threading.Event()
    close = sheet_ends.close

    def slowly(*told: Any) -> bool:
        done = close(*told)
        counted.set()
        gone_on.wait(0.7 if locked else 10)
        return done

    monkeypatch.setattr(sheet_ends, "close", slowly)
    failed: list[BaseException] = []

    def in_thread(deed: Any) -> threading.Thread:
        def run() -> None:
            with app.app_context():
                try:
                    deed()
                except BaseException as error:
                    failed.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    closing = in_thread(lambda: type_up.close_sheet(one, 1, 0, WREN))
    assert counted.wait(10)
    typing = in_thread(lambda: type_up.type_line(one, typed(2), ROSA))
    if not locked:
        typing.join()
        gone_on.set()
    closing.join()
    typing.join()
    assert not failed
    with app.app_context():
        row = sheet(one)
        came, numbers = len(signups()), lines.typed_of([one])[one]
        waiting = db.session.query(SheetLine).filter(SheetLine.taken_at.is_(None)).count()
        agrees = numbers + (row.illegible or 0) == row.on_paper and waiting == 0 and came == 2
    assert agrees is locked


def test_two_typists_press_the_same_line_at_once_and_it_is_one(app: Flask) -> None:
    with app.app_context():
        one = printed(world.one_screening().id)[0]
    ready, told, failed = threading.Barrier(6), list[bool](), list[BaseException]()

    def press(by: Typist) -> None:
        with app.app_context():
            ready.wait()
            try:
                told.append(type_up.type_line(one, typed(1), by))
            except BaseException as error:
                failed.append(error)

    threads = [threading.Thread(target=press, args=(by,)) for by in (WREN, ROSA) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # To whoever typed it, it is the same one; to the other one it is there.
    assert sorted(told) == [False] * 2 + [True] and [type(each) for each in failed] == [LineThere] * 3
    with app.app_context():
        type_up.close_sheet(one, 1, 0, WREN)
        assert len(signups()) == 1
