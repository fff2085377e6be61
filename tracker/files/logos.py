"""A logo that somebody brought, made anew: a PNG of its dots alone, on white; of an SVG only shapes and colours are let through.

An SVG is a program and a web page in one: scripts, other files, things that draw themselves a million times. So what it may
hold is a list, and whatever is not in it is refused with its name, for a logo that is drawn without a part is a wrong one.
"""

import re
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from tracker.errors import Refusal
from tracker.files import pictures
from tracker.records import dataclass
from tracker.words import lazy

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES, MOST_SVG, MOST_PARTS = 2_000_000, 200_000, 5_000
# What is made: at most so wide and high, in dots, and in so many bytes.
WIDE, HIGH, MOST_MADE = 600, 240, 120_000
LEAST_SIDE = 32
SHAPES = frozenset(
    "svg g path rect circle ellipse line polyline polygon defs linearGradient radialGradient stop clipPath title desc metadata".split()
)
SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
# The only places that an attribute may lead to: parts of the same drawing.
_ELSEWHERE = re.compile(r"url\(\s*['\"]?(?!#)|@import|javascript:|expression\(", re.IGNORECASE)


class NotALogo(Refusal):
    sentence = lazy("This cannot be opened as a logo. SVG, PNG, JPEG and WebP are taken; a damaged file is not.")
    field = "logo"


class LogoTooLarge(Refusal):
    sentence = lazy("This file is larger than a logo needs: 2 MB at most, an SVG 200 KB.")
    field = "logo"


class LogoTooSmall(Refusal):
    sentence = lazy("This logo is too small to be printed: 32 dots a side at least.")
    field = "logo"


class NotOnlyShapes(Refusal):
    sentence = lazy("This SVG holds “%(part)s”, which we do not draw. Turn writing into paths, or bring a PNG.")
    field = "logo"


@dataclass(frozen=True, slots=True)
class Logo:
    """A PNG, with its size in dots."""

    png: bytes
    width: int
    height: int


def is_svg(data: bytes) -> bool:
    """By its beginning: a picture of dots begins with other signs."""
    return b"<svg" in data[:2_000]


def safe_svg(data: bytes) -> bytes:
    """The drawing with nothing but shapes in it, written anew. Raises NotALogo, LogoTooLarge and NotOnlyShapes."""
    if len(data) > MOST_SVG:
        raise LogoTooLarge
    # No entity is ever read: one can stand for a billion letters.
    if b"<!ENTITY" in data.upper() or b"[" in data.partition(b"<svg")[0]:
        raise NotOnlyShapes(part="!ENTITY")
    try:
        root = ET.fromstring(data)  # noqa: S314 (without entities, and small)
    except (ET.ParseError, ValueError, LookupError):
        raise NotALogo from None
    if root.tag != f"{SVG}svg":
        raise NotALogo
    for number, part in enumerate(root.iter()):
        if number > MOST_PARTS:
            raise LogoTooLarge
        _look_at(part)
    # What programs write about themselves is not drawn, and may name who drew it.
    for part in list(root.iter()):
        for child in [each for each in part if each.tag == f"{SVG}metadata" or not str(each.tag).startswith(SVG)]:
            part.remove(child)
    ET.register_namespace("", SVG[1:-1])
    return ET.tostring(root)


def remade(data: bytes) -> Logo:
    """Of dots. Raises NotALogo, LogoTooLarge and LogoTooSmall."""
    if len(data) > MOST_BYTES:
        raise LogoTooLarge
    with pictures.ONE:
        try:
            return _written(_dots(data))
        except Refusal:
            raise
        except Exception:  # noqa: BLE001 (whatever a decoder says to a hostile file; its text could quote it)
            raise NotALogo from None


def _look_at(part: ET.Element) -> None:
    name = str(part.tag)
    if name.startswith(SVG) and name.removeprefix(SVG) not in SHAPES:
        raise NotOnlyShapes(part=name.removeprefix(SVG)[:40])
    for key, value in part.attrib.items():
        told = key.rpartition("}")[2]
        leads = key in ("href", LINK) and not value.startswith("#")
        if told.lower().startswith("on") or leads or _ELSEWHERE.search(value):
            raise NotOnlyShapes(part=told[:40])


def _dots(data: bytes) -> "Image.Image":
    from PIL import Image, ImageOps  # late: a start draws nothing

    with Image.open(BytesIO(data), formats=tuple(pictures.MOST_DOTS)) as opened:
        width, height = opened.size
        if width * height > pictures.MOST_IN_PASSES or max(width, height) > pictures.MOST_SIDE:
            raise LogoTooLarge
        if min(width, height) < LEAST_SIDE:
            raise LogoTooSmall
        opened.load()
        turned = ImageOps.exif_transpose(opened)
        turned.thumbnail((WIDE, HIGH))
        ground = Image.new("RGB", turned.size, "white")
        if turned.has_transparency_data:
            turned = turned.convert("RGBA")
            ground.paste(turned, mask=turned.getchannel("A"))
        else:
            ground.paste(turned.convert("RGB"))
        return ground


def _written(dots: "Image.Image") -> Logo:
    """Fewer colours, then fewer dots, until it is small."""
    for colours, share in ((0, 1.0), (256, 1.0), (64, 1.0), (64, 0.5)):
        made = dots.resize((max(1, int(dots.width * share)), max(1, int(dots.height * share)))) if share < 1 else dots
        out = BytesIO()
        (made.quantize(colours) if colours else made).save(out, "PNG", optimize=True)
        if len(out.getvalue()) <= MOST_MADE:
            break
    return Logo(out.getvalue(), made.width, made.height)
