"""Who may be one person is found among everybody, by marks that tell nothing; the house itself joins nobody."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import delete, event, func, select

from tests import invented
from tests.key_turns import Turn
from tests.letters_world import later
from tracker.allies import merging
from tracker.allies.alike import ENOUGH, Side, evidence, strength
from tracker.allies.ally import CREATURES, MANNERS, Ally, Contact
from tracker.allies.likeness import Likeness, LikenessMark
from tracker.finding import duplicates
from tracker.store.db import db
from tracker.store.keyring import ring
from tracker.store.transactions import transaction
from tracker.usecases.ask_for_erasure import ask_for_erasure
from tracker.usecases.correct_contact import correct_contact
from tracker.usecases.look_for_likenesses import look_for_likenesses
from tracker.usecases.say_apart import say_apart

__all__ = ["later"]
MINJUN: Contact = {"name": "Min-jun Kim", "email": "minjun.kim@gmail.com", "phone": "+15125550147"}
HERE, ELSEWHERE = frozenset({"here"}), frozenset({"elsewhere"})


@pytest.mark.parametrize(
    ("other", "keys"),
    [
        ({"name": "Min-jun Kim", "email": "minjun.kim@gmial.com"}, ["domain", "name"]),
        ({"name": "Jun Park", "phone": "+15125550147"}, ["phone"]),
        ({"name": "Minjun Kin", "phone": "+15125550147"}, ["phone", "name_near"]),
        ({"name": "Somebody", "email": "minjun.kim@naver.com"}, ["local"]),
        ({"name": "X", "email": "minjunkim@gmail.com"}, ["dots"]),
        ({"name": "X", "email": "minjum.kim@gmail.com"}, ["email_near"]),
        ({"name": "김민준", "phone": "+15125550147"}, ["phone", "script"]),
        ({"name": "Kim, Minjun", "phone": "+15125550147"}, ["phone", "order"]),
        ({"name": "Min-jun Kim", "phone": "+15125550174"}, ["name", "phone_near"]),
        ({"name": "Min-jun", "phone": "+15125550147"}, ["phone", "part"]),
    ],
)
def test_what_speaks_for_it_is_said(other: Contact, keys: list[str]) -> None:
    found = evidence(Side(MINJUN), Side(other))
    assert found == keys
    assert strength(found) >= ENOUGH


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Min-jun Kim", "email": "other@example.org"},
        {"name": "Ada Oh", "email": "ada@gmail.com", "phone": "+15125550199"},
        {"name": "Min-jun Park", "email": "mj@example.org"},
    ],
)
def test_a_common_name_alone_is_not_offered(other: Contact) -> None:
    assert strength(evidence(Side(MINJUN, HERE), Side(other, ELSEWHERE))) < ENOUGH


def test_similar_names_at_one_film_screening_are_offered_and_an_address_of_nobody_is_not() -> None:
    near: Contact = {"name": "Min-jun Kin", "email": "mk@example.org"}
    assert strength(evidence(Side(MINJUN, HERE), Side(near, HERE))) >= ENOUGH
    info, its = Side({"name": "A", "email": "info@church.example"}), Side({"name": "B", "email": "info@school.example"})
    assert evidence(info, its) == []


class Full:
    """A house with people in it, and two who are alike."""

    def __init__(self) -> None:
        self.by = invented.account("coordinator")
        house = invented.House(self.by)
        self.evening = house.screening_id
        for number in range(30):
            name = f"{MANNERS[number]} {CREATURES[2 * number]}"
            self.somebody(
                name, email=f"{name[::-1]}@example.org".lower().replace(" ", ""), phone=f"+1{300 + 7 * number}5550100"
            )
        self.one = self.somebody("Min-jun Kim", email="minjun.kim@gmail.com", phone="+15125550147")
        self.other = self.somebody("김민준", email="minjun.kim@gmial.com", phone="+15125550199")

    def somebody(self, name: str, **contact: str) -> str:
        ally_id = invented.ally(name, **contact)
        invented.signup(ally_id, self.evening)
        return ally_id

    def pairs(self) -> dict[tuple[str, str], str]:
        db.session.rollback()
        return {(row.one_id, row.other_id): row.evidence for row in db.session.scalars(select(Likeness))}

    @property
    def two(self) -> tuple[str, str]:
        one, other = sorted((self.one, self.other))
        return one, other


@pytest.fixture
def full(app: Flask) -> Iterator[Full]:
    with app.app_context():
        yield Full()


def test_the_two_are_found_and_nobody_else(full: Full) -> None:
    assert look_for_likenesses() == 32
    assert full.pairs() == {full.two: "domain script evening"}
    assert duplicates.to_decide() == 1
    assert look_for_likenesses() == 0
    marks = db.session.scalars(select(LikenessMark.mark)).all()
    assert {len(mark) for mark in marks} == {3}


def test_a_newcomer_costs_as_much_as_among_few(full: Full) -> None:
    look_for_likenesses()
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda _c, _k, statement, *_rest: asked.append(statement))

    def cost(name: str, **contact: str) -> int:
        full.somebody(name, **contact)
        db.session.rollback()
        asked.clear()
        look_for_likenesses()
        return len(asked)

    few = cost("Lone Wolf", email="lonewolf@example.org")
    for number in range(15):
        name = f"{MANNERS[number + 30]} {CREATURES[2 * number + 1]}"
        full.somebody(
            name, email=f"{name[::-1]}@example.org".lower().replace(" ", ""), phone=f"+1{700 + 7 * number}5550100"
        )
    look_for_likenesses()
    assert cost("Lone Bear", email="lonebear@example.org") == few


def test_not_the_same_is_remembered_both_ways_until_one_of_them_changes(full: Full) -> None:
    look_for_likenesses()
    pair_id = db.session.scalar(select(Likeness.id))
    both = [db.session.get_one(Ally, each) for each in full.two]
    seen = merging.digest(*both)
    db.session.rollback()
    say_apart(str(pair_id), seen, full.by)
    assert duplicates.to_decide() == 0
    with transaction() as session:
        for each in full.two:
            session.get_one(Ally, each).likened_at = None
    look_for_likenesses()
    assert duplicates.to_decide() == 0
    assert [line.id for line in duplicates.listed("apart")] == [pair_id]
    correct_contact(full.other, "김민준", "민준", "+15125550147")
    look_for_likenesses()
    assert duplicates.to_decide() == 1


def test_who_is_erased_is_found_by_nothing_and_offered_with_nobody(full: Full) -> None:
    look_for_likenesses()
    ask_for_erasure(full.other)
    assert duplicates.to_decide() == 0
    left = select(func.count()).select_from(LikenessMark).where(LikenessMark.ally_id == full.other)
    assert db.session.scalar(left) == 0
    db.session.rollback()
    assert look_for_likenesses() == 0


def test_the_marks_turn_with_the_keys(full: Full, later: Callable[..., None]) -> None:
    look_for_likenesses()
    Turn(later).whole()
    find = ring().newest("find").name
    assert set(db.session.scalars(select(LikenessMark.key_name))) == {find}
    with transaction() as session:
        session.execute(delete(Likeness))
        session.get_one(Ally, full.one).likened_at = None
    look_for_likenesses()
    assert set(full.pairs()) == {full.two}
