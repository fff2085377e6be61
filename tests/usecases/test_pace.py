"""No more letters a minute than is allowed; none but urgent ones at night. The clock is the house's own, moved by hand."""

import random
import threading
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, text, update

from tests.letters_world import World
from tests.smtp import Post
from tests.usecases.test_deliver_due import deliver
from tracker import clock
from tracker.letters import carrying, choosing, pace
from tracker.letters.letter import Letter
from tracker.letters.outbox import ToWrite, write
from tracker.letters.pace import heap_of
from tracker.letters.quiet import SPREAD
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team import settings

NIGHT = datetime(2023, 10, 25, 3, 30, tzinfo=UTC)  # 22:30 in Chicago, 23:30 in New York, 12:30 in Seoul
MORNING = datetime(2023, 10, 25, 13, 0, tzinfo=UTC)  # 8:00 in Chicago


@pytest.fixture
def at(monkeypatch):
    """Sets the house's clock."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture(autouse=True)
def quiet_as_usual(world: World) -> None:
    """The quiet hours that a house begins with, which the world of the other tests has not."""
    put(quiet_from=settings.DEFAULTS["quiet_from"], quiet_until=settings.DEFAULTS["quiet_until"])


def put(**values: str) -> None:
    with transaction():
        for name, value in values.items():
            settings.put(name, value)


def queue(world: World, domain: str, many: int, kind: str = "bulk", zone: str | None = None) -> str:
    """Letters in the outbox to one ally's addresses at a domain, each due a little later than the one before."""
    ally_id = world.add("thanks", channel="call")
    now = clock.now()
    letters = [
        ToWrite(
            kind=kind, language="en", recipient=f"a{number}@{domain}", words={"subject": "s", "text": "t", "html": "h"},
            due_at=now - timedelta(hours=1) + timedelta(milliseconds=number), ally_id=ally_id, once=f"{domain}:{new_id()}",
            zone=zone,
        )
        for number in range(many)
    ]  # fmt: skip
    with transaction():
        write(letters, "houselights.example")
    return ally_id


def domains(smtp: Post) -> Counter[str]:
    return Counter(received.recipients[0].rpartition("@")[2] for received in smtp.letters)


def claim(most: int = 50) -> list[str]:
    with transaction():
        return [letter.recipient for letter in carrying.claim_due(new_id(), most, 600).letters]


def test_a_domain_gets_no_more_a_minute_than_is_allowed(world: World, smtp: Post, at):
    put(letters_a_minute_to_one_domain="5", quiet_from="0", quiet_until="0")
    at(MORNING)
    queue(world, "one.example", 12)
    for minute, so_far in enumerate((5, 10, 12)):
        at(MORNING + timedelta(minutes=minute, seconds=1 if minute else 0))
        while deliver(smtp):
            pass
        assert len(smtp.letters) == so_far
        at(MORNING + timedelta(minutes=minute, seconds=58))
        assert deliver(smtp) == 0


def test_all_together_are_no_more_a_minute_than_is_allowed_and_urgent_ones_go_first(world: World, smtp: Post, at):
    put(letters_a_minute="4", quiet_from="0", quiet_until="0")
    at(MORNING)
    for number in range(6):
        queue(world, f"d{number}.example", 1)
    queue(world, "urgent.example", 2, kind="thanks")
    while deliver(smtp):
        pass
    assert len(smtp.letters) == 4
    assert domains(smtp)["urgent.example"] == 2


def test_what_waits_for_its_domain_does_not_stand_before_others(world: World):
    """500 letters to one domain in front of ten to others: those leave at once, in one claim."""
    put(letters_a_minute_to_one_domain="5", quiet_from="0", quiet_until="0")
    queue(world, "big.example", 500)
    for number in range(10):
        queue(world, f"small{number}.example", 1)
    claimed = claim()
    assert Counter(address.endswith("big.example") for address in claimed) == {True: 5, False: 10}
    assert claim() == []


def test_tries_that_failed_count_too(world: World, smtp: Post, at):
    """A domain that says "later" is not asked faster than one that takes letters."""
    put(letters_a_minute_to_one_domain="3", quiet_from="0", quiet_until="0")
    at(MORNING)
    queue(world, "one.example", 6)
    smtp.answers.extend(["451 4.7.1 Too many"] * 6)
    while deliver(smtp):
        pass
    assert Counter(letter.tries for letter in world.letters()) == {1: 3, 0: 3}


def test_letters_to_the_team_know_no_limit_by_domain(world: World):
    put(letters_a_minute_to_one_domain="1", quiet_from="0", quiet_until="0")
    queue(world, "one.example", 3)
    with transaction():
        db.session.execute(update(Letter).values(heap=None))
    assert len(claim()) == 3


def test_without_limits_all_leave_at_once(world: World):
    put(letters_a_minute_to_one_domain="0", quiet_from="0", quiet_until="0")
    queue(world, "one.example", 200)
    assert len(claim(500)) == 200


