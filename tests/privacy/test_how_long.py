"""How long: the clock is moved on, and what should be gone is looked for."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import invented
from tests.letters_world import World
from tests.members import browser_of
from tests.privacy.keeps import keeps
from tests.privacy.looking import EMAIL, NAME, everything, stands_in
from tracker.allies.ally import Ally
from tracker.allies.suppress import contact_fingerprints, suppressed
from tracker.followups.followup import FollowUp
from tracker.keeping.erasure import Erasure
from tracker.letters.reply import Reply
from tracker.screenings.campaign import Campaign
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.forget_address import forget_address
from tracker.usecases.receive_mail import receive_mail

Later = Callable[..., None]


def deed(name: str) -> Any:
    """A use case of this issue that may not be in the house yet."""
    module = pytest.importorskip(f"tracker.usecases.{name}")
    return getattr(module, name)


def erase_due() -> None:
    db.session.rollback()
    deed("erase_due")()
    db.session.rollback()


def held(ally_id: str) -> bool:
    db.session.rollback()
    return db.session.get_one(Ally, ally_id).contact_sealed is not None


def keep_for(campaign_id: str, months: int) -> None:
    with transaction() as rows:
        rows.get_one(Campaign, campaign_id).retention_months = months


@keeps("After %(months)s without a sign from you, we erase you.")
def test_after_the_months_of_the_campaign_an_ally_is_erased_and_not_before(world: World, later: Later):
    keep_for(world.campaign_id, 3)
    ally_id = world.add(name=NAME, email=EMAIL)
    later(days=85)
    erase_due()
    assert held(ally_id)
    other = world.add()
    later(days=10)
    for _ in range(3):
        erase_due()
        later(hours=13)
    assert (held(ally_id), held(other)) == (False, True)


@keeps(
    "After %(least)s to %(most)s without a sign from you, we erase you. Each campaign sets its own time; the longest of yours counts."
)
def test_each_campaign_has_its_own_time(world: World, later: Later):
    keep_for(world.campaign_id, 12)
    house = invented.House()
    keep_for(house.campaign_id, 3)
    long, short = world.add(), invented.ally()
    invented.signup(short, house.screening_id)
    invented.signup(long, house.screening_id)
    for days in (95, 1, 1):
        later(days=days)
        erase_due()
    assert (held(long), held(short)) == (True, False)
    for days in (275, 1, 1):
        later(days=days)
        erase_due()
    assert not held(long)


@keeps(
    "Roles that can open a letter of ours to you: %(readers)s. An answer of yours that we cannot place: %(sorters)s. "
    "After %(unplaced)s it is gone."
)
def test_what_nobody_could_place_is_gone_after_its_days_and_not_before(world: World, later: Later):
    assert "After 90 days it is gone." in world.browser().get("/privacy").text
    raw = f"From: {EMAIL}\nSubject: Re: hello\nMessage-ID: <1@example.org>\n\nIt was {NAME}\n"
    assert receive_mail(raw.encode()) == "unplaced"
    later(days=89)
    erase_due()
    assert db.session.query(Reply).one().message is not None
    later(days=2)
    erase_due()
    assert db.session.query(Reply).one().message is None


@keeps("If you ask us to erase you, nobody sees your contact from that moment, and it is gone within 24 hours.")
def test_whoever_asks_is_hidden_at_once_and_gone_within_a_day(world: World, later: Later):
    ally_id, other = world.add(name=NAME, email=EMAIL), world.add()
    world.write()
    deed("ask_for_erasure")(ally_id)
    db.session.rollback()
    coordinator = browser_of(world.app, invented.account("coordinator"))
    letter = world.letter_to(ally_id)
    for page in (
        coordinator.post(f"/desk/allies/{ally_id}/reveal", data={"reason": "curious to see"}),
        coordinator.get(f"/desk/outbox/{letter.id}"),
        coordinator.get("/desk/allies/"),
    ):
        assert EMAIL not in page.text and NAME not in page.text
    assert world.letter_to(ally_id).state != "waiting"
    later(hours=24)
    erase_due()
    assert not held(ally_id) and held(other)
    assert [each.contact_sealed for each in db.session.query(Erasure)] == [None]


@keeps(
    "What stays after that does not say who you are: counts, and a mark that nobody can read back, "
    "so that we do not write to you again."
)
def test_counts_and_a_mark_stay_and_tell_nobody_who_it_was(world: World):
    ally_id = world.add(name=NAME, email=EMAIL)
    world.add()
    world.write()
    counts = {table: db.session.scalar(select(func.count()).select_from(table)) for table in (Ally, Signup, FollowUp)}
    assert forget_address(ally_id)
    db.session.rollback()
    assert counts == {table: db.session.scalar(select(func.count()).select_from(table)) for table in counts}
    [mark] = contact_fingerprints(EMAIL, None)
    assert mark in suppressed([mark])
    heap = everything()
    assert not stands_in(EMAIL, heap) and not stands_in(NAME, heap)
    again = world.add(email=EMAIL)
    world.write()
    assert not [each for each in world.letters() if each.ally_id == again]
