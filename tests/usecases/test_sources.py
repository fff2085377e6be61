"""By which door each signup came: from the code, or from the door itself. A new door is a line here."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests import world
from tests.paper_sheets import printed, sheet, typed
from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.suppress import suppress
from tracker.letters.letter import Letter
from tracker.screenings import code as codes
from tracker.screenings.screening import Screening
from tracker.signups import sheets
from tracker.signups.printing import SOURCE_OF
from tracker.signups.sheet_line import Typist
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.usecases import type_up
from tracker.usecases.sign_up import sign_up
from tracker.usecases.write_due_letters import write_due_letters

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def here(app: Flask) -> Iterator[str]:
    with app.app_context():
        yield world.one_screening().id


def scanned(code: str, email: str = "") -> None:
    """The form of our page, opened by a code."""
    sign_up(
        code=code, submission=new_id(), name="Heron", email=email or f"{new_id()}@example.org", phone=None, consent="yes",
        interests=[], extra_care=False, language="en", consent_words="May we?",
    )  # fmt: skip


def made(source: str, screening_id: str) -> str:
    with transaction():
        return codes.made_for([source], screening_id=screening_id)[source]


def end_card(screening_id: str) -> None:
    campaign_id = db.session.get_one(Screening, screening_id).campaign_id
    scanned(codes.code_of(campaign_id=campaign_id, source="screen") or "")


def paper(screening_id: str) -> None:
    [sheet_id] = printed(screening_id)
    type_up.type_line(sheet_id, typed(1), Typist(new_id()))
    type_up.close_sheet(sheet_id, 1, 0, Typist(new_id()))


def forgotten(screening_id: str) -> None:
    [sheet_id] = printed(screening_id)
    type_up.close_sheet(sheet_id, 0, 0, Typist(new_id()))
    type_up.type_line(sheet_id, typed(1), Typist(new_id()))


DOORS: dict[str, tuple[str, Callable[[str], None]]] = {
    **{f"the code of the {thing}": (source, lambda here, of=source: scanned(made(of, here))) for thing, source in SOURCE_OF.items()},  # type: ignore[misc]
    "the end card of the campaign": ("screen", end_card),
    "the link of the screening": ("link", lambda here: scanned(made("link", here))),
    "the code on a paper sheet, scanned": ("sheet", lambda here: scanned(sheet(printed(here)[0]).code)),
    "a line of a paper sheet": ("sheet", paper),
    "a forgotten line of a paper sheet": ("sheet", forgotten),
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_each_door_gives_its_source(here: str, door: str) -> None:
    source, come_in = DOORS[door]
    come_in(here)
    db.session.rollback()
    assert [each.source for each in db.session.query(Signup)] == [source]


def test_whoever_scans_a_sheet_stands_before_us_and_whoever_is_typed_from_it_does_not(here: str) -> None:
    """A fresh yes of somebody who had left earns one letter that asks; a line that somebody else typed earns none."""
    [sheet_id] = printed(here)
    for number, email in enumerate(("scans@example.org", "typed@example.org")):
        with transaction():
            suppress(email, None, "", "left", clock.now())
        if number:
            type_up.type_line(sheet_id, typed(1, email=email), Typist(new_id()))
            type_up.close_sheet(sheet_id, 1, 0, Typist(new_id()))
        else:
            scanned(sheet(sheet_id).code, email)
    write_due_letters("http://localhost")
    db.session.rollback()
    assert [(ally.contact or {}).get("email") for ally in db.session.query(Ally)] == ["scans@example.org"]
    assert [letter.kind for letter in db.session.query(Letter)] == ["confirm"]
    assert sheets.screening_of(sheet(sheet_id)).id == here
