"""What paper leaves of somebody: an erasure reaches the photo, the mark and the paper itself; their own page tells what waits."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests import told_stories, world
from tests.paper_sheets import line, printed, sheet, typed
from tracker.allies.ally import Ally
from tracker.arrivals.welcome import welcome
from tracker.keeping import chasing, copies, held
from tracker.keeping.copy_left import Chase
from tracker.keeping.erasure import Erasure
from tracker.screenings import code
from tracker.screenings.screening import Screening
from tracker.signups import person, sheet_photo
from tracker.signups.lines import LineThere
from tracker.signups.sheet_line import Typist
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.usecases import type_up
from tracker.usecases.bring_photo import bring_photo
from tracker.usecases.destroy_sheet import destroy_sheet
from tracker.usecases.take_in_sheets import take_in_sheets
from tracker.web.public import own_data_words

WREN = Typist(new_id())
on_one = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def here(app: Flask) -> Iterator[str]:
    with app.app_context():
        yield world.one_screening().id


def photographed(screening_id: str, copies: int = 1) -> list[str]:
    made = printed(screening_id, copies)
    for each in made:
        bring_photo(each, told_stories.picture(), WREN)
    return made


def photos(*sheet_ids: str) -> list[bool]:
    db.session.rollback()
    there = sheet_photo.with_photo(list(sheet_ids))
    return [each in there for each in sheet_ids]


def forget(ally_id: str) -> None:
    with transaction():
        person.forget(ally_id)


def came_in_by(sheet_id: str, number: int) -> str:
    db.session.rollback()
    return db.session.query(Signup).filter_by(submission=f"sheet.{sheet_id}.{number}").one().ally_id


def signed_up(screening_id: str, email: str) -> str:
    with transaction():
        [known] = welcome([world.entry(db.session.get_one(Screening, screening_id), email=email)])
    return str(known.ally_id)


def test_erasing_somebody_takes_the_photo_of_the_sheet_by_which_they_came_in(here: str, later: Any) -> None:
    first, second = photographed(here, 2)
    type_up.type_line(first, typed(1), WREN)
    later(hours=25)
    assert take_in_sheets() == 1 and photos(first, second) == [True, True]
    forget(came_in_by(first, 1))
    assert photos(first, second) == [False, True]


@on_one
def test_of_whom_no_sheet_is_known_all_open_ones_of_their_film_screenings_go(here: str) -> None:
    elsewhere = world.one_screening().id
    mine, theirs = photographed(here)[0], photographed(elsewhere)[0]
    forget(signed_up(here, "somebody@example.org"))
    assert photos(mine, theirs) == [False, True]


@on_one
def test_a_line_that_waits_tells_the_sheet_too(here: str) -> None:
    elsewhere = world.one_screening().id
    ally_id, [waits] = signed_up(here, "heron1@example.org"), photographed(elsewhere)
    type_up.type_line(waits, typed(1), WREN)
    forget(ally_id)
    assert photos(waits) == [False] and line(waits, 1).content_sealed is None and line(waits, 1).mark is None


def test_paper_is_chased_with_whoever_has_it_until_it_is_destroyed(here: str) -> None:
    one, two = printed(here, 2)
    for number, each in enumerate((one, two), start=1):
        type_up.type_line(each, typed(number), WREN)
        type_up.close_sheet(each, 1, 0, WREN)
    ally_id = came_in_by(one, 1)
    [left] = copies.of_ally(ally_id)
    assert (left.kind, left.account_id, left.place) == ("paper", WREN.account_id, code.spoken(sheet(one).code))
    with transaction():
        erasure = Erasure(ally_id=ally_id, why="asked", asked_at=left.at, due_at=left.at)
        db.session.add(erasure)
        db.session.flush()
        chasing.list_copies(erasure)
    assert [each.kind for each in db.session.query(Chase)] == ["paper"]
    destroy_sheet(one, WREN)
    assert copies.of_ally(ally_id) == []


@on_one
def test_no_mark_is_left_of_whom_was_erased_and_of_nobody_a_day_after(here: str, later: Any) -> None:
    [one] = printed(here)
    type_up.type_line(one, typed(1), WREN)
    type_up.type_line(one, typed(2, consent="no"), WREN)
    type_up.close_sheet(one, 2, 0, WREN)
    assert line(one, 1).mark and line(one, 2).mark
    forget(came_in_by(one, 1))
    assert line(one, 1).mark is None and line(one, 2).mark
    later(hours=23)
    take_in_sheets()
    assert line(one, 2).mark
    later(hours=2)
    take_in_sheets()
    assert line(one, 2).mark is None, "of a stranger who said no, too"


@on_one
def test_nobody_finds_out_by_trying_who_stands_on_a_line(here: str) -> None:
    """Whoever has a host's link was told "written down" for the right guess, and "there is another" for a wrong one."""
    [one] = printed(here)
    type_up.type_line(one, typed(1), WREN)
    said = []
    for guess in (typed(1), typed(1, name="Crane", email="crane@example.org")):
        with pytest.raises(LineThere) as refused:
            type_up.type_line(one, guess, Typist(account_id=new_id()))
        said.append(str(refused.value))
    assert said[0] == said[1]
    assert not type_up.type_line(one, typed(1), WREN)


@on_one
def test_a_line_in_its_day_of_waiting_stands_in_what_is_held(here: str) -> None:
    ally_id, [one] = signed_up(here, "heron1@example.org"), printed(here)
    type_up.type_line(one, typed(1, interests=["host"]), WREN)
    type_up.type_line(one, typed(2), WREN)
    told = held.everything(ally_id)
    [waits] = told["lines_of_paper_sheets"]
    assert (waits["email"], waits["contact"], waits["name"]) == ("heron1@example.org", "yes", "Heron 1")
    section = next(each for each in own_data_words.sections(told) if "paper sheet" in each.title)
    assert ("Name", "Heron 1") in section.entries[0].rows
    type_up.close_sheet(one, 2, 0, WREN)
    assert held.everything(ally_id)["lines_of_paper_sheets"] == [] and db.session.query(Ally).count() == 2
