"""From one film screening to the next: who hosts, where they had signed up, whom that brought; over several generations."""

from datetime import timedelta

import pytest

from tests import invented
from tests.letters_world import World, world
from tracker import clock
from tracker.screenings.screening import Screening
from tracker.signups import fold, lineage, person
from tracker.signups.lineage import Sum
from tracker.store.db import db
from tracker.store.transactions import transaction

__all__ = ["world"]


class Line:
    """first -> (Mina hosts) second -> (Juno hosts) third; beside them another campaign, and a stranger who hosts."""

    def __init__(self) -> None:
        self.campaign = invented.campaign()
        self.first = invented.screening(self.campaign)
        self.mina, self.juno = invented.ally("Mina"), invented.ally("Juno")
        self.mina_there = invented.signup(self.mina, self.first)
        self.second = self.hosts(self.mina, self.mina_there, 1)
        self.juno_there = invented.signup(self.juno, self.second)
        self.third = self.hosts(self.juno, self.juno_there, 2)
        for here, many in ((self.first, 2), (self.second, 3), (self.third, 4)):
            for _each in range(many):
                invented.signup(invented.ally(), here)
        # Whoever hosts and signs up at their own brings nobody by that.
        invented.signup(self.mina, self.second)
        noise = invented.House()
        invented.signup(invented.ally(), noise.screening_id)
        came = invented.screening(self.campaign)
        invented.request(None, state="approved", screening_id=came, decided_at=clock.now())
        invented.request(self.mina, signup_id=self.mina_there)
        invented.request(
            self.mina,
            signup_id=self.mina_there,
            state="offered",
            screening_id=noise.screening_id,
            decided_at=clock.now(),
        )

    def hosts(self, ally_id: str, signup_id: str | None, after: int, campaign_id: str = "") -> str:
        """The film screening that came of their request, so many weeks later."""
        at = clock.now() + timedelta(weeks=after)
        screening_id = invented.screening(campaign_id or self.campaign, at=at)
        invented.request(
            ally_id, signup_id=signup_id, state="approved", screening_id=screening_id, decided_at=clock.now()
        )
        return screening_id


@pytest.fixture
def line(world: World) -> Line:
    return Line()


def test_those_that_allies_host_are_told_for_each_generation(line: Line):
    assert [each.screening.id for each in lineage.hosted_by_allies_of([line.first])] == [line.second]
    assert lineage.after(line.first) == [Sum(1, 0, 4), Sum(1, 0, 4)]
    assert lineage.after(line.third) == []
    before = lineage.before(line.second)
    assert before is not None and before[0].id == line.first
    assert lineage.before(line.first) is None


def test_signups_that_an_ally_brought_without_their_own(line: Line):
    assert lineage.brought_by(line.mina) == (Sum(1, 0, 4), Sum(2, 0, 8))
    assert lineage.brought_by(line.juno) == (Sum(1, 0, 4), Sum(1, 0, 4))
    assert lineage.brought_by(invented.ally()) == (Sum(), Sum())


def test_the_tree_of_a_campaign(line: Line):
    tree = lineage.tree(line.campaign)
    # Of the first: its own, and the one that a stranger hosts; Mina, who came from there, counts there twice.
    assert tree.generations == [Sum(2, 0, 4), Sum(1, 0, 4), Sum(1, 0, 4)]
    [root] = tree.roots
    [second] = root.after
    [third] = second.after
    assert [each.screening.id for each in (root, second, third)] == [line.first, line.second, line.third]
    assert third.after == [] and (root.signups, second.signups, third.signups) == (3, 4, 4)
    assert lineage.tree(invented.campaign()).roots == []


def test_a_cancelled_one_keeps_its_place_and_is_counted_as_cancelled(line: Line):
    with transaction() as session:
        row = session.get_one(Screening, line.second)
        row.status, row.cancelled_at = "cancelled", clock.now()
    assert lineage.tree(line.campaign).generations == [Sum(2, 0, 4), Sum(1, 1, 4), Sum(1, 0, 4)]
    assert lineage.after(line.first)[0] == Sum(1, 1, 4)


def test_a_signup_that_folds_and_an_ally_that_is_another_take_the_line_along(line: Line):
    other = invented.ally("Mina again")
    same = invented.signup(other, line.first)
    with transaction():
        fold.fold({line.mina_there: same})
    assert [each.from_id for each in lineage.hosted_by(line.mina)] == [line.first]
    with transaction():
        person.move(line.mina, other)
    assert lineage.hosted_by(line.mina) == []
    assert [each.screening.id for each in lineage.hosted_by(other)] == [line.second]


def test_two_screenings_that_are_one_make_no_circle(line: Line):
    """Joined the wrong way round: the third is the first."""
    with transaction():
        fold.move(line.third, line.first)
    assert lineage.after(line.first) == [Sum(1, 0, 4)]
    tree = lineage.tree(line.campaign)
    assert sum(each.screenings for each in tree.generations[1:]) == 1
    assert lineage.brought_by(line.mina)[1].screenings == 2
    db.session.rollback()
