"""What becomes of the numbers when people are erased, joined or stop: by the deeds themselves."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests import invented
from tests.waiting_marks import joined
from tracker import clock
from tracker.allies.ally import Ally
from tracker.followups.claiming import Worker
from tracker.followups.followup import FollowUp
from tracker.followups.outcomes import OUTCOMES
from tracker.followups.recording import Told
from tracker.keeping import erasing
from tracker.reports.figures import Funnel, figures
from tracker.reports.followed import LATE
from tracker.reports.scope import Scope
from tracker.reports.shapes import Waits
from tracker.reports.tally import Waited
from tracker.screenings import heads
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.claim_follow_up import claim_follow_up
from tracker.usecases.record_outcome import record_outcome


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


class Here:
    """A house, a caller, and what the campaign's figures say."""

    def __init__(self) -> None:
        self.rosa = invented.account("coordinator")
        self.house = invented.House(self.rosa)

    def somebody(self, **values: Any) -> tuple[str, str]:
        """An ally who signed up and whom somebody is to call: their id, and that of the follow-up."""
        ally = invented.ally(**values)
        signup = invented.signup(ally, self.house.screening_id)
        return ally, invented.follow_up(ally, self.house.campaign_id, signup, point_person_id=self.rosa)

    @property
    def funnel(self) -> Funnel:
        db.session.rollback()
        return figures(Scope(self.house.campaign_id), clock.now()).funnel


def erased(ally_id: str) -> None:
    with transaction() as session:
        erasure = erasing.hide(session.get_one(Ally, ally_id), None, timedelta(0))
        erasing.finish(erasure)


def test_whoever_is_erased_stays_in_every_number(inside: Flask) -> None:
    here = Here()
    ally, follow_up = here.somebody()
    here.somebody()
    spoken(follow_up, here.rosa)
    before = here.funnel
    assert (before.allies, before.contactable, before.reached, before.acted, before.outcomes) == (2, 2, 1, 1, 1)
    erased(ally)
    assert here.funnel == before
    rates = figures(Scope(here.house.campaign_id), clock.now()).rates
    assert (rates.opt_out.part, rates.opt_out.whole) == (1, 2), "they said no: asking to be erased says it"


def test_two_who_were_one_count_once_with_all_that_either_did(inside: Flask) -> None:
    here = Here()
    (one, of_one), (other, _of_other) = here.somebody(), here.somebody()
    spoken(of_one, here.rosa)
    joined(one, other, here.rosa)
    told = here.funnel
    assert (told.signups, told.allies, told.reached, told.acted) == (1, 1, 1, 1)


def test_without_a_head_count_nothing_is_computed_and_a_counted_empty_room_is_no_divisor(inside: Flask) -> None:
    here = Here()
    here.somebody()
    room = here.funnel.room
    assert room.heads is None and room.conversion.percent is None and (room.counted, room.screenings) == (0, 1)
    with transaction() as session:
        heads.add(session.get_one(Screening, here.house.screening_id), "counted", 0, here.rosa)
    room = here.funnel.room
    assert (room.heads, room.counted) == (0, 1) and room.conversion.percent is None
    assert here.funnel.steps[0].people == 0 and here.funnel.steps[1].share.percent is None


def test_nobody_is_given_up_while_anything_is_open_for_them(inside: Flask) -> None:
    here = Here()
    ally, follow_up = here.somebody()
    closed = {"state": "closed", "outcome": "not reached", "closed_at": clock.now()}
    invented.follow_up(ally, here.house.campaign_id, **closed)
    scope = Scope(here.house.campaign_id)
    assert (figures(scope, clock.now()).rates.abandon.part, figures(scope, clock.now()).rates.abandon.whole) == (0, 1)
    with transaction() as session:
        row = session.get_one(FollowUp, follow_up)
        row.state, row.outcome, row.closed_at = "closed", "wrong number", clock.now()
    assert figures(scope, clock.now()).rates.abandon.part == 1


def test_those_who_wait_make_the_middle_later_until_it_cannot_be_known() -> None:
    waited = Waited()
    for hours in (1, 2, 3):
        waited.add([(0, hours * 3600 + 59)])
    assert waited.told() == Waits(3, 0, 2, 3)
    waited.add([(0, LATE)])
    waited.add([(0, LATE)])
    assert waited.told() == Waits(5, 2, 3, None), "the third of five; nine of ten are not known yet"
    waited.add([(0, LATE)])
    assert waited.told().median == 3, "half have been contacted"
    waited.add([(0, LATE)])
    assert waited.told().median is None, "more than half wait"
    assert Waited().told() == Waits(0, 0, None, None)


def spoken(follow_up_id: str, by: str) -> None:
    """Somebody called, and they did what they were asked."""
    claim_follow_up(follow_up_id, Worker(by, None, careful=True))
    record_outcome(follow_up_id, Told(OUTCOMES["done"]), Worker(by, None, careful=True))
