"""A distributor's list of admissions: looked at, written down once, corrected, taken back; nothing that was said is lost."""

import io
import threading
from datetime import date, time, timedelta

import pytest
import time_machine
import xlsxwriter

from tests.daytime import night_has_been
from tests.desk_rows import Desk, at_desk
from tests.engines import LOCKS
from tracker import clock
from tracker.imports import admission_columns, import_, listing, shows, turn
from tracker.imports.admission_lines import AdmissionLine, lines_of
from tracker.imports.admission_rows import AdmissionChoices
from tracker.imports.look import table_of
from tracker.imports.preview import WrittenAlready
from tracker.imports.undoing import NothingToUndo
from tracker.screenings import campaigns, films, heads
from tracker.store.db import db
from tracker.usecases import cancel_screening, count_heads, join_venues
from tracker.usecases.clear_old import clear_old
from tracker.usecases.map_admissions import answer, look_again, map_admissions
from tracker.usecases.take_in_file import take_in
from tracker.usecases.write_admissions import ShowsChanged, take_back_admissions, write_admissions

__all__ = ["at_desk"]

LIST = """Weekend report
Theatre,City,State,Date,Admissions
Barton Street Cinema,Austin,Texas,10/23/2023,"1,204"
BARTON STREET CINEMA,Austin,TX,10/24/2023,0
Total,,,,1204
Harbor Row Cinemas,Seattle,WA,10/23/2023,88
Nowhere Plex,Boise,ID,10/23/2023,12
Barton Street Cinema,Austin,TX,10/25/2023,7
Barton Street Cinema,Austin,TX,10/23/2023,"1,204"
Barton Street Cinema,Austin,TX,,9
Barton Street Cinema,Austin,TX,10/24/2023,n/a
Barton Street Cinema,Austin,TX,10/24/2023,-3
"""


