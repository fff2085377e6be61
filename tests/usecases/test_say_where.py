"""Saying where one watched: the signup goes there, and what was planned for it follows."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from tests import invented
from tests.engines import LOCKS
from tracker import clock
from tracker.allies.ally import Ally
from tracker.followups import placing
from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.keeping.erasure import Erasure
from tracker.letters.letter import Letter
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup, SignupAnswer, SignupInterest
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.usecases import say_where as deed
from tracker.usecases.say_where import AT_HOME, UNSAID, Pass, say_where

# Nine in the evening in Austin: tomorrow by the clock of nowhere.
NOW = datetime(2023, 10, 24, 2, 0, tzinfo=UTC)
A_DAY = timedelta(days=1)


class Evening:
    """A campaign with two cinemas, each with its point person, and a playbook; and Mina, who came by the end card."""

    def __init__(self) -> None:
        self.ann, self.ben = invented.account(name="Ann"), invented.account(name="Ben")
        self.campaign_id = invented.campaign(self.ann, self.ben)
        film_id = invented.db.session.get_one(invented.Campaign, self.campaign_id).film_id
        for standing, kind in (("streaming", "streaming"), ("unplaced", "theatrical")):
            row = Screening(
                film_id=film_id, campaign_id=self.campaign_id, standing=standing, kind=kind, zone="UTC",
                visibility="unlisted", created_at=NOW, changed_at=NOW,
            )  # fmt: skip
            invented.write(row)
            setattr(self, standing, row.id)
        self.austin = self.cinema(point_person_id=self.ann)
        self.denver = self.cinema("America/Denver", point_person_id=self.ben, host_contact_id=self.ann)
        self.book = invented.playbook(self.campaign_id)
        self.step("call", delay_hours=24)
        self.ally = invented.ally()
        self.signup = invented.signup(self.ally, self.unplaced)
        self.pass_ = Pass(self.campaign_id, NOW)

    def cinema(self, zone: str = "America/Chicago", **values: Any) -> str:
        return invented.screening(self.campaign_id, zone, at=NOW - timedelta(hours=2, minutes=10), **values)

    def step(self, key: str, **values: Any) -> None:
        setattr(self, key, invented.step(self.book, key, **values))

    def plans(self, key: str = "call", signup: str = "", **values: Any) -> str:
        """What the house plans at the signup; the follow-up's id."""
        from tracker.followups import plan
        from tracker.followups.playbook import Step

        step = db.session.get_one(Step, getattr(self, key))
        _step, due, late = plan.timed(step, NOW, "UTC")
        told = {"due_at": due, "late_at": late, "channel": step.channel, "step_id": step.id, "step_key": key, **values}
        follow_up = invented.follow_up(self.ally, self.campaign_id, signup or self.signup, **told)
        with transaction() as session:
            session.get_one(FollowUp, follow_up).planned_at = NOW
        return follow_up

    def row(self, follow_up_id: str) -> FollowUp:
        db.session.rollback()
        return db.session.get_one(FollowUp, follow_up_id)

    def is_at(self, signup_id: str = "") -> str:
        db.session.rollback()
        return db.session.get_one(Signup, signup_id or self.signup).screening_id

    def keys(self) -> set[str]:
        db.session.rollback()
        return {str(each.step_key) for each in db.session.query(FollowUp).filter_by(ally_id=self.ally, state="open")}


@pytest.fixture
def evening(app):
    with time_machine.travel(NOW, tick=False), app.app_context():
        yield Evening()


def test_clock_and_people_of_what_waits_follow_the_signup(evening):
    call = evening.plans()
    assert evening.row(call).due_at == datetime(2023, 10, 25, 9, tzinfo=UTC)
    assert say_where(evening.signup, evening.austin, evening.pass_)
    assert evening.is_at() == evening.austin
    moved = evening.row(call)
    # A day later it is nine in the evening there: too late to call, so the next morning at nine.
    assert (moved.due_at, moved.late_at - moved.due_at) == (datetime(2023, 10, 25, 14, tzinfo=UTC), timedelta(hours=72))
    assert moved.point_person_id == evening.ann


def test_a_correction_takes_them_along_and_taking_it_back_leaves_them_to_whoever_takes_them(evening):
    evening.step("host", hand="host contact")
    call, host = evening.plans(), evening.plans("host")
    for answer, people in ((evening.austin, ("ann", "ann")), (evening.denver, ("ben", "ann")), (UNSAID, (None, None))):
        say_where(evening.signup, answer, evening.pass_)
        wanted = tuple(who and getattr(evening, who) for who in people)
        assert (evening.row(call).point_person_id, evening.row(host).point_person_id) == wanted
    assert evening.row(call).due_at == datetime(2023, 10, 25, 9, tzinfo=UTC)


