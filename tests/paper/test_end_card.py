"""End cards, on their pixels: what a projector throws, a phone in the last row reads."""

from typing import Any

import pytest
from PIL import Image, ImageChops, ImageFilter

from tests.paper import drawn
from tests.paper.drawn import LINK, end, frame, pages, read
from tracker.paper import code, end_card

GROUND, WHITE, BLACK = (13, 11, 9), (255, 255, 255), (0, 0, 0)
# The sentence, what is said beside it, the address.
INKS = ((245, 239, 230), (189, 177, 161), (245, 165, 36))
SHARES = {"flat": (0.38, 0.42), "scope": (0.45, 0.50)}
FRAMES = pytest.mark.parametrize("name", ["flat", "scope"])


def light(rgb: tuple[int, int, int]) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def box_of(picture: Image.Image) -> tuple[int, int, int, int]:
    """The white square around the code: what is pure white, as it is nowhere else."""
    white = picture.point(lambda value: 255 if value == 255 else 0).convert("1", dither=Image.Dither.NONE)
    first = next(x for x in range(picture.width) if picture.getpixel((x, picture.height // 2)) == WHITE)
    column = [y for y in range(picture.height) if picture.getpixel((first, y)) == WHITE]
    row = [x for x in range(first, picture.width) if picture.getpixel((x, column[0])) == WHITE]
    assert white.getbbox() is not None
    return first, column[0], row[-1] + 1, column[-1] + 1


@pytest.mark.parametrize(
    ("name", "scale", "size"),
    [("flat", 1, (1998, 1080)), ("scope", 1, (2048, 858)), ("flat", 2, (3996, 2160)), ("scope", 2, (4096, 1716))],
)
def test_each_file_has_the_size_of_what_is_shown_and_its_code_is_read(name: str, scale: int, size: tuple[int, int]):
    picture = end(name, scale)
    assert picture.size == size
    assert read(picture) == [LINK]


@FRAMES
@pytest.mark.parametrize(
    ("scale", "first", "longest"),
    [(1, "en", False), (1, "en", True), (1, "ko", False), (1, "ko", True), (1, "es", True), (2, "en", False)],
)
def test_everything_stands_in_the_central_80_percent(name: str, scale: int, first: str, longest: bool):
    picture = end(name, scale, first, longest)
    there = ImageChops.difference(picture, Image.new("RGB", picture.size, GROUND)).getbbox()
    assert there is not None
    left, top, right, bottom = there
    wide, high = picture.size
    assert left >= 0.1 * wide and right <= 0.9 * wide
    assert top >= 0.1 * high and bottom <= 0.9 * high
    assert right > 0.6 * wide, "there are words beside the code"


@FRAMES
@pytest.mark.parametrize("scale", [1, 2])
def test_its_pdf_is_one_page_as_large_as_the_picture_and_its_code_is_read(name: str, scale: int):
    data = end_card.draw(drawn.made(), frame(name), scale, "pdf")
    [page] = pages(data, 72 / scale)
    assert page.size == (frame(name).wide, frame(name).high)
    assert read(page) == [LINK]


@FRAMES
@pytest.mark.parametrize("scale", [1, 2])
def test_modules_are_whole_pixels_in_black_on_white_with_four_of_quiet(name: str, scale: int):
    picture, modules = end(name, scale), code.modules(LINK)
    left, top, right, bottom = box_of(picture)
    module, rest = divmod(right - left, modules + 8)
    assert rest == 0 and bottom - top == right - left
    assert module == scale * end_card.module(frame(name), modules)
    inside = picture.crop((left, top, right, bottom))
    colours = {colour for _number, colour in inside.getcolors()}
    assert colours == {BLACK, WHITE}, "no edge lies between two pixels"
    quiet = 4 * module
    assert inside.convert("L").point(lambda value: 255 - value).getbbox() == (
        quiet, quiet, right - left - quiet, right - left - quiet,
    )  # fmt: skip
    least, most = SHARES[name]
    assert least <= modules * module / picture.height <= most


@FRAMES
@pytest.mark.parametrize("scale", [1, 2])
def test_words_stand_out_from_the_ground(name: str, scale: int):
    picture = end(name, scale)
    right = picture.crop((box_of(picture)[2] + 20, 0, *picture.size))
    there: list[tuple[int, Any]] = right.getcolors(1 << 20) or []
    for colour in INKS:
        same = sum(number for number, other in there if all(abs(a - b) < 4 for a, b in zip(colour, other, strict=True)))
        assert same > 1000, colour
        assert (light(colour) + 0.05) / (light(GROUND) + 0.05) >= 7


@FRAMES
@pytest.mark.parametrize("first", ["en", "ko"])
def test_the_code_is_read_as_from_the_back_row(name: str, first: str):
    """A phone held up there sees the screen a third of its picture wide, aside and not quite sharp."""
    whole = end(name, 1, first)
    room = Image.new("RGB", (1600, 900), (4, 4, 4))
    shrunk = whole.resize((620, round(620 * whole.height / whole.width)), Image.Resampling.BILINEAR)
    room.paste(shrunk, (500, 300))
    assert read(room.filter(ImageFilter.GaussianBlur(0.8))) == [LINK]
    wide, high = whole.size
    aside = whole.transform(
        (wide, high), Image.Transform.PERSPECTIVE, (1.25, 0.05, -60, 0.14, 1.22, -160, 0.0002, 0.00004),
        Image.Resampling.BICUBIC, fillcolor=(4, 4, 4),
    ).resize((wide // 2, high // 2), Image.Resampling.BILINEAR)  # fmt: skip
    dimmed = aside.point(lambda value: int(20 + value * 0.45)).filter(ImageFilter.GaussianBlur(1.2))
    assert read(dimmed) == [LINK]


@FRAMES
def test_a_long_address_keeps_whole_modules_and_the_share_of_the_height(name: str):
    for base in ("https://a.io", "https://allies.of-a-rather-long-organisation.example.org", "http://localhost:8000"):
        shown = drawn.made(base=base)
        modules = code.modules(shown.link)
        share = modules * end_card.module(frame(name), modules) / frame(name).high
        assert SHARES[name][0] - 0.02 <= share <= SHARES[name][1] + 0.005, (base, modules)


def test_a_wider_screen_is_read_from_farther_away():
    assert end_card.read_from(end_card.FLAT, LINK, 12) == pytest.approx(10 * 12 * 25 * 17 / 1998)
    assert end_card.read_from(end_card.SCOPE, LINK, 40) == pytest.approx(10 * 40 * 25 * 16 / 2048)