class Rooms:
    """A campaign with shows at two theatres, beside one of another campaign at the same place and day."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.campaign = desk, desk.campaign()
        self.barton, self.harbor = desk.venue(), desk.venue("Harbor Row Cinema", city="Seattle", region="WA")
        self.first = desk.screening(self.campaign, self.barton)
        self.second = desk.screening(self.campaign, self.barton, day=date(2023, 10, 24))
        self.there = desk.screening(self.campaign, self.harbor)
        self.noise = desk.screening(desk.campaign("Another"), self.barton)

    def look(self, data: str | bytes = LIST, name: str = "list.csv", **how: object) -> str:
        data = data.encode() if isinstance(data, str) else data
        import_id = take_in(data, name, self.desk.account_id, kind="admissions")
        columns = admission_columns.guess(table_of(import_.by_id(import_id, kind="admissions")))
        map_admissions(import_id, self.campaign, AdmissionChoices(tuple(columns), **how))
        return import_id

    def write(self, *given: object, **how: object) -> int:
        return write_admissions(self.look(*given, **how), self.desk.account_id)


@pytest.fixture
def rooms(at_desk: Desk) -> Rooms:
    return Rooms(at_desk)


def lines(import_id: str) -> list[AdmissionLine]:
    db.session.rollback()
    rows, _total = listing.page(import_id, None, 1)
    return lines_of(rows, import_.by_id(import_id, kind="admissions").answers)


def fates(import_id: str) -> list[str]:
    return [line.fate for line in lines(import_id)]


def said(*screening_ids: str) -> list[list[tuple[str, int]]]:
    """What is kept about each, the latest first."""
    db.session.rollback()
    return [[(each.kind, each.heads) for each in heads.of_screening(one)] for one in screening_ids]


def test_each_row_has_its_fate_and_its_reason_before_anything_is_written(rooms: Rooms):
    seen = lines(rooms.look())
    assert [line.fate for line in seen] == [
        "new", "new", "refused", "doubtful", "refused", "refused", "repeat", "refused", "refused", "refused",
    ]  # fmt: skip
    assert [line.number for line in seen][:2] == [3, 4], "as a spreadsheet numbers them"
    assert (seen[0].venue, seen[0].heads, seen[0].day) == (
        "Barton Street Cinema, Austin, TX",
        "1,204",
        date(2023, 10, 23),
    )
    assert (seen[1].heads, seen[1].fate) == ("0", "new"), "an empty room is a figure"
    reasons = " ".join(reason for line in seen for reason in line.why)
    for words in ("a total, not a theatre", "no film screening at a theatre of that name", "there on that day",
                  "Repeats row 3", "No day", "not counted is not nobody", "cannot be a number of admissions"):  # fmt: skip
        assert words in reasons, words
    assert next(words for _id, words in seen[3].ask.options) == "The same place as “Harbor Row Cinema, Seattle, WA”"
    assert said(rooms.first, rooms.second, rooms.there) == [[], [], []]


def test_what_is_written_names_its_kind_and_who_and_the_same_file_twice_adds_nothing(rooms: Rooms):
    assert rooms.write() == 2
    assert said(rooms.first, rooms.second, rooms.there, rooms.noise) == [
        [("admissions", 1204)],
        [("admissions", 0)],
        [],
        [],
    ]
    assert heads.of_screening(rooms.first)[0].account_id == rooms.desk.account_id
    again = rooms.look()
    assert fates(again)[:2] == ["already there", "already there"]
    assert write_admissions(again, None) == 0
    with pytest.raises(WrittenAlready):
        write_admissions(again, None)
    assert said(rooms.first) == [[("admissions", 1204)]]


def test_a_corrected_list_adds_a_fact_and_keeps_the_one_before(rooms: Rooms):
    rooms.write()
    count_heads.count(rooms.first, "counted", 1190, rooms.desk.account_id)
    later = rooms.look(LIST.replace("1,204", "1,311"))
    assert lines(later)[0].why == [
        "A list said 1,204 before; both are kept, the later one holds.",
        "Somebody said 1,190 (counted) before; that is kept, too.",
    ]
    assert fates(later)[:2] == ["changed", "already there"]
    assert write_admissions(later, None) == 1
    assert said(rooms.first) == [[("admissions", 1311), ("counted", 1190), ("admissions", 1204)]]
    assert take_back_admissions(later, None) == 1
    assert said(rooms.first) == [[("counted", 1190), ("admissions", 1204)]], "what people counted stays"
    with pytest.raises(NothingToUndo):
        take_back_admissions(later, None)
    assert fates(rooms.look(LIST.replace("1,204", "1,311")))[0] == "changed", "it can be brought again"


def test_an_answer_about_a_theatre_is_heard_and_kept_for_the_next_list(rooms: Rooms):
    first = rooms.look()
    name = lines(first)[3].ask.name.removeprefix("venue-")
    assert not answer(first, {"venue": {name: rooms.barton}}), "what was not offered is not heard"
    assert answer(first, {"venue": {name: rooms.harbor}})
    assert fates(first)[3] == "new"
    assert write_admissions(first, None) == 3
    assert said(rooms.there) == [[("admissions", 88)]]
    assert fates(rooms.look())[3] == "already there"


def test_none_of_these_leaves_the_row_out(rooms: Rooms):
    first = rooms.look()
    assert answer(first, {"venue": {lines(first)[3].ask.name.removeprefix("venue-"): "new"}})
    assert fates(first)[3] == "refused"


def test_shows_of_one_theatre_and_day_share_the_figure_unless_the_list_tells_them_apart(rooms: Rooms):
    late = rooms.desk.screening(rooms.campaign, rooms.barton, at=time(21, 30), screen="4")
    shared = rooms.look()
    assert lines(shared)[0].why == ["2 shows there share this figure."]
    assert write_admissions(shared, None) == 2
    assert said(rooms.first, late) == [[("admissions", 1204)], [("admissions", 1204)]]
    assert fates(rooms.look())[0] == "already there"
    told = "Theatre,Date,Time,Attendance\nBarton Street Cinema,2023-10-23,7:00 pm,1000\nBarton Street Cinema,2023-10-23,21:30,204\n"
    apart = rooms.look(told)
    assert fates(apart) == ["changed", "changed"]
    write_admissions(apart, None)
    assert said(rooms.first, late) == [
        [("admissions", 1000), ("admissions", 1204)],
        [("admissions", 204), ("admissions", 1204)],
    ]
    assert "at that time" in lines(rooms.look(told.replace("21:30", "16:00")))[1].why[0]
    screens = "Theatre,Date,Screen,Attendance\nBarton Street Cinema,2023-10-23,4,11\n"
    write_admissions(rooms.look(screens), None)
    assert said(late)[0][0] == ("admissions", 11) and said(rooms.first)[0][0] == ("admissions", 1000)


def test_two_numbers_for_the_same_are_refused_unless_they_are_parts(rooms: Rooms):
    two = "Theatre,Date,Admissions\nBarton Street Cinema,2023-10-23,100\nBarton Street Cinema,2023-10-23,40\n"
    refused = lines(rooms.look(two))
    assert [line.fate for line in refused] == ["refused", "refused"]
    assert "Row 3 has another number" in refused[0].why[0] and "Row 2 has" in refused[1].why[0]
    parts = rooms.look(two, adds_up=True)
    assert [(line.fate, line.why) for line in lines(parts)] == [
        ("new", ["2 rows, added up"]),
        ("repeat", ["Added to row 2"]),
    ]
    write_admissions(parts, None)
    assert said(rooms.first) == [[("admissions", 140)]]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_lists_come_in_any_letters_separators_and_shapes(rooms: Rooms):
    wide = "Cine;Ciudad;23/10/2023;24/10/2023;Total\nBarton Street Cinema;Austin;31;12;43\nTotal general;;31;12;43\n"
    korean = "극장명\t상영일\t관객수\nBarton Street Cinema\t2023년 10월 23일\t31\n\t2023년 10월 24일\t12\n합계\t\t43\n"
    for data, how in (
        (wide.encode("cp1252"), {}), (korean.encode("cp949"), {"above": True}), (korean.encode("utf-16"), {"above": True}),
        (("\ufeff" + wide).encode(), {}), (book(), {}),
    ):  # fmt: skip
        found = rooms.look(data, "list.xlsx" if data.startswith(b"PK") else "list.csv", **how)
        told = [(line.fate, line.heads) for line in lines(found) if line.fate != "refused"]
        assert told == [("new", "31"), ("new", "12")], data[:40]


def book() -> bytes:
    """A workbook whose days are numbers of days, as spreadsheets have them."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        sheet, day = workbook.add_worksheet("Box office"), workbook.add_format({"num_format": "mm/dd/yyyy"})
        sheet.write_row(0, 0, ["Theater", "State", "Show Date", "Tickets Sold"])
        for at, (when, number) in enumerate(((date(2023, 10, 23), 31), (date(2023, 10, 24), 12)), 1):
            sheet.write_row(at, 0, ["Barton Street Cinema", "TX"])
            sheet.write_datetime(at, 2, when, day)
            sheet.write_number(at, 3, number)
    return out.getvalue()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_other_films_cancelled_evenings_and_evenings_to_come_are_refused(rooms: Rooms):
    soon = clock.now().date() + timedelta(days=9)
    rooms.desk.screening(rooms.campaign, rooms.barton, day=soon)
    cancel_screening.cancel(rooms.second, None)
    film = films.by_id(campaigns.by_id(rooms.campaign).film_id).title
    told = lines(rooms.look(
        f"Theatre,Film,Date,Admissions\nBarton Street Cinema,Barbie,2023-10-23,5\nBarton Street Cinema,{film},2023-10-24,5\n"
        f"Barton Street Cinema,{film},{soon},5\n"
    ))  # fmt: skip
    assert "Not the film" in told[0].why[0]
    plain = lines(
        rooms.look(f"Theatre,Date,Admissions\nBarton Street Cinema,2023-10-24,5\nBarton Street Cinema,{soon},5\n")
    )
    assert "was cancelled" in plain[0].why[0] and "has not begun" in plain[1].why[0]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_theatre_that_was_joined_into_another_is_found_by_both_names(rooms: Rooms):
    old = rooms.desk.venue("The Old Barton")
    join_venues.join(rooms.barton, old, None)
    told = "Theatre,Date,Admissions\nThe Old Barton,2023-10-23,5\n"
    assert rooms.write(told) == 1
    assert said(rooms.first) == [[("admissions", 5)]]


