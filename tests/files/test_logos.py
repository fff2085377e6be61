"""A logo is made anew: nothing of what was brought but its dots, and of a drawing only shapes."""

from io import BytesIO

import pytest
from PIL import Image

from tracker.files import logos
from tracker.paper.logo import drawn

HEAD = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 400 100">'
SHAPES = (
    b"<metadata>Drawn by Somebody</metadata><defs><linearGradient id='g'><stop offset='0' stop-color='#f00'/></linearGradient></defs>"
    b"<rect width='400' height='100' fill='url(#g)'/></svg>"
)


def picture(kind: str, size: tuple[int, int], **more: object) -> bytes:
    out = BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", size, (200, 0, 0, 128) if kind == "PNG" else (200, 0, 0)).save(
        out, kind, **more
    )
    return out.getvalue()


def test_a_drawing_becomes_dots_without_what_was_written_into_it() -> None:
    safe = logos.safe_svg(HEAD + SHAPES)
    assert b"Somebody" not in safe
    made = logos.remade(drawn(safe))
    assert (made.width, made.height) == (600, 150)
    with Image.open(BytesIO(made.png)) as shown:
        assert shown.format == "PNG" and shown.convert("RGB").getpixel((300, 75)) == (255, 0, 0)


def test_a_photograph_loses_where_it_was_taken_and_stands_on_white() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Somebody"
    made = logos.remade(picture("JPEG", (2000, 500), exif=exif))
    assert b"Somebody" not in made.png and (made.width, made.height) == (600, 150)
    with Image.open(BytesIO(logos.remade(picture("PNG", (100, 50))).png)) as shown:
        half = shown.convert("RGB").getpixel((5, 5))
        assert isinstance(half, tuple) and half[0] > 220 and 100 < half[1] < 140


@pytest.mark.parametrize(
    "part",
    [
        b"<script>alert(1)</script>", b"<image href='http://elsewhere.example/x.png'/>", b"<rect onload='alert(1)'/>",
        b"<foreignObject/>", b"<use href='#a'/>", b"<text>Name</text>", b"<style>@import url(http://elsewhere.example)</style>",
        b"<rect fill='url(http://elsewhere.example/#g)'/>", b"<path style='fill:url(  //elsewhere.example)'/>",
        b"<linearGradient xlink:href='file:///etc/passwd'/>", b"<animate/>", b"<filter/>",
    ],
)  # fmt: skip
def test_a_drawing_with_anything_but_shapes_is_refused_by_name(part: bytes) -> None:
    with pytest.raises(logos.NotOnlyShapes):
        logos.safe_svg(HEAD + part + b"</svg>")


def test_entities_bombs_and_what_is_no_logo_are_refused() -> None:
    with pytest.raises(logos.NotOnlyShapes):
        logos.safe_svg(b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + HEAD + b"&a;</svg>")
    with pytest.raises(logos.LogoTooLarge):
        logos.safe_svg(HEAD + b"<g/>" * 6000 + b"</svg>")
    for broken in (HEAD, b"<svg></svg>", b"<html><svg/></html>"):
        with pytest.raises(logos.NotALogo):
            logos.safe_svg(broken)
    for broken in (b"", b"GIF89a", picture("PNG", (100, 100))[:60]):
        with pytest.raises(logos.NotALogo):
            logos.remade(broken)
    with pytest.raises(logos.LogoTooSmall):
        logos.remade(picture("PNG", (400, 10)))
    with pytest.raises(logos.LogoTooLarge):
        logos.remade(picture("PNG", (6000, 6000)))


def test_noise_is_made_small_enough() -> None:
    out = BytesIO()
    Image.effect_noise((600, 240), 90).convert("RGB").save(out, "PNG")
    assert len(logos.remade(out.getvalue()).png) <= logos.MOST_MADE
