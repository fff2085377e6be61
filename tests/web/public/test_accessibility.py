"""What the accessibility statement says, tried: in the words of the pages, in their colours, and in a browser."""

from html.parser import HTMLParser

import pytest

from tests.letters_world import World
from tests.web.public.test_signup import code, here
from tracker.letters.occasion import CONFIRM, NOT_ME, STOP
from tracker.screenings import code as codes
from tracker.store import links

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
