"""Everything on paper: tagged, with its fonts, and each code on it read by somebody else's decoder."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageFilter
from pypdf import PdfReader

from tests.paper import drawn
from tests.paper.drawn import LINK, PAPER_IN_POINTS, pages, pdf, read, words
from tracker.paper import card, code, names, press
from tracker.paper.printed import Printed, joined, zipped

THINGS = ("poster", "seat cards", "lobby card", "sheet")
CODES = {"poster": [1], "seat cards": [8], "lobby card": [1], "sheet": [1, 1], "flat": [1], "scope": [1]}
EACH = pytest.mark.parametrize("thing", [*THINGS, "flat", "scope"])


@EACH
def test_every_code_on_every_page_is_read(thing: str):
    for paper in PAPER_IN_POINTS if thing in THINGS else ("a4",):
        found = [read(page) for page in pages(pdf(thing, paper))]
        assert [len(each) for each in found] == CODES[thing]
        assert {text for each in found for text in each} == {LINK}


@pytest.mark.parametrize("thing", THINGS)
def test_a_blurred_photo_of_it_is_read_too(thing: str):
    """As a phone sees it: the poster across a lobby, a card at arm's length in the dark."""
    dpi = {"poster": 30, "lobby card": 30, "seat cards": 72, "sheet": 72}[thing]
    for page in pages(pdf(thing), dpi):
        dim = page.point(lambda value: int(30 + value * 0.4)).filter(ImageFilter.GaussianBlur(0.6))
        assert set(read(dim)) == {LINK}
    for page in pages(pdf(thing), 2 * dpi):
        aside = page.transform(
            page.size, Image.Transform.PERSPECTIVE, (1.35, 0.06, -120, 0.02, 1.25, -60, 0.0001, 0.00005),
            Image.Resampling.BICUBIC, fillcolor=(90, 80, 70),
        )  # fmt: skip
        assert set(read(aside.filter(ImageFilter.GaussianBlur(0.8)))) == {LINK}, "held askew"


def tags_of(element: Any, found: list[str]) -> list[str]:
    """The names of a structure tree, from the top; of each picture what is said instead of it."""
    element = element.get_object()
    if isinstance(element, list):
        for each in element:
            tags_of(each, found)
    elif isinstance(element, dict):
        name = str(element.get("/S", ""))
        found.append(f"{name} {element['/Alt']}" if "/Alt" in element else name)
        if "/K" in element:
            tags_of(element["/K"], found)
    return found


@EACH
def test_what_a_screen_reader_walks_through_has_headings_words_and_the_code_as_words(thing: str):
    root: Any = PdfReader(BytesIO(pdf(thing, "a4", "ko"))).trailer["/Root"]
    tags = tags_of(root["/StructTreeRoot"], [])
    assert "/P" in tags or "/H1" in tags
    pictures = [tag for tag in tags if tag.startswith("/Figure")]
    assert pictures and all("TEMO-RIKW" in tag for tag in pictures), tags


@EACH
@pytest.mark.parametrize("first", ["en", "ko", "es"])
def test_it_is_pdf_ua_tagged_titled_in_a_language_and_its_fonts_are_inside(thing: str, first: str):
    book = PdfReader(BytesIO(pdf(thing, "a4", first)))
    root: Any = book.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).startswith(first)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "Beyond Utopia" in str(book.metadata.title)
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()
    fonts = [font.get_object() for page in book.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        assert {"/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"]), "embedded"


@EACH
def test_words_in_three_languages_and_the_address_are_in_the_text(thing: str):
    text = words(pdf(thing, "a4", "ko"))
    assert "ORG/TEMO-RIKW" in text.upper() or thing == "sheet"
    assert "TEMO-RIKW" in text
    if thing == "sheet":
        assert "이름과 연락처 하나만 남겨 주세요." in text and "어떤 이름이든 괜찮습니다." in text
    else:
        assert all(part in text for part in drawn.WORDS["ko"].split())
        assert "Quédate dos minutos más" in text
    assert "Lantern Crossing" in text


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("paper", PAPER_IN_POINTS)
def test_it_has_the_size_of_the_paper_and_no_page_too_many(thing: str, paper: str):
    book = PdfReader(BytesIO(pdf(thing, paper)))
    assert len(book.pages) == len(CODES[thing])
    size = [round(float(each)) for each in book.pages[0].mediabox[2:]]
    flipped = thing in ("lobby card", "sheet")
    assert size == list(PAPER_IN_POINTS[paper])[:: -1 if flipped else 1]


