"""ASVS 14.2.1: nothing about a person stands in an address: no form sends one by GET, and no page leads to one."""

import re
from html.parser import HTMLParser

from flask import Flask

from tests import invented
from tests.disk import spellings
from tests.engines import TOP
from tests.public_scene import on_stage
from tests.public_visitor import Visitor
from tests.security.conftest import Said
from tests.web.desk.test_every_form import open_desk

PERSONAL = re.compile(r"name|mail|phone|contact|note|address|password|token", re.IGNORECASE)


class GetForms(HTMLParser):
    """The names of fields in forms that are sent by GET."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.names = False, set[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            self.inside = (told.get("method") or "get").lower() == "get"
        elif self.inside and tag in ("input", "select", "textarea", "button") and told.get("name"):
            self.names.add(str(told["name"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


def test_36_no_form_sends_anything_about_a_person_by_get(walked: list[Said]) -> None:
    reader = GetForms()
    for said in walked:
        if said.kind == "text/html":
            reader.feed(said.text)
    assert reader.names, "the search itself must work"
    assert {name for name in reader.names if PERSONAL.search(name)} == set()


def test_36_no_page_of_the_desk_leads_to_an_address_with_a_name_in_it(app: Flask) -> None:
    with app.app_context():
        browser, paths = open_desk(app)
        ally = invented.ally(name="Zephyrine Quillfeather", email="zephyrine@example.org")
        for path in [*paths, f"/desk/allies/{ally}"]:
            for address in re.findall(r'(?:href|action|src)="([^"]*)"', browser.get(path).text):
                if address.startswith(("mailto:", "tel:", "sms:")):
                    continue  # those are asked of the phone, and of nobody else
                assert not re.search(r"zephyrine|quillfeather|@example|%40|Rosa", address, re.IGNORECASE), (
                    path,
                    address,
                )


def test_36_after_a_form_the_address_tells_nothing(app: Flask) -> None:
    with on_stage(app) as scene:
        visitor = Visitor(scene)
        address = visitor.thanks_address(f"/s/{scene.codes['room']}", name="Zephyrine", email="zephyrine@example.org")
        for words in ("Zephyrine", "zephyrine@example.org"):
            assert not any(spelling.decode("latin-1") in address for spelling in spellings(words))


def test_36_templates_name_a_method_for_each_form_that_could_tell() -> None:
    for path in (TOP / "templates").rglob("*.html"):
        for form in re.findall(r"<form\b[^>]*>", path.read_text("utf-8")):
            assert 'method="' in form, (path.name, form)
