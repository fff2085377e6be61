"""Who changes an ally and what hangs on it locks the ally first: two who meet wait for each other, and none waits in a circle."""

import threading
from collections.abc import Callable
from contextlib import suppress as passing

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from tests import invented
from tests.engines import LOCKS
from tests.letters_world import BASE_URL, World
from tests.smtp import Post
from tracker.allies import answer_by_link
from tracker.allies.ally import Ally
from tracker.followups import outcomes
from tracker.followups.claiming import Worker
from tracker.followups.followup import Attempt, FollowUp
from tracker.followups.recording import Told
from tracker.letters.carrying import InHand
from tracker.letters.letter import Letter
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.rows import row_of
from tracker.usecases import deliver_due as delivering
from tracker.usecases import undo_outcome as undoing
from tracker.usecases.claim_follow_up import claim_follow_up
from tracker.usecases.deliver_due import deliver_due
from tracker.usecases.forget_address import forget_address
from tracker.usecases.record_outcome import record_outcome
from tracker.usecases.stop_contact import stop_contact
from tracker.usecases.undo_outcome import ErasedSince, undo_outcome

Work = Callable[[], object]


class Crossing:
    """Both stand at once where each has locked its first row; or one of them waits for that row, and the other goes on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.both = threading.Barrier(2)
        say_no = answer_by_link.say_no

        def later(*values: object) -> bool:
            self.meet()
            return say_no(*values)

        monkeypatch.setattr(answer_by_link, "say_no", later)

    def meet(self) -> None:
        with passing(threading.BrokenBarrierError):
            self.both.wait(1)

    def run(self, world: World, *works: Work) -> list[object]:
        """What each came to: what it returned, or the error's type."""
        ends: list[object] = []

        def one(work: Work) -> None:
            with world.app.app_context():
                try:
                    ends.append(work())
                except Exception as error:
                    ends.append(type(error))

        db.session.rollback()
        threads = [threading.Thread(target=one, args=(work,)) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return ends


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_taking_an_outcome_back_while_they_say_that_it_is_not_them(
    world: World, monkeypatch: pytest.MonkeyPatch, locked: bool
):
    """With the attempt locked first, the two wait in a circle, and the database breaks one off."""
    rosa = invented.account("organizer")
    ally_id = world.add(channel="call")
    who = Worker(rosa, None, careful=True)
    follow_up = world.follow_up_of(ally_id).id
    claim_follow_up(follow_up, who)
    attempt_id = record_outcome(follow_up, Told(outcomes.OUTCOMES["no answer"], note="nobody there"), who)
    crossing = Crossing(monkeypatch)
    hold = undoing._hold_ally

    def in_order(wanted: str) -> Ally | None:
        ally = hold(wanted)
        crossing.meet()
        return ally

    def the_other_way_round(wanted: str) -> Ally | None:
        row_of(Attempt, wanted, lock=True)
        crossing.meet()
        return hold(wanted)

    monkeypatch.setattr(undoing, "_hold_ally", in_order if locked else the_other_way_round)
    ends = crossing.run(world, lambda: forget_address(ally_id), lambda: undo_outcome(attempt_id, rosa))
    assert ends.count(OperationalError) == (0 if locked else 1)
    if locked:
        # Whoever takes back what they wrote comes before or after it: then it stays.
        assert (ends.count(True), ends.count(follow_up) + ends.count(ErasedSince)) == (1, 1), ends
        db.session.rollback()
        assert db.session.get_one(Ally, ally_id).contact is None


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_a_letter_is_refused_while_its_reader_stops(
    world: World, smtp: Post, monkeypatch: pytest.MonkeyPatch, locked: bool
):
    """The worker tries again after a circle; whoever stops in that moment must not be the one who is broken off."""
    ally_id = world.add(email="mina@mail.example.org")
    world.write()
    smtp.strangers.add("mina@mail.example.org")
    crossing = Crossing(monkeypatch)
    hold, at_once, started = delivering._hold_ally, delivering._surely, threading.Event()

    def in_order(letter: InHand) -> Ally | None:
        started.set()
        ally = hold(letter)
        crossing.meet()
        return ally

    def the_other_way_round(letter: InHand) -> Ally | None:
        db.session.execute(select(Letter.id).where(Letter.id == letter.id).with_for_update()).all()
        started.set()
        crossing.meet()
        return hold(letter)

    monkeypatch.setattr(delivering, "_hold_ally", in_order if locked else the_other_way_round)
    broken: list[str] = []

    def surely(work: Work) -> object:
        def told() -> object:
            try:
                return work()
            except OperationalError:
                broken.append("worker")
                raise

        return at_once(told)

    monkeypatch.setattr(delivering, "_surely", surely)

    def stop() -> bool:
        started.wait(20)
        return stop_contact(ally_id)

    ends = crossing.run(world, lambda: deliver_due(new_id(), smtp.url, BASE_URL), stop)
    assert len(broken) + ends.count(OperationalError) == (0 if locked else 1)
    if locked:
        assert sorted(map(str, ends)) == ["1", "True"]
        db.session.rollback()
        assert db.session.get_one(Ally, ally_id).email_consent == "no"
        assert {each.state for each in db.session.query(FollowUp).filter_by(ally_id=ally_id)} == {"closed"}
