"""Tables that people bring are read whole or refused with one sentence."""

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn import so_many
from tracker.errors import Refusal
from tracker.files import bounds, tables, workbooks
from tracker.files.delimited import QuoteLeftOpen
from tracker.files.kinds import Empty, NotATable, OldOrLocked, ReallyAnother, TooLarge
from tracker.files.records import CellTooLong
from tracker.files.tables import OnlyHeading, RowKind, TooManyColumns, TooManyRows, read_table

DATA = Path(__file__).parents[1] / "data"


def workbook(*rows, **sheets) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for title, lines in sheets.items():
        page = book.create_sheet(title)
        for line in lines:
            page.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", "utf_8"),
        ("utf-8-sig", "utf_8_sig"),
        ("utf-16", "utf_16"),
        ("utf-16-le", "utf_16_le"),
        ("utf-16-be", "utf_16_be"),
    ],
)
def test_a_table_reads_the_same_in_every_unicode_encoding(encoding, expected):
    read = read_table("film,venue\nBeyond Utopia,Cine Ñandú\n비욘드 유토피아,씨네큐브\n".encode(encoding), "list.csv")
    assert read.encoding == expected
    assert [row.cells for row in read.rows] == [["Beyond Utopia", "Cine Ñandú"], ["비욘드 유토피아", "씨네큐브"]]


def test_korean_excel_and_western_excel_are_told_apart():
    korean = read_table((DATA / "signups_cp949.csv").read_bytes(), "a.csv")
    assert (korean.encoding, len(korean.rows)) == ("cp949", 200)
    assert any("오후" in row.cells[0] for row in korean.rows)
    western = read_table(
        "título,cine\nMás allá de la utopía,Peña «Niño»\nCorazón,Málaga – Unión\n".encode("cp1252"), "a.csv"
    )
    assert western.rows[0].cells[0] == "Más allá de la utopía"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_usual_separator_is_found_even_with_the_others_inside_cells(separator):
    text = (
        separator.join(["film", "where", "note"])
        + "\n"
        + separator.join(['"A, B; C | D\tE"', "x", '"two\nlines"'])
        + "\n"
    )
    read = read_table(text.encode(), "list.txt")
    assert read.separator == separator
    assert read.rows[0].cells == ["A, B; C | D\tE", "x", "two\nlines"]


def test_row_numbers_are_those_of_a_spreadsheet_and_blank_rows_are_left_out():
    read = read_table(b'a,b\n1,"x\ny"\n\n,,\n2,z\n\n', "a.csv")
    assert [(row.number, row.cells) for row in read.rows] == [(2, ["1", "x\ny"]), (5, ["2", "z"])]
    assert read.blank == 2


def test_the_real_form_export_has_its_blank_rows_and_stray_headings():
    read = read_table((DATA / "signups_sample.csv").read_bytes(), "a.csv")
    assert (len(read.rows), read.blank, sum(row.kind is RowKind.HEADING for row in read.rows)) == (1982, 18, 12)
    assert read.rows[-1].number == 2001


def test_ragged_rows_are_filled_up_and_cells_beyond_the_heading_are_kept_apart():
    read = read_table(b"a,b,c\n1\n1,2,3,4\n1,2,3,,\n", "a.csv")
    assert [(row.cells, row.beyond) for row in read.rows] == [
        (["1", "", ""], ()),
        (["1", "2", "3"], ("4",)),
        (["1", "2", "3"], ()),
    ]


def test_every_column_has_a_name_of_its_own():
    assert read_table(b"Date,,date,Date (2)\n1,2,3,4\n", "a.csv").header == [
        "Date",
        "Column 2",
        "date (2)",
        "Date (2) (2)",
    ]


def test_a_title_above_the_heading_and_the_line_for_excel_are_passed_over():
    read = read_table(b"Theatres in October\n\nfilm,venue\nBU,X\n", "a.csv")
    assert (read.above, read.header, read.rows[0].number) == (("Theatres in October",), ["film", "venue"], 4)
    assert read_table(b"sep=;\r\na;b\r\n1;2\r\n", "a.csv").rows[0].number == 2


def test_nuls_and_stray_byte_order_marks_leave_no_trace():
    assert read_table("a,b\n1\x00,\ufeff2\n".encode(), "a.csv").rows[0].cells == ["1", "2"]


def test_a_workbook_gives_texts_that_read_in_one_way():
    data = workbook(
        ["day", "start", "clock", "zip", "share", "open", "gone"],
        [date(2023, 10, 23), datetime(2023, 10, 23, 19, 0), time(19, 30), 2134.0, 0.5, True, None],
    )
    read = read_table(data, "List.XLSX")
    assert read.rows[0].cells == ["2023-10-23", "2023-10-23T19:00", "19:30", "2134", "0.5", "TRUE", ""]
    assert (read.kind, read.sheet, read.rows[0].number) == ("xlsx", "Sheet", 2)


