"""The press: a template of templates/print, its data, and out comes a PDF or a picture. A few milliseconds each."""

import json
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import typst

FONTS = Path(__file__).parent / "fonts"
TEMPLATES = Path(__file__).parents[2] / "templates" / "print"
# PDF/UA-1 refuses what has no title, no language or a picture without words: a check for free.
STANDARD = "ua-1"
# So many pixels an inch make a point of the page one pixel.
PIXEL = 72.0

_one_at_a_time = Lock()


@cache
def _compiler() -> "typst.Compiler":
    import typst  # late: seven megabytes that no start needs

    # Fonts of the machine would make a poster look otherwise on each.
    return typst.Compiler(root=str(TEMPLATES), font_paths=[str(FONTS)], ignore_system_fonts=True)


def pdf(template: str, data: dict[str, Any]) -> bytes:
    """A tagged PDF. A letter that no font of ours has breaks the standard: then it is drawn without, that letter an empty box."""
    import typst  # late, as above

    try:
        return _drawn(template, data, format="pdf", pdf_standards=[STANDARD])
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _drawn(template, data, format="pdf")


def picture(template: str, data: dict[str, Any], ppi: float = PIXEL) -> bytes:
    """A PNG of the first page."""
    return _drawn(template, data, format="png", ppi=ppi)


def _drawn(template: str, data: dict[str, Any], **how: Any) -> bytes:
    """Data goes in as data alone: no word of anybody's is ever read as a program."""
    source = str(TEMPLATES / f"{template}.typ")
    with _one_at_a_time:  # a compiler serves one at a time, and says so by failing
        drawn = _compiler().compile(source, sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, **how)
    pages = drawn if isinstance(drawn, list) else [drawn]
    first = pages[0]
    assert first is not None
    return first
