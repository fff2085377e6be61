"""Whatever happens, in whatever order: nobody who agreed is lost, nobody who stopped is written to, nothing comes twice.

A machine raises hands, stops, erases, cancels, claims, calls, lets the clock jump and the worker die, on both engines and
with a real mail server; a second, simpler book beside the house says who may be written to.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test
from sqlalchemy import exists, func, select

from tests.drawn import so_many
from tests.journeys.raised_hands import BASE_URL, START, RaisedHands
from tests.smtp import Post
from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.confirmed import confirmed
from tracker.errors import Refusal
from tracker.followups import outcomes, today
from tracker.followups.claiming import HeldAlready, NothingToTake
from tracker.followups.followup import Attempt, FollowUp, FollowUpSignup
from tracker.followups.recording import Told
from tracker.letters import carrying
from tracker.letters.letter import Letter
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases import cancel_screening, claim_follow_up, deliver_due, undo_outcome
from tracker.usecases.hand_out import hand_out
from tracker.usecases.record_outcome import record_outcome
from tracker.usecases.write_due_letters import write_due_letters

LEASE = timedelta(seconds=600)


class House(RaisedHands):
    """What the team and the worker do, and what must hold after each step."""

    # -- the team --------------------------------------------------------------------------------------------------

    @rule(where=st.integers(0, 1), back=st.booleans())
    def is_cancelled(self, where: int, back: bool) -> None:
        deed = cancel_screening.reinstate if back else cancel_screening.cancel
        deed(self.screenings[where], self.organizers[0])

    @rule(who=st.integers(0, 1))
    def takes_the_next_one(self, who: int) -> None:
        try:
            taken = claim_follow_up.take_next(self.worker(who))
        except NothingToTake:
            return
        other = self.worker(1 - who)
        with pytest.raises(HeldAlready):
            claim_follow_up.claim_follow_up(taken, other)

    @rule(who=st.integers(0, 1), which=st.integers(0, 20), hours=st.integers(1, 400))
    def writes_an_outcome_down(self, who: int, which: int, hours: int) -> None:
        worker = self.worker(who)
        try:
            follow_up_id = claim_follow_up.take_next(worker)
        except NothingToTake:
            return
        follow_up = db.session.get_one(FollowUp, follow_up_id)
        offered = outcomes.offered(follow_up.channel)
        chosen, ally_id = offered[which % len(offered)], follow_up.ally_id
        told = Told(chosen, "a word", clock.now() + timedelta(hours=hours), 2500, "USD")
        attempt = record_outcome(follow_up_id, told, worker)
        self.last_attempt = attempt, worker.account_id
        if chosen.reached:
            self._is_sure(ally_id)
        if chosen.key == "asked to stop":
            self.person_of(ally_id).stopped = True

    @rule()
    def takes_it_back(self) -> None:
        if self.last_attempt is None:
            return
        attempt_id, account_id = self.last_attempt
        attempt = db.session.get_one(Attempt, attempt_id)
        outcome, ally_id = attempt.outcome, db.session.get_one(FollowUp, attempt.follow_up_id).ally_id
        stood = attempt.changed.get("consent", {}).get("email")
        try:
            undo_outcome.undo_outcome(attempt_id, account_id)
        except Refusal:
            return
        if outcome == "asked to stop" and stood == "yes" and "suppressed" in attempt.changed:
            self.person_of(ally_id).stopped = False

    # -- time and machines -----------------------------------------------------------------------------------------

    @rule(minutes=st.one_of(st.integers(1, 90), st.integers(100, 60 * 24 * 20)))
    def time_passes(self, minutes: int) -> None:
        self.traveller.shift(timedelta(minutes=minutes))

    @rule(answer=st.sampled_from(["451 4.3.0 Later", "550 5.1.1 Unknown", "421 4.2.1 Busy"]))
    def the_mail_server_is_in_a_mood(self, answer: str) -> None:
        self.post.answers.append(answer)

    @rule()
    def the_worker_works(self) -> None:
        hand_out()
        write_due_letters(BASE_URL)
        deliver_due.deliver_due("worker", self.post.url, BASE_URL)

    @rule()
    def the_worker_dies_with_letters_in_hand(self) -> None:
        write_due_letters(BASE_URL)
        with transaction():
            carrying.claim_due("dead worker", 3, int(LEASE.total_seconds()))

    @rule()
    def the_worker_dies_after_the_letter_left(self) -> None:
        """The mail server has it; nobody wrote that down."""
        write_due_letters(BASE_URL)

        class Death(BaseException):
            pass

        def dies(*_values: object, **_named: object) -> None:
            raise Death

        before = len(self.post.letters)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(deliver_due, "_write_down", dies)
            try:
                deliver_due.deliver_due("dying worker", self.post.url, BASE_URL)
            except Death:
                db.session.rollback()
        for received in self.post.letters[before:]:
            self.may_repeat[str(received.message["Message-ID"])] += 1

    # -- what must hold --------------------------------------------------------------------------------------------

    @invariant()
    def nobody_who_may_not_be_written_to_was(self) -> None:
        if not hasattr(self, "people"):
            return
        for received in self.post.letters[self.read :]:
            letter = db.session.scalars(
                select(Letter).where(Letter.message_id == str(received.message["Message-ID"]))
            ).one()
            [recipient] = received.recipients
            person = next(each for each in self.people if each.email == recipient)
            assert person.said_yes, "a letter to somebody who never agreed"
            if letter.kind != "confirm":
                assert not person.stopped, f"a letter ({letter.kind}) to somebody who had stopped"
        self.read = len(self.post.letters)

    @invariant()
    def who_never_confirmed_got_one_letter_and_one_reminder(self) -> None:
        if not hasattr(self, "people"):
            return
        unsure = [person.ally_id for person in self.people if person.ally_id and not person.sure]
        got = select(Letter.ally_id, Letter.kind == "remind").where(Letter.ally_id.in_(unsure), Letter.state == "left")
        told = Counter(tuple(row) for row in db.session.execute(got.where(Letter.kind != "confirm")))
        db.session.rollback()
        assert all(n == 1 for n in told.values()), told

    @invariant()
    def nothing_left_twice(self) -> None:
        if not hasattr(self, "people"):
            return
        seen = Counter(str(received.message["Message-ID"]) for received in self.post.letters)
        assert not {each: n for each, n in seen.items() if n > 1 + self.may_repeat[each]}
        per_step = select(func.count()).group_by(FollowUp.ally_id, FollowUp.campaign_id, FollowUp.step_key)
        assert all(n == 1 for n in db.session.scalars(per_step.where(FollowUp.step_key.is_not(None))))

    @invariant()
    def every_hand_has_a_follow_up(self) -> None:
        if not hasattr(self, "people"):
            return
        linked = set(db.session.scalars(select(FollowUpSignup.signup_id)))
        for person in self.people:
            assert person.signups <= linked, "a signup with nothing planned, and nothing saying so"

    @invariant()
    def what_is_due_is_in_sight(self) -> None:
        if not hasattr(self, "people"):
            return
        due = {
            each.id
            for each in db.session.query(FollowUp).filter(FollowUp.state == "open", FollowUp.due_at <= clock.now())
            if each.channel != "letter"
        }
        shown = {row.id for row in today.page_of("team", self.worker(0), "UTC", size=500).rows}
        assert due <= shown
        db.session.rollback()

    def teardown(self) -> None:
        """In the end, with a mail server in good mood: every letter has left, failed in sight, or been withdrawn."""
        if hasattr(self, "people"):
            self.post.answers.clear()
            for _ in range(60):
                self.the_worker_works()
                self.nobody_who_may_not_be_written_to_was()
                failed = exists().where(Letter.follow_up_id == FollowUp.id, Letter.state == "failed")
                lost = db.session.scalars(
                    select(FollowUp.id).where(
                        FollowUp.state == "open", FollowUp.channel == "letter", ~FollowUp.held, ~failed
                    )
                ).all()
                on_its_way = db.session.scalars(select(Letter.id).where(Letter.state.in_(("waiting", "leaving")))).all()
                db.session.rollback()
                if not lost and not on_its_way:
                    break
                self.traveller.shift(timedelta(days=2, hours=7))
            states = dict(db.session.execute(select(Letter.state, func.count()).group_by(Letter.state)).all())
            assert set(states) <= {"left", "failed", "withdrawn"}, states
            assert not lost, "by letter, and neither left nor in sight"
            self.nothing_left_twice()
            self.who_never_confirmed_got_one_letter_and_one_reminder()
            waits = select(FollowUp.id).join(Ally, Ally.id == FollowUp.ally_id).where(FollowUp.held)
            assert not db.session.scalars(waits.where(FollowUp.state == "open", confirmed())).all(), "held for nothing"
            db.session.rollback()


@pytest.fixture
def traveller() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.mark.long
def test_whatever_happens_nobody_falls_through(app: Flask, smtp: Post, traveller: Any) -> None:
    machine = type("Machine", (House,), {"app": app, "post": smtp, "traveller": traveller})
    with app.app_context():
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=so_many(10), stateful_step_count=30, deadline=None, database=None, phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )  # fmt: skip
