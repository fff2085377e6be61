"""How long: the clock is moved on, and what should be gone is looked for."""

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import invented
from tests.letters_world import World
from tests.members import browser_of
from tests.privacy.keeps import keeps
from tests.privacy.looking import EMAIL, NAME, everything, stands_in
from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.suppress import contact_fingerprints, suppressed
from tracker.followups.followup import Attempt, FollowUp
from tracker.keeping.erasure import Erasure
from tracker.letters.letter import Letter
from tracker.letters.reply import Reply
from tracker.screenings.campaign import Campaign
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import settings
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


@keeps("When we shorten that time, and many are due at once, they go a week later.")
def test_many_whose_time_was_shortened_go_a_week_later_and_few_at_once(world: World, later: Later):
    with transaction():
        settings.put("large_erasure", "10")
    people = [world.add() for _ in range(12)]
    later(days=40)
    keep_for(world.campaign_id, 1)
    erase_due()
    assert all(held(each) for each in people)
    deed("announce_erasures")("https://houselights.example")
    later(days=7)
    erase_due()
    assert not any(held(each) for each in people)


@keeps("A month before, where we may write to you, one letter asks: shall we keep in touch?")
def test_one_letter_asks_a_month_before_where_letters_are_allowed(world: World, later: Later):
    keep_for(world.campaign_id, 3)
    yes, no = world.add(email=EMAIL), world.add(consent="no")
    later(days=55)
    for _ in range(3):
        deed("ask_to_keep")("https://houselights.example")
        later(days=5)
    asked = [letter.ally_id for letter in world.letters() if letter.kind == "keep"]
    assert asked == [yes] and no not in asked
    keep_for(world.campaign_id, 1)
    assert "shall we keep in touch" not in world.browser().get("/privacy").text, "after a month nobody is asked"


@keeps(
    "What our letters said goes %(letters_kept)s after they left. Notes go after %(notes_kept)s at most, "
    "unless somebody still works on them."
)
def test_letters_and_notes_go_long_before_people_do(world: World, later: Later, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tracker.usecases.clear_old.FROM", time())  # whatever the hour is at which this runs
    with transaction():
        settings.put("letters_days", "40")
        settings.put("call_notes_days", "50")
        settings.put("signup_notes_days", "60")
    page = world.browser().get("/privacy").text
    assert "40 days after they left. Notes go after 60 days at most" in page
    ally_id = world.add(name=NAME, email=EMAIL)
    world.write()
    with transaction() as session:
        letter = session.query(Letter).filter_by(ally_id=ally_id).one()
        letter.state, letter.left_at = "left", letter.written_at
        note = session.query(Signup).filter_by(ally_id=ally_id).one()
        note.note = f"aunt of {NAME}"
    for days, kept in ((39, (True, True)), (2, (False, True)), (21, (False, False))):
        later(days=days)
        db.session.rollback()
        deed("clear_old")()
        db.session.rollback()
        words = db.session.query(Letter.words_sealed).filter_by(ally_id=ally_id).scalar()
        said = db.session.query(Signup.note_sealed).filter_by(ally_id=ally_id).scalar()
        assert (words is not None, said is not None) == kept, days
    assert held(ally_id)


@keeps(
    "Copies that left our house, such as your number on a phone that called you, are listed then, so that we can chase them."
)
def test_a_phone_that_called_is_listed_when_its_number_is_erased(world: World, later: Later):
    ally_id, rosa = world.add(name=NAME, email=EMAIL), invented.account()
    call = invented.follow_up(ally_id, world.campaign_id)
    invented.write(Attempt(follow_up_id=call, at=clock.now(), account_id=rosa, outcome="no answer"))
    deed("ask_for_erasure")(ally_id)
    later(hours=21)
    erase_due()
    page = browser_of(world.app, invented.account("coordinator")).get("/desk/keeping/copies/").text
    assert "A phone that called them" in page and "Rosa M." in page and NAME not in page
