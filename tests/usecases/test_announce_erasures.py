"""A large erasure is announced a week before, in numbers alone, and never grows in silence."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from tests import invented, world
from tests.letters_world import BASE_URL
from tests.wanting_out import welcomed
from tracker.allies.ally import Ally
from tracker.keeping.announcement import Announcement
from tracker.letters.letter import Letter
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import settings
from tracker.usecases.announce_erasures import announce_erasures
from tracker.usecases.erase_due import erase_due

SIGNED_UP = datetime(2023, 10, 24, 15, 40, tzinfo=UTC)
OVER = datetime(2025, 4, 25, 3, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture
def at() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(SIGNED_UP, tick=False) as traveller:
        yield traveller


@pytest.fixture
def here(app: Flask, at: time_machine.Traveller) -> Iterator[Screening]:
    """Fourteen people, where more than ten are many; two administrators, one of whom has left."""
    with app.app_context():
        here = world.one_screening()
        for _ in range(14):
            welcomed(here)
        with transaction():
            settings.put("large_erasure", "10")
        invented.account("administrator")
        invented.account("administrator", active=False)
        invented.account("coordinator")
        yield here


def told() -> list[Letter]:
    db.session.rollback()
    return list(db.session.query(Letter).filter_by(kind="alert").order_by(Letter.written_at))


def held() -> int:
    db.session.rollback()
    return db.session.query(Ally).filter(Ally.contact_sealed.is_not(None)).count()


def test_a_week_before_the_administrators_are_told_how_many_and_when_and_nobodys_name(
    here: Screening, at: time_machine.Traveller
) -> None:
    at.move_to(OVER - WEEK - timedelta(days=1))
    assert announce_erasures(BASE_URL) == 0
    at.move_to(OVER - WEEK)
    assert announce_erasures(BASE_URL) == 14
    [letter] = told()
    assert "14 allies" in letter.words["text"] and "25 Apr 2025" in letter.words["text"]
    assert "Somebody" not in letter.words["text"] and "@" not in letter.words["text"]
    assert (announce_erasures(BASE_URL), len(told())) == (0, 1)
    at.move_to(OVER)
    assert (erase_due(), held()) == (14, 0)


def test_few_go_without_a_word(here: Screening, at: time_machine.Traveller) -> None:
    with transaction():
        settings.put("large_erasure", "20")
    at.move_to(OVER - WEEK)
    assert (announce_erasures(BASE_URL), told()) == (0, [])
    at.move_to(OVER)
    assert erase_due() == 14


def test_what_a_shorter_period_makes_due_all_at_once_waits_for_its_own_week(
    here: Screening, at: time_machine.Traveller
) -> None:
    at.move_to(datetime(2024, 6, 1, tzinfo=UTC))
    assert announce_erasures(BASE_URL) == 0
    with transaction() as session:
        session.get_one(Campaign, here.campaign_id).retention_months = 3
    assert erase_due() == 0, "unannounced"
    assert announce_erasures(BASE_URL) == 14
    at.shift(WEEK - timedelta(seconds=1))
    assert erase_due() == 0
    at.shift(timedelta(days=1))
    assert (erase_due(), held()) == (14, 0)


def test_it_is_never_bigger_than_was_said(here: Screening, at: time_machine.Traveller) -> None:
    elsewhere = world.one_screening()
    later = SIGNED_UP + timedelta(days=200)
    at.move_to(later)
    for _ in range(12):
        welcomed(elsewhere)
    at.move_to(OVER - WEEK)
    assert announce_erasures(BASE_URL) == 14
    at.move_to(OVER)
    with transaction() as session:
        session.get_one(Campaign, elsewhere.campaign_id).retention_months = 6
    assert [erase_due(most=5) for _ in range(4)] == [5, 5, 4, 0], "those who were announced"
    assert held() == 12
    assert announce_erasures(BASE_URL) == 12
    at.shift(WEEK)
    assert (erase_due(), held()) == (12, 0)
    assert [(each.number, each.gone) for each in db.session.query(Announcement).order_by(Announcement.told_at)] == [
        (14, 14), (12, 12),
    ]  # fmt: skip


def test_an_announcement_is_not_kept_for_another_time(here: Screening, at: time_machine.Traveller) -> None:
    at.move_to(OVER - WEEK)
    announce_erasures(BASE_URL)
    with transaction() as session:
        for ally in session.query(Ally):
            ally.acted_at = OVER - timedelta(days=3)
    at.move_to(OVER + timedelta(days=60))
    with transaction() as session:
        session.get_one(Campaign, here.campaign_id).retention_months = 1
    assert (erase_due(), held()) == (0, 14), "what was said two months ago was about another day"
