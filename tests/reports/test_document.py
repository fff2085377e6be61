"""The frozen document comes back from JSON as it went; its words, its workbook and its charts say what it says."""

import json
from io import BytesIO

import openpyxl
import pytest

from tests import told_reports
from tracker.reports import document, pictured, telling
from tracker.reports.document import HIDDEN, UNKNOWN, Cell, Line, StrangeVersion
from tracker.reports.workbook import workbook
from tracker.words import speaking


def test_it_comes_back_from_json_as_it_went() -> None:
    made = told_reports.document()
    assert document.of_json(json.loads(json.dumps(made.to_json()))) == made


def test_what_is_hidden_and_what_is_not_computable_stay_apart() -> None:
    made = told_reports.document()
    assert made.cell("rungs", "c") == HIDDEN and made.cell("rungs", "no such rung") == UNKNOWN
    assert (
        telling.number(HIDDEN) == "hidden"
        and telling.number(UNKNOWN) == "not computable"
        and telling.number(Cell(0)) == "0"
    )


def test_one_of_a_later_release_is_refused() -> None:
    with pytest.raises(StrangeVersion):
        document.of_json(told_reports.document().to_json() | {"version": 99})


def test_the_sentence_leaves_out_what_is_hidden() -> None:
    made = told_reports.document()
    whole = telling.plain(telling.sentence(made))
    assert "were reached" in whole and "people became allies" in whole
    hidden = tuple(Line(line.key, (HIDDEN,)) if line.key == "reached" else line for line in made.lines("steps"))
    steps = document.Document(**{**_fields(made), "tables": {**made.tables, "steps": hidden}})
    said = telling.plain(telling.sentence(steps))
    assert "reached" not in said and "hidden" not in said and "it is written down how it ended" in said


@pytest.mark.parametrize(
    ("rooms", "reached", "said"),
    [
        ((None, 0, 1), 0, "31 people became allies at 1 film screening."),
        ((200, 1, 1), 0, "31 people became allies at 1 film screening; in the room that was counted (1) sat 200 people."),
        ((200, 1, 1), 9, "Of 200 people in 1 room, 31 became allies, 9 were reached, and of 9 it is written down how it ended."),
        ((200, 1, 3), 0, "31 people became allies at 3 film screenings; in the rooms that were counted (1) sat 200 people."),
    ],
)  # fmt: skip
def test_one_room_is_one_and_nobody_is_left_out(rooms: tuple[int | None, ...], reached: int, said: str) -> None:
    steps = {"signups": 31, "allies": 31, "reached": reached, "outcomes": reached}
    tables = {
        "room": tuple(Line(key, (Cell(value),)) for key, value in zip(("heads", "counted", "screenings"), rooms, strict=True)),
        "steps": tuple(Line(key, (Cell(value),)) for key, value in steps.items()),
    }  # fmt: skip
    made = document.Document(**{**_fields(told_reports.document()), "tables": tables})
    assert telling.plain(telling.sentence(made)) == said


def test_how_long_people_waited_is_told_where_it_may_be() -> None:
    def waited(*cells: Cell) -> document.Document:
        tables = {
            "waits": (Line("waits", cells), Line("waits_in_person", (HIDDEN,) * 4)),
            "rates": (Line("on_time", (Cell(20), Cell(30))),),
        }
        return document.Document(**{**_fields(told_reports.document()), "tables": tables})

    made = waited(Cell(60), Cell(5), Cell(0), Cell(30))
    kept = pictured.pictured(made).kept
    assert kept and kept.words == "Half were contacted within an hour. Nine of ten within 30 hours."
    book = openpyxl.load_workbook(BytesIO(workbook(made).data))
    assert [cell.value for cell in book["Waiting"][2]] == ["Time to first contact", 60, 5, 0, 30]
    assert {cell.value for cell in book["Waiting"][3][1:]} == {"hidden"}
    assert telling.waited(waited(HIDDEN, HIDDEN, HIDDEN, UNKNOWN)) == ""


