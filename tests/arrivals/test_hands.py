"""Whose a planned follow-up becomes, and by which clock it is due."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests import invented, world
from tracker.allies.ally import Ally
from tracker.arrivals.welcome import welcome
from tracker.followups.followup import FollowUp
from tracker.followups.plan import plan_after
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction

# Monday 23 October 2023, 21:30 in Austin.
LATE = datetime(2023, 10, 24, 2, 30, tzinfo=UTC)
NINE = datetime(2023, 10, 24, 14, 0, tzinfo=UTC)


class Evening:
    def __init__(self) -> None:
        self.rosa, self.tom, self.gone = (
            invented.account(name=name, active=name != "Gone") for name in ("Rosa", "Tom", "Gone")
        )
        self.here = world.one_screening(point_person_id=self.rosa, host_contact_id=self.tom, starts_at=LATE)
        self.book = invented.playbook()

    def raised(
        self, where: Screening | None = None, email: str = "minji@example.org", **more: object
    ) -> dict[str, FollowUp]:
        """What is planned for an ally, by step."""
        where = where or self.here
        with transaction():
            entry = world.entry(where, email=email, point_person_id=where.point_person_id)
            [told] = welcome([replace(entry, **more)])
        db.session.rollback()
        rows = db.session.scalars(select(FollowUp).where(FollowUp.ally_id == told.ally_id))
        return {str(row.step_key): row for row in rows}


@pytest.fixture
def evening(app: Flask):
    with time_machine.travel(LATE, tick=False), app.app_context():
        yield Evening()


def test_a_follow_up_belongs_to_whom_its_step_says(evening: Evening) -> None:
    for hand in ("point person", "host contact", "in turn", "pool"):
        invented.step(evening.book, hand, hand=hand)
    planned = evening.raised()
    assert {key: row.point_person_id for key, row in planned.items()} == {
        "point person": evening.rosa, "host contact": evening.tom, "in turn": None, "pool": None,
    }  # fmt: skip


def test_who_answers_for_an_ally_keeps_them_at_the_next_film_screening_unless_they_have_left(evening: Evening) -> None:
    invented.step(evening.book, "first", position=0)
    mine, theirs = evening.raised(), evening.raised(email="other@example.org")
    with transaction() as session:
        session.get_one(FollowUp, mine["first"].id).point_person_id = evening.tom
        session.get_one(FollowUp, theirs["first"].id).point_person_id = evening.gone
        other = world.screening(session.get_one(Campaign, evening.here.campaign_id), point_person_id=evening.rosa)
    invented.step(evening.book, "second", position=1)
    assert evening.raised(other)["second"].point_person_id == evening.tom
    assert evening.raised(other, email="other@example.org")["second"].point_person_id == evening.rosa


def test_the_letter_leaves_at_once_and_the_call_waits_for_the_morning_there(evening: Evening) -> None:
    invented.step(evening.book, "thanks", "letter", clock_hours=24)
    invented.step(evening.book, "contact", clock_hours=72)
    planned = evening.raised()
    assert planned["thanks"].due_at == LATE
    assert (planned["contact"].due_at, planned["contact"].late_at) == (NINE, NINE + timedelta(hours=72))


def test_source_language_agreement_and_days_decide(evening: Evening) -> None:
    for key, condition in {
        "sheet": {"sources": ["sheet"]}, "link": {"sources": ["link"]}, "korean": {"languages": ["ko"]},
        "letters": {"consent": ["letters"]}, "both": {"consent": ["both"]}, "soon": {"since_most": 2}, "later": {"since_least": 3},
    }.items():  # fmt: skip
        invented.step(evening.book, key, condition=condition)
    assert set(evening.raised()) == {"link", "letters", "soon"}
    both = evening.raised(email="ko@example.org", phone="+15125550147", language="ko", source="sheet")
    assert set(both) == {"sheet", "korean", "both", "soon"}
    later = evening.raised(email="later@example.org", at=LATE + timedelta(days=3))
    assert set(later) == {"link", "letters", "later"}


def test_what_follows_looks_at_the_signups_behind_it_and_goes_to_nobody_who_may_not_be_contacted(
    evening: Evening,
) -> None:
    invented.step(evening.book, "contact", position=0)
    after = {"after": "contact", "outcome": "reached"}
    invented.step(evening.book, "festival", "task", condition={**after, "kinds": ["festival"]}, position=1)
    invented.step(evening.book, "theatre", "task", condition={**after, "kinds": ["theatrical"]}, position=2)
    first, second = evening.raised()["contact"], evening.raised(email="other@example.org")["contact"]
    with transaction() as session:
        ally = session.get_one(Ally, second.ally_id)
        ally.email_consent = ally.phone_consent = "no"
    with transaction() as session:
        planned = [plan_after(session.get_one(FollowUp, each.id), "reached", LATE) for each in (first, second)]
        keys = [[session.get_one(FollowUp, each).step_key for each in some] for some in planned]
    assert keys == [["theatre"], []]
