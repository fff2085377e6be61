"""An answer to a call to action: sealed with the signup, as good as a tick, planned for once."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import OperationalError

from tests import invented
from tests.engines import LOCKS
from tests.invented import House
from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.appeals.click import Click
from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.signups import answers, person
from tracker.signups.signup import Signup, SignupAnswer, SignupInterest
from tracker.store.db import Row, db
from tracker.store.transactions import transaction
from tracker.usecases import answer_appeal as usecase
from tracker.usecases.answer_appeal import answer_appeal


@pytest.fixture
def house(app: Flask):
    """With a playbook: a call for who ticked "host", a task for everybody; and somebody else, as noise."""
    with app.app_context():
        one = House()
        book = invented.playbook()
        invented.step(book, "host call", condition={"interests": ["host"]})
        invented.step(book, "everybody", "task")
        invented.signup(invented.ally("Noise"), one.screening_id)
        yield one


def raised(house: House, *ticks: str, **values) -> str:
    """A signup without follow-ups; its id."""
    return invented.signup(invented.ally(**values), house.screening_id, *ticks)


def count(model: type[Row]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def steps_for(signup_id: str) -> list[str | None]:
    db.session.rollback()
    linked = select(FollowUp.step_key).join(FollowUpSignup, FollowUpSignup.follow_up_id == FollowUp.id)
    return sorted(map(str, db.session.scalars(linked.where(FollowUpSignup.signup_id == signup_id))))


def test_it_is_sealed_ticks_what_it_answers_and_plans_what_that_earns(house: House) -> None:
    signup_id = raised(house)
    ally_id = db.session.get_one(Signup, signup_id).ally_id
    with transaction() as session:
        session.get_one(Ally, ally_id).acted_at = clock.now() - timedelta(days=30)
    answer_appeal(signup_id, "host", "In May")
    [row] = db.session.scalars(select(SignupAnswer))
    assert row.text == "In May" and b"In May" not in (row.text_sealed or b"")
    assert list(db.session.scalars(select(SignupInterest.interest_id))) == [house.host]
    assert steps_for(signup_id) == ["everybody", "host call"]
    assert db.session.get_one(Ally, ally_id).acted_at > clock.now() - timedelta(minutes=1)
    [answer] = answers.of_ally(ally_id)
    assert (answer.label, answer.text) == ("Host a film screening", "In May")


def test_the_same_text_again_changes_nothing_and_after_five_nothing_more_is_kept(house: House) -> None:
    signup_id = raised(house, house.host)
    for _ in range(2):
        answer_appeal(signup_id, "host", "In May")
    assert count(SignupAnswer) == 1 and count(FollowUp) == 2
    assert [(click.place, click.number) for click in db.session.scalars(select(Click))] == [("thanks", 1)]
    for number in range(9):
        answer_appeal(signup_id, "host", f"Or on day {number}")
    assert count(SignupAnswer) == answers.MOST_ANSWERS and count(FollowUp) == 2


def test_where_signup_contact_or_call_to_action_are_gone_nothing_is_written(house: House) -> None:
    gone = raised(house)
    with transaction() as session:
        session.execute(
            update(Ally).where(Ally.id == session.get_one(Signup, gone).ally_id).values(contact_sealed=None)
        )
    for signup_id in (gone, "0" * 16, "", "\x00", "'; DROP TABLE ally; --"):
        answer_appeal(signup_id, "host", "In May")
    answer_appeal(raised(house), "nobody-knows-it", "In May")
    assert (count(SignupAnswer), count(SignupInterest), count(FollowUp)) == (0, 0, 0)


def test_nothing_is_planned_for_who_waits_for_their_own_link(house: House) -> None:
    signup_id = raised(house, email_consent="no", phone_consent="no")
    answer_appeal(signup_id, "host", "In May")
    assert count(SignupAnswer) == 1 and count(FollowUp) == 0


def test_an_answer_is_forgotten_with_its_ally_and_moves_with_a_merge(house: House) -> None:
    stays, goes = raised(house), raised(house)
    for signup_id in (stays, goes):
        answer_appeal(signup_id, "host", f"from {signup_id}")
    one, other = (db.session.get_one(Signup, each).ally_id for each in (stays, goes))
    with transaction() as session:
        session.execute(delete(FollowUpSignup))
        person.move(other, one)
    assert {each.text for each in answers.of_ally(one)} == {f"from {stays}", f"from {goes}"}
    assert answers.how_many(one) == 2 and answers.of_ally(other) == []
    with transaction():
        person.forget(one)
    assert answers.of_ally(one) == [] and answers.how_many(one) == 0
    assert count(SignupAnswer) == 2, "that somebody answered stays, for the figures"


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_a_double_click_is_one_answer(app: Flask, house: House, monkeypatch: pytest.MonkeyPatch, locked: bool) -> None:
    signup_id = raised(house, house.host)
    answer_appeal(signup_id, "host", "first")  # what it plans is there already: nothing else holds the two up
    both = threading.Barrier(2)
    whose = usecase._whose

    def without_lock(given: str) -> Ally | None:
        ally = db.session.get(Ally, db.session.get_one(Signup, given).ally_id)
        both.wait(2)
        return ally

    monkeypatch.setattr(usecase, "_whose", whose if locked else without_lock)
    real = answers.keep

    def slow(*values) -> bool:
        kept = real(*values)
        if not locked:
            both.wait(2)
        return kept

    monkeypatch.setattr(answers, "keep", slow)

    def click() -> None:
        with app.app_context():
            answer_appeal(signup_id, "host", "In May")

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(SignupAnswer) == (2 if locked else 3)


def at_once(app: Flask, *deeds: Callable[[], None]) -> list[OperationalError]:
    """What the database threw at whichever of them it threw out."""
    broken = []

    def run(deed: Callable[[], None]) -> None:
        with app.app_context():
            try:
                deed()
            except OperationalError as reason:
                broken.append(reason)

    threads = [threading.Thread(target=run, args=(each,)) for each in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return broken


@pytest.mark.parametrize(
    ("engine_name", "strongly"),
    [pytest.param("postgresql", each, id=f"postgresql-{each}", marks=pytest.mark.postgres) for each in (True, False)],
    indirect=["engine_name"],
)
def test_an_answer_and_who_writes_to_its_ally_do_not_wait_in_a_circle(
    app: Flask, house: House, monkeypatch: pytest.MonkeyPatch, strongly: bool
) -> None:
    """One holds a follow-up and then points at the ally; the other holds the ally and plans. Held too strongly one is thrown out."""
    signup_id = raised(house, house.host)
    answer_appeal(signup_id, "host", "first")
    ally_id = db.session.get_one(Signup, signup_id).ally_id
    changed, holding = threading.Event(), threading.Event()
    if strongly:
        monkeypatch.setattr(usecase, "_whose", lambda _given: db.session.get(Ally, ally_id, with_for_update=True))
    real = usecase.plan_signups

    def plan(earned) -> None:
        holding.set()
        real(earned)

    monkeypatch.setattr(usecase, "plan_signups", plan)

    def write() -> None:
        with transaction() as session:
            call = session.query(FollowUp).filter_by(ally_id=ally_id, step_key="host call").one()
            call.state, call.outcome, call.closed_at = "closed", "reached", clock.now()
            session.flush()
            changed.set()
            holding.wait(20)
            session.add(
                Consent(ally_id=ally_id, channel="email", answer="no", language="en", at=clock.now(), source="link")
            )

    def answer() -> None:
        changed.wait(20)
        answer_appeal(signup_id, "host", "second")

    db.session.remove()
    broken = at_once(app, write, answer)
    assert len(broken) == int(strongly)
    if not strongly:
        assert count(SignupAnswer) == 2 and count(FollowUp) == 2