def test_of_a_workbook_the_first_sheet_with_rows_or_the_one_asked_for_is_read():
    data = workbook(Films=[["film", "venue"], ["A", "B"]], Other=[["x", "y"], ["1", "2"]])
    assert read_table(data, "a.xlsx").sheet == "Films"
    assert read_table(data, "a.xlsx", "Other").header == ["x", "y"]
    with pytest.raises(workbooks.NoSuchSheet):
        read_table(data, "a.xlsx", "None")


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, content)
    return out.getvalue()


BOOK = workbook(["a", "b"], ["1", "2"])
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><sst>&a;</sst>'


@pytest.mark.parametrize(
    ("data", "name", "refusal"),
    [
        (b"", "a.csv", Empty),
        (b"\xef\xbb\xbf \r\n\r\n", "a.csv", Empty),
        (b",,,\n,,\n", "a.csv", Empty),
        (b"film,venue\n", "a.csv", OnlyHeading),
        (b"film,venue\nfilm,venue\n", "a.csv", OnlyHeading),
        (b"%PDF-1.7\n...", "a.csv", ReallyAnother),
        (b"<!DOCTYPE html><html>", "a.csv", ReallyAnother),
        (b"\n <html><table>", "a.xlsx", ReallyAnother),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "a.xls", OldOrLocked),
        (b"\x89PNG\r\n", "a.csv", ReallyAnother),
        (BOOK, "a.csv", ReallyAnother),
        (b"a,b\n1,2\n", "a.xlsx", ReallyAnother),
        (b"a,b\n1,2\n", "a.doc", NotATable),
        (b"a,b\n1,2\n", "noname", NotATable),
        (bytes(range(1, 32)) * 50, "a.csv", NotATable),
        (packed(x=b"1"), "a.xlsx", ReallyAnother),
        (BOOK[:-40], "a.xlsx", NotATable),
        (with_part(BOOK, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"), "a.xlsx", workbooks.Damaged),
        (with_part(BOOK, "xl/sharedStrings.xml", ENTITIES), "a.xlsx", NotATable),
        (with_part(BOOK, "xl/bomb.bin", b"\0" * (bounds.LARGEST_UNZIPPED + 1)), "a.xlsx", workbooks.TooLargeUnzipped),
        (b"a,b\n1," + b"x" * 20_001 + b"\n", "a.csv", CellTooLong),
        (b"a,b\n1," + b"x" * 200_001 + b"\n", "a.csv", CellTooLong),
        (b'a,b\n1,"2\n3,4\n5,6\n', "a.csv", QuoteLeftOpen),
        (b"x," * 200 + b"x\n1,2\n", "a.csv", TooManyColumns),
        (b"a,b\n" + b"1,2\n" * 100_001, "a.csv", TooManyRows),
        (b"x" * (bounds.LARGEST_UPLOAD + 1), "a.csv", TooLarge),
    ],
)
def test_what_is_no_table_is_refused_with_one_sentence(data, name, refusal):
    with pytest.raises(refusal) as refused:
        read_table(data, name)
    sentence = str(refused.value)
    assert sentence
    assert "%" not in sentence


def test_a_sheet_that_claims_rows_without_end_is_refused():
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    sheet += b'<row r="1"><c r="A1" t="n"><v>1</v></c>'
    sheet += b'<c r="B1"><v>1</v></c></row><row r="99999999999"><c r="A99999999999"><v>2</v></c></row>'
    sheet += b"</sheetData></worksheet>"
    with pytest.raises(Refusal):
        read_table(with_part(BOOK, "xl/worksheets/sheet1.xml", sheet), "a.xlsx")


@settings(max_examples=so_many(60), deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a.tsv", "", "..", "a.pdf"]))
def test_arbitrary_bytes_are_read_or_refused_and_nothing_else(data, name):
    try:
        assert read_table(data, name).header
    except Refusal as refused:
        assert str(refused)


@settings(max_examples=so_many(60), deadline=None)
@given(st.binary(max_size=300), st.integers(0, len(BOOK)))
def test_a_workbook_with_damage_anywhere_is_read_or_refused_and_nothing_else(noise, at):
    try:
        assert read_table(BOOK[:at] + noise + BOOK[at + len(noise) :], "a.xlsx").header
    except Refusal as refused:
        assert str(refused)


@settings(max_examples=so_many(60), deadline=None)
@given(
    st.lists(st.lists(st.text(alphabet='ab,;|\t"\n\r é한=', max_size=8), max_size=5), max_size=8),
    st.sampled_from(",;\t|"),
)
def test_rows_of_any_shape_are_read_or_refused_and_are_as_wide_as_the_heading(rows, separator):
    text = "\n".join(separator.join(row) for row in rows)
    try:
        read = tables.read_table(text.encode(), "a.csv")
    except Refusal:
        return
    assert all(len(row.cells) == len(read.header) for row in read.rows)
    assert len(set(read.header)) == len(read.header)
