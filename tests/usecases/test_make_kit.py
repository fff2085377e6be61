"""What is printed for a screening: its codes, its sheets, its files."""

import zipfile
from datetime import timedelta
from io import BytesIO
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from tests.desk_rows import Desk
from tests.engines import LOCKS
from tracker import clock
from tracker.allies.asking import asked
from tracker.allies.consent import Wording
from tracker.errors import NotThere
from tracker.screenings import code as codes
from tracker.screenings.code import Code
from tracker.screenings.printed import NothingToPrint
from tracker.signups import sheets
from tracker.signups.sheet import Sheet
from tracker.store.db import db
from tracker.usecases import cancel_screening, join_screenings
from tracker.usecases.make_kit import THINGS, SheetsOutside, make_kit, make_one
from tracker.words import speaking

BASE = "https://allies.example.org"


def printed(screening_id: str, thing: str = "poster", paper: str = "a4", **more):
    return make_one(screening_id, thing, paper, base_url=BASE, **more)


def soon(desk: Desk) -> str:
    return desk.screening(desk.campaign(), desk.venue(), day=clock.now().date() + timedelta(days=9))


def test_each_thing_has_a_code_of_its_own_source_and_keeps_it(at_desk: Desk):
    here = soon(at_desk)
    for _again in range(2):
        for thing in THINGS[:3]:
            assert printed(here, thing).data.startswith(b"%PDF")
    made = {each.source: each.code for each in codes.every_code_of(here)}
    assert set(made) == {"link", "poster", "seat card", "lobby"}
    assert len(codes.every_code_of(here)) == 4, "a second print has the same codes"


def test_every_sheet_has_a_number_a_code_and_the_words_about_contact_in_force(at_desk: Desk):
    here = soon(at_desk)
    printed(here, "sheet", copies=2, by=at_desk.account_id)
    printed(here, "sheet", "letter", language="ko")
    rows = sheets.of_screenings([here])
    assert [(each.number, each.language, each.paper, each.account_id, each.lines) for each in rows] == [
        (1, "en", "a4", at_desk.account_id, 12), (2, "en", "a4", at_desk.account_id, 12), (3, "ko", "letter", None, 12),
    ]  # fmt: skip
    assert len({each.code for each in rows}) == 3
    with speaking("ko"):
        words = str(asked())
    kept = db.session.get_one(Wording, rows[2].wording_id)
    assert (kept.text, kept.language) == (words, "ko")
    found = codes.find(codes.spoken(rows[1].code).upper())
    assert (found.source, found.screening_id) == ("sheet", here)
    assert sheets.by_code(codes.spoken(rows[1].code).upper()).id == rows[1].id
    assert sheets.by_code(codes.code_of(screening_id=here)) is None


def test_a_kit_holds_everything_once_under_names_that_can_be_read(at_desk: Desk):
    here = at_desk.screening(
        at_desk.campaign(), at_desk.venue("종로 시네마: 1/2"), day=clock.now().date(), at=None, screen="3"
    )
    kit = make_kit(here, "letter", base_url=BASE)
    names = zipfile.ZipFile(BytesIO(kit.data)).namelist()
    day = clock.now().date().isoformat()
    assert kit.filename == f"{day} - 종로 시네마 1 2, Austin, 3 - Letter.zip"
    assert sorted(name.removeprefix(f"{day} - 종로 시네마 1 2, Austin, 3 - ") for name in names) == [
        "end cards.zip", "lobby card - Letter.pdf", "poster - Letter.pdf", "seat cards - Letter.pdf",
        "sheet 1 en - Letter.pdf", "sheet 2 ko - Letter.pdf", "sheet 3 es - Letter.pdf",
    ]  # fmt: skip


def test_what_cannot_be_printed_is_refused_and_makes_no_code(at_desk: Desk):
    here = soon(at_desk)
    for thing, paper in (("banner", "a4"), ("poster", "a3")):
        with pytest.raises(NotThere):
            printed(here, thing, paper)
    for copies in (0, 41):
        with pytest.raises(SheetsOutside):
            printed(here, "sheet", copies=copies)
    with pytest.raises(NotThere):
        printed("0" * 16)
    cancel_screening.cancel(here, at_desk.account_id)
    for make in (printed, lambda id_: make_kit(id_, "a4", base_url=BASE)):
        with pytest.raises(NothingToPrint):
            make(here)
    assert [each.source for each in codes.every_code_of(here)] == ["link"]
    assert db.session.scalar(select(func.count()).select_from(Sheet)) == 0


def test_a_sheet_goes_along_when_its_screening_is_joined(at_desk: Desk):
    campaign, venue = at_desk.campaign(), at_desk.venue()
    stays, goes = (at_desk.screening(campaign, venue, screen=each) for each in "12")
    for each in (stays, goes):
        printed(each, "sheet")
    join_screenings.join(stays, goes, None)
    assert {codes.find(each.code).screening_id for each in sheets.of_screenings([stays, goes])} == {stays}
    printed(stays, "sheet")
    assert [each.number for each in sheets.of_screenings([stays])] == [1, 2]


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_two_at_once_make_one_code_for_one_source(at_desk: Desk, locked: bool, monkeypatch: pytest.MonkeyPatch):
    here, met, failed = soon(at_desk), Barrier(2), []
    seen = codes.code_of

    def both_have_looked(**of):
        found = seen(**of)
        if not locked:
            met.wait(10)
        return found

    monkeypatch.setattr(codes, "code_of", both_have_looked)
    if not locked:
        monkeypatch.setattr(codes, "one_at_a_time", lambda _deed: None)

    def press() -> None:
        try:
            with at_desk.app.app_context():
                printed(here)
        except Exception as error:
            failed.append(error)

    threads = [Thread(target=press) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []
    db.session.rollback()
    number = db.session.scalar(select(func.count()).where(Code.screening_id == here, Code.source == "poster"))
    assert number == (1 if locked else 2)
