"""A line that does not open, or that the way in stumbles over, holds up nobody: it is set apart, shown, and typed anew."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests import invented
from tests.members import browser_of
from tests.paper_sheets import line, printed, sheet, typed
from tracker.allies.ally import Ally
from tracker.arrivals import from_sheet
from tracker.arrivals.entry import Entry
from tracker.arrivals.welcome import welcome
from tracker.screenings import who_works
from tracker.signups import person, sheet_ends
from tracker.signups.sheet_line import SheetLine, Typist
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases import type_up
from tracker.usecases.take_in_sheets import take_in_sheets


class Typed:
    """A sheet of which Rosa has typed three lines; the second one does not open."""

    def __init__(self, app: Flask) -> None:
        self.rosa, self.wren = invented.account("organizer", "Rosa M."), invented.account("organizer", "Wren T.")
        self.house = invented.House(self.rosa, self.wren)
        [self.one] = printed(self.house.screening_id)
        for number in (1, 2, 3):
            type_up.type_line(self.one, typed(number), Typist(self.rosa))
        with transaction():
            db.session.query(SheetLine).filter_by(sheet_id=self.one, number=2).one().content_sealed = b"broken"
        self.app = app


@pytest.fixture
def three(app: Flask) -> Iterator[Typed]:
    with app.app_context():
        yield Typed(app)


def came_in() -> list[str]:
    db.session.rollback()
    return sorted(each.submission[-1] for each in db.session.query(Signup).filter_by(source="sheet"))


def test_the_others_of_its_sheet_come_in_and_it_is_told_until_somebody_types_it_anew(three: Typed, later: Any) -> None:
    later(hours=25)
    assert take_in_sheets() == 2 and take_in_sheets() == 0, "no error every hour"
    assert came_in() == ["1", "3"] and line(three.one, 2).set_apart_at
    type_up.close_sheet(three.one, 3, 0, Typist(three.rosa))
    campaigns = set(who_works.campaigns_of(three.wren))
    assert sheet_ends.to_decide(campaigns) == 1, "Home tells of it, though the sheet is closed"
    wrens = browser_of(three.app, three.wren)
    assert "1 line could not be taken in" in wrens.get("/desk/sheets/").text
    at = f"/desk/sheets/{three.one}"
    assert "Could not be taken in" in wrens.get(at).text
    assert wrens.post(at, data={"drop": "2"}).status_code == 303, "by a colleague, too"
    assert (sheet(three.one).illegible, sheet(three.one).on_paper) == (1, 3)
    type_up.type_line(three.one, typed(2), Typist(three.wren), was_illegible=True)
    assert came_in() == ["1", "2", "3"] and sheet_ends.to_decide(campaigns) == 0
    assert (sheet(three.one).illegible, sheet(three.one).on_paper) == (0, 3)


def test_a_sheet_with_one_is_shown_and_closed_and_the_others_come_in(three: Typed) -> None:
    page = browser_of(three.app, three.rosa).get(f"/desk/sheets/{three.one}")
    assert page.status_code == 200 and "heron3@example.org" in page.text and "Could not be taken in" in page.text
    type_up.close_sheet(three.one, 3, 0, Typist(three.rosa))
    assert came_in() == ["1", "3"] and sheet_ends.to_decide() == 1


def test_whatever_the_way_in_stumbles_over_is_one_line(three: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumbles(entries: list[Entry]) -> object:
        told = welcome(entries)
        if any(entry.name == "Heron 3" for entry in entries):
            raise ValueError("out of its depth")
        return told

    monkeypatch.setattr(from_sheet, "welcome", stumbles)
    type_up.close_sheet(three.one, 3, 0, Typist(three.rosa))
    assert came_in() == ["1"] and line(three.one, 3).set_apart_at
    monkeypatch.undo()
    assert db.session.query(Ally).count() == 1 + invented_people()


def invented_people() -> int:
    """Of the house around."""
    return (
        db.session.query(Ally)
        .filter(Ally.id.not_in(db.session.query(Signup.ally_id).filter_by(source="sheet")))
        .count()
    )


def test_it_hinders_no_erasure(three: Typed) -> None:
    type_up.type_line(three.one, typed(4, email="heron1@example.org"), Typist(three.rosa))
    somebody = invented.ally("Somebody Else")
    with transaction():
        person.forget(somebody)
    assert line(three.one, 1).taken_at is None
