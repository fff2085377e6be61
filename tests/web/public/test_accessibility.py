"""What the accessibility statement says, tried: in the words of the pages, in their colours, and in a browser."""

import re
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.engines import TOP
from tests.letters_world import BASE_URL, World
from tests.privacy.keeps import keeps
from tests.smtp import Post
from tests.web.public.test_signup import code, here, send
from tracker import clock
from tracker.letters.occasion import CONFIRM, NOT_ME, STOP
from tracker.screenings import code as codes
from tracker.store import links
from tracker.store.ids import new_id
from tracker.usecases.deliver_due import deliver_due
from tracker.web.public import accessibility
from tracker.words import LANGUAGES

__all__ = ["code", "here"]
HERE = ("/privacy", "/accessibility", "/")


class Outline(HTMLParser):
    """What a screen reader goes by: headings, landmarks, fields and their names."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fields: list[str] = []
        self.named: set[str] = set()
        self.inside_label = 0
        self.unnamed: list[str] = []
        self.feed(page)
        self.unnamed = [each for each in self.fields if each not in self.named]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags.append(tag)
        self.inside_label += tag == "label"
        if tag == "label" and told.get("for"):
            self.named.add(str(told["for"]))
        if tag in ("input", "select", "textarea") and told.get("type") != "hidden":
            name = told.get("id") or f"{told.get('name')}={told.get('value')}"
            self.fields.append(name)
            if self.inside_label or told.get("aria-label"):
                self.named.add(name)

    def handle_endtag(self, tag: str) -> None:
        self.inside_label -= tag == "label"


@pytest.fixture
def pages(world: World) -> list[str]:
    """The signup, what a letter leads to, and these two."""
    ally_id = world.add()
    code = codes.code_of(campaign_id=world.campaign_id)
    return [*HERE, f"/c/{code}", *(f"/{each}/{links.sign(each, ally_id)}" for each in (STOP, CONFIRM, NOT_ME))]


@keeps(
    "These pages are made to WCAG 2.2, level AA: the signup, and every page that a letter leads to.",
    "For screen readers: one main heading, named parts of the page, and a name on every field.",
)
def test_every_page_has_one_heading_its_landmarks_and_named_fields(world: World, pages: list[str]):
    for path in pages:
        text = world.browser().get(path).text
        outline = Outline(text)
        assert [outline.tags.count(tag) for tag in ("h1", "main", "header", "title")] == [1, 1, 1, 1], path
        assert outline.unnamed == [], path
        assert re.search(r"<title>[^<]{5,}</title>", text) and 'class="skip" href="#main"' in text


def test_the_outline_finds_a_field_without_a_name():
    assert Outline('<label for="a">A</label><input id="a"><input id="b">').unnamed == ["b"]


@keeps("They are in English, Korean and Spanish, for light and for dark rooms.")
def test_pages_say_their_language_and_keep_both_schemes(world: World, pages: list[str]):
    assert set(LANGUAGES) == {"en", "ko", "es"}
    for path in pages:
        for language in LANGUAGES:
            text = world.browser().get(f"{path}?lang={language}").text
            assert f'<html lang="{language}">' in text and 'content="dark light"' in text
    assert "prefers-color-scheme: dark" in (TOP / "static/look/tokens.css").read_text("utf-8")


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb" (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def schemes() -> dict[str, dict[str, str]]:
    """The colours of each scheme by role; the dark ones fall back to those before them."""
    css = (TOP / "static/look/tokens.css").read_text("utf-8")
    plain, rest = css.split("@media (prefers-color-scheme: dark)")
    dark, screen = rest.split(".dark {")

    def colours(text: str) -> dict[str, str]:
        return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", text))

    light = colours(plain)
    return {"light": light, "dark": light | colours(dark), "screen": light | colours(screen)}


@keeps("Text stands out from its ground by 4.5 to 1 or more, the edges of fields and buttons by 3 to 1.")
@pytest.mark.parametrize("scheme", ["light", "dark", "screen"])
def test_the_colours_of_the_look_have_these_ratios(scheme: str):
    told = schemes()[scheme]
    for ground in ("ground", "raised", "lit"):
        for text in ("ink", "soft", "accent", "late"):
            assert contrast(told[text], told[ground]) >= 4.5, (text, ground)
        assert contrast(told["edge"], told[ground]) >= 3, ground
    assert contrast(told["on-lamp"], told["lamp"]) >= 4.5
    assert contrast(told["lamp-edge"], told["ground"]) >= 3


def test_the_ratios_are_those_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@keeps("Without scripts and with cookies refused: you can sign up all the same.")
def test_the_form_goes_through_without_a_script_and_without_a_cookie(app: Flask, client: FlaskClient, code: str):
    bare = app.test_client(use_cookies=False)
    page = bare.get(f"/s/{code}").text
    assert "<noscript" not in page and re.search(r'<form [^>]*method="post" action="/s/', page)
    answer = send(bare, code)
    assert answer.status_code == 303 and "Thank you" in bare.get(answer.location).text


@keeps("Every letter comes as plain text too.")
def test_a_letter_says_the_same_as_plain_text(world: World, smtp: Post):
    world.add(name="Mina")
    world.write()
    deliver_due(new_id(), smtp.url, BASE_URL)
    kinds = [part.get_content_type() for part in smtp.letters[0].message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    assert "Dear Mina," in smtp.letters[0].message.get_body(("plain",)).get_content()


@keeps("Films and trailers are on other sites, and their captions are not in our hands. These pages play none.")
def test_no_page_plays_anything(world: World, pages: list[str]):
    for path in pages:
        tags = Outline(world.browser().get(path).text).tags
        assert not {"video", "audio", "iframe", "embed", "object", "marquee"} & set(tags), path


@keeps("Last gone through on %(checked)s.")
def test_the_day_of_the_last_look_is_said_and_not_in_the_future(world: World, monkeypatch: pytest.MonkeyPatch):
    assert clock.now().date() + timedelta(days=1) >= accessibility.LAST_CHECKED
    assert "Last gone through on Sun 22 Nov 2026." in world.browser().get("/accessibility").text
    monkeypatch.setattr(accessibility, "LAST_CHECKED", date(2027, 3, 1))
    assert "Last gone through on Mon 1 Mar 2027." in world.browser().get("/accessibility").text


# In a browser.
