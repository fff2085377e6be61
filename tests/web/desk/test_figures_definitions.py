"""The page of definitions: every figure that is handed on is defined on it, at an address of its own."""

from dataclasses import fields

from flask import Flask

from tests import invented
from tests.members import browser_of
from tracker.reports.definitions import BESIDE, FIGURES, FUNNEL, NOTES, RATES, RULES
from tracker.reports.shapes import Figures, Funnel, Rates


def test_every_figure_is_defined_once() -> None:
    assert len(FIGURES) == len(FUNNEL) + len(RATES) + len(BESIDE)
    assert [step.key for step in Funnel().steps] == [each.key for each in FUNNEL]
    assert {step.note for step in Funnel().steps} - {""} <= NOTES.keys()
    assert {each.name for each in fields(Rates)} == {each.key for each in RATES}
    handed_on = {each.name for each in fields(Figures)} - {"scope", "counted_at", "funnel", "rates", "groups"}
    renamed = {"rungs": "ladder"}
    assert {renamed.get(name, name) for name in handed_on} == {each.key for each in BESIDE}


def test_each_definition_stands_on_the_page_at_its_own_address(inside: Flask) -> None:
    page = browser_of(inside, invented.account("caller")).get("/desk/figures/definitions").text
    ids = [*FIGURES, *(f"rule-{each.key}" for each in RULES)]
    assert all(page.count(f'id="{each}"') == 1 for each in ids)
    assert "An outcome that was taken back counts for nothing." in page
