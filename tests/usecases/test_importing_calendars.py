"""A calendar comes in as film screenings, comes in changed, and is taken back."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import select

from tests import world
from tests.files.nights import NIGHTS, moved
from tracker.files.tables import read_table
from tracker.imports import choices_kept, import_, memory
from tracker.imports.choices import Choices
from tracker.imports.columns import guess_columns
from tracker.imports.import_row import ImportRow
from tracker.imports.lines import lines_of
from tracker.imports.meanings import Meaning
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.db import db
from tracker.usecases.decide_import import decide
from tracker.usecases.map_import import map_import
from tracker.usecases.take_in_file import take_in
from tracker.usecases.undo_import import undo
from tracker.usecases.write_import import write


@pytest.fixture
def campaign_id(app: Flask):
    with app.app_context():
        world.one_screening()
        yield db.session.scalars(select(Campaign.id).where(Campaign.name == "The two-day event")).one()


def brought(campaign_id: str, text: str, follows: str | None = None) -> str:
    data = text.encode()
    import_id = take_in(data, "nights.ics", None)
    columns = tuple(guess.meaning for guess in guess_columns(read_table(data, "nights.ics", calendars=True)))
    map_import(import_id, campaign_id, follows, choices_kept.written(Choices(columns)))
    return import_id


def rows(import_id: str) -> list[ImportRow]:
    db.session.rollback()
    return list(db.session.scalars(select(ImportRow).where(ImportRow.import_id == import_id).order_by(ImportRow.place)))


def fates(import_id: str) -> Counter[str]:
    return Counter(row.fate for row in rows(import_id))


def test_every_heading_of_a_calendar_is_understood(app: Flask):
    guessed = [guess.meaning for guess in guess_columns(read_table(NIGHTS.encode(), "x.ics", calendars=True))]
    assert Meaning.IGNORE not in guessed
    assert guessed[9:11] == [Meaning.CLOCK, Meaning.EXTERNAL_ID]


def test_a_calendar_becomes_film_screenings_on_the_clocks_of_their_places(campaign_id: str):
    first = brought(campaign_id, NIGHTS)
    assert fates(first) == {"new": 8}
    assert write(first, None)["made"] == 8
    houses = ["Harbor Row Cinema", "Grace Church", "Town Library", "Marquette Twelve"]
    wanted = select(Venue.name, Screening.day, Screening.starts_at, Screening.zone, Screening.status)
    wanted = wanted.join(Venue, Venue.id == Screening.venue_id).where(Venue.name.in_(houses))
    made = {
        (row.name, row.day.isoformat(), f"{row.starts_at:%m-%d %H:%M}" if row.starts_at else None, row.zone, row.status)
        for row in db.session.execute(wanted.where(Screening.campaign_id == campaign_id))
    }
    assert made >= {
        ("Harbor Row Cinema", "2023-10-24", "10-25 02:30", "America/Los_Angeles", "announced"),
        ("Harbor Row Cinema", "2023-11-08", "11-09 04:00", "America/Los_Angeles", "announced"),
        ("Grace Church", "2023-11-02", "11-03 01:00", "America/Denver", "announced"),
        ("Town Library", "2023-11-01", None, "America/Chicago", "announced"),
        ("Marquette Twelve", "2023-10-25", "10-25 23:30", "America/Chicago", "cancelled"),
    }
    assert fates(brought(campaign_id, NIGHTS, follows=first)) == {"already there": 8}, "the same twice adds nothing"


def test_what_moved_was_called_off_or_left_the_calendar_is_told_apart_by_its_id(campaign_id: str):
    first = brought(campaign_id, NIGHTS.replace("Barton Street Cinema", "Paramount"))
    write(first, None)
    second = brought(campaign_id, moved().replace("Barton Street Cinema", "Paramount"), follows=first)
    assert fates(second) == {"changed": 1, "already there": 5, "cancelled?": 1, "no longer listed": 1}
    told = {line.fate: line for line in lines_of(rows(second), {})}
    assert "8:30" in told["changed"].why[-1] and told["no longer listed"].venue == "Grace Church"
    off = next(row for row in rows(second) if row.fate == "cancelled?")
    key, screening_id = f"{off.place}:{off.screening_id}", off.screening_id
    assert decide(second, {"move": {key: "cancelled"}})
    assert write(second, None) == {"made": 0, "changed": 2}
    db.session.rollback()
    assert db.session.get_one(Screening, screening_id).status == "cancelled"
    assert undo(second, None)["put back"] == 2
    assert db.session.get_one(Screening, screening_id).status == "announced"
    done = undo(first, None)
    assert (done["gone"], done["stayed"]) == (6, 2), "what was changed and put back counts as touched"


def test_only_the_same_calendar_is_proposed_as_a_newer_version(campaign_id: str):
    one, same = (take_in(NIGHTS.encode(), name, None) for name in ("a.ics", "b.ics"))
    other = take_in(NIGHTS.replace("Two nights", "Another").encode(), "c.ics", None)
    signatures = [import_.by_id(each).signature for each in (one, same, other)]
    assert signatures[0] == signatures[1] != signatures[2]
    assert memory.kept_choices("screenings", signatures[0]) is None
