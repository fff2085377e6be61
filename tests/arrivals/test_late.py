"""A tablet comes back two days later: hands that were raised before their owner was erased, or left, are not heard anew."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from tests import invented, world
from tests.opened import where
from tracker import clock
from tracker.allies.ally import Ally
from tracker.arrivals.welcome import welcome
from tracker.followups.followup import FollowUp
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases.ask_for_erasure import ask_for_erasure
from tracker.usecases.erase_due import erase_due
from tracker.usecases.stop_contact import stop_contact
from tracker.usecases.write_due_letters import write_due_letters

EMAIL = "minji@example.org"


@pytest.fixture
def at() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(invented.NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def here(app: Flask, at: time_machine.Traveller) -> Iterator[Screening]:
    with app.app_context():
        yield world.one_screening()


def raised(here: Screening, **more: object) -> tuple[str, str | None]:
    with transaction() as session:
        place = world.screening(session.get_one(world.Campaign, here.campaign_id))
        [told] = welcome([world.entry(place, name="Min-ji Seo", email=EMAIL, **more)])
    return told.fate, told.ally_id


def test_of_an_entry_that_was_raised_before_the_erasure_nothing_is_kept(
    here: Screening, at: time_machine.Traveller
) -> None:
    _fate, ally_id = raised(here)
    before = clock.now() + timedelta(hours=1)
    at.shift(timedelta(days=1))
    ask_for_erasure(str(ally_id))
    at.shift(timedelta(days=1))
    erase_due()
    signups = db.session.query(Signup).count()
    for source in ("kiosk", "sheet", "api"):
        assert raised(here, source=source, device_at=before) == ("suppressed", None)
    assert where("Min-ji") == where(EMAIL) == set()
    assert db.session.query(Signup).count() == signups
    write_due_letters("http://localhost")
    assert raised(here, source="kiosk", device_at=clock.now())[0] == "new", (
        "a hand that is raised afterwards is another one"
    )


def test_one_that_was_raised_before_they_left_is_counted_and_asks_for_no_letter(
    here: Screening, at: time_machine.Traveller
) -> None:
    _fate, ally_id = raised(here)
    before = clock.now() + timedelta(hours=1)
    at.shift(timedelta(days=1))
    stop_contact(str(ally_id))
    at.shift(timedelta(days=1))
    assert raised(here, source="kiosk", device_at=before) == ("new", ally_id)
    assert db.session.get_one(Ally, str(ally_id)).email_consent == "no"
    open_letters = db.session.query(FollowUp).filter_by(ally_id=ally_id, state="open", channel="letter")
    assert open_letters.count() == 0
    db.session.rollback()
    assert raised(here, source="kiosk", device_at=clock.now())[1] == ally_id
    assert open_letters.count() == 1, "whoever raises it anew is asked once whether it was them"
