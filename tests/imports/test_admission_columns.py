"""Headings of distributors' lists, and letters in which they come."""

from tracker.files.tables import read_table
from tracker.imports.admission_columns import Says, guess


def meanings(*names: str) -> list[Says]:
    return guess(read_table(f"{','.join(names)}\nx,{'1,' * len(names)}".encode(), "x.csv"))


def test_headings_of_lists_are_recognised():
    assert meanings("Cinema", "Town", "Play Date", "Screen", "Admits", "Gross") == [
        Says.THEATRE, Says.CITY, Says.DAY, Says.SCREEN, Says.ADMISSIONS, Says.IGNORE,
    ]  # fmt: skip
    assert meanings("극장명", "상영일", "관객수") == [Says.THEATRE, Says.DAY, Says.ADMISSIONS]
    assert meanings("Cine", "Fecha", "Hora", "Espectadores") == [Says.THEATRE, Says.DAY, Says.TIME, Says.ADMISSIONS]


def test_days_that_stand_side_by_side_are_recognised():
    assert meanings("Theatre", "Mon 10/23/2023", "Tue 10/24/2023", "Total") == [
        Says.THEATRE, Says.ON_DAY, Says.ON_DAY, Says.IGNORE,
    ]  # fmt: skip


def test_hangul_in_utf_16_is_no_program():
    for text in ("극장명,관객수\n수서 시네마,31\n", "관,수\n" + "수" * 300 + ",1\n"):
        assert read_table(text.encode("utf-16"), "x.csv").encoding == "utf_16"
