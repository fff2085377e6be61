"""A letter to many: whom it reaches, once each, one a week, stopped and taken up again; on both engines."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress as suppress_error
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests import invented
from tests.engines import LOCKS
from tests.letters_world import BASE_URL, World
from tests.smtp import Post
from tracker import clock
from tracker.allies import suppress
from tracker.allies.ally import Ally
from tracker.cli.worker import Worker
from tracker.letters import bulk, bulk_counting, bulk_writing, carrying, selecting
from tracker.letters.bulk import Draft
from tracker.letters.bulk_letter import BulkLetter, Selection
from tracker.letters.letter import Letter
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.usecases import write_to_these
from tracker.usecases.ask_extra_care import ask_extra_care
from tracker.usecases.deliver_due import deliver_due
from tracker.usecases.write_bulk_letters import write_bulk_letters

WORDS = {
    "en": {"subject": "More about {film}", "text": "Dear {call},\n\nthere is news of {film}. You were at {where}."},
    "ko": {"subject": "{film} 소식", "text": "{call}님, 소식이 있습니다."},
}


@pytest.fixture
def rosa(world: World) -> str:
    return invented.account("coordinator")


def drafted(world: World, rosa: str, title: str = "News", words=None, per_hour: int = 1000, **chosen) -> str:
    selection: Selection = {"campaign_id": world.campaign_id, **chosen}  # type: ignore[typeddict-item]
    return write_to_these.draft(Draft(title, selection, words or WORDS, per_hour), rosa)


def started(world: World, rosa: str, **more) -> str:
    bulk_id = drafted(world, rosa, **more)
    write_to_these.start(bulk_id, rosa)
    return bulk_id


def row(bulk_id: str) -> BulkLetter:
    db.session.rollback()
    return bulk.by_id(bulk_id)


def written(world: World, bulk_id: str) -> list[Letter]:
    return [letter for letter in world.letters() if letter.bulk_id == bulk_id]


def write_all(**more) -> None:
    while write_bulk_letters(BASE_URL, **more):
        pass


def suppressed(ally_id: str) -> None:
    email = db.session.get_one(Ally, ally_id).contact["email"]
    with transaction():
        suppress.suppress(email, None, "", "left")


def test_everybody_meant_gets_it_once_in_their_own_language(world: World, rosa: str):
    mina, jun = world.add(name="Mina"), world.add(name="Jun", language="ko")
    ana = world.add(name="Ana", language="es")
    other = invented.campaign()
    invented.signup(invented.ally(), invented.screening(other))
    bulk_id = started(world, rosa)
    write_all()
    write_all()
    letters = {letter.ally_id: letter for letter in written(world, bulk_id)}
    assert set(letters) == {mina, jun, ana}
    assert letters[mina].words["subject"] == "More about Beyond Utopia"
    assert "You were at Alder Hall, Austin." in letters[mina].words["text"]
    assert f"{BASE_URL}/stop/" in letters[mina].words["text"]
    assert (letters[jun].language, letters[ana].language) == ("ko", "en")
    assert {(letter.kind, letter.urgency, letter.zone) for letter in letters.values()} == {
        ("bulk", 1, "America/Chicago")
    }


def test_who_asked_for_extra_care_gets_the_neutral_one(world: World, rosa: str):
    ally = world.add(care=True)
    bulk_id = started(world, rosa)
    write_all()
    [letter] = written(world, bulk_id)
    assert letter.ally_id == ally
    assert "Utopia" not in letter.words["subject"] + letter.words["text"].splitlines()[0]


def test_who_asks_for_extra_care_while_it_waits_gets_the_neutral_one(world: World, rosa: str):
    ally, bulk_id = world.add(), started(world, rosa)
    write_all()
    [before] = [letter.message_id for letter in written(world, bulk_id)]
    ask_extra_care(ally, BASE_URL)
    [letter] = written(world, bulk_id)
    assert (letter.message_id, letter.words["subject"]) == (before, "The letter you asked for")
    assert "Utopia" not in letter.words["text"].splitlines()[0]


def had_one(world: World, rosa: str, ally_id: str) -> None:
    """A letter to many of another kind left for them yesterday."""
    earlier = BulkLetter(
        title="Earlier", campaign_id=world.campaign_id, made_at=clock.now(), made_by_id=rosa, state="sent", per_hour=1
    )
    yesterday = clock.now() - timedelta(days=1)
    letter = Letter(
        ally_id=ally_id, bulk_id=earlier.id, kind="bulk", language="en", message_id=f"<{new_id()}@example.org>",
        state="left", left_at=yesterday, due_at=yesterday, written_at=yesterday, tries=1,
    )  # fmt: skip
    invented.write(earlier, letter)


def test_the_count_is_what_happens(world: World, rosa: str):
    for _ in range(2):
        world.add()
    had_one(world, rosa, world.add())
    world.add(language="ko")
    world.add(consent="no")
    world.add(email=None)
    suppressed(world.add())
    bulk_id = drafted(world, rosa)
    found = bulk_counting.reach(row(bulk_id))
    assert (found.match, found.agreed, found.unreachable, found.lately, found.gets) == (7, 6, 2, 1, 3)
    assert dict(found.languages) == {"en": 2, "ko": 1}
    write_to_these.start(bulk_id, rosa)
    write_all()
    assert len(written(world, bulk_id)) == 3
    assert row(bulk_id).passed_over == 4


def test_all_that_is_chosen_holds_for_one_signup(world: World, rosa: str):
    host, volunteer = invented.interest("host"), invented.interest("volunteer", "Give some hours")
    there = invented.screening(world.campaign_id, venue="Elm House")
    wanted, elsewhere, ticked_nothing, apart = (invented.ally(name=name) for name in "ABCD")
    invented.signup(wanted, there, host, volunteer)
    invented.signup(elsewhere, world.screening_id, host)
    invented.signup(ticked_nothing, there)
    invented.signup(apart, there, volunteer)
    invented.signup(apart, world.screening_id, host)
    bulk_id = started(world, rosa, screening_ids=[there], interests=["host"], country="US", region="TX", city="Austin")
    write_all()
    assert [letter.ally_id for letter in written(world, bulk_id)] == [wanted]
    with pytest.raises(bulk.NotOfThisCampaign):
        drafted(world, rosa, city="Boston")


def test_a_rung_that_is_not_there_is_refused_and_nobody_stands_on_one_that_was_removed(world: World, rosa: str):
    world.add()
    with pytest.raises(bulk.NotOfThisCampaign):
        drafted(world, rosa, rungs=[new_id()])
    bulk_id = started(world, rosa)
    with transaction():
        bulk.by_id(bulk_id).selection = {"campaign_id": world.campaign_id, "rungs": [new_id()]}
    write_all()
    assert written(world, bulk_id) == []


def test_who_signs_up_after_the_start_is_not_added(world: World, rosa: str):
    world.add()
    bulk_id = started(world, rosa)
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        world.add()
        write_all()
    assert len(written(world, bulk_id)) == 1


def test_they_leave_over_time_and_are_written_at_most_an_hour_ahead(world: World, rosa: str):
    for _ in range(9):
        world.add()
    begun = clock.now()
    with time_machine.travel(begun, tick=False):
        bulk_id = started(world, rosa, per_hour=2)
        while write_bulk_letters(BASE_URL, most=1):
            pass
        dues = sorted(letter.due_at for letter in written(world, bulk_id))
        assert [due - clock.now() for due in dues] == [timedelta(minutes=30 * n) for n in range(3)]
    with time_machine.travel(begun + timedelta(hours=1), tick=False):
        while write_bulk_letters(BASE_URL, most=1):
            pass
        assert len(written(world, bulk_id)) == 5
        assert row(bulk_id).state == "sending"
        assert bulk_counting.progress(row(bulk_id)).ahead == 4


def test_stopped_midway_takes_back_what_waits_and_writes_no_more_until_it_goes_on(world: World, rosa: str, smtp: Post):
    for _ in range(6):
        world.add()
    bulk_id = started(world, rosa)
    write_bulk_letters(BASE_URL, most=2)
    assert deliver_due(new_id(), smtp.url, BASE_URL) == 1  # the second is due in a few seconds
    write_bulk_letters(BASE_URL, most=2)
    write_to_these.stop(bulk_id, rosa)
    write_all()
    found = bulk_counting.progress(row(bulk_id))
    assert (found.left, found.waiting, found.taken_back, found.ahead) == (1, 0, 3, 2)
    assert all(letter.recipient is None for letter in written(world, bulk_id) if letter.state == "withdrawn")
    ids = {letter.id: letter.message_id for letter in written(world, bulk_id)}
    write_to_these.resume(bulk_id, rosa)
    write_all(most=2)
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        while deliver_due(new_id(), smtp.url, BASE_URL):
            pass
        write_all()
    letters = written(world, bulk_id)
    assert [letter.state for letter in letters] == ["left"] * 6
    assert ids.items() <= {letter.id: letter.message_id for letter in letters}.items()
    assert len({each.recipients[0] for each in smtp.letters}) == len(smtp.letters) == 6
    assert row(bulk_id).state == "sent"


def test_who_asks_to_stop_before_it_goes_on_is_left_out(world: World, rosa: str):
    ally = world.add()
    bulk_id = started(world, rosa)
    write_all()
    write_to_these.stop(bulk_id, rosa)
    with transaction() as session:
        session.get_one(Ally, ally).email_consent = "no"
    write_to_these.resume(bulk_id, rosa)
    write_all()
    assert [letter.state for letter in written(world, bulk_id)] == ["withdrawn"]
    assert row(bulk_id).state == "sent"


def test_what_was_in_a_dead_workers_hands_does_not_leave_after_the_stop(world: World, rosa: str):
    world.add()
    bulk_id = started(world, rosa)
    write_all()
    with transaction():
        assert len(carrying.claim_due(new_id(), 10, 600).letters) == 1
    write_to_these.stop(bulk_id, rosa)
    assert [letter.state for letter in written(world, bulk_id)] == ["leaving"]
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        write_all()
        assert [letter.state for letter in written(world, bulk_id)] == ["withdrawn"]


def test_a_week_later_the_next_one_may_come(world: World, rosa: str, smtp: Post):
    world.add()
    first = started(world, rosa)
    write_all()
    deliver_due(new_id(), smtp.url, BASE_URL)
    for days, expected in ((6, 0), (8, 1)):
        with time_machine.travel(clock.now() + timedelta(days=days)):
            again = started(world, rosa, title=f"After {days} days")
            write_all()
            assert len(written(world, again)) == expected
    assert [letter.state for letter in written(world, first)] == ["left"]


def at_once(app: Flask, *ids: str) -> None:
    """Two workers, each with one of the letters to many, begin their portion at the same moment."""
    gate = threading.Barrier(len(ids))

    def go(bulk_id: str) -> None:
        with app.app_context():
            gate.wait(20)
            with transaction():
                held = bulk_writing.hold(bulk_id)
                assert held is not None
                bulk_writing.write_portion(held, 100, BASE_URL)

    with ThreadPoolExecutor(len(ids)) as pool:
        for done in [pool.submit(go, each) for each in ids]:
            done.result()


def twice_written(world: World) -> int:
    both = [letter.ally_id for letter in world.letters() if letter.bulk_id]
    return len(both) - len(set(both))


def meet(monkeypatch, in_first: threading.Barrier) -> None:
    """Both read what the allies had before either writes: the worst that can happen."""
    real = bulk_writing.recently

    def slow(*values, **named):
        found = real(*values, **named)
        with suppress_error(threading.BrokenBarrierError):
            in_first.wait(1)
        return found

    monkeypatch.setattr(bulk_writing, "recently", slow)


def without_lock(bulk: BulkLetter, _most: int) -> list[Ally]:
    assert bulk.started_at is not None
    return list(db.session.scalars(select(Ally).where(selecting.matching(bulk.selection, bulk.started_at))))


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_two_started_at_once_never_both_reach_one_ally(world: World, rosa: str, monkeypatch, locked):
    for _ in range(5):
        world.add()
    one, other = started(world, rosa, title="One"), started(world, rosa, title="Other")
    db.session.rollback()
    meet(monkeypatch, threading.Barrier(2))
    if not locked:
        monkeypatch.setattr(bulk_writing, "_next_allies", without_lock)
    at_once(world.app, one, other)
    assert twice_written(world) == (0 if locked else 5)


def test_a_portion_that_breaks_off_in_the_middle_loses_and_doubles_nothing(world: World, rosa: str, monkeypatch):
    for _ in range(5):
        world.add()
    bulk_id = started(world, rosa)
    write_bulk_letters(BASE_URL, most=2)
    real = bulk_writing.outbox.write

    def dies(*values, **named):
        real(*values, **named)
        raise KeyboardInterrupt

    monkeypatch.setattr(bulk_writing.outbox, "write", dies)
    with pytest.raises(KeyboardInterrupt):
        write_bulk_letters(BASE_URL, most=2)
    monkeypatch.setattr(bulk_writing.outbox, "write", real)
    assert len(written(world, bulk_id)) == 2
    write_all(most=2)
    assert len(written(world, bulk_id)) == len({letter.ally_id for letter in written(world, bulk_id)}) == 5


def test_started_once_and_then_left_alone(world: World, rosa: str):
    bulk_id = started(world, rosa)
    with pytest.raises(bulk.StartedAlready):
        write_to_these.start(bulk_id, rosa)
    with pytest.raises(bulk.StartedAlready):
        write_to_these.change(bulk_id, Draft("New", {"campaign_id": world.campaign_id}, WORDS, 1), rosa)
    with pytest.raises(bulk.NotSending):
        write_to_these.resume(bulk_id, rosa)


def test_a_test_letter_goes_to_oneself_in_every_language_and_counts_for_nobody(world: World, rosa: str):
    world.add()
    bulk_id = drafted(world, rosa)
    assert write_to_these.try_on_oneself(bulk_id, rosa, BASE_URL) == 2
    letters = world.letters()
    assert {(letter.kind, letter.account_id, letter.bulk_id) for letter in letters} == {("test", rosa, None)}
    assert {letter.words["subject"] for letter in letters} == {
        "Test: More about Beyond Utopia",
        "테스트: Beyond Utopia 소식",
    }


def test_the_workers_turn_writes_and_carries_it(world: World, rosa: str, smtp: Post):
    world.add(email="mina@example.org")
    world.app.config["SMTP_URL"] = smtp.url
    bulk_id = started(world, rosa)
    worker = Worker(world.app)
    while worker.turn():
        pass
    assert row(bulk_id).state == "sent"
    assert [each.recipients for each in smtp.letters if "More about" in each.message["Subject"]] == [
        ["mina@example.org"]
    ]


def test_nothing_is_written_for_the_night_so_that_the_morning_keeps_the_pace(world: World, rosa: str):
    world.add()
    with transaction():
        settings.put("quiet_until", "8")
        settings.put("quiet_from", "21")
        settings.put("zone", "America/Chicago")
    bulk_id = started(world, rosa)
    tomorrow = clock.now() + timedelta(days=1)
    for hour, number in ((5, 0), (11, 0), (18, 1)):  # near midnight there, in the early morning, at noon
        with time_machine.travel(tomorrow.replace(hour=hour, minute=30), tick=False):
            write_all()
            assert len(written(world, bulk_id)) == number


def test_letters_leave_even_while_one_to_many_cannot_be_written(world: World, rosa: str, smtp: Post):
    ally = world.add()
    world.write()
    broken = world.add()
    started(world, rosa)
    with transaction() as session:  # sealed with a key that nobody has any more
        session.get_one(Ally, broken).contact_sealed = b"\x00" * 60
    world.app.config["SMTP_URL"] = smtp.url
    worker = Worker(world.app)
    for _ in range(2):
        worker.turn()
    assert world.letter_to(ally).state == "left"
    assert {letter.ally_id for letter in world.letters() if letter.kind == "bulk"} == {ally}, "and to the others"
