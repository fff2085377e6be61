"""Tables that people take with them start no formula and come back as they were."""

from datetime import date

import openpyxl
import pytest

from tracker.files.tables import read_table
from tracker.files.writing import csv_bytes, harmless, xlsx_bytes

ROWS = [["=1+1", "+1", "-1", "@x", "\tx", '한글, "x"\nñ'], [1, 2.5, True, None, date(2023, 10, 23), "x\x00y"]]
HEADER = ["a", "b", "c", "d", "e", "f"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_csv_starts_a_formula(start):
    assert harmless(f"{start}cmd|' /C calc'!A0").startswith("'")


def test_a_csv_comes_back_as_it_went():
    data = csv_bytes(HEADER, ROWS)
    read = read_table(data, "a.csv")
    assert read.encoding == "utf_8_sig"
    assert read.rows[0].cells == ["'=1+1", "'+1", "'-1", "'@x", "'\tx", '한글, "x"\nñ']
    assert read.rows[1].cells == ["1", "2.5", "TRUE", "", "2023-10-23", "xy"]


def test_a_workbook_holds_texts_and_no_formulas(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(xlsx_bytes(HEADER, ROWS))
    cells = list(openpyxl.load_workbook(tmp_path / "a.xlsx").active.iter_rows())
    assert [cell.data_type for cell in cells[1][:5]] == ["s"] * 5
    assert read_table(xlsx_bytes(HEADER, ROWS), "a.xlsx").rows[0].cells[:4] == ["=1+1", "+1", "-1", "@x"]