def test_what_changed_since_it_was_looked_at_is_shown_first(rooms: Rooms):
    old = rooms.look()
    cancel_screening.cancel(rooms.first, None)
    with pytest.raises(ShowsChanged):
        write_admissions(old, None)
    assert said(rooms.first) == [[]]
    look_again(old)
    assert write_admissions(old, None) == 1


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_file_goes_with_its_time_and_what_it_said_stays_and_can_be_taken_back(rooms: Rooms):
    night_has_been()
    found = rooms.look()
    write_admissions(found, None)
    with time_machine.travel(clock.now() + timedelta(days=400), tick=False):
        clear_old()
        db.session.rollback()
        kept = import_.by_id(found, kind="admissions")
        assert kept.upload is None and kept.file_name is None
        assert take_back_admissions(found, None) == 2
    assert said(rooms.first) == [[]]


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_two_who_bring_the_same_list_at_once_write_it_once(rooms: Rooms, locked: bool, monkeypatch: pytest.MonkeyPatch):
    both = [rooms.look(), rooms.look()]
    met, failed = threading.Barrier(2), []
    if not locked:
        seen = shows.mark
        monkeypatch.setattr(turn, "take", lambda: None)
        monkeypatch.setattr(shows, "mark", lambda campaign_id: (seen(campaign_id), met.wait(10))[0])

    def press(import_id: str) -> None:
        with rooms.desk.app.app_context():
            try:
                write_admissions(import_id, None)
            except ShowsChanged:
                failed.append(import_id)

    threads = [threading.Thread(target=press, args=(each,)) for each in both]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(said(rooms.first)[0]) == (1 if locked else 2)
    assert len(failed) == (1 if locked else 0)


