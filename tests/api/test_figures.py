"""`/api/v2/figures.csv`: what a spreadsheet gets by its token, and that asking often tells no more than asking once."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import invented
from tests.held_world import START
from tracker.reports import feed
from tracker.team import tokens
from tracker.team.token import Scope
from tracker.usecases.make_token import make_token, withdraw_token
from tracker.web.frame import floods
from tracker.web.frame.floods import GUESSED, TOKEN

FIGURES = (Scope.READ_FIGURES,)
once = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


class Sheet:
    """A campaign with signups in one film screening, another one beside it, and a spreadsheet with a token."""

    def __init__(self, client: FlaskClient, signups: int) -> None:
        self.client, self.chief = client, invented.account("administrator", "Miles Y.")
        self.house = invented.House(self.chief)
        self.other = invented.campaign(name='=HYPERLINK("https://evil.example")')
        self.token = make_token("sheet", FIGURES, self.chief)
        self.sign_up(signups)

    def sign_up(self, number: int) -> None:
        for _each in range(number):
            invented.signup(invented.ally(), self.house.screening_id)

    def get(self, token: str = "", **headers: str) -> TestResponse:
        return self.client.get(f"/api/v2/figures/{token or self.token}.csv", headers=headers)

    def lines(self, token: str = "") -> dict[str, dict[str, str]]:
        """By the campaign's id."""
        answer = self.get(token)
        assert answer.status_code == 200, answer.text
        return {each["campaign_id"]: each for each in csv.DictReader(StringIO(answer.data.decode("utf-8-sig")))}

    def line(self) -> dict[str, str]:
        """Of the campaign with signups."""
        return self.lines()[self.house.campaign_id]


@pytest.fixture
def at(app: Flask) -> Iterator[time_machine.Traveller]:
    with app.app_context(), time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def sheet(at: time_machine.Traveller, client: FlaskClient) -> Sheet:
    return Sheet(client, 12)


def test_each_campaign_is_a_line_by_the_columns_that_the_desk_explains(sheet: Sheet) -> None:
    first, other = sheet.line(), sheet.lines()[sheet.other]
    assert list(first) == list(feed.COLUMNS)
    assert (first["signups"], first["allies"], first["figures_of"]) == ("12", "12", START.date().isoformat())
    assert first["in_the_room"] == "", "nobody has counted heads: that is no zero"
    assert other["campaign"] == """'=HYPERLINK("https://evil.example")""", "no cell starts a formula"
    by_header = sheet.client.get("/api/v2/figures.csv", headers={"OSDI-API-Token": sheet.token})
    assert by_header.data == sheet.get().data
    mine = make_token("of one", FIGURES, sheet.chief, campaign_id=sheet.other)
    assert list(sheet.lines(mine)) == [sheet.other]


def test_whoever_asks_every_minute_learns_no_more_than_whoever_asks_once(
    sheet: Sheet, at: time_machine.Traveller
) -> None:
    told = sheet.get()
    for _minute in range(3):
        sheet.sign_up(1)
        at.shift(timedelta(minutes=1))
        again = sheet.get(**{"If-None-Match": told.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    at.shift(timedelta(days=1))
    line = sheet.line()
    assert line["signups"] == "12", "three more would give three people away"
    assert line["figures_of"] == START.date().isoformat(), "nothing new was told"
    sheet.sign_up(20)
    at.shift(timedelta(days=1))
    line = sheet.line()
    assert (line["signups"], line["figures_of"]) == ("35", (START + timedelta(days=2)).date().isoformat())


@once
def test_small_numbers_are_hidden(at: time_machine.Traveller, client: FlaskClient) -> None:
    line = Sheet(client, 3).line()
    assert {line["signups"], line["allies"]} <= {"hidden", ""}


@once
def test_a_token_that_may_do_more_is_refused_in_an_address_and_no_answer_repeats_it(sheet: Sheet) -> None:
    wide = make_token("script", (Scope.READ_FIGURES, Scope.WRITE_SIGNUPS), sheet.chief)
    blind = make_token("writes", (Scope.WRITE_SIGNUPS,), sheet.chief)
    header = sheet.client.get("/api/v2/figures.csv", headers={"OSDI-API-Token": wide})
    assert header.status_code == 200
    for answer in (sheet.get(wide), sheet.client.get("/api/v2/figures.csv", headers={"OSDI-API-Token": blind})):
        assert answer.status_code == 403 and answer.is_json
        assert wide not in answer.text and blind not in answer.text
    assert "OSDI-API-Token" in sheet.get(wide).json["error"]


@once
def test_wrong_tokens_look_alike_and_are_slowed_and_the_right_one_opens_all_the_same(sheet: Sheet) -> None:
    gone = make_token("gone", FIGURES, sheet.chief)
    withdraw_token(next(each.id for each in tokens.every() if each.name == "gone"), sheet.chief)
    answers = [sheet.get(token) for token in (gone, "x", sheet.token[:-1])]
    answers += [
        sheet.client.get("/api/v2/figures.csv"),
        sheet.client.get("/api/v2/figures.csv", headers={"OSDI-API-Token": gone}),
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {
        (403, '{"error": "API Key invalid or not present"}')
    }
    for _each in range(GUESSED.most - len(answers)):
        sheet.get("wrong")
    slowed = sheet.get("wrong")
    assert slowed.status_code == 429 and int(slowed.headers["Retry-After"]) > 0
    assert sheet.get().status_code == 200


@once
def test_a_limit_far_above_a_spreadsheet_holds_each_token_by_itself(sheet: Sheet) -> None:
    assert TOKEN.most >= 60 * 10, "a hundred cells that all ask at once, and an import that asks one after the other"
    other = make_token("other", FIGURES, sheet.chief)
    seen = floods.of(sheet.client.application).lately[TOKEN.what]
    token_id = next(each.id for each in tokens.every() if each.name == "sheet")
    for _each in range(TOKEN.most):
        seen.came([token_id.encode()])
    late = sheet.get()
    assert late.status_code == 429 and int(late.headers["Retry-After"]) > 0
    assert sheet.get(other).status_code == 200


@once
def test_nothing_is_kept_on_the_way_no_cookie_is_set_and_no_log_holds_the_token(sheet: Sheet, capsys) -> None:
    told = sheet.get().headers
    assert (told["Cache-Control"], told["Referrer-Policy"]) == ("private, no-cache", "no-referrer")
    assert told["X-Robots-Tag"] == "noindex, nofollow" and "Set-Cookie" not in told
    said = capsys.readouterr()
    assert "/api/v2/figures/<token>.csv" in said.err and sheet.token not in said.err + said.out
