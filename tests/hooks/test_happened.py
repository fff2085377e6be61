"""Each deed that makes such a fact tells the hooks of it, by whatever door it came."""

from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine

from tests import invented
from tests.hook_world import at, chief, here, hook, receiver, rows, work
from tests.invented import House
from tests.receiver import Receiver
from tests.usecases.test_importing import SMALL, brought
from tracker.followups import outcomes
from tracker.followups.claiming import Worker
from tracker.followups.followup import FollowUp
from tracker.followups.recording import Told
from tracker.hooks import happened
from tracker.hooks.hook import Kind
from tracker.screenings.log import ScreeningFacts
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases import cancel_screening, join_screenings, log_screening, repeat_screening
from tracker.usecases.claim_follow_up import claim_follow_up
from tracker.usecases.note_answer import note_answer
from tracker.usecases.record_outcome import record_outcome
from tracker.usecases.self_report import self_report
from tracker.usecases.undo_import import undo as undo_import
from tracker.usecases.undo_outcome import undo_outcome
from tracker.usecases.write_import import write as write_import

__all__ = ["at", "chief", "here", "receiver"]


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


def told() -> list[tuple[str, str]]:
    return [(each.event, each.about_id) for each in rows()]


def said(receiver: Receiver) -> list[dict[str, Any]]:
    work()
    return sorted((each.said for each in receiver.told), key=lambda each: each["at"])


def test_an_outcome_is_told_and_that_it_was_taken_back(
    here: Screening, receiver: Receiver, chief: str, at: time_machine.Traveller
) -> None:
    hook(receiver, Kind.OUTCOMES)
    house = House(chief)
    ally = invented.ally()
    follow_up = invented.follow_up(ally, house.campaign_id, invented.signup(ally, house.screening_id))
    who = Worker(chief, None, careful=True)
    claim_follow_up(follow_up, who)
    attempt = record_outcome(
        follow_up, Told(outcomes.OUTCOMES["gave"], amount=5000, currency="USD", note="in cash"), who
    )
    assert told() == [("outcome.recorded", attempt)]
    [first] = said(receiver)
    assert first["outcome"] | {
        "id": attempt, "outcome": "gave", "reached": True, "acted": True, "undone": False, "follow_up": follow_up,
        "channel": "call", "state": "closed", "value": 5000, "currency": "USD",
    } == first["outcome"]  # fmt: skip
    assert first["ally"]["id"] == ally and first["campaign"]["id"] == house.campaign_id
    assert "in cash" not in str(first), "notes stay here"
    at.shift(timedelta(seconds=30))
    undo_outcome(attempt, chief)
    second = said(receiver)[1]
    assert (
        second["type"] == "outcome.undone"
        and second["outcome"] | {"undone": True, "state": "open"} == second["outcome"]
    )


def test_what_an_ally_presses_and_that_they_answered_are_outcomes_too(
    here: Screening, receiver: Receiver, chief: str, at: time_machine.Traveller
) -> None:
    hook(receiver, Kind.OUTCOMES)
    house = House(chief)
    ally = invented.ally()
    letter = invented.follow_up(ally, house.campaign_id, invented.signup(ally, house.screening_id), channel="letter")
    self_report(letter, "said not yet")
    at.shift(timedelta(minutes=1))
    self_report(letter, "said not yet")
    self_report(letter, "said done")
    assert sorted(event for event, _about in told()) == ["outcome.recorded", "outcome.recorded", "outcome.undone"]
    at.shift(timedelta(minutes=1))
    note_answer(letter, chief, None)
    work()
    assert db.session.get_one(FollowUp, letter).outcome == "answered"
    assert receiver.told[-1].said["outcome"]["outcome"] == "answered"


def test_a_film_screening_that_is_made_changed_called_off_or_joined_is_told(
    here: Screening, receiver: Receiver, chief: str, at: time_machine.Traveller
) -> None:
    here_id = here.id
    facts = ScreeningFacts(
        here.campaign_id, "theatrical", date(2023, 11, 4), time(19), venue_id=here.venue_id, note="by the back door"
    )
    hook(receiver, Kind.SCREENINGS)
    made = log_screening.log_screening(facts, None, chief)
    at.shift(timedelta(seconds=1))
    log_screening.change(made, ScreeningFacts(**{**_as_dict(facts), "screen": "Screen 3"}), None, chief)
    at.shift(timedelta(seconds=1))
    [again] = repeat_screening.repeat(made, [(date(2023, 11, 5), time(20))], chief)
    at.shift(timedelta(seconds=1))
    cancel_screening.cancel(again, chief)
    cancel_screening.cancel(again, chief)
    at.shift(timedelta(seconds=1))
    cancel_screening.reinstate(again, chief)
    assert told() == [
        ("screening.made", made), ("screening.changed", made), ("screening.made", again), ("screening.cancelled", again),
        ("screening.changed", again),
    ]  # fmt: skip
    last = said(receiver)[-1]
    assert (
        last["screening"] | {"id": again, "status": "announced", "screen": "Screen 3", "gone": False}
        == last["screening"]
    )
    assert last["screening"]["starts_at"] == "2023-11-06T02:00:00Z" and "back door" not in str(last)
    at.shift(timedelta(seconds=1))
    join_screenings.join(here_id, again, chief)
    assert {each for each in told()[5:]} == {("screening.changed", here_id), ("screening.changed", again)}
    assert said(receiver)[-1]["screening"]["joined_into"] in (None, here_id)


def _as_dict(facts: ScreeningFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in facts.__dataclass_fields__}


def test_what_is_gone_when_its_turn_comes_is_not_told(here: Screening, receiver: Receiver, chief: str) -> None:
    hook(receiver, Kind.SIGNUPS, Kind.SCREENINGS)
    with transaction():
        happened.signups([happened.Happened("0" * 16, here.campaign_id, "1" * 16)])
        happened.screenings("screening.cancelled", ["2" * 16], here.campaign_id)
    work()
    assert {each.event: each.state for each in rows()} == {
        "signup.recorded": "gone",
        "screening.cancelled": "delivered",
    }
    assert receiver.told[0].said["screening"] == {"id": "2" * 16, "gone": True}


def test_a_list_of_film_screenings_is_told_row_by_row_and_so_is_its_undoing(
    here: Screening, receiver: Receiver, chief: str
) -> None:
    hook(receiver, Kind.SCREENINGS)
    import_id = brought(here.campaign_id, SMALL)
    write_import(import_id, None)
    assert [event for event, _about in told()] == ["screening.made"] * 3
    made = {about for _event, about in told()}
    work()
    undo_import(import_id, None)
    work()
    gone = [each.said["screening"] for each in receiver.told if each.said["type"] == "screening.cancelled"]
    assert {each["id"] for each in gone} == made and all(each["gone"] for each in gone)