def nothing_is_cut(page: Image.Image) -> bool:
    """Above each line to cut along, and at the foot of the page, three millimetres are white."""
    high, band = page.height / 4, page.height // 90
    strips = [page.crop((0, round(high * row) - band - 2, page.width, round(high * row) - 3)) for row in (1, 2, 3, 4)]
    middle = page.width // 2
    for strip in strips:
        strip.paste((255, 255, 255), (middle - 3, 0, middle + 3, strip.height))  # the line between the columns
    return all(min(strip.convert("L").tobytes()) > 250 for strip in strips)


@pytest.mark.parametrize(("first", "paper"), [("en", "letter"), ("ko", "a4"), ("ko", "letter")])
def test_the_longest_of_everything_stays_on_its_page(first: str, paper: str):
    film = "The Extraordinarily Long and Winding Journey Home of a Mother, Her Son and a Pastor Who Would Not Give Up, Ever"
    shown = drawn.made(first, drawn.LONGEST, film, "https://allies.of-a-rather-long-organisation.example.org")
    for make, codes in ((card.poster, 1), (card.seat_cards, 8), (card.lobby_card, 1)):
        drawn_pages = pages(make(shown, paper), 80)
        assert [len(read(page)) for page in drawn_pages] == [codes]


def test_a_sheet_says_number_lines_consent_and_that_any_name_will_do():
    text = words(pdf("sheet"))
    for said in ("Sheet 3", "Sheet 4", "May Lantern Crossing contact you about this?", "Yes, contact me", "No, only count me",
                 "Sign up for yourself.", "You can use any name.", "Host a film screening", "12", "30 Oct 2023"):  # fmt: skip
        assert said in text, said


def test_words_of_others_are_never_a_program():
    hostile = '#panic("x") $ *bold* _it_ `raw` <a> @b \\ #import "x.typ": * "]}'
    shown = drawn.made(words=dict.fromkeys(("en", "ko", "es"), hostile), film=hostile)
    text = words(card.poster(shown, "a4"))
    assert '#panic("x")' in text and "*bold*" in text


def test_a_letter_that_no_font_of_ours_has_is_drawn_as_a_box_and_does_no_harm():
    drawn_all_the_same = card.poster(drawn.made(film="上海影城 🎬"), "a4")
    assert [len(read(page)) for page in pages(drawn_all_the_same)] == [1]


def test_before_there_is_a_code_nothing_can_be_scanned():
    shown = card.Card("Lantern Crossing", "Beyond Utopia", card.said(["en"], {}))
    assert all(read(page) == [] for page in pages(card.poster(shown, "a4")))
    assert press.picture("poster", card.data(shown, "letter"), 20).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("base", "link", "address"),
    [
        ("https://a.example", "HTTPS://A.EXAMPLE/S/TEMORIKW", "a.example/TEMO-RIKW"),
        ("https://a.example/in", "https://a.example/in/s/temorikw", "a.example/in/TEMO-RIKW"),
        ("http://localhost:8000", "HTTP://LOCALHOST:8000/S/TEMORIKW", "localhost:8000/TEMO-RIKW"),
    ],
)
def test_capitals_only_where_they_are_the_same_address(base: str, link: str, address: str):
    assert (code.link(base, "temorikw"), code.address(base, "temorikw")) == (link, address)


def test_names_of_files_can_be_read_on_any_system():
    assert names.file_name("2023", "종로 시네마: 1/2 “A”", "poster") == "2023 - 종로 시네마 1 2 A - poster"
    assert names.file_name("../../etc/passwd", "", "x" * 99) == f"etc passwd - {'x' * 60}"
    assert names.file_name("<>", "\x00") == "Houselights"


def test_many_archives_are_sent_as_one_and_two_of_one_name_keep_apart():
    import zipfile

    part = zipped("x", [Printed("poster.pdf", "application/pdf", b"1")]).data
    whole = b"".join(joined([("Barton", part), ("Barton", part)], [Printed("left out.txt", "text/plain", b"none")]))
    assert zipfile.ZipFile(BytesIO(whole)).namelist() == ["Barton/poster.pdf", "Barton (2)/poster.pdf", "left out.txt"]
