"""Where allies stand: derived in SQL, and told again by a slow recount that reads row by row."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, select

from tests import invented, world
from tests.drawn import so_many
from tracker import clock
from tracker.allies import person as allies_person
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.followups import ladder, ladder_editing, ladder_ways
from tracker.followups import person as followups_person
from tracker.followups.followup import Attempt, FollowUp
from tracker.followups.outcomes import OUTCOMES
from tracker.followups.rung import Rung
from tracker.screenings.screening import Screening
from tracker.signups import person as signups_person
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.move_in import move_in

Spec = dict[str, Any]


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


class Places:
    """Film screenings of every sort, of one campaign; a noisy campaign beside it."""

    def __init__(self) -> None:
        now = clock.now()
        with transaction():
            self.campaign = world.campaign(world.film())
            self.noise = world.campaign(world.film("Another film"), "Another campaign")
            standing = {
                row.standing: row.id
                for row in db.session.scalars(select(Screening).where(Screening.campaign_id == self.campaign.id))
            }
            made = {
                "over": world.screening(self.campaign, starts_at=now - timedelta(hours=30)),
                "running": world.screening(self.campaign, starts_at=now - timedelta(minutes=5)),
                "to come": world.screening(self.campaign, starts_at=now + timedelta(days=3)),
                "some day past": _day_only(self.campaign, -3),
                "some day to come": _day_only(self.campaign, 2),
                "elsewhere": world.screening(self.noise, starts_at=now - timedelta(days=9)),
            }
            called_off = world.screening(self.campaign, starts_at=now - timedelta(days=1))
            called_off.status, called_off.cancelled_at = "cancelled", now
            made["cancelled"] = called_off
            self.ids = {name: row.id for name, row in made.items()}
            self.ids.update(home=standing["streaming"], unplaced=standing["unplaced"])
            self.campaign_id, self.noise_id = self.campaign.id, self.noise.id


def _day_only(of: Any, days: int) -> Screening:
    row = world.screening(of)
    row.starts_at, row.day = None, clock.now().date() + timedelta(days=days)
    return row


PLACES = (
    "over", "running", "to come", "some day past", "some day to come", "elsewhere", "cancelled", "home", "unplaced",
)  # fmt: skip
KEYS = tuple(OUTCOMES)
FOLLOWED = st.fixed_dictionaries({
    "outcome": st.sampled_from((None, *KEYS)),
    "noise": st.booleans(),
    "tries": st.lists(st.tuples(st.sampled_from(KEYS), st.booleans()), max_size=2),
})  # fmt: skip
PERSON = st.fixed_dictionaries({
    "at": st.sets(st.sampled_from(PLACES), max_size=3),
    "said": st.lists(st.sampled_from(("yes", "no", "unknown")), max_size=3),
    "now": st.sampled_from(("yes", "no", "unknown")),
    "followed": st.lists(FOLLOWED, max_size=3),
    "then": st.sampled_from(("", "", "erased", "merged")),
})  # fmt: skip
LADDER = st.lists(
    st.lists(st.sampled_from(ladder_ways.ways()), min_size=1, max_size=4, unique=True), min_size=1, max_size=5
)


def live(spec: Spec, places: Places) -> str:
    """Write somebody's life down; their id."""
    ally_id = invented.ally(email_consent=spec["now"], phone_consent="unknown")
    now = clock.now()
    rows: list[Any] = [
        Consent(ally_id=ally_id, channel="phone", answer=said, language="en", at=now, source="call")
        for said in spec["said"]
    ]
    rows += [
        Signup(ally_id=ally_id, screening_id=places.ids[place], submission=f"{ally_id}{place}", source="link", at=now)
        for place in spec["at"]
    ]
    for each in spec["followed"]:
        closed = each["outcome"] is not None
        row = FollowUp(
            ally_id=ally_id, campaign_id=places.noise_id if each["noise"] else places.campaign_id, channel="call",
            due_at=now, late_at=now, planned_at=now, tries=0, state="closed" if closed else "open",
            outcome=each["outcome"], closed_at=now if closed else None,
        )  # fmt: skip
        rows.append(row)
        rows += [
            Attempt(follow_up_id=row.id, at=now, outcome=outcome, undone_at=now if undone else None)
            for outcome, undone in each["tries"]
        ]
    with transaction() as session:
        session.execute(delete(Consent).where(Consent.ally_id == ally_id))
        session.add_all(rows)
    return ally_id


