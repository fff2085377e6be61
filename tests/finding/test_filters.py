"""Filters combine: each narrows, all must hold, and what is about a signup holds for one signup."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests import invented
from tests.invented import House
from tracker import clock
from tracker.allies import tags
from tracker.allies.ally import Ally, Contact
from tracker.allies.identify import identify
from tracker.finding import among, careful
from tracker.finding.careful import TooManyToOpen
from tracker.finding.filters import Filters, read
from tracker.finding.matching import matching
from tracker.followups.claiming import Worker
from tracker.followups.followup import Attempt
from tracker.imports.import_ import Import
from tracker.imports.import_row import ImportRow
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.transactions import transaction


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


@pytest.fixture
def house(inside: Flask) -> House:
    return House()


@pytest.fixture
def ida(inside: Flask) -> Worker:
    return Worker(invented.account("coordinator", "Ida K."), None, careful=True)


def answered(house: House, name: str, email: str, phone: str) -> str:
    """Somebody who is recognised by what they left."""
    ally_id = invented.ally(name, email=email, phone=phone)
    invented.signup(ally_id, house.screening_id)
    with transaction():
        identify(ally_id, Contact(name=name, call=name, email=email, phone=phone))
    return ally_id


def listed(who: Worker, **wanted: str) -> set[str]:
    db.session.rollback()
    return set(db.session.scalars(select(Ally.id).where(matching(Filters(**wanted), who))))


def reached(ally_id: str, house: House, account_id: str, days: int) -> None:
    call = invented.follow_up(
        ally_id, house.campaign_id, state="closed", outcome="reached", closed_at=clock.now(), step_key=f"c{days}"
    )
    invented.write(
        Attempt(
            follow_up_id=call,
            at=clock.now() - timedelta(days=days),
            account_id=account_id,
            outcome="reached",
            changed={},
        )
    )


def test_who_agreed_ticked_host_in_texas_and_was_not_reached_in_seven_days(house: House, ida: Worker):
    wanted = {"consent": "email", "interest": house.host, "region": "TX", "unreached": "7"}
    fits, long_ago = (invented.ally() for _ in range(2))
    lately, silent, elsewhere, unticked = (
        invented.ally(),
        invented.ally(email_consent="no"),
        invented.ally(),
        invented.ally(),
    )
    for each in (fits, long_ago, lately, silent):
        invented.signup(each, house.screening_id, house.host)
    invented.signup(unticked, house.screening_id)
    ohio = invented.screening(house.campaign_id, venue="Rialto")
    with transaction() as session:
        session.get_one(Venue, session.get_one(Screening, ohio).venue_id).region = "OH"
    invented.signup(elsewhere, ohio, house.host)
    # Ticked elsewhere, and was in Texas without a tick: no signup of theirs is both.
    invented.signup(elsewhere, house.screening_id)
    reached(lately, house, ida.account_id, 2)
    reached(long_ago, house, ida.account_id, 9)
    assert listed(ida, **wanted) == {fits, long_ago}
    assert listed(ida, reached="7") == {lately}
    assert listed(Worker(ida.account_id, frozenset(), careful=False), **wanted) == set()


def test_each_filter_narrows_by_what_it_says(house: House, ida: Worker):
    rosa = invented.account()
    ally, other = invented.ally(language="ko", phone_consent="no"), invented.ally()
    signup = invented.signup(ally, house.screening_id)
    late = invented.signup(other, house.screening_id)
    with transaction() as session:
        session.get_one(Signup, signup).source = "poster"
        session.get_one(Signup, late).at = clock.now() - timedelta(days=30)
        tag = tags.make("Press", rosa)
        tags.put([ally], tag.id, rosa)
    call = invented.follow_up(ally, house.campaign_id, point_person_id=rosa, late_at=clock.now() - timedelta(hours=1))
    invented.follow_up(other, house.campaign_id, state="closed", outcome="gave", closed_at=clock.now())
    today = clock.now().date()
    assert call
    for wanted in (
        {"language": "ko"}, {"consent": "no phone"}, {"source": "poster"}, {"tag": tag.id}, {"person": rosa}, {"followed": "late"},
        {"followed": "open"}, {"since": f"{today - timedelta(days=2)}"},
    ):  # fmt: skip
        assert listed(ida, **wanted) == {ally}, wanted
    for wanted in (
        {"followed": "closed"},
        {"followed": "gave"},
        {"until": f"{today - timedelta(days=9)}"},
        {"consent": "both"},
    ):
        assert listed(ida, **wanted) == {other}, wanted
    for wanted in (
        {"kind": "theatrical"},
        {"country": "US"},
        {"city": "Austin"},
        {"where": "screening"},
        {"screening": house.screening_id},
    ):
        assert listed(ida, **wanted) == {ally, other}, wanted
    assert listed(ida, person="nobody") == listed(ida, followed="none") == listed(ida, kind="campus") == set()


@pytest.mark.parametrize("kind", ["people", "screenings", "admissions", "outcomes"])
def test_a_list_of_people_brought_its_people_and_one_of_screenings_all_who_were_there(
    house: House, ida: Worker, kind: str
):
    ally, other = invented.ally(), invented.ally()
    mine, _theirs = (invented.signup(each, house.screening_id) for each in (ally, other))
    call = invented.follow_up(other, house.campaign_id)
    found = Import(
        kind=kind, sha256="0" * 64, size=10, signature="0" * 64, state="written", answers={}, counts={},
        uploaded_at=clock.now(),
    )  # fmt: skip
    invented.write(found)
    row = {"import_id": found.id, "place": 0, "fate": "new", "noted": False}
    if kind == "outcomes":
        invented.write(ImportRow(**row, follow_up_id=call))
    else:
        signup = {"ally_id": ally, "signup_id": mine} if kind == "people" else {}
        invented.write(ImportRow(**row, screening_id=house.screening_id, **signup))
    by_list = {"people": {ally}, "outcomes": {other}}
    assert listed(ida, brought=found.id) == by_list.get(kind, {ally, other})
    assert listed(ida, brought="0" * 16) == set()


def test_extra_care_is_opened_for_coordinators_alone_and_for_few(house: House, ida: Worker, monkeypatch):
    plain, asked = invented.ally(), invented.ally(care=True)
    for each in (plain, asked):
        invented.signup(each, house.screening_id)
    assert (listed(ida, care="yes"), listed(ida, care="no")) == ({asked}, {plain})
    organizer = Worker(invented.account(), frozenset({house.campaign_id}), careful=False)
    # Not a filter of theirs; and a list that tells something leaves out whom they may not know it of, so that none is counted.
    assert listed(organizer, care="yes") == listed(organizer, language="en") == listed(organizer, care="no") == {plain}
    assert listed(organizer) == listed(organizer, campaign=house.campaign_id, city="Austin") == {plain, asked}
    monkeypatch.setattr(careful, "MOST", 1)
    with pytest.raises(TooManyToOpen):
        listed(ida, care="yes")
    with pytest.raises(TooManyToOpen):
        listed(organizer, language="en")
    assert listed(organizer) == {plain, asked}


def test_many_and_few_are_the_same_allies(house: House, ida: Worker, monkeypatch):
    """A list is looked up one way when few fit, and another way when many do."""
    ally = invented.ally()
    invented.signup(ally, house.screening_id)
    invented.follow_up(ally, house.campaign_id)
    few = listed(ida, city="Austin", followed="open")
    monkeypatch.setattr(among, "MANY", 0)
    assert listed(ida, city="Austin", followed="open") == few == {ally}


def test_an_address_says_what_was_chosen_and_nonsense_narrows_to_nobody():
    told = {"consent": "email", "region": "TX", "unreached": "7", "since": "2026-01-31"}
    assert read(told).said() == told
    nonsense = {
        "tag": "x",
        "consent": "maybe",
        "unreached": "-1",
        "since": "soon",
        "region": "\x00",
        "campaign": "\x00",
    }
    assert read(nonsense).said() == {"tag": "-", "campaign": "-"}
    assert read({"unreached": "²"}).said() == {}