def test_who_was_on_time_by_week_who_came_up_and_what_they_did_stand_in_chart_and_workbook() -> None:
    tables = {
        "steps": (Line("acted", (Cell(40),)),),
        "on_time": (Line("2023-10-23", (Cell(30), Cell(40))), Line("2023-10-30", (Cell(5), Cell(15)), {}, 3)),
        "rungs": (Line("a", (Cell(50),), {"": "Signed up"}), Line("b", (Cell(12),), {"": "Acts"})),
        "came": (Line("a", (Cell(20),), {"": "Signed up"}), Line("b", (HIDDEN,), {"": "Acts"})),
        "calls": (Line("write", (Cell(25),), {"en": "Write to a lawmaker", "ko": "의원에게 편지 쓰기"}),),
    }
    made = document.Document(**{**_fields(told_reports.document()), "tables": tables})
    charts = pictured.pictured(made)
    assert charts.on_time and "35 of 55 (64%)" in charts.on_time.sentence
    assert [row[1:] for row in charts.on_time.table.rows] == [("30", "10"), ("5", "10")]
    assert charts.on_time.table.rows[1][0] == "Mon 30 Oct 2023 to Sun 19 Nov 2023"
    assert charts.came and charts.came.table.rows == (
        ("Acts", "hidden", "of 12 there"),
        ("Signed up", "20", "of 50 there"),
    )
    assert charts.calls and charts.calls.table.rows == (("Write to a lawmaker", "25", "62%"),)
    with speaking("ko"):
        korean = pictured.pictured(made).calls
        assert korean and korean.bars[0].words == "의원에게 편지 쓰기"
    book = openpyxl.load_workbook(BytesIO(workbook(made).data))
    assert [cell.value for cell in book["On time by week"][3]] == ["2023-10-30/2023-11-19", 5, 15]
    assert [cell.value for cell in book["Came up the ladder"][3]] == ["Acts", "hidden"]
    assert [cell.value for cell in book["What they did"][2]] == ["Write to a lawmaker", 25]


def test_nothing_promised_is_no_chart() -> None:
    tables = {"rates": (Line("on_time", (Cell(0), Cell(0))), Line("opt_out", (Cell(0), Cell(31))))}
    made = document.Document(**{**_fields(told_reports.document()), "tables": tables})
    assert pictured.pictured(made).kept is None


def test_shares_of_states_are_of_all_signups_and_an_empty_square_is_explained() -> None:
    tables = {
        "steps": (Line("signups", (Cell(100),)),),
        "regions": (Line("US-TX", (Cell(50),)), Line("US-others", (Cell(20),), {}, 2), Line("", (Cell(30),))),
    }
    states = pictured.pictured(document.Document(**{**_fields(told_reports.document()), "tables": tables})).states
    assert states and states.table.rows == (("Texas", "50", "50%"),)
    assert states.words.endswith(". An empty square: nobody, or among these.")


def test_a_difference_with_a_hidden_number_is_not_told() -> None:
    found = {each.words: each.more for each in telling.changes(told_reports.document())}
    assert found["Signups"] == "+500" and found["Acted"] == ""


def test_the_workbook_has_a_sheet_for_each_table_in_the_language_of_the_report_and_no_formula() -> None:
    made = told_reports.document()
    hostile = document.Document(**{**_fields(made), "campaign": "=1+1", "film": "@SUM(A1)"})
    for code in told_reports.LANGUAGES:
        with speaking(code):
            book = openpyxl.load_workbook(BytesIO(workbook(hostile, "=cmd|' /C calc'!A0").data))
            assert len(book.sheetnames) >= 10 and len({name.casefold() for name in book.sheetnames}) == len(
                book.sheetnames
            )
            cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
            assert {cell.data_type for cell in cells} <= {"s", "n"}
    steps = book.worksheets[1]
    assert steps["B3"].value == made.cell("steps", "signups").value


def test_a_hidden_number_has_no_length_and_no_neighbours_that_tell_it() -> None:
    ladder = pictured.pictured(told_reports.document()).ladder
    assert ladder is not None
    [dash] = [bar for bar in ladder.bars if bar.said == "hidden"]
    assert [part.shade for part in dash.parts] == ["hid"] and not dash.share


def test_weeks_that_were_put_together_are_one_column_with_its_own_days() -> None:
    made = told_reports.document()
    lines = (Line("2023-10-02", (Cell(9),), grouped=3), Line("2023-10-23", (Cell(4800),)))
    drawn = pictured.pictured(document.Document(**{**_fields(made), "tables": {**made.tables, "weeks": lines}})).signups
    assert drawn is not None
    assert [row[:2] for row in drawn.table.rows] == [
        ("Mon 2 Oct 2023 to Sun 22 Oct 2023", "9"), ("week of Mon 23 Oct 2023", "4,800"),
    ]  # fmt: skip


def _fields(of: document.Document) -> dict[str, object]:
    return {name: getattr(of, name) for name in type(of).__slots__}


def test_where_people_are_hidden_the_sentence_tells_signups() -> None:
    made = told_reports.document()
    steps = tuple(Line(line.key, (line.cells[0] if line.key == "signups" else HIDDEN,)) for line in made.lines("steps"))
    said = telling.plain(
        telling.sentence(document.Document(**{**_fields(made), "tables": {**made.tables, "steps": steps}}))
    )
    assert said.endswith("signups at 312 film screenings; how many people that are is hidden.")