@pytest.mark.parametrize("how", ["claimed", "tried", "given", "in turn", "closed", "put off"])
def test_what_somebody_has_begun_stays_as_it_is(evening, how):
    other = invented.account(name="Olga")
    hour = timedelta(hours=1)
    call = evening.plans(**{
        "claimed": {"claimed_by_id": other, "claimed_until": NOW + hour},
        "given": {"point_person_id": other},
        "closed": {"state": "closed", "outcome": "reached", "closed_at": NOW},
        "put off": {"due_at": NOW + 5 * A_DAY},
    }.get(how, {}))  # fmt: skip
    with transaction() as session:
        row = session.get_one(FollowUp, call)
        row.tries = int(how == "tried")
        if how == "in turn":
            session.get_one(invented.Step, evening.call).hand = "in turn"
    before = evening.row(call)
    was = before.due_at, before.point_person_id
    say_where(evening.signup, evening.austin, evening.pass_)
    now = evening.row(call)
    changed = (now.due_at != was[0], now.point_person_id != was[1])
    assert changed == {"given": (True, False), "in turn": (True, False), "put off": (False, True)}.get(
        how, (False, False)
    )


def test_a_letter_that_has_not_left_is_written_anew_and_one_on_its_way_stays(evening):
    evening.step("thanks", channel="letter")
    evening.step("later", channel="letter", delay_hours=24)
    rows = {}
    for key, state in (("thanks", "leaving"), ("later", "waiting")):
        follow_up = evening.plans(key)
        letter = Letter(
            ally_id=evening.ally, follow_up_id=follow_up, kind=key, language="en", message_id=f"<{new_id()}@example.org>",
            state=state, due_at=NOW, written_at=NOW, tries=0, trouble="", urgency=0, leased_by=None,
        )  # fmt: skip
        invented.write(letter)
        rows[key] = follow_up
    due = {key: evening.row(each).due_at for key, each in rows.items()}
    say_where(evening.signup, evening.denver, evening.pass_)
    assert {each.follow_up_id for each in db.session.query(Letter)} == {rows["thanks"]}
    assert evening.row(rows["thanks"]).due_at == due["thanks"]
    assert evening.row(rows["later"]).due_at != due["later"]


def test_steps_for_this_kind_are_planned_and_others_are_not(evening):
    evening.step("at_home", condition={"kinds": ["streaming"]})
    # It came into the playbook after the signup, and is for every kind.
    evening.step("younger")
    evening.plans()
    say_where(evening.signup, AT_HOME, evening.pass_)
    assert evening.keys() == {"call", "at_home"}
    say_where(evening.signup, AT_HOME, evening.pass_)
    assert evening.keys() == {"call", "at_home"}


@pytest.mark.parametrize("how", ["said no", "stop calls"])
def test_nothing_is_planned_for_who_said_no_and_no_call_for_who_asked_for_none(evening, how):
    evening.step("at_home", condition={"kinds": ["streaming"]})
    evening.step("asks", channel="letter", condition={"waits": True, "kinds": ["streaming"]})
    evening.plans(state="closed", outcome=how if how == "stop calls" else "withdrawn", closed_at=NOW)
    with transaction() as session:
        ally = session.get_one(Ally, evening.ally)
        ally.phone_consent = "no"
        ally.email_consent = "yes" if how == "stop calls" else "no"
    assert say_where(evening.signup, AT_HOME, evening.pass_)
    assert evening.is_at() == evening.streaming
    assert evening.keys() == set()


def test_who_signed_up_there_already_is_there_once_with_all_they_said(evening):
    host = invented.interest()
    there = invented.signup(evening.ally, evening.austin)
    with transaction() as session:
        session.add(SignupInterest(signup_id=evening.signup, interest_id=host, at=NOW))
        answer = SignupAnswer(signup_id=evening.signup, interest_id=host, at=NOW)
        answer.text = "In May."
        session.add(answer)
    call = evening.plans()
    assert say_where(evening.signup, evening.austin, evening.pass_)
    db.session.rollback()
    assert [each.id for each in db.session.query(Signup)] == [there]
    assert [each.signup_id for each in db.session.query(SignupInterest)] == [there]
    assert [each.signup_id for each in db.session.query(SignupAnswer)] == [there]
    assert [each.signup_id for each in db.session.query(FollowUpSignup).filter_by(follow_up_id=call)] == [there]
    assert evening.row(call).point_person_id == evening.ann
    assert not say_where(evening.signup, AT_HOME, evening.pass_)


