"""The park district's file comes in by ordinary choices; every count is known."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tracker.files.tables import read_table
from tracker.imports.choices import Choices, Clock, Given, Holds, Midnight, When
from tracker.imports.columns import guess_columns
from tracker.imports.far_places import without_far_places
from tracker.imports.fates import Fate, KnownScreening
from tracker.imports.matching import Answers, World, decide
from tracker.imports.meanings import Meaning
from tracker.imports.readings import read_rows
from tracker.imports.recognise import Known

FILE = Path(__file__).parents[1] / "data" / "chicago_movies_in_the_parks_2014_2019.csv"
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


@pytest.fixture(scope="module")
def table():
    return read_table(FILE.read_bytes(), FILE.name)


@pytest.fixture(scope="module")
def choices(table):
    """What a person picks: the guessed columns, ends, the venue's midnight for days, a zone for rows without a state."""
    columns = tuple(guess.meaning for guess in guess_columns(table))
    return Choices(columns, zone="America/Chicago", when=When(Holds.ENDS, Clock.STATED, Midnight.VENUE))


@pytest.fixture(scope="module")
def readings(table, choices):
    return without_far_places(list(read_rows(table, choices)))


@pytest.fixture(scope="module")
def answers(readings):
    """Every venue that looks alike is the same place, every film another one."""
    first = decide(readings, World())
    return Answers(
        dict.fromkeys(first.films.doubtful), {key: offers[0].ref for key, offers in first.venues.doubtful.items()}
    )


def column(table, row, name):
    return row.cells[table.header.index(name)]


def test_the_columns_are_guessed(table):
    guessed = {guess.header: guess.meaning for guess in guess_columns(table) if guess.meaning is not Meaning.IGNORE}
    assert guessed == {
        "title": Meaning.TITLE,
        "park": Meaning.VENUE,
        "date": Meaning.DATE,
        "address": Meaning.ADDRESS,
        "city": Meaning.CITY,
        "state": Meaning.REGION,
        "zip": Meaning.POSTCODE,
        "lat": Meaning.LATITUDE,
        "long": Meaning.LONGITUDE,
        "location.human_address2": Meaning.ADDRESS_JSON,
    }


def test_rows_are_refused_by_year_and_reason(table, readings):
    assert len(readings) == 1408
    counts = Counter(
        (column(table, row, "datayear"), type(one.refused).__name__ if one.refused else "read")
        for row, one in zip(table.rows, readings, strict=True)
    )
    assert counts == {
        ("2014", "read"): 257,
        ("2014", "NoTitle"): 3,
        ("2015", "read"): 237,
        ("2016", "NoDate"): 243,
        ("2017", "read"): 237,
        ("2018", "read"): 221,
        ("2019", "read"): 210,
    }


def test_every_day_agrees_with_the_weekday_column(table, readings):
    """2017-19 it is the weekday at the venue; 2014-15 it is that of the UTC date, always one too late."""
    late = Counter(
        (column(table, row, "datayear"), (WEEKDAYS.index(column(table, row, "day")) - planned.day.weekday()) % 7)
        for row, one in zip(table.rows, readings, strict=True)
        for planned in one.planned
    )
    assert late == {("2014", 1): 257, ("2015", 1): 237, ("2017", 0): 237, ("2018", 0): 221, ("2019", 0): 210}


def test_an_end_gives_the_day_and_no_start_unless_the_running_time_is_known(table, choices, readings):
    assert all(planned.starts_at is None for one in readings for planned in one.planned)
    timed = replace(choices, when=replace(choices.when, minutes=90))
    first = next(read_rows(table, timed)).planned[0]
    assert (first.day, first.starts_at) == (dt.date(2014, 5, 29), dt.datetime(2014, 5, 30, 0, 0, tzinfo=dt.UTC))


def test_the_undated_year_comes_in_only_by_a_date_given(table, choices):
    given = replace(choices, given=(Given(dt.date(2016, 7, 1), dt.time(20, 30)), Given(dt.date(2016, 7, 2))))
    undated = [one for one in read_rows(table, given) if len(one.planned) == 2]
    assert len(undated) == 243
    assert undated[0].planned[0].starts_at == dt.datetime(2016, 7, 2, 1, 30, tzinfo=dt.UTC)
    assert undated[0].planned[1].starts_at is None
    assert all(one.notes for one in undated)


def test_missing_words_json_addresses_and_postcodes_are_understood(readings):
    planned = [one for reading in readings for one in reading.planned]
    assert not any(
        text in {"NA", "NULL", "N/A"} for one in planned for text in (one.title, one.city, one.region, one.postcode)
    )
    assert not any(one.title != one.title.strip() for one in planned)
    assert Counter(bool(one.postcode) for one in planned) == {True: 492, False: 670}
    assert Counter(one.city for one in planned)["Chicago"] > 1150


