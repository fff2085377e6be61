"""`/api/v2/tracker/events/<id>/head_counts`: read, and added by the rules of the desk in the name of a colleague."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tests.api.other_program import Program, id_of
from tests.held_world import START
from tracker.screenings import heads
from tracker.store.transactions import transaction
from tracker.team.account import Account
from tracker.team.token import Scope
from tracker.usecases.make_token import make_token

LOGS = (Scope.WRITE_SCREENINGS,)
once = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


class Counter(Program):
    """A room that was counted by a program; its own film screening is ahead."""

    def __init__(self, client: FlaskClient) -> None:
        super().__init__(client, LOGS)
        self.rosa = invented.account(name="Rosa M.")
        self.house = invented.House(self.rosa)
        with transaction() as session:
            account = session.get_one(Account, self.rosa)
            account.set_email("rosa@example.org")
        self.path = f"tracker/events/{self.house.screening_id}/head_counts"

    def refused(self, body: dict[str, Any], status: int, path: str = "", token: str | None = None) -> str:
        answer = self.ask("POST", path or self.path, body, token)
        assert answer.status_code == status, answer.text
        return str(answer.get_json(force=True)["error"])


@pytest.fixture
def counter(app: Flask, client: FlaskClient) -> Iterator[Counter]:
    with app.app_context(), time_machine.travel(START, tick=True):
        yield Counter(client)


def test_a_count_is_a_fact_and_the_latest_holds(counter: Counter) -> None:
    first = counter.post(counter.path, {"heads": 118, "by": "Rosa@example.org"})
    assert (first["heads"], first["kind"], first["shared"]) == (118, "counted", False)
    again = counter.post(counter.path, {"heads": "118", "by": "rosa@example.org"})
    assert id_of(again) == id_of(first), "an answer that got lost makes no second fact"
    counter.post(counter.path, None, heads=120, kind="estimated")
    told = counter.get(counter.path)["_embedded"]["tracker:head_counts"]
    assert [(each["heads"], each["kind"]) for each in told] == [(120, "estimated"), (118, "counted")]
    assert counter.get(f"{counter.path}/{id_of(first)}") == first
    kept = heads.of_screening(counter.house.screening_id)
    assert [row.account_id for row in kept] == [counter.chief, counter.rosa]


@once
def test_what_cannot_be_counted_is_refused(counter: Counter) -> None:
    for body in (
        {},
        {"heads": -1},
        {"heads": 1_000_001},
        {"heads": True},
        {"heads": "many"},
        {"heads": 3, "kind": "x"},
    ):
        assert counter.refused(body, 400)
    assert "begun" in counter.refused({"heads": 3}, 422, f"tracker/events/{counter.event_id}/head_counts")
    assert counter.refused({"heads": 3}, 400, token=make_token("cron", LOGS, None))
    stranger = invented.account(name="Wren T.")
    assert counter.refused({"heads": 3, "by": f"{stranger}@example.org"}, 403)
    assert not heads.of_screening(counter.house.screening_id)


@once
def test_who_may_count_and_who_may_look(counter: Counter) -> None:
    reads, figures = counter.another(Scope.READ_PEOPLE), counter.another(Scope.READ_FIGURES)
    assert counter.get(counter.path, reads)["total_records"] == 0
    assert counter.ask("GET", counter.path, token=figures).status_code == 403, "a room of few tells of them"
    assert counter.refused({"heads": 3}, 403, token=reads)
    narrow = counter.another(*LOGS, campaign_id=counter.campaign_id)
    assert counter.ask("GET", counter.path, token=narrow).status_code == 404
    assert counter.refused({"heads": 3}, 404, token=narrow)
    assert counter.ask("GET", f"{counter.path}/0000000000000000").status_code == 404
