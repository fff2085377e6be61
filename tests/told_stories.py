"""Stories for tests: with a picture that a camera might have taken, written by one person and published by another."""

import struct
import zlib
from io import BytesIO

from PIL import Image, PngImagePlugin

from tests import invented
from tracker.appeals.story import StoryWords
from tracker.appeals.story_review import CHECKLIST, Look
from tracker.appeals.story_writing import Draft, Place, texts_of
from tracker.store.db import db
from tracker.usecases import review_story, tell_story

# What no page outside may say before it is published, nor after it is withdrawn: one mark for each language. No id has
# these letters.
MARKS = {"en": "uulolantern", "ko": "uulo등불", "es": "uulofarol"}
CONSENT = "Hanauulo by phone, in May"
# What a camera or a program wrote into a picture.
SECRET = "uulosecret-gps-37.5665"


def words(code: str = "en", mark: str = "", pictured: bool = True) -> StoryWords:
    mark = mark or MARKS[code]
    return StoryWords(
        title=f"The {mark}", text=f"She kept the {mark} lit.\n\nThen she crossed.",
        alt=f"A {mark} on a sill" if pictured else "", credit=f"Told by {mark}",
    )  # fmt: skip


def draft(
    *codes: str, campaign_id: str | None = None, film_id: str | None = None, offered: bool = True, **more: object
) -> Draft:
    said = {code: words(code, mark=str(more.get("mark", ""))) for code in codes or ("en",)}
    consent = more.get("consent", CONSENT)
    return Draft(said, Place(campaign_id, film_id, offered), consent=str(consent) if consent else None)


def tell(writer: str, *codes: str, file: bytes | None = None, **place: object) -> str:
    """A draft with a picture; its id."""
    return tell_story.write(draft(*codes, **place), file or picture(), writer)


def look(story_id: str, reviewer: str, code: str = "en", **more: object) -> Look:
    db.session.rollback()
    seen = more.get("seen", texts_of(story_id)[code].version)
    return Look(story_id, code, int(str(seen)), frozenset(more.get("ticked", CHECKLIST.keys())), reviewer)


def publish(story_id: str, reviewer: str, *codes: str) -> None:
    for code in codes or ("en",):
        review_story.publish(look(story_id, reviewer, code))


def published(*codes: str, **place: object) -> str:
    """One that a second person has published in these languages; its id."""
    writer, reviewer = invented.account("organizer", "Wren T."), invented.account("coordinator", "Hana S.")
    story_id = tell(writer, *codes, **place)
    publish(story_id, reviewer, *codes)
    return story_id


def picture(kind: str = "JPEG", size: tuple[int, int] = (320, 240), secret: bool = True, **more: object) -> bytes:
    """Left half red, right half blue, so that one sees which way it is turned; with all that a camera knows, if `secret`."""
    dots = Image.new("RGB", size, "blue")
    dots.paste("red", (0, 0, size[0] // 2, size[1]))
    out, told = BytesIO(), dict(more)
    if secret:
        told |= {"exif": exif(), "icc_profile": b"\x00" * 128 + SECRET.encode(), "xmp": xmp()}
        if kind == "JPEG":
            told["comment"] = SECRET.encode()
        if kind == "PNG":
            text = PngImagePlugin.PngInfo()
            text.add_text("Author", SECRET)
            text.add_text("Comment", SECRET, zip=True)
            text.add_itxt("XML:com.adobe.xmp", xmp().decode())
            told = {"exif": exif(), "icc_profile": told["icc_profile"], "pnginfo": text, **more}
    dots.save(out, kind, **told)
    return out.getvalue()


def exif(orientation: int = 1) -> bytes:
    """Where it was taken, by what, when, and another picture in small."""
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010E] = data[0x013B] = data[0x8298] = SECRET
    data.get_ifd(0x8769)[0x9003] = "2019:05:17 03:12:00"
    data.get_ifd(0x8825).update({1: "N", 2: (37.0, 33.0, 59.4), 3: "E", 4: (126.0, 58.0, 40.8), 29: SECRET})
    return data.tobytes()


def xmp() -> bytes:
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description GPS="{SECRET}"/></x:xmpmeta>'.encode()


def png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