def test_coordinates_in_ohio_and_england_are_left_out_and_said(readings):
    far = [one.row_number for one in readings if any("km from" in str(note) for note in one.notes)]
    assert far == [121, 122, 265, 465, 828]
    assert all(planned.latitude is None for one in readings if one.row_number in far for planned in one.planned)


def test_venues_that_look_alike_are_offered_and_not_joined(readings):
    verdict = decide(readings, World())
    offered = {
        verdict.venues.written[key]: [offer.name for offer in offers] for key, offers in verdict.venues.doubtful.items()
    }
    assert offered == {
        "Austin Town Hall": ["Austin Town Hall Park"],
        "Hadiya Pendleton Park": ["Pendleton (Hadiya) Park"],
        "Heritage Green": ["Heritage Green Park"],
        "Northerly Island": ["Northerly Island Park"],
    }
    assert verdict.counts() == {Fate.NEW: 1153, Fate.REFUSED: 246, Fate.DOUBTFUL: 6, Fate.REPEAT: 3}


def world_after(verdict) -> World:
    """What an import leaves behind: its films, venues and screenings."""
    films = {key: Known(f"film {at}", verdict.films.written[key]) for at, key in enumerate(made(verdict.films))}
    venues = {
        key: Known(f"venue {at}", verdict.venues.written[key], key[1], key[2])
        for at, key in enumerate(made(verdict.venues))
    }
    screenings = [
        KnownScreening(
            str(at),
            films[one.film].id,
            venues[one.venue].id,
            one.planned.day,
            one.planned.zone,
            one.planned.starts_at,
            listed=True,
        )
        for at, one in enumerate(verdict.decisions)
        if one.fate is Fate.NEW
    ]
    return World(list(films.values()), list(venues.values()), screenings)


def made(names):
    return sorted({ref for ref in names.found.values() if isinstance(ref, tuple)})


def remembered(verdict, world, answers) -> Answers:
    """The answers of the first time, their keys now ids."""
    ids = {
        (key, kind): one.id
        for kind, names, known in (("f", verdict.films, world.films), ("v", verdict.venues, world.venues))
        for key, one in zip(made(names), known, strict=True)
    }
    films = {key: ids[verdict.films.found[key], "f"] for key in answers.films}
    venues = {key: ids[verdict.venues.found[key], "v"] for key in answers.venues}
    return Answers(films, venues)


def test_the_second_time_everything_is_already_there(readings, answers):
    verdict = decide(readings, World(), answers)
    assert verdict.counts() == {Fate.NEW: 1159, Fate.REFUSED: 246, Fate.REPEAT: 3}
    world = world_after(verdict)
    again = decide(readings, world, remembered(verdict, world, answers))
    assert again.counts() == {Fate.SAME: 1159, Fate.REFUSED: 246, Fate.REPEAT: 3}
    assert not again.no_longer_listed


def test_a_changed_copy_tells_what_changed_moved_and_vanished(readings, answers):
    verdict = decide(readings, World(), answers)
    world = world_after(verdict)
    copy = []
    for one in readings:
        if one.row_number % 100 == 2:
            continue  # dropped
        if one.planned and one.row_number % 100 == 3:
            start = dt.datetime.combine(one.planned[0].day, dt.time(1), dt.UTC) + dt.timedelta(days=1)
            one = replace(one, planned=(replace(one.planned[0], starts_at=start),))
        if one.planned and one.row_number % 100 == 4:
            one = replace(one, planned=(replace(one.planned[0], day=one.planned[0].day + dt.timedelta(days=9)),))
        if one.planned and one.row_number % 100 == 5:
            one = replace(one, planned=(replace(one.planned[0], title=one.planned[0].title.upper() + " "),))
        copy.append(one)
    changed = decide(copy, world, remembered(verdict, world, answers))
    counts = changed.counts()
    assert {fate: counts[fate] for fate in (Fate.NEW, Fate.CHANGED, Fate.MOVED, Fate.DOUBTFUL)} == {
        Fate.NEW: 0,
        Fate.CHANGED: 12,
        Fate.MOVED: 12,
        Fate.DOUBTFUL: 0,
    }
    fates = {one.row_number: one.fate for one in verdict.decisions}
    dropped = sum(fate is Fate.NEW for row, fate in fates.items() if row % 100 == 2)
    assert len(changed.no_longer_listed) == dropped == 11  # the twelfth, row 202, repeats row 45
    assert {change.field for one in changed.decisions if one.fate is Fate.CHANGED for change in one.changes} == {
        "starts_at"
    }


def test_the_order_of_the_rows_changes_no_fate(readings, answers):
    assert decide(readings[::-1], World(), answers).counts() == decide(readings, World(), answers).counts()
