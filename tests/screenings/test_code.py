"""Codes survive cinemas: spoken, mistyped, shouted across a lobby."""

from contextlib import suppress

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests import world
from tracker.screenings import code as codes
from tracker.screenings.campaign import Campaign
from tracker.screenings.code import CHECKS, LENGTH, SHAPE, CodeMistyped, check_character, normalise
from tracker.store.db import db
from tracker.store.transactions import transaction

bodies = st.tuples(*[st.sampled_from(letters) for letters in SHAPE]).map("".join)


@given(bodies, st.integers(0, LENGTH - 1), st.sampled_from(CHECKS))
def test_any_one_wrong_character_is_noticed(body: str, place: int, letter: str) -> None:
    code = body + check_character(body)
    wrong = code[:place] + letter + code[place + 1 :]
    if wrong != code:
        with pytest.raises(CodeMistyped):
            normalise(wrong)


@given(bodies, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_any_two_characters_that_changed_places_are_noticed(body: str, one: int, two: int) -> None:
    code = list(body + check_character(body))
    before = "".join(code)
    code[one], code[two] = code[two], code[one]
    if "".join(code) != before:
        with pytest.raises(CodeMistyped):
            normalise("".join(code))


@given(bodies)
def test_case_blanks_and_hyphens_do_not_matter(body: str) -> None:
    code = body + check_character(body)
    for written in (code.upper(), codes.spoken(code), f" {code[:2]} {code[2:5]}\u2013{code[5:]} "):
        assert normalise(written) == code


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_code_or_mistyped(text: str) -> None:
    with suppress(CodeMistyped):
        assert len(normalise(text)) == LENGTH


def test_no_first_part_of_an_address_can_be_a_code(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        first = rule.rule.split("/")[1]
        if first and not first.startswith("<"):
            with pytest.raises(CodeMistyped):
                normalise(first)


def test_a_screening_and_its_campaign_have_a_code_from_the_first_day(app: Flask) -> None:
    with app.app_context():
        here = world.one_screening()
        own, campaigns = (
            codes.code_of(screening_id=here.id),
            codes.code_of(campaign_id=here.campaign_id, source="screen"),
        )
        assert own and campaigns and own != campaigns
        assert codes.find(own).screening_id == here.id


def test_a_taken_code_is_drawn_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        here = world.one_screening()
        drawn = iter((7, 7, 8))
        monkeypatch.setattr(codes.secrets, "randbelow", lambda _most: next(drawn))
        with transaction():
            first = codes.make("poster", screening_id=here.id)
            second = codes.make("poster", screening_id=here.id)
        assert first != second
        assert next(drawn, None) is None, "the second time 7 was drawn it was taken"


def test_many_codes_are_drawn_at_once_and_taken_ones_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        here = world.one_screening()
        with transaction():
            ids = [
                world.screening(db.session.get_one(Campaign, here.campaign_id), source="poster").id for _ in range(3)
            ]
        drawn = iter((7, 7, 8, 8, 9))
        monkeypatch.setattr(codes.secrets, "randbelow", lambda _most: next(drawn))
        with transaction():
            made = codes.make_many("link", ids)
        assert set(made) == set(ids)
        assert len(set(made.values())) == 3
        assert all(codes.find(code).screening_id == id_ for id_, code in made.items())
