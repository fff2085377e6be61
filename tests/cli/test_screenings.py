"""`flask screenings import FILE`, as somebody types it."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import world
from tests.files.nights import NIGHTS
from tests.imports import park_file
from tracker.screenings.screening import Screening
from tracker.store.db import db

PARK = ["--campaign", "The two-day event", "--holds", "ends", "--midnight", "venue", "--zone", "America/Chicago"]


@pytest.fixture
def house(app: Flask) -> Flask:
    with app.app_context():
        world.one_screening()
    return app


def typed(app: Flask, *arguments: str, said: str = ""):
    return app.test_cli_runner().invoke(args=["screenings", "import", *map(str, arguments)], input=said)


def screenings(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Screening)) or 0


def test_the_park_file_without_questions_and_then_again(house: Flask, tmp_path) -> None:
    before, report = screenings(house), tmp_path / "report.csv"
    first = typed(house, park_file.FILE, "--yes", *PARK, "--report", report)
    assert first.exit_code == 0, first.output
    for told in (
        "1153  new",
        "6  doubtful",
        "246  refused",
        "3  repeat",
        "1,153 film screenings were made",
        "6 rows need an answer",
    ):
        assert told in first.output
    assert screenings(house) == before + 1153
    assert len(report.read_text("utf-8-sig").splitlines()) == 1 + 1408
    again = typed(house, park_file.FILE, "--yes", "--campaign", "The two-day event")
    assert again.exit_code == 0, again.output
    assert "1153  already there" in again.output, "the mapping was kept"
    assert "nothing to import" in again.output
    assert screenings(house) == before + 1153


def test_nothing_is_written_without_a_yes(house: Flask) -> None:
    before = screenings(house)
    answer = typed(house, park_file.FILE, *PARK, said="n\n")
    assert answer.exit_code == 1
    assert "Write 1,153 film screenings?" in answer.output
    assert screenings(house) == before
    assert typed(house, park_file.FILE, *PARK, said="y\n").exit_code == 0
    assert screenings(house) == before + 1153


@pytest.mark.parametrize(
    ("data", "arguments", "code", "sentence"),
    [
        (b"film,theatre,state,date\nA,B,TX,2023-10-23\n", [], 2, "Which campaign?"),
        (b"film,theatre,state,date\nA,B,TX,2023-10-23\n", ["--campaign", "Nothing"], 2, "There is no campaign"),
        (b"theatre,state,date\nB,TX,2023-10-23\n", PARK[:2], 2, "Say --film TITLE"),
        (b"film,theatre,state,date\nA,B,TX,10/11/2023\n", PARK[:2], 2, "Say --order"),
        (b"film,theatre,state,date\nA,B,TX,2023-10-23\n", [*PARK[:2], "--zone", "Mars"], 2, "is not a time zone"),
        (b"film,theatre,state\nA,B,TX\n", [*PARK[:2], "--when", "soon"], 1, "is not a date that can be read"),
        (b"\x89PNG\r\n\x1a\n", PARK[:2], 1, "a picture"),
    ],
)
def test_what_is_missing_or_wrong_is_said(house: Flask, tmp_path, data, arguments, code, sentence) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(data)
    answer = typed(house, file, "--yes", *arguments)
    assert (answer.exit_code, sentence in answer.output) == (code, True), answer.output


def test_one_film_on_two_dates_and_no_escape_reaches_the_terminal(house: Flask, tmp_path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(b"theatre,city,state\nNot a \x1b[31mred\x07 cinema,Austin,TX\n")
    answer = typed(
        house, file, "--yes", *PARK[:2], "--film", "Beyond Utopia", "--when", "23 and 24 October 2023, 7:00 pm local"
    )
    assert answer.exit_code == 0, answer.output
    assert "2 film screenings were made" in answer.output
    assert "\x1b[31m" not in answer.output
    assert "\x07" not in answer.output


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_calendar_is_imported_and_what_it_calls_off_waits_for_an_answer(house: Flask, tmp_path) -> None:
    before, file = screenings(house), tmp_path / "nights.ics"
    file.write_text(NIGHTS, "utf-8", newline="")
    first = typed(house, file, "--yes", "--campaign", "The two-day event")
    assert first.exit_code == 0, first.output
    assert "8 film screenings were made" in first.output
    file.write_text(NIGHTS.replace("STATUS:CONFIRMED", "STATUS:CANCELLED"), "utf-8", newline="")
    again = typed(house, file, "--yes", "--campaign", "The two-day event")
    assert "1  cancelled?" in again.output and "1 row needs an answer" in again.output
    assert "nothing to import" in again.output and screenings(house) == before + 8
