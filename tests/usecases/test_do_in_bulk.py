"""A deed on many: each ally once, left out with a reason, gone on with after a kill, taken back where nobody touched it."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests import invented
from tests.engines import LOCKS
from tests.invented import House
from tracker import clock
from tracker.allies import tags
from tracker.allies.ally import Ally
from tracker.allies.tag import AllyTag
from tracker.errors import NotThere
from tracker.finding import bulk, bulk_step, choosing
from tracker.finding.bulk_deed import BulkDeed
from tracker.finding.choosing import NobodyChosen
from tracker.finding.filters import Filters
from tracker.followups.claiming import Worker
from tracker.followups.followup import FollowUp
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.account import Account
from tracker.team.panic import Panic
from tracker.team.trace import Trace
from tracker.usecases import choose_allies, do_in_bulk
from tracker.usecases.press_panic import press_panic


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


@pytest.fixture
def ida(inside: Flask) -> Worker:
    return Worker(invented.account("coordinator", "Ida K."), None, careful=True)


@pytest.fixture
def house(inside: Flask) -> House:
    return House()


def people(house: House, number: int, **values) -> list[str]:
    made = [invented.ally(**values) for _ in range(number)]
    for each in made:
        invented.signup(each, house.screening_id)
    return made


def deed_of(deed_id: str) -> BulkDeed:
    db.session.rollback()
    return db.session.get_one(BulkDeed, deed_id)


def tagged(tag_id: str) -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(select(AllyTag.ally_id).where(AllyTag.tag_id == tag_id)))


def traced(account_id: str) -> Counter[str]:
    return Counter(db.session.scalars(select(Trace.deed).where(Trace.account_id == account_id)))


def test_what_is_open_is_given_and_goes_back_to_whom_it_was(inside: Flask, ida: Worker):
    rosa, wren = invented.account("organizer"), invented.account("coordinator", "Wren T.")
    house = House(rosa)
    mine, nothing, careful = people(house, 1)[0], people(house, 1)[0], people(house, 1, care=True)[0]
    call = invented.follow_up(mine, house.campaign_id, point_person_id=rosa)
    sealed = invented.follow_up(careful, house.campaign_id)
    choice = choose_allies.choose_all(Filters(), ida)
    deed = do_in_bulk.begin(choice, "assign", {"account_id": wren}, "", ida)
    row = deed_of(deed)
    assert (row.state, row.done, row.left_out) == ("done", 2, {"nothing open": 1})
    assert {db.session.get_one(FollowUp, each).point_person_id for each in (call, sealed)} == {wren}
    with transaction() as session:
        touched = session.get_one(FollowUp, sealed)
        touched.claimed_by_id, touched.claimed_until = wren, clock.now() + timedelta(hours=1)
    do_in_bulk.undo(deed, ida)
    row = deed_of(deed)
    assert (row.state, row.undone) == ("undone", 1)
    assert db.session.get_one(FollowUp, call).point_person_id == rosa
    assert db.session.get_one(FollowUp, sealed).point_person_id == wren
    assert nothing
    assert traced(ida.account_id) == {"many assigned": 1, "deed on many taken back": 1}


def test_what_is_taken_back_goes_to_nobody_who_may_not_have_it_now(inside: Flask, ida: Worker):
    """Who began it has left meanwhile, too: that keeps nobody from taking it back."""
    stays, moved, left = (invented.account("organizer") for _ in range(3))
    house, _elsewhere = House(stays, left), House(moved)
    rosa, wren = invented.account("coordinator"), invented.account("coordinator", "Wren T.")
    who = Worker(rosa, None, careful=True)
    whose = [stays, stays, moved, left, wren]
    calls = [
        invented.follow_up(each, house.campaign_id, point_person_id=person)
        for each, person in zip(people(house, 5), whose, strict=True)
    ]
    deed = do_in_bulk.begin(choose_allies.choose_all(Filters(), who), "assign", {"account_id": ida.account_id}, "", who)
    with transaction() as session:
        session.get_one(Ally, session.get_one(FollowUp, calls[1]).ally_id).extra_care = True
        for gone in (left, rosa):
            session.get_one(Account, gone).active = False
    do_in_bulk.undo(deed, ida)
    assert (deed_of(deed).state, deed_of(deed).undone) == ("undone", 5)
    people_now = [db.session.get_one(FollowUp, each).point_person_id for each in calls]
    assert people_now == [stays, None, None, None, wren]


def test_while_the_house_is_closed_nothing_goes_on_and_what_went_on_has_stopped(house: House, ida: Worker, monkeypatch):
    monkeypatch.setattr(bulk.portion, "__defaults__", (2,))
    people(house, 6)
    with transaction():
        one, two, three = (tags.make(name, ida.account_id).id for name in ("One", "Two", "Three"))

    def begun(tag_id: str) -> str:
        return do_in_bulk.begin(choose_allies.choose_all(Filters(), ida), "tag", {"tag_id": tag_id}, "", ida)

    back = begun(one)
    do_in_bulk.stop(back, ida)
    with monkeypatch.context() as idle:
        idle.setattr(do_in_bulk, "_portion", lambda _deed_id: 0)
        do_in_bulk.undo(back, ida)
    going = begun(two)
    assert (deed_of(back).state, deed_of(going).state) == ("undoing", "going")
    shut = press_panic(None, "http://localhost")
    assert (shut["deeds on many"], deed_of(going).state, deed_of(going).done) == (1, "stopped", 2)
    # Whoever was just pressing the button as the house closed.
    late = begun(three)
    assert (do_in_bulk.go_on(), deed_of(late).state, tagged(three)) == (0, "stopped", set())
    assert (deed_of(back).state, len(tagged(one))) == ("undoing", 2)
    with transaction() as session:
        session.query(Panic).delete()
    while do_in_bulk.go_on():
        pass
    assert (deed_of(back).state, tagged(one), len(tagged(two))) == ("undone", set(), 2)


def test_how_many_asked_for_extra_care_is_told_to_coordinators_alone(inside: Flask, ida: Worker):
    rosa = invented.account("organizer")
    house = House(rosa)
    who = Worker(rosa, frozenset({house.campaign_id}), careful=False)
    plain, careful = people(house, 1), people(house, 1, care=True)
    with transaction():
        tag_id = tags.make("Press", rosa).id
    choice = choose_allies.choose_all(Filters(), who)
    assert bulk.preview(choosing.mine(choice, who), "tag", {"tag_id": tag_id}, who).left_out == {"not yours": 1}
    deed = do_in_bulk.begin(choice, "tag", {"tag_id": tag_id}, "", who)
    left_out = deed_of(deed).left_out
    assert (bulk.told(left_out, who), bulk.told(left_out, ida)) == ({"not yours": 1}, {"care": 1})
    # A list that would tell something of them is chosen without them.
    assert choosing.mine(choose_allies.choose_all(Filters(language="en"), who), who).number == len(plain)
    assert choosing.mine(choose_allies.choose_all(Filters(language="en"), ida), ida).number == len(plain + careful)


def test_a_step_by_hand_is_planned_for_who_agreed_and_taken_back_untouched(house: House, ida: Worker):
    agreed, silent, again = people(house, 1)[0], people(house, 1, phone_consent="no")[0], people(house, 1)[0]
    elsewhere = people(House(), 1)[0]
    what = {"channel": "call", "campaign_id": house.campaign_id, "day": f"{clock.now().date() + timedelta(days=3)}"}
    first = do_in_bulk.begin(choose_allies.choose_ticked([again], ida), "step", what, "", ida)
    deed = do_in_bulk.begin(choose_allies.choose_all(Filters(), ida), "step", what, "", ida)
    row = deed_of(deed)
    assert (row.done, row.left_out) == (1, {"no consent": 1, "had it": 1, "not in": 1})
    [made] = db.session.scalars(select(FollowUp).where(FollowUp.ally_id == agreed))
    assert (made.why, made.channel, made.state, made.due_at > clock.now()) == ("by hand", "call", "open", True)
    do_in_bulk.undo(deed, ida)
    assert deed_of(deed).undone == 1
    assert set(db.session.scalars(select(FollowUp.ally_id))) == {again}
    assert first
    assert silent
    assert elsewhere
    for wrong, refusal in (
        ({**what, "channel": "letter"}, bulk_step.StepUnsaid), ({**what, "day": "2020-01-01"}, bulk_step.DayUnsaid),
        ({**what, "campaign_id": "0" * 16}, bulk_step.CampaignUnsaid),
    ):  # fmt: skip
        with pytest.raises(refusal):
            do_in_bulk.begin(choose_allies.choose_ticked([agreed], ida), "step", wrong, "", ida)


def test_an_organizer_does_nothing_to_others_allies_nor_to_those_with_extra_care(inside: Flask, ida: Worker):
    rosa = invented.account("organizer")
    mine, others = House(rosa), House()
    who = Worker(rosa, frozenset({mine.campaign_id}), careful=False)
    here, careful, far = people(mine, 1)[0], people(mine, 1, care=True)[0], people(others, 1)[0]
    with transaction():
        tag_id = tags.make("Press", rosa).id
    choice = choose_allies.choose_ticked([here, careful, far], who)
    deed = do_in_bulk.begin(choice, "tag", {"tag_id": tag_id}, "", who)
    assert (deed_of(deed).left_out, tagged(tag_id)) == ({"care": 1}, {here})
    with pytest.raises(NobodyChosen):
        choose_allies.choose_ticked([far, "x"], who)
    with pytest.raises(NotThere):
        do_in_bulk.begin(choose_allies.choose_ticked([far], ida), "tag", {"tag_id": tag_id}, "", who)


def test_contact_stops_with_all_of_them_and_that_is_not_taken_back(house: House, ida: Worker):
    both, quiet = people(house, 2), people(house, 1, email_consent="no", phone_consent="no")
    invented.follow_up(both[0], house.campaign_id)
    deed = do_in_bulk.begin(choose_allies.choose_ticked([*both, *quiet], ida), "stop", {}, "", ida)
    assert (deed_of(deed).done, deed_of(deed).left_out) == (2, {"stopped": 1})
    db.session.rollback()
    assert {(each.email_consent, each.phone_consent) for each in db.session.scalars(select(Ally))} == {("no", "no")}
    assert db.session.scalars(select(FollowUp.outcome)).all() == ["asked to stop"]
    assert traced(ida.account_id) == {"many stopped": 1, "stopped contact": 2}
    with pytest.raises(bulk.NotTakenBack):
        do_in_bulk.undo(deed, ida)


def test_many_need_the_number_typed_and_go_on_in_portions_after_a_kill(house: House, ida: Worker, monkeypatch):
    monkeypatch.setattr(bulk, "TYPED_FROM", 5)
    monkeypatch.setattr(bulk.portion, "__defaults__", (2,))
    everybody = set(people(house, 5))
    with transaction():
        tag_id = tags.make("Press", ida.account_id).id
    choice = choose_allies.choose_all(Filters(), ida)
    with pytest.raises(bulk.MistypedNumber):
        do_in_bulk.begin(choice, "tag", {"tag_id": tag_id}, "4", ida)
    deed = do_in_bulk.begin(choice, "tag", {"tag_id": tag_id}, " 5 ", ida)
    assert (len(tagged(tag_id)), deed_of(deed).state, bulk.ahead(deed_of(deed))) == (2, "going", 3)
    real = bulk.add_rows

    def dies(*values):
        real(*values)
        raise KeyboardInterrupt

    monkeypatch.setattr(bulk, "add_rows", dies)
    with pytest.raises(KeyboardInterrupt):
        do_in_bulk.go_on()
    monkeypatch.setattr(bulk, "add_rows", real)
    assert len(tagged(tag_id)) == 2
    while do_in_bulk.go_on():
        pass
    assert (tagged(tag_id), deed_of(deed).done, deed_of(deed).state) == (everybody, 5, "done")
    do_in_bulk.undo(deed, ida)
    while do_in_bulk.go_on():
        pass
    assert (tagged(tag_id), deed_of(deed).undone) == (set(), 5)


def test_it_ends_where_who_began_it_may_no_more_or_stops_it_and_is_over_after_a_week(
    house: House, ida: Worker, monkeypatch
):
    monkeypatch.setattr(bulk.portion, "__defaults__", (2,))
    people(house, 6)
    with transaction():
        tag_id = tags.make("Press", ida.account_id).id
    stopped = do_in_bulk.begin(choose_allies.choose_all(Filters(), ida), "tag", {"tag_id": tag_id}, "", ida)
    do_in_bulk.stop(stopped, ida)
    with pytest.raises(bulk.OverAlready):
        do_in_bulk.stop(stopped, ida)
    left = do_in_bulk.begin(choose_allies.choose_all(Filters(), ida), "untag", {"tag_id": tag_id}, "", ida)
    with transaction() as session:
        session.get_one(Account, ida.account_id).active = False
    do_in_bulk.go_on()
    assert (deed_of(left).state, deed_of(stopped).state) == ("stopped", "stopped")
    with time_machine.travel(clock.now() + timedelta(days=8)), pytest.raises(bulk.NotTakenBack):
        do_in_bulk.undo(stopped, ida)


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_two_workers_at_once_do_it_to_each_ally_once(app: Flask, house: House, ida: Worker, monkeypatch, locked):
    monkeypatch.setattr(bulk.portion, "__defaults__", (0,))
    people(house, 4)
    what = {"channel": "task", "campaign_id": house.campaign_id, "day": f"{clock.now().date()}"}
    deed = do_in_bulk.begin(choose_allies.choose_all(Filters(), ida), "step", what, "", ida)
    with transaction() as session:
        session.get_one(BulkDeed, deed).state = "going"
    db.session.remove()
    monkeypatch.setattr(bulk.portion, "__defaults__", (10,))
    looked, gate, inside_ = list[int](), threading.Barrier(2), threading.Barrier(2)
    if not locked:
        monkeypatch.setattr(bulk, "hold", lambda deed_id: db.session.get(BulkDeed, deed_id))
    real = bulk.worker_of

    def slow(account_id: str) -> Worker | None:
        with suppress(threading.BrokenBarrierError):
            inside_.wait(1)
        return real(account_id)

    monkeypatch.setattr(bulk, "worker_of", slow)

    def go() -> None:
        with app.app_context():
            gate.wait(20)
            with suppress(Exception):
                looked.append(do_in_bulk._portion(deed))

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Without the lock both look at all four: only what the database itself refuses keeps the second from doing it again.
    assert sorted(looked) == ([0, 4] if locked else [4, 4])
    with app.app_context():
        assert db.session.query(FollowUp).count() == 4
