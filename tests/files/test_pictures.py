"""Pictures made anew: nothing of what a camera wrote comes along, nothing large is unpacked, and whatever is no picture is refused."""

import struct
import zlib
from contextlib import suppress
from io import BytesIO
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from PIL import Image

from tests.told_stories import SECRET, exif, picture, png_chunk
from tracker.files import pictures
from tracker.files.pictures import (
    MOST_PHONE,
    MOST_WIDE,
    PHONE,
    WIDE,
    NotAPicture,
    PictureTooLarge,
    PictureTooSmall,
    remade,
)

# Markers of a JPEG in which something besides the dots can be written: APP1 to APP15, and COM.
BESIDE = {*range(0xE1, 0xF0), 0xFE}


def markers(jpeg: bytes) -> list[int]:
    """Of the segments before the dots."""
    found, at = [], 2
    while jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        found.append(jpeg[at + 1])
        at += 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
    return found


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_that_a_camera_or_a_program_wrote_comes_along(kind: str) -> None:
    brought = picture(kind, (1600, 1200))
    with Image.open(BytesIO(brought)) as opened:
        assert opened.getexif().get_ifd(0x8825), "there was something to be lost"
    assert kind == "PNG" or SECRET.encode() in brought
    made = remade(brought)
    assert made.wide is not None
    for each in (made.phone, made.wide):
        assert SECRET.encode() not in each.jpeg and b"Exif" not in each.jpeg and b"2019:05:17" not in each.jpeg
        assert not BESIDE & set(markers(each.jpeg)), "a segment beside the dots"
        with Image.open(BytesIO(each.jpeg)) as opened:
            assert opened.format == "JPEG" and opened.size == (each.width, each.height)
            assert not opened.getexif() and not {"exif", "icc_profile", "xmp", "comment"} & opened.info.keys()
    assert (made.phone.width, made.wide.width) == (PHONE, WIDE)


def test_what_is_appended_or_hidden_behind_the_dots_is_not_carried_over() -> None:
    made = remade(picture() + b"PK\x03\x04" + SECRET.encode())
    assert SECRET.encode() not in made.phone.jpeg and made.wide is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_it_is_turned_the_way_it_was_held(kind: str) -> None:
    made = remade(picture(kind, secret=False, exif=exif(orientation=6)))
    assert (made.phone.width, made.phone.height) == (240, 320)
    with Image.open(BytesIO(made.phone.jpeg)) as opened:
        top, bottom = opened.getpixel((120, 20)), opened.getpixel((120, 300))
    assert top[0] > 200 > bottom[0] and bottom[2] > 200 > top[2], "red was left, and is above"


def test_of_a_moving_picture_the_first_is_taken_and_what_is_seen_through_is_white() -> None:
    out = BytesIO()
    first, second = Image.new("RGBA", (300, 300), (0, 0, 0, 0)), Image.new("RGBA", (300, 300), "black")
    first.save(out, "WEBP", save_all=True, append_images=[second], duration=100, lossless=True)
    for data in (out.getvalue(), _moving_png(first, second)):
        with Image.open(BytesIO(remade(data).phone.jpeg)) as opened:
            assert min(opened.getpixel((150, 150))) > 250


def _moving_png(first: Image.Image, second: Image.Image) -> bytes:
    out = BytesIO()
    first.save(out, "PNG", save_all=True, append_images=[second], duration=100)
    return out.getvalue()


def test_of_several_pictures_in_one_jpeg_the_first_is_taken_and_nothing_of_the_others() -> None:
    out = BytesIO()
    first, second = Image.new("RGB", (400, 300), "red"), Image.new("RGB", (3000, 3000), "blue")
    first.save(out, "MPO", save_all=True, append_images=[second], exif=exif(orientation=6))
    with Image.open(BytesIO(out.getvalue())) as opened:
        assert opened.format == "MPO", "it is one of those"
    made = remade(out.getvalue())
    assert (made.phone.width, made.phone.height, made.wide) == (300, 400, None)
    with Image.open(BytesIO(made.phone.jpeg)) as opened:
        assert opened.format == "JPEG" and not BESIDE & set(markers(made.phone.jpeg))
        middle = opened.getpixel((150, 150))
    assert middle[0] > 200 > middle[2], "red was the first"


def test_noise_that_hardly_shrinks_still_fits_onto_a_phone() -> None:
    noise = Image.effect_noise((1400, 1400), 120).convert("RGB")
    out = BytesIO()
    noise.save(out, "JPEG", quality=95)
    made = remade(out.getvalue())
    assert made.wide is not None
    assert len(made.phone.jpeg) <= MOST_PHONE and len(made.wide.jpeg) <= MOST_WIDE


def _declares(width: int, height: int, data: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", head)
        + data
        + png_chunk(b"IDAT", zlib.compress(bytes(99)))
        + png_chunk(b"IEND", b"")
    )


def test_what_declares_too_many_dots_is_refused_before_anything_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked: list[str] = []
    monkeypatch.setattr(Image.Image, "load", lambda _self: unpacked.append("image"))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda _self: unpacked.append("file"))
    for width, height in ((5000, 5000), (30_000, 300), (60_000, 60_000)):
        with pytest.raises((PictureTooLarge, NotAPicture)):
            remade(_declares(width, height))
    assert unpacked == []


def _jpeg_declares(width: int, height: int, **more: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", (300, 300), "red").save(out, "JPEG", **more)
    return out.getvalue().replace(struct.pack(">BHH", 8, 300, 300), struct.pack(">BHH", 8, height, width))


def test_a_jpeg_that_comes_in_passes_may_declare_as_many_dots_as_what_is_unpacked_whole() -> None:
    with pytest.raises(PictureTooLarge):
        remade(_jpeg_declares(5000, 5000, progressive=True))
    assert remade(_jpeg_declares(3000, 3000, progressive=True)).wide
    assert remade(_jpeg_declares(5000, 5000, progressive=False)).wide


def test_one_picture_is_drawn_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    met, together, drawn = Barrier(2), list[int](), pictures._dots

    def slowly(data: bytes, wide: int) -> Image.Image:
        with suppress(BrokenBarrierError):
            together.append(met.wait(0.3))
        return drawn(data, wide)

    monkeypatch.setattr(pictures, "_dots", slowly)
    threads = [Thread(target=remade, args=(picture(),)) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert together == []


@pytest.mark.parametrize("data", [
    b"", b"\x00" * 500, b"GIF89a" + bytes(300), b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"BM" + bytes(400),
    b"\xff\xd8\xff\xe0" + bytes(200), b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(40), b"II*\x00" + bytes(100),
    b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 300 300\n", b"\x89PNG\r\n\x1a\n", picture()[:2000], picture("PNG")[:700],
    _declares(300, 300), _declares(300, 300, png_chunk(b"zTXt", b"a\x00\x00" + zlib.compress(bytes(80_000_000)))),
])  # fmt: skip
def test_what_is_no_picture_or_a_broken_one_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        remade(data)


def test_what_is_too_small_too_narrow_or_too_many_bytes_is_refused() -> None:
    for size in ((100, 100), (210, 900), (900, 210)):
        with pytest.raises(PictureTooSmall):
            remade(picture("PNG", size, secret=False))
    with pytest.raises(PictureTooLarge):
        remade(bytes(pictures.MOST_BYTES + 1))