@pytest.mark.parametrize("alone", [True, False], ids=["one at a time", "negative control: all at once"])
def test_several_workers_together_keep_the_limit(world: World, monkeypatch, alone: bool):
    """All count before any has claimed, if they can. SQLite lets one in at a time."""
    put(letters_a_minute_to_one_domain="5", quiet_from="0", quiet_until="0")
    queue(world, "one.example", 40)
    db.session.remove()
    if db.engine.dialect.name == "sqlite" and not alone:
        return
    if not alone:
        monkeypatch.setattr(pace, "one_at_a_time", lambda _deed: None)
    barrier = threading.Barrier(4)
    count, claimed = pace.room, []

    def count_together():
        room = count()
        with suppress(threading.BrokenBarrierError):
            barrier.wait(timeout=1)
        return room

    monkeypatch.setattr(choosing.pace, "room", count_together)

    def work() -> None:
        with world.app.app_context():
            claimed.extend(claim(20))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == 5 if alone else len(claimed) > 5


def test_a_heap_says_little_and_always_the_same(world: World):
    assert heap_of("Mina@Example.org") == heap_of("jun@example.org.")
    heaps = {heap_of(f"a@d{number}.example") for number in range(300)}
    assert len(heaps) > 250
    assert all(0 <= heap < pace.HEAPS for heap in heaps)


def test_at_night_letters_wait_for_the_reader_s_morning_and_a_little(world: World, at):
    at(NIGHT)
    queue(world, "night.example", 3, zone="America/Chicago")
    queue(world, "day.example", 1, zone="Asia/Seoul")
    queue(world, "desk.example", 2)
    queue(world, "fresh.example", 1, kind="thanks", zone="America/Chicago")
    queue(world, "odd.example", 1, zone="Nowhere/Atall")
    assert sorted(claim()) == ["a0@day.example", "a0@fresh.example"]
    waiting = {letter.id: letter for letter in world.letters() if letter.state == "waiting"}
    for letter in waiting.values():
        begins = MORNING if letter.zone == "America/Chicago" else MORNING - timedelta(hours=1)
        assert begins <= letter.due_at < begins + timedelta(minutes=SPREAD)
        assert letter.tries == 0
    assert len({letter.due_at for letter in waiting.values()}) == len(waiting)
    at(MORNING + timedelta(minutes=SPREAD))
    assert len({*claim()} - {"a0@fresh.example"}) == 6


def test_a_letter_that_is_tried_again_at_night_waits_too(world: World, smtp: Post, at):
    evening = NIGHT - timedelta(hours=1, minutes=30, seconds=30)  # 20:59:30 in Chicago
    at(evening)
    queue(world, "one.example", 1, zone="America/Chicago")
    smtp.answers.append("451 4.3.0 Later")
    assert deliver(smtp) == 1
    at(evening + timedelta(minutes=2))
    assert deliver(smtp) == 1  # seen to: put off
    (letter,) = world.letters()
    assert letter.state == "waiting"
    assert letter.due_at >= MORNING
    assert smtp.letters == []


@pytest.mark.parametrize(
    ("begin", "end", "quiet"), [("21", "8", True), ("8", "21", False), ("22", "23", True), ("0", "0", False)]
)
def test_quiet_hours_may_lie_on_either_side_of_midnight(world: World, at, begin: str, end: str, quiet: bool):
    put(quiet_from=begin, quiet_until=end)
    at(NIGHT)
    queue(world, "one.example", 1, zone="America/Chicago")
    assert bool(claim()) is not quiet


def test_letters_of_steps_carry_the_clock_of_the_screening(world: World):
    ally = world.add()
    world.write()
    letter = world.letter_to(ally)
    assert (letter.zone, letter.heap) == ("America/Chicago", heap_of("a@example.org"))


def test_the_claim_and_the_count_go_by_their_indexes(world: World):
    queue(world, "one.example", 300)
    rng = random.Random(7)  # noqa: S311
    with transaction() as session:
        for letter in session.query(Letter):
            if rng.random() < 0.9:
                letter.state, letter.left_at = "left", clock.now()
                letter.tried_at = clock.now() - timedelta(hours=rng.randint(1, 500))
    seen: list[str] = []

    def note(connection, _cursor, statement, parameters, _context, _many):
        if statement.startswith("SELECT") and "FROM letter" in statement and "heap" in statement:
            explain = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "
            cursor = connection.connection.cursor()
            if explain == "EXPLAIN ":
                cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(explain + statement, parameters)
            seen.append(str(cursor.fetchall()))

    with transaction() as session:
        if db.engine.dialect.name == "postgresql":
            session.execute(text("ANALYZE letter"))
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        claim()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    plans = " ".join(seen)
    assert "ix_letter_tried" in plans
    assert "ix_letter_to_carry" in plans
    assert "TEMP B-TREE FOR ORDER" not in plans
