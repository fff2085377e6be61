"""A report on paper: tagged, in its fonts, one page where it is of ordinary size, and saying the same as the page."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from tests import told_reports
from tests.paper.test_print import tags_of
from tracker.reports import on_paper
from tracker.reports.seen import seen
from tracker.reports.workbook import workbook

PAPERS = {"a4": (595, 842), "letter": (612, 792)}


@pytest.fixture(scope="module")
def books() -> dict[tuple[str, str], PdfReader]:
    """In each language, on each paper once."""
    read = told_reports.read(told_reports.document())
    return {
        (code, paper): PdfReader(BytesIO(on_paper.pdf(seen(read, code), paper).data))
        for code, paper in (("en", "a4"), ("en", "letter"), ("ko", "a4"), ("es", "letter"))
    }  # fmt: skip


def test_an_ordinary_report_is_one_page_on_a4_and_on_letter(books: dict[tuple[str, str], PdfReader]) -> None:
    for (code, paper), book in books.items():
        assert len(book.pages) == 1, (code, paper)
        box = book.pages[0].mediabox
        assert (round(box.width), round(box.height)) == PAPERS[paper]


@pytest.mark.parametrize(
    ("rooms", "states", "weeks", "scale"), [(3, 1, 1, 0.01), (60, 12, 6, 0.2), (600, 37, 60, 10.0)]
)
def test_a_small_and_a_very_large_campaign_are_drawn_too(rooms: int, states: int, weeks: int, scale: float) -> None:
    read = told_reports.read(told_reports.document(states, weeks, scale, rooms))
    book = PdfReader(BytesIO(on_paper.pdf(seen(read, "en"), "a4").data))
    assert len(book.pages) <= 2
    root: Any = book.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and b"pdfuaid:part>1<" in root["/Metadata"].get_data()
    assert "Beyond Utopia".upper() in book.pages[0].extract_text()


def test_it_is_pdf_ua_in_its_language_and_its_fonts_are_inside(books: dict[tuple[str, str], PdfReader]) -> None:
    for (code, paper), book in books.items():
        root: Any = book.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"] and str(root["/Lang"]).startswith(code)
        assert b"pdfuaid:part>1<" in root["/Metadata"].get_data(), (code, paper)
        assert "Beyond Utopia" in str(book.metadata.title)
        fonts = [font.get_object() for page in book.pages for font in page["/Resources"]["/Font"].values()]
        names = {str(font["/BaseFont"]) for font in fonts}
        assert any("Roboto" in name for name in names)
        assert any("NanumGothic" in name for name in names) == (code == "ko")


def test_whoever_cannot_see_a_chart_hears_the_sentence_of_the_page(books: dict[tuple[str, str], PdfReader]) -> None:
    read = told_reports.read(told_reports.document())
    for code, paper in books:
        shown = seen(read, code)
        root: Any = books[code, paper].trailer["/Root"]
        tags = tags_of(root["/StructTreeRoot"], [])
        said = {tag.removeprefix("/Figure ") for tag in tags if tag.startswith("/Figure ")}
        assert said == {picture.sentence for picture in on_paper.charts_of(shown).values()}
        assert {"/H1", "/H2", "/H3", "/Table", "/TH"} <= set(tags)


def test_what_is_hidden_stands_on_no_paper(books: dict[tuple[str, str], PdfReader]) -> None:
    text = books["en", "letter"].pages[0].extract_text()
    assert "hidden" in text and "-1" not in text and "−1" not in text


def test_a_draft_says_so_wherever_it_is_taken(books: dict[tuple[str, str], PdfReader]) -> None:
    read = told_reports.read(told_reports.document())
    out = replace(read, published_at=datetime(2024, 2, 1, tzinfo=UTC))
    words = "Draft: not published, for the team alone."
    assert words in books["en", "a4"].pages[0].extract_text()
    assert words not in PdfReader(BytesIO(on_paper.pdf(seen(out, "en"), "a4").data)).pages[0].extract_text()
    assert words in str(
        list(openpyxl.load_workbook(BytesIO(workbook(read.document, draft=True).data)).worksheets[0].values)
    )
    assert words not in str(list(openpyxl.load_workbook(BytesIO(workbook(read.document).data)).worksheets[0].values))


def test_its_words_stand_in_its_own_language_alone(books: dict[tuple[str, str], PdfReader]) -> None:
    spanish = books["es", "letter"].pages[0].extract_text()
    assert "La gente actúa en dos días" in spanish and "People act" not in spanish
    assert "Seat cards brought more" in books["en", "a4"].pages[0].extract_text()
