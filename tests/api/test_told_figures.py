"""`/api/v2/tracker/figures`: the numbers of figures.csv as JSON, by the same door and ledger."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tests.api.other_program import Program
from tests.held_world import START
from tracker.reports import feed
from tracker.reports.told import FiguresTold
from tracker.store.db import db
from tracker.team.token import Scope

FIGURES = (Scope.READ_FIGURES,)
once = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


class Reader(Program):
    """Two campaigns: one with signups, one with few."""

    def __init__(self, client: FlaskClient) -> None:
        super().__init__(client, FIGURES)
        self.house = invented.House(self.chief)
        self.sign_up_many(12)
        self.few = invented.House(self.chief)
        for _each in range(3):
            invented.signup(invented.ally(), self.few.screening_id)

    def sign_up_many(self, number: int) -> None:
        for _each in range(number):
            invented.signup(invented.ally(), self.house.screening_id)

    def of(self, campaign_id: str, token: str | None = None) -> dict[str, Any]:
        return self.get(f"tracker/figures/{campaign_id}", token)


@pytest.fixture
def at(app: Flask) -> Iterator[time_machine.Traveller]:
    with app.app_context(), time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def reader(at: time_machine.Traveller, client: FlaskClient) -> Reader:
    return Reader(client)


def test_the_numbers_are_those_of_the_spreadsheet_and_told_once(reader: Reader) -> None:
    told = reader.get("tracker/figures")["_embedded"]["tracker:figures"]
    lines = csv.DictReader(StringIO(reader.ask("GET", "figures.csv").data.decode("utf-8-sig")))
    as_written = [{key: "" if each[key] is None else str(each[key]) for key in feed.COLUMNS} for each in told]
    assert as_written == list(lines)
    assert db.session.query(FiguresTold).filter_by(campaign_id=reader.house.campaign_id).count() == 1
    one = reader.of(reader.house.campaign_id)
    assert one in told and (one["signups"], one["in_the_room"]) == (12, None)


@once
def test_small_numbers_are_hidden_and_asking_again_tells_nothing_more(
    reader: Reader, at: time_machine.Traveller
) -> None:
    few = reader.of(reader.few.campaign_id)
    assert {few["signups"], few["allies"]} <= {"hidden", None}
    assert reader.of(reader.house.campaign_id)["signups"] == 12
    reader.sign_up_many(3)
    at.shift(timedelta(days=1))
    assert reader.of(reader.house.campaign_id)["signups"] == 12, "three more would give three people away"


@once
def test_a_token_of_one_campaign_reads_no_other_and_other_scopes_read_none(reader: Reader) -> None:
    narrow = reader.another(*FIGURES, campaign_id=reader.few.campaign_id)
    [only] = reader.get("tracker/figures", narrow)["_embedded"]["tracker:figures"]
    assert only["campaign_id"] == reader.few.campaign_id
    assert reader.ask("GET", f"tracker/figures/{reader.house.campaign_id}", token=narrow).status_code == 404
    others = reader.another(*(each for each in Scope if each not in FIGURES))
    assert reader.ask("GET", "tracker/figures", token=others).status_code == 403
