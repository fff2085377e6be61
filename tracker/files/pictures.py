"""A picture that somebody brought, made anew from its dots alone: what else a camera or a program wrote into it is not carried over.

Where it was taken, by which device, when, who is named in it, an earlier cut as a thumbnail: none of that is looked for and
removed, for something would be missed. The dots are painted onto an empty ground, and that is written. Colour profiles go,
too: one could hold text, and the library that reads them has had holes.
"""

from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

from tracker.errors import Refusal
from tracker.records import dataclass
from tracker.words import lazy

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 12_000_000
# Dots that a file may declare before anything is unpacked. A JPEG is unpacked at a fraction of its size, others whole.
MOST_DOTS = {"JPEG": 64_000_000, "PNG": 16_000_000, "WEBP": 16_000_000}
# A JPEG that comes in passes is held whole until the last of them, however small it is unpacked.
MOST_IN_PASSES = 16_000_000
MOST_SIDE, LEAST_SIDE = 20_000, 200
# How wide a picture is made, in dots, and how many bytes it may have: for a phone, and for a wide screen.
PHONE, WIDE = 640, 1280
MOST_PHONE, MOST_WIDE = 120_000, 400_000
# The same for one from which handwriting is read: a line of a paper sheet is then some 60 dots high.
LEGIBLE, MOST_LEGIBLE = 2000, 700_000
# What is higher than this many times its width would be a strip that nobody can look at.
MOST_HIGH = 3
# Quality of the JPEG, until it is small enough.
QUALITIES = (78, 65, 50, 35, 20)

# One at a time in a process: several large ones at once could take what memory there is.
ONE = Lock()


class NotAPicture(Refusal):
    sentence = lazy("This cannot be opened as a picture. JPEG, PNG and WebP are taken; a damaged file is not.")
    field = "picture"


class PictureTooLarge(Refusal):
    sentence = lazy("This picture is larger than we take: 12 MB at most. Make it smaller and bring it again.")
    field = "picture"


class PictureTooSmall(Refusal):
    sentence = lazy("This picture is too small, or too narrow, to be looked at: 200 dots a side at least.")
    field = "picture"


@dataclass(frozen=True, slots=True)
class Made:
    """One size of it: a JPEG, with what a page must know before it comes."""

    jpeg: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Picture:
    """For a phone; and for a wide screen, where what was brought has more to show."""

    phone: Made
    wide: Made | None


def remade(data: bytes) -> Picture:
    """Raises NotAPicture, PictureTooLarge and PictureTooSmall."""
    with ONE:
        dots = _opened(data, WIDE)
        wide = _made(dots, WIDE, MOST_WIDE) if dots.width > PHONE else None
        return Picture(_made(dots, PHONE, MOST_PHONE), wide)


def legible(data: bytes) -> Made:
    """Large enough to read handwriting in it. Raises NotAPicture, PictureTooLarge and PictureTooSmall."""
    with ONE:
        return _made(_opened(data, LEGIBLE), LEGIBLE, MOST_LEGIBLE)


def _opened(data: bytes, wide: int) -> "Image.Image":
    if len(data) > MOST_BYTES:
        raise PictureTooLarge
    try:
        return _dots(data, wide)
    except Refusal:
        raise
    except Exception:  # noqa: BLE001 (whatever a decoder says to a hostile file; its text could quote it)
        raise NotAPicture from None


def _dots(data: bytes, wide: int) -> "Image.Image":
    """The first picture in it, the right way up, on white, with nothing beside it."""
    from PIL import Image, ImageOps  # late: a start draws nothing

    with Image.open(BytesIO(data), formats=tuple(MOST_DOTS)) as opened:
        # Some phones put several pictures into one JPEG; no other than the first is looked at.
        kind = "JPEG" if opened.format == "MPO" else str(opened.format)
        width, height = opened.size
        most = MOST_IN_PASSES if opened.info.get("progressive") else MOST_DOTS[kind]
        if width * height > most or max(width, height) > MOST_SIDE:
            raise PictureTooLarge
        if min(width, height) < LEAST_SIDE or height > MOST_HIGH * width or width > MOST_HIGH * height:
            raise PictureTooSmall
        if kind == "JPEG":
            opened.draft("RGB", (2 * wide, 2 * wide))
        opened.load()
        turned = ImageOps.exif_transpose(opened)
        turned.thumbnail((wide, wide * MOST_HIGH))
        ground = Image.new("RGB", turned.size, "white")
        if turned.has_transparency_data:
            turned = turned.convert("RGBA")
            ground.paste(turned, mask=turned.getchannel("A"))
        else:
            ground.paste(turned.convert("RGB"))
        return ground


def _made(dots: "Image.Image", width: int, most: int) -> Made:
    """At most so wide, in at most so many bytes."""
    small = dots.resize((width, max(1, round(dots.height * width / dots.width)))) if dots.width > width else dots
    jpeg = b""
    for quality in QUALITIES:
        jpeg = _written(small, quality)
        if len(jpeg) <= most:
            break
    return Made(jpeg, small.width, small.height)


def _written(dots: "Image.Image", quality: int) -> bytes:
    out = BytesIO()
    dots.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