@pytest.mark.parametrize("asked", ["waits", "done", "taken back"])
def test_nothing_moves_for_who_is_being_erased(evening, asked):
    row = Erasure(ally_id=evening.ally, why="asked", asked_at=NOW, due_at=NOW + A_DAY)
    row.done_at = NOW if asked == "done" else None
    row.taken_back_at = NOW if asked == "taken back" else None
    invented.write(row)
    assert say_where(evening.signup, evening.austin) is (asked == "taken back")
    assert evening.is_at() == (evening.austin if asked == "taken back" else evening.unplaced)


def test_a_pass_places_what_is_not_said_yet_and_corrects_only_what_was_said_after_it(evening):
    elsewhere = Pass(invented.campaign(), NOW)
    assert not say_where(evening.signup, evening.austin, elsewhere)
    assert not say_where(new_id(), evening.austin, evening.pass_)
    assert say_where(evening.signup, evening.austin, evening.pass_)
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        late = Pass(evening.campaign_id, clock.now())
        assert not say_where(evening.signup, AT_HOME, late)
        assert say_where(evening.signup, AT_HOME, evening.pass_)
        assert say_where(evening.signup, evening.denver)
    assert evening.is_at() == evening.denver


def test_a_signup_by_a_screenings_own_code_is_nobodys_to_move(evening):
    own = invented.signup(invented.ally(), evening.austin)
    assert not say_where(own, AT_HOME, evening.pass_)
    assert not say_where(own, AT_HOME)
    assert evening.is_at(own) == evening.austin


def test_the_own_link_is_an_act_of_the_ally_and_a_pass_is_not(evening):
    with time_machine.travel(NOW + A_DAY, tick=False):
        say_where(evening.signup, evening.austin, evening.pass_)
        assert db.session.get_one(Ally, evening.ally).acted_at == NOW
        db.session.rollback()
        say_where(evening.signup, evening.denver)
        assert db.session.get_one(Ally, evening.ally).acted_at == NOW + A_DAY


def test_a_screening_joined_since_the_page_was_shown_is_the_one_that_stayed(evening):
    from tracker.usecases.join_screenings import join

    join(evening.austin, evening.denver, None)
    assert say_where(evening.signup, evening.denver, evening.pass_)
    assert evening.is_at() == evening.austin


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_of_two_answers_at_once_the_last_one_holds_and_nobody_meets_an_error(evening, monkeypatch, locked, app):
    """With the lock off the first moves a signup that the second has folded into another: that one is not there any more."""
    call, there = evening.plans(), invented.signup(evening.ally, evening.austin)
    signup, austin, denver, pass_ = evening.signup, evening.austin, evening.denver, evening.pass_
    looked, through, broken = threading.Event(), threading.Event(), []
    real = placing.before
    if not locked:
        monkeypatch.setattr(deed, "_held", lambda ally_id: db.session.get(Ally, ally_id))
        monkeypatch.setattr(deed.places, "held", lambda signup_id: db.session.get(Signup, signup_id))

    def slowly(ally, signup_id):
        if not looked.is_set():
            looked.set()
            through.wait(2)
        return real(ally, signup_id)

    def say(answer: str, after: threading.Event | None = None) -> None:
        with app.app_context():
            if after:
                after.wait(20)
            try:
                say_where(signup, answer, pass_)
            except Exception as reason:
                broken.append(reason)
            if after:
                through.set()

    monkeypatch.setattr(placing, "before", slowly)
    db.session.remove()
    threads = [threading.Thread(target=say, args=each) for each in ((denver,), (austin, looked))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bool(broken) is not locked
    db.session.rollback()
    assert [(each.id, each.screening_id) for each in db.session.query(Signup)] == [(there, evening.austin)]
    assert [each.signup_id for each in db.session.query(FollowUpSignup)] == [there]
    assert evening.row(call).point_person_id == evening.ann


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS[::2], indirect=["engine_name"])
def test_who_signs_up_there_at_the_same_moment_is_there_once(evening, monkeypatch, locked, app):
    """It was not to be seen when the signup moved: the database says so, and on the second look it folds in."""
    real = deed.places.double_of
    met: list[object] = []

    def blind(signup, screening_id):
        if not met:
            met.append(invented)
            db.session.execute(Signup.__table__.insert(), [{
                "id": new_id(), "ally_id": signup.ally_id, "screening_id": screening_id, "submission": new_id(),
                "source": "screen", "at": NOW,
            }])  # fmt: skip
            return None
        return real(signup, screening_id)

    monkeypatch.setattr(deed.places, "double_of", blind)
    assert say_where(evening.signup, evening.austin, evening.pass_)
    assert evening.is_at() == evening.austin
    assert db.session.query(Signup).count() == 1
