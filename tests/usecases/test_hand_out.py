"""What goes in turn is handed out in turn: fairly, once, to who speaks the language, and never past extra care."""

import threading
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests import invented
from tests.invented import House
from tracker import clock
from tracker.followups import handing_out
from tracker.followups.followup import FollowUp
from tracker.screenings.crews import CrewFacts
from tracker.screenings.regions import Region
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.account import Account
from tracker.usecases.change_team import make_team
from tracker.usecases.hand_out import hand_out


class Team:
    """Three who work on a campaign, and noise: one who has left, one who only looks, one who works elsewhere."""

    def __init__(self, **speaks: str) -> None:
        people = speaks or {"ada": "en", "ben": "en", "cai": "en"}
        self.people = {name: invented.account("organizer", name, speaks=says) for name, says in people.items()}
        noise = [
            invented.account("organizer", "gone", active=False, speaks="en,ko"),
            invented.account("viewer", "looks", speaks="en,ko"),
        ]
        self.elsewhere = invented.account("coordinator", "elsewhere", speaks="en,ko")
        self.house = House(*self.people.values(), *noise)
        self.other = House(self.elsewhere)
        book = invented.playbook()
        self.step = invented.step(book, "contact", hand="in turn")
        self.pool = invented.step(book, "welcome", hand="pool")
        self.names = {account_id: name for name, account_id in self.people.items()}

    def promise(self, house: House | None = None, **values: object) -> str:
        told = {"step_id": self.step, "step_key": "contact", **values}
        return (house or self.house).promise(**told)

    def whose(self, follow_up: str) -> str | None:
        db.session.rollback()
        person = db.session.get_one(FollowUp, follow_up).point_person_id
        return self.names.get(person, person) if person else None

    def shares(self) -> Counter[str]:
        db.session.rollback()
        rows = select(FollowUp.point_person_id).where(FollowUp.campaign_id == self.house.campaign_id)
        return Counter(self.names.get(str(person), str(person)) for person in db.session.scalars(rows))


@pytest.fixture
def inside(app: Flask):
    with app.app_context():
        yield app


def test_each_gets_as_many_as_the_others_and_one_after_the_other(inside: Flask) -> None:
    team, turns = Team(), []
    for number in range(6):
        follow_up = team.promise(due_at=clock.now() - timedelta(hours=9 - number))
        assert hand_out() == 1
        turns.append(team.whose(follow_up))
    assert turns == ["ada", "ben", "cai", "ada", "ben", "cai"]
    assert hand_out() == 0


def test_a_whole_evening_at_once_is_shared_out_evenly(inside: Flask) -> None:
    team = Team()
    for _ in range(9):
        team.promise()
    assert hand_out(most=4) == 4 and hand_out(most=100) == 5
    assert team.shares() == {"ada": 3, "ben": 3, "cai": 3}


def test_the_ally_s_language_goes_first_and_where_nobody_speaks_it_everybody_does(inside: Flask) -> None:
    team = Team(ada="en", ben="en, ko", cai="en,ko")
    korean = [team.promise(language="ko") for _ in range(4)]
    hand_out()
    assert Counter(team.whose(each) for each in korean) == {"ben": 2, "cai": 2}
    french = team.promise(language="fr")
    hand_out()
    assert team.whose(french) == "ada"


def test_who_is_near_goes_first_among_those_who_speak_the_language(inside: Flask) -> None:
    team = Team(ada="en", ben="en", cai="ko")
    alone = team.promise()
    assert hand_out() == 1 and team.whose(alone) == "ada"
    austin = [Region("US", "TX")]
    make_team(
        CrewFacts("Texas", frozenset({team.people["ben"], team.people["cai"]}), regions=tuple(austin)), team.elsewhere
    )
    texan = [team.promise() for _ in range(3)]
    assert hand_out() == 3 and {team.whose(each) for each in texan} == {"ben"}
    make_team(CrewFacts("Ohio", frozenset({team.people["ada"]}), regions=(Region("US", "OH"),)), team.elsewhere)
    korean = team.promise(language="ko")
    assert hand_out() == 1 and team.whose(korean) == "cai"


def test_extra_care_goes_to_coordinators_of_the_team_and_waits_where_there_is_none(inside: Flask) -> None:
    team = Team()
    careful = [team.promise(care=True) for _ in range(2)]
    plain = team.promise(due_at=clock.now() - timedelta(minutes=1))
    assert hand_out(most=1) == 1, "those that nobody may have do not stand in the way"
    assert [team.whose(each) for each in careful] == [None, None] and team.whose(plain) == "ada"
    other = team.promise(team.other, care=True)
    hand_out()
    assert team.whose(other) == team.elsewhere


def test_only_what_is_open_due_soon_free_and_goes_in_turn_is_handed_out(inside: Flask) -> None:
    team, now = Team(), clock.now()
    waits = [
        team.promise(step_id=team.pool, step_key="welcome"),
        team.promise(due_at=now + timedelta(hours=25)),
        team.promise(channel="letter"),
        team.promise(state="closed", outcome="done", closed_at=now),
        team.promise(claimed_by_id=team.people["cai"], claimed_until=now + timedelta(minutes=5)),
    ]
    theirs = team.promise(point_person_id=team.people["cai"])
    soon = team.promise(due_at=now + timedelta(hours=23))
    assert hand_out() == 1
    assert [team.whose(each) for each in waits] == [None] * 5
    assert team.whose(theirs) == "cai" and team.whose(soon) == "ada"


def test_what_somebody_had_who_has_left_is_handed_on(inside: Flask) -> None:
    team = Team()
    first, second = team.promise(), team.promise()
    hand_out()
    assert {team.whose(first), team.whose(second)} == {"ada", "ben"}
    with transaction() as session:
        session.execute(update(Account).where(Account.id == team.people["ada"]).values(active=False))
    assert hand_out() == 1
    assert {team.whose(first), team.whose(second)} == {"cai", "ben"}


def at_once(app: Flask, workers: int) -> list[int]:
    given: list[int] = []

    def work() -> None:
        with app.app_context():
            given.append(hand_out())

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == workers
    return given


@pytest.mark.parametrize("locked", [False, True], ids=["negative control: unlocked", "locked"])
def test_two_workers_hand_out_each_once_and_keep_the_turn(inside: Flask, monkeypatch, engine_name: str, locked: bool):
    """Without the lock both see the same turns, and the same two get everything. SQLite lets one in at a time."""
    team = Team()
    for _ in range(2):
        team.promise()
    meeting = threading.Barrier(2)
    real_lock, real_handed = handing_out.lock, handing_out._handed

    def slow(*facts):
        found = real_handed(*facts)
        # Where the lock lets both in, they meet here: each has seen the turns, neither has written.
        with suppress(threading.BrokenBarrierError):
            meeting.wait(1.0 if locked or engine_name == "sqlite" else 30)
        return found

    monkeypatch.setattr(handing_out, "_handed", slow)
    monkeypatch.setattr(handing_out, "lock", real_lock if locked else lambda _campaign_id: None)
    monkeypatch.setattr(handing_out, "AT_ONCE", 1)
    db.session.remove()
    given = at_once(inside, 2)
    skewed = engine_name == "postgresql" and not locked
    assert sum(given) == 2
    assert sorted(team.shares().values()) == ([2] if skewed else [1, 1])


def test_several_workers_share_forty_evenly(inside: Flask) -> None:
    team = Team()
    for _ in range(40):
        team.promise()
    db.session.remove()
    assert sum(at_once(inside, 4)) == 40
    assert sorted(team.shares().values()) == [13, 13, 14]
