"""A screening is repeated, cancelled, reinstated; heads are counted."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from tests.desk_rows import LONG_AGO, Desk
from tracker import clock
from tracker.letters.letter import Letter
from tracker.screenings import code, heads, listing
from tracker.screenings.screening import Screening
from tracker.signups import counting
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.trace import Trace
from tracker.times import ClockSkipped
from tracker.usecases import cancel_screening, count_heads, repeat_screening


def test_a_repeated_screening_is_the_same_on_other_days_with_codes_of_its_own(at_desk: Desk):
    made = at_desk.screening(
        at_desk.campaign(), screen="Screen 3", host={"name": "Ada"}, capacity=80, note="Ring twice."
    )
    days = [(date(2023, 10, 24), time(19)), (date(2023, 11, 6), None)]
    others = [at_desk.one(Screening, each) for each in repeat_screening.repeat(made, days, at_desk.account_id)]
    assert [each.day for each in others] == [date(2023, 10, 24), date(2023, 11, 6)]
    # Clocks go back between the two: still seven in the evening.
    assert others[0].starts_at == datetime(2023, 10, 25, 0, 0, tzinfo=UTC)
    assert others[1].starts_at is None
    assert {(each.screen, each.capacity, each.host["name"]) for each in others} == {("Screen 3", 80, "Ada")}
    assert len({code.code_of(screening_id=each) for each in (made, others[0].id, others[1].id)}) == 3


def test_when_one_of_the_days_is_refused_none_is_logged(at_desk: Desk):
    campaign = at_desk.campaign()
    made = at_desk.screening(campaign)
    with pytest.raises(ClockSkipped):
        repeat_screening.repeat(made, [(date(2023, 11, 1), time(19)), (date(2024, 3, 10), time(2, 30))], None)
    assert listing.how_many(listing.Wanted(campaign_id=campaign))[0] == 1


def test_a_cancelled_screening_keeps_its_row_its_code_and_its_signups(at_desk: Desk):
    made = at_desk.screening(at_desk.campaign())
    told = code.code_of(screening_id=made)
    at_desk.signup(made)
    cancel_screening.cancel(made, at_desk.account_id)
    cancel_screening.cancel(made, at_desk.account_id)
    row = at_desk.one(Screening, made)
    assert row.status == "cancelled"
    assert row.cancelled_at is not None
    assert code.code_of(screening_id=made) == told
    assert counting.counts_of([made]) == {made: 1}
    traced = db.session.scalars(select(Trace).where(Trace.about_id == made)).all()
    assert [(each.deed, each.account_id) for each in traced] == [("cancel screening", at_desk.account_id)]


def test_cancelling_stops_the_letters_about_that_screening_alone(at_desk: Desk):
    campaign = at_desk.campaign()
    made, other = at_desk.screening(campaign), at_desk.screening(campaign)
    ally = [at_desk.ally() for _ in range(4)]
    with transaction() as session:
        rows = {}
        cases = {
            "about it": (made, "waiting"),
            "about another": (other, "waiting"),
            "of itself": (None, "waiting"),
            "gone": (made, "left"),
        }
        for ally_id, (name, (about, state)) in zip(ally, cases.items(), strict=True):
            rows[name] = Letter(
                ally_id=ally_id, screening_id=about, kind="step", language="en", state=state, due_at=LONG_AGO,
                message_id=f"<{ally_id}@example.org>", written_at=LONG_AGO, left_at=LONG_AGO if state == "left" else None,
            )  # fmt: skip
        session.add_all(rows.values())
        ids = {name: row.id for name, row in rows.items()}
    cancel_screening.cancel(made, at_desk.account_id)
    states = {name: at_desk.one(Letter, row_id).state for name, row_id in ids.items()}
    assert states == {"about it": "withdrawn", "about another": "waiting", "of itself": "waiting", "gone": "left"}


def test_a_reinstated_screening_is_announced_again(at_desk: Desk):
    made = at_desk.screening(at_desk.campaign())
    cancel_screening.cancel(made, at_desk.account_id)
    cancel_screening.reinstate(made, at_desk.account_id)
    row = at_desk.one(Screening, made)
    assert (row.status, row.cancelled_at) == ("announced", None)


def test_head_counts_are_added_and_the_latest_one_holds(at_desk: Desk):
    campaign = at_desk.campaign()
    made, other = at_desk.screening(campaign), at_desk.screening(campaign)
    count_heads.count(other, "counted", 9, at_desk.account_id)
    count_heads.count(made, "estimated", 200, at_desk.account_id)
    count_heads.count(made, "counted", 214, None)
    assert [(each.kind, each.heads, each.account_id) for each in heads.of_screening(made)] == [
        ("counted", 214, None),
        ("estimated", 200, at_desk.account_id),
    ]
    assert {screening: each.heads for screening, each in heads.latest_of([made, other]).items()} == {
        made: 214,
        other: 9,
    }


def test_nobody_is_counted_before_it_begins(at_desk: Desk):
    ahead = (clock.now() + timedelta(days=9)).date()
    made = at_desk.screening(at_desk.campaign(), day=ahead)
    with pytest.raises(heads.NotBegun):
        count_heads.count(made, "counted", 10, at_desk.account_id)
    assert heads.of_screening(made) == []