TIMES = (
    "Theatre,Date,Time,Attendance\nBarton Street Cinema,2023-10-23,14:00,30\nBarton Street Cinema,2023-10-23,19:00,50\n"
)


def test_which_of_several_times_a_show_without_one_is_has_to_be_said(rooms: Rooms):
    """Each row meant that show, too: it had two figures of one moment, and the same list again added two more."""
    vague = rooms.desk.screening(rooms.campaign, rooms.barton, at=None)
    first = rooms.look(TIMES)
    assert fates(first) == ["doubtful", "doubtful"] and "of a show the time is not known" in lines(first)[0].why[0]
    assert [words for _id, words in lines(first)[1].ask.options] == [
        "The show at 19:00", "The show whose time is not known", "None of these",
    ]  # fmt: skip
    which = [line.ask.name.removeprefix("show-") for line in lines(first)]
    assert answer(first, {"show": {which[0]: vague, which[1]: vague}})
    assert fates(first) == ["doubtful", "doubtful"] and "another number" in lines(first)[0].why[0]
    assert answer(first, {"show": {which[1]: rooms.first}})
    assert fates(first) == ["new", "new"] and write_admissions(first, None) == 2
    again = rooms.look(TIMES)
    answer(again, {"show": {which[0]: vague, which[1]: rooms.first}})
    assert fates(again) == ["already there"] * 2 and write_admissions(again, None) == 0
    assert said(vague, rooms.first) == [[("admissions", 30)], [("admissions", 50)]]
    left_out = rooms.look(TIMES)
    answer(left_out, {"show": {which[0]: "new"}})
    assert fates(left_out) == ["refused", "doubtful"]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_one_time_alone_is_that_of_the_show_without_one(rooms: Rooms):
    vague = rooms.desk.screening(rooms.campaign, rooms.harbor, at=None, day=date(2023, 10, 25))
    told = "Theatre,Date,Time,Attendance\nHarbor Row Cinema,2023-10-25,14:00,30\nHarbor Row Cinema,2023-10-25,2 pm,30\n"
    assert fates(rooms.look(told)) == ["new", "repeat"]
    assert rooms.write(told) == 1 and said(vague) == [[("admissions", 30)]]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_parts_that_make_an_absurd_sum_are_refused(rooms: Rooms):
    two = "Theatre,Date,Admissions\nBarton Street Cinema,2023-10-23,900000\nBarton Street Cinema,2023-10-23,900001\n"
    refused = rooms.look(two, adds_up=True)
    assert fates(refused) == ["refused"] * 2 and "add up to 1,800,001" in lines(refused)[0].why[0]
    assert write_admissions(refused, None) == 0
