"""Nothing due is ever invisible: it is in somebody's list, on its way by letter, or in the list of what waits for nobody."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from tests import invented
from tests.drawn import so_many
from tests.invented import House
from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.finding import stuck
from tracker.followups import today
from tracker.followups.claiming import Worker
from tracker.followups.followup import FollowUp
from tracker.followups.outcomes import BY_PERSON
from tracker.letters.letter import Letter
from tracker.screenings.campaign import WorksOn
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team.account import Account
from tracker.team.roles import SEES_ALL_CAMPAIGNS, SEES_CONTACTS, Role

ZONE = "America/New_York"
# Whoever it is: a worker who sees every campaign.
EVERYTHING = Worker("0" * 16, None, careful=True)


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


def reasons(who: Worker = EVERYTHING) -> dict[str, str]:
    """The whole list, three lines at a time: it must come to an end and show each once."""
    found: dict[str, str] = {}
    place = None
    while True:
        page = stuck.page_of(who, ZONE, place, size=3)
        for line in page.lines:
            assert line.row.id not in found
            found[line.row.id] = line.reason
        if page.next is None:
            assert len(found) == stuck.how_many(who, ZONE)
            return found
        place = page.next


def letter_for(follow_up_id: str, kind: str = "thanks", **values: Any) -> str:
    follow_up = db.session.get_one(FollowUp, follow_up_id)
    row = Letter(
        ally_id=follow_up.ally_id, follow_up_id=follow_up_id, kind=kind, language="en", urgency=0,
        message_id=f"<{new_id()}@example.org>", due_at=follow_up.due_at, tries=0, trouble=values.pop("trouble", ""),
        **{"state": "waiting", "written_at": clock.now(), **values},
    )  # fmt: skip
    invented.write(row)
    return row.id


def days_ago(days: float) -> Any:
    return clock.now() - timedelta(days=days)


def test_each_kind_of_waiting_has_its_reason_and_what_goes_on_is_left_out(inside: Flask):
    rosa, chief = invented.account("organizer"), invented.account("coordinator")
    gone, viewer = invented.account("organizer", active=False), invented.account("viewer")
    house, empty = House(rosa, viewer), House(viewer)
    says = invented.step(invented.playbook(), "thanks", "letter")
    told = {
        house.promise(point_person_id=gone): "gone",
        house.promise(point_person_id=viewer): "gone",
        empty.promise(): "pool",
        house.promise(channel="letter", due_at=days_ago(0.1)): "no words",
        house.promise(channel="letter", step_id=says, due_at=days_ago(1.1)): "unwritten",
    }
    states = (
        {"state": "failed", "trouble": "550"},
        {"state": "waiting", "written_at": days_ago(1.1)},
        {"state": "withdrawn"},
    )
    for values, reason in zip(states, ("failed", "not sent", "withdrawn"), strict=True):
        follow_up = house.promise(channel="letter", step_id=says, due_at=days_ago(1.2))
        letter_for(follow_up, **values)
        told[follow_up] = reason
    house.promise(point_person_id=rosa)
    house.promise(care=True)
    empty.promise(point_person_id=chief)
    empty.promise(due_at=days_ago(-3))
    empty.promise(state="closed", outcome="done", closed_at=clock.now())
    empty.promise(claimed_by_id=chief, claimed_until=clock.now() + timedelta(minutes=30))
    house.promise(channel="letter", step_id=says, due_at=days_ago(0.5))
    letter_for(house.promise(channel="letter", step_id=says, due_at=days_ago(0.5)), written_at=days_ago(0.4))
    assert reasons() == told


def test_a_question_that_an_ally_does_not_answer_shows_after_a_week_until_they_do(inside: Flask):
    house = House()
    closed = {"channel": "letter", "state": "closed", "outcome": "sent", "closed_at": clock.now()}

    def asked(days: float, **consent: str) -> str:
        ally_id = invented.ally(email_consent="no", phone_consent="no", **consent)
        follow_up = house.promise(ally_id=ally_id, **closed)
        letter_for(follow_up, "confirm", state="left", left_at=days_ago(days), written_at=days_ago(days))
        return follow_up

    waits, _fresh, answered = asked(8), asked(6), asked(8)
    invented.write(Consent(
        ally_id=db.session.get_one(FollowUp, answered).ally_id, channel="email", answer="no", language="en", at=clock.now(),
        source="own link",
    ))  # fmt: skip
    reachable = asked(8)
    erased = asked(8)
    with transaction() as session:
        for follow_up, values in ((reachable, {"phone_consent": "yes"}), (erased, {"contact_sealed": None})):
            ally_id = session.get_one(FollowUp, follow_up).ally_id
            session.execute(update(Ally).where(Ally.id == ally_id).values(values))
    assert reasons() == {waits: "unanswered"}


def test_without_a_coordinator_what_needs_extra_care_waits_in_sight_by_its_alias_alone(inside: Flask):
    rosa = invented.account("organizer")
    house = House(rosa)
    careful = house.promise(care=True)
    house.promise()
    who = Worker(rosa, frozenset({house.campaign_id}), careful=False)
    assert reasons(who) == {careful: "careful"}
    [line] = stuck.page_of(who, ZONE).lines
    assert (line.row.closed_to_me, line.row.title, line.row.behind) == (True, "", None)
    invented.account("coordinator")
    assert reasons(who) == {}


def test_an_organizer_sees_what_waits_in_their_own_campaigns_alone(inside: Flask):
    rosa, gone = invented.account("organizer"), invented.account("caller", active=False)
    house, other = House(rosa), House()
    mine = house.promise(point_person_id=gone)
    other.promise()
    assert set(reasons(Worker(rosa, frozenset({house.campaign_id}), careful=False))) == {mine}


@dataclass(frozen=True)
class Promise:
    """One follow-up of a generated world."""

    channel: str
    campaign: int
    # -1: nobody.
    point_person: int
    claimed_by: int
    claim_minutes: int
    due_hours: int
    care: bool
    says_something: bool
    letter: str
    letter_hours: int
    open: bool


ROLES = [role.value for role in Role]
MEMBERS = st.lists(st.tuples(st.sampled_from(ROLES), st.booleans(), st.sets(st.integers(0, 1))), max_size=4)
PROMISES = st.lists(
    st.builds(
        Promise,
        channel=st.sampled_from((*BY_PERSON, "letter", "letter")), campaign=st.integers(0, 1), point_person=st.integers(-1, 3),
        claimed_by=st.integers(-1, 3), claim_minutes=st.integers(-60, 60).filter(bool), due_hours=st.integers(-80, 80),
        care=st.booleans(), says_something=st.booleans(),
        letter=st.sampled_from(("", "waiting", "leaving", "left", "failed", "withdrawn")), letter_hours=st.integers(0, 60),
        open=st.integers(0, 4).map(bool),
    ),
    min_size=1, max_size=6,
)  # fmt: skip


class Generated:
    """Two campaigns, some members, some promises; written in one transaction."""

    def __init__(self, allies: dict[bool, str], campaigns: list[str], says: str) -> None:
        self.allies, self.campaigns, self.says = allies, campaigns, says
        self.members: list[Account] = []

    def write(self, members: list[Any], promises: list[Promise]) -> None:
        now = clock.now()
        with transaction() as session:
            for table in (Letter, FollowUp, WorksOn, Account):
                session.execute(delete(table))
            self.members = [
                Account(role_name=role, active=active, email_key="test", email_fingerprint=secrets.token_bytes(32),
                        fs_uniquifier=new_id(), created_at=now)
                for role, active, _works in members
            ]  # fmt: skip
            session.add_all(self.members)
            session.flush()
            session.add_all(
                WorksOn(account_id=member.id, campaign_id=self.campaigns[which])
                for member, (_role, _active, works) in zip(self.members, members, strict=True)
                for which in works
            )
            for each in promises:
                self._promise(session, each, now)

    def _promise(self, session: Any, each: Promise, now: Any) -> None:
        claimed_by = self._member(each.claimed_by)
        due = now + timedelta(hours=each.due_hours)
        follow_up = FollowUp(
            ally_id=self.allies[each.care], campaign_id=self.campaigns[each.campaign], channel=each.channel, due_at=due,
            late_at=due + timedelta(hours=72), planned_at=due, tries=0, step_id=self.says if each.says_something else None,
            point_person_id=self._member(each.point_person), claimed_by_id=claimed_by,
            claimed_until=now + timedelta(minutes=each.claim_minutes) if claimed_by else None,
        )  # fmt: skip
        if not each.open:
            follow_up.state, follow_up.outcome, follow_up.closed_at = "closed", "done", now
        session.add(follow_up)
        session.flush()
        if each.channel == "letter" and each.letter:
            written = now - timedelta(hours=each.letter_hours)
            session.add(Letter(
                ally_id=follow_up.ally_id, follow_up_id=follow_up.id, kind="step", language="en", urgency=1, tries=0, trouble="",
                message_id=f"<{new_id()}@example.org>", due_at=due, written_at=written, state=each.letter,
                left_at=written if each.letter == "left" else None,
            ))  # fmt: skip

    def _member(self, index: int) -> str | None:
        return self.members[index].id if 0 <= index < len(self.members) else None


def in_somebodys_list(careful: str) -> set[str]:
    """Every row that an active member opens as theirs or their campaign's; a coordinator, extra care anywhere.

    That coordinators could look at everything does not count: what everybody sees is nobody's.
    """
    seen: set[str] = set()
    for account in db.session.scalars(
        select(Account).where(Account.active, Account.role_name.in_(sorted(SEES_CONTACTS)))
    ):
        coordinates = account.role in SEES_ALL_CAMPAIGNS
        works = frozenset(db.session.scalars(select(WorksOn.campaign_id).where(WorksOn.account_id == account.id)))
        who = Worker(account.id, works, careful=coordinates)
        for wanted in ("mine", "team"):
            seen |= {row.id for row in today.page_of(wanted, who, ZONE).rows if not row.closed_to_me}
        if coordinates:
            seen |= {row.id for row in today.page_of("team", EVERYTHING, ZONE).rows if row.ally_id == careful}
    return seen


def on_its_way(follow_up: FollowUp) -> bool:
    """A letter that waits or leaves, or is still to be written, for less than a day; and that says something."""
    now, young = clock.now(), timedelta(days=1)
    letter = db.session.scalar(select(Letter).where(Letter.follow_up_id == follow_up.id))
    if letter is None:
        return follow_up.step_id is not None and now - follow_up.due_at < young
    since = max(letter.written_at, follow_up.due_at)
    return letter.state in ("waiting", "leaving") and now - since < young


def test_whatever_is_open_and_due_is_in_a_list_or_on_its_way(inside: Flask):
    house, other = House(), House()
    says = invented.step(invented.playbook(), "thanks", "letter")
    world = Generated(
        {care: invented.ally(care=care) for care in (True, False)}, [house.campaign_id, other.campaign_id], says
    )

    @settings(max_examples=so_many(50), deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(members=MEMBERS, promises=PROMISES)
    def holds(members: list[Any], promises: list[Promise]) -> None:
        world.write(members, promises)
        stuck_ones, listed, now = reasons(), in_somebodys_list(world.allies[True]), clock.now()
        for follow_up in db.session.scalars(select(FollowUp)).all():
            due = follow_up.state == "open" and follow_up.due_at <= now
            if due and follow_up.channel in BY_PERSON:
                assert follow_up.id in listed or follow_up.id in stuck_ones
            elif due:
                assert on_its_way(follow_up) != (follow_up.id in stuck_ones)
            if follow_up.state == "closed":
                assert follow_up.id not in listed | set(stuck_ones)

    holds()