def recount(ally_id: str, rungs: list[Rung]) -> str | None:
    """The rung, told row by row in plain Python."""
    now, done = clock.now(), set()
    signups = db.session.scalars(select(Signup).where(Signup.ally_id == ally_id)).all()
    for signup in signups:
        at = db.session.get_one(Screening, signup.screening_id)
        if at.status == "cancelled" or at.standing == "unplaced":
            continue
        if at.standing == "streaming" or (at.starts_at and at.starts_at <= now):
            done.add("watched")
        if at.starts_at is None and at.day and at.day < (now - timedelta(hours=12)).date():
            done.add("watched")
    said = set(db.session.scalars(select(Consent.answer).where(Consent.ally_id == ally_id)))
    ally = db.session.get_one(Ally, ally_id)
    if signups and "yes" in said | {ally.email_consent, ally.phone_consent}:
        done.add("signed up")
    for each in db.session.scalars(select(FollowUp).where(FollowUp.ally_id == ally_id)):
        done.add(each.outcome or "")
        tries = db.session.scalars(select(Attempt).where(Attempt.follow_up_id == each.id))
        done |= {attempt.outcome for attempt in tries if attempt.undone_at is None}
    reached = [rung.id for rung in sorted(rungs, key=lambda rung: rung.position) if done & set(rung.reached_by)]
    return reached[-1] if reached else None


def test_the_derived_rung_is_the_one_that_a_slow_recount_finds(inside: Flask) -> None:
    places = Places()

    # Without shrinking: each example writes to a real database, and counting again takes its time.
    @settings(
        max_examples=so_many(10),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate),
    )
    @given(people=st.lists(PERSON, min_size=2, max_size=5), shape=LADDER)
    def holds(people: list[Spec], shape: list[list[str]]) -> None:
        with transaction() as session:
            session.execute(delete(Rung))
            session.add_all(
                Rung(position=number * 3, title=f"Rung {number}", reached_by=ways) for number, ways in enumerate(shape)
            )
        ids = [live(spec, places) for spec in people]
        for spec, ally_id in zip(people, ids, strict=True):
            with transaction():
                for room in (allies_person, signups_person, followups_person):
                    if spec["then"] == "erased":
                        room.forget(ally_id)
                    elif spec["then"] == "merged" and ally_id != ids[0]:
                        room.move(ally_id, ids[0])
        rungs = ladder.rungs()
        told = {ally_id: recount(ally_id, rungs) for ally_id in ids}
        assert {ally_id: rung and rung.id for ally_id, rung in ladder.stands(ids).items()} == told
        for rung in rungs:
            standing = db.session.scalars(select(Ally.id).where(Ally.id.in_(ids), ladder.standing_on(rung.id)))
            assert set(standing) == {ally_id for ally_id, level in told.items() if level == rung.id}
            for ally_id, level in told.items():
                assert bool(ladder.held_by(ally_id, rung)) or level != rung.id
        _counts_agree(rungs)

    holds()


def _counts_agree(rungs: list[Rung]) -> None:
    """Of everybody, and of each campaign."""
    signed = db.session.execute(
        select(Signup.ally_id, Screening.campaign_id).join(Screening, Screening.id == Signup.screening_id)
    ).all()
    levels = {ally_id: recount(ally_id, rungs) for ally_id in {ally_id for ally_id, _ in signed}}
    for campaign_id in (None, *{campaign_id for _, campaign_id in signed}):
        people = {ally_id for ally_id, at in signed if campaign_id in (None, at)}
        naive = Counter(levels[ally_id] for ally_id in people)
        counted = ladder.counts(campaign_id)
        assert set(counted) == {None, *(rung.id for rung in rungs)}
        assert {key: number for key, number in counted.items() if number} == dict(naive)


def test_a_page_of_allies_costs_two_queries_however_many(inside: Flask) -> None:
    house = invented.House()
    ids = [invented.ally() for _ in range(30)]
    for ally_id in ids:
        invented.signup(ally_id, house.screening_id)
    said: list[str] = []
    listener = lambda _c, _cur, statement, *_rest: said.append(statement)  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listener)
    try:
        found = ladder.stands(ids)
    finally:
        event.remove(db.engine, "before_cursor_execute", listener)
    assert {rung.title for rung in found.values() if rung} == {"Signed up"}
    assert len([each for each in said if each.lstrip().startswith("SELECT")]) == 2


def test_nobody_stands_on_a_rung_that_is_gone_and_a_list_of_nobody_is_empty(inside: Flask) -> None:
    invented.House().promise()
    for strange in ("", "0" * 16, "\x00"):
        assert db.session.scalars(select(Ally.id).where(ladder.standing_on(strange))).all() == []
    assert ladder.stands([]) == {}


def test_the_first_ladder_is_planted_once_and_stays_as_organizers_change_it(inside: Flask) -> None:
    titles = ["Watched", "Signed up", "Took a step", "Hosts or gives", "Brings others"]
    assert [rung.title for rung in ladder.rungs()] == titles
    with transaction():
        ladder_editing.remove(ladder.rungs()[0].id)
    move_in()
    assert [rung.title for rung in ladder.rungs()] == titles[1:]


def test_every_way_of_the_first_ladder_is_offered_and_a_no_leads_nowhere(inside: Flask) -> None:
    assert {way for rung in ladder.rungs() for way in rung.reached_by} <= set(ladder_ways.ways())
    assert not {"not for me", "asked to stop", "no answer", "withdrawn", "sent"} & set(ladder_ways.ways())
    assert "brought others" in ladder_ways.ways()
