"""Pictures of the public pages, and contact sheets of them: what script/shots runs."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from tests import run
from tests.browser import FLAGS, chromium
from tests.public_pages import PAGES
from tests.shown import Shown, collect, house
from tracker.words import LANGUAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SIZES = {320: 568, 360: 740, 1280: 900}
SCHEMES = ("light", "dark")
# Pixels that a picture is wide on a sheet: small enough to see all at once, large enough to read.
SHOWN_WIDE = {320: 240, 360: 270, 1280: 560}
# A page longer than this is cut on the sheet; its own picture is whole.
MOST_HIGH = 1100
GAP, LABEL = 16, 22
GROUND, WORDS, EDGE = "#777777", "#ffffff", "#c8102e"


def main() -> int:
    wanted = sys.argv[1:]
    if wanted == ["--list"]:
        print("\n".join(PAGES))
        return 0
    if not wanted or wanted[0].startswith("-"):
        print("usage: script/shots FOLDER [NAME ...]; script/shots --list", file=sys.stderr)
        return 2
    folder, begins = Path(wanted[0]), tuple(wanted[1:])
    names = [name for name in PAGES if not begins or name.startswith(begins)]
    (folder / "sheets").mkdir(parents=True, exist_ok=True)
    with _collected() as shown, shown.served() as origin, _browser() as browser:
        for name in names:
            pictures = dict(_photographed(browser, origin, name))
            for (language, size, scheme), picture in pictures.items():
                picture.save(folder / f"{name}.{language}.{size}.{scheme}.png")
            _sheet(name, pictures).save(folder / "sheets" / f"{name}.png", optimize=True)
            print(folder / "sheets" / f"{name}.png")
    return 0


@contextmanager
def _collected() -> Iterator[Shown]:
    with tempfile.TemporaryDirectory(prefix="shots-") as own:
        os.environ[run.FOLDER] = own
        instance = Path(own, "instance")
        instance.mkdir(mode=0o700)
        with house(instance) as app:
            yield collect(app)


@contextmanager
def _browser() -> Iterator["Browser"]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


def _photographed(browser: "Browser", origin: str, name: str) -> Iterator[tuple[tuple[str, int, str], Image.Image]]:
    """By language, width and scheme. A red edge: the page is wider than the window."""
    for size, high in SIZES.items():
        context = browser.new_context(viewport={"width": size, "height": high}, reduced_motion="reduce")
        page = context.new_page()
        for language in LANGUAGES:
            page.goto(f"{origin}/{name}/{language}")
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                picture = Image.open(BytesIO(page.screenshot(full_page=True))).convert("RGB")
                if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                    ImageDraw.Draw(picture).rectangle((0, 0, picture.width - 1, picture.height - 1), None, EDGE, 6)
                yield (language, size, scheme), picture
        context.close()


def _sheet(name: str, pictures: dict[tuple[str, int, str], Image.Image]) -> Image.Image:
    """Rows are languages; columns are widths, light then dark."""
    columns = [(size, scheme) for size in SIZES for scheme in SCHEMES]
    rows = [[_small(pictures[language, size, scheme], size) for size, scheme in columns] for language in LANGUAGES]
    highs = [max(picture.height for picture in row) for row in rows]
    wide = GAP + sum(SHOWN_WIDE[size] + GAP for size, _scheme in columns)
    sheet = Image.new("RGB", (wide, GAP + sum(high + LABEL + GAP for high in highs)), GROUND)
    pen, top = ImageDraw.Draw(sheet), GAP
    for language, row, high in zip(LANGUAGES, rows, highs, strict=True):
        left = GAP
        for (size, scheme), picture in zip(columns, row, strict=True):
            pen.text((left, top + 4), f"{name}  {language}  {size}  {scheme}", fill=WORDS)
            sheet.paste(picture, (left, top + LABEL))
            left += SHOWN_WIDE[size] + GAP
        top += high + LABEL + GAP
    return sheet


def _small(picture: Image.Image, size: int) -> Image.Image:
    wide = SHOWN_WIDE[size]
    high = round(picture.height * wide / picture.width)
    small = picture.resize((wide, high), Image.Resampling.LANCZOS) if wide != picture.width else picture
    return small.crop((0, 0, wide, min(small.height, MOST_HIGH)))


if __name__ == "__main__":
    sys.exit(main())
