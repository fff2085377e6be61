"""`/api/v2/tracker/follow_ups`: what is due by alias, claimed and closed in the name of a colleague who may do it at the desk."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tests.api.other_program import Program, id_of
from tests.held_world import START
from tracker.followups.followup import Attempt, FollowUp
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.account import Account
from tracker.team.token import Scope
from tracker.team.trace import Trace
from tracker.usecases.make_token import make_token

WORKS = (Scope.WORK_FOLLOW_UPS,)
READS_TOO = (Scope.READ_PEOPLE, Scope.WORK_FOLLOW_UPS)
DUE = "tracker/follow_ups"
once = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


class Desk(Program):
    """Calls that are due, Rosa who works on their campaign, and Wren who works on another."""

    def __init__(self, client: FlaskClient) -> None:
        super().__init__(client, WORKS)
        self.rosa, self.wren = invented.account(name="Rosa M."), invented.account(name="Wren T.")
        self.house, self.other = invented.House(self.rosa), invented.House(self.wren)
        for each in (self.rosa, self.wren, self.chief):
            with transaction() as session:
                account = session.get_one(Account, each)
                account.set_email(account.email or "")
        self.call = self.house.promise(name="Min-ji Seo")

    def of(self, account_id: str) -> dict[str, str]:
        return {"by": f"{account_id}@example.org"}

    def due(self, token: str | None = None, **query: str) -> list[dict[str, Any]]:
        return self.get(DUE, token, **query)["_embedded"]["tracker:follow_ups"]

    def refused(self, path: str, body: dict[str, Any] | None, status: int, token: str | None = None) -> str:
        answer = self.ask("POST", f"{DUE}/{path}", body or {}, token)
        assert answer.status_code == status, answer.text
        return str(answer.get_json(force=True)["error"])

    def record(self, outcome: str, token: str | None = None, **more: str) -> dict[str, Any]:
        return self.post(f"{DUE}/{self.call}/outcome", {"outcome": outcome, **self.of(self.rosa), **more}, token)

    def claim(self) -> dict[str, Any]:
        return self.post(f"{DUE}/{self.call}/claim", self.of(self.rosa))

    def row(self) -> FollowUp:
        db.session.rollback()
        return db.session.get_one(FollowUp, self.call)


@pytest.fixture
def at(app: Flask) -> Iterator[time_machine.Traveller]:
    with app.app_context(), time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def desk(at: time_machine.Traveller, client: FlaskClient) -> Desk:
    return Desk(client)


def test_what_is_due_stands_there_by_alias_and_by_days_alone(desk: Desk) -> None:
    desk.house.promise(due_at=START + timedelta(days=3))
    desk.house.promise(channel="letter")
    [told] = desk.due()
    assert id_of(told) == desk.call and told["tracker:alias"] and told["language"] == "en"
    assert told["due_date"].endswith("T00:00:00Z") and told["created_date"].endswith("T00:00:00Z")
    said = desk.ask("GET", DUE).text
    assert not [mark for mark in ("Min-ji", "15125550147", "example.org", "people/") if mark in said]
    wide = desk.another(*READS_TOO)
    [open_] = desk.due(wide)
    assert (open_["given_name"], open_["family_name"], open_["phone_number"]) == ("Min-ji", "Seo", "15125550147")
    assert open_["_links"]["osdi:person"]["href"].endswith(f"people/{open_['action_network:person_id']}")
    assert not open_["due_date"].endswith("T00:00:00Z")
    for kept in (told, open_):
        assert kept["campaign_id"] == desk.house.campaign_id and "call back" in kept["outcomes"]


@once
def test_pages_hold_the_most_urgent_first_and_no_place_tells_the_hour(desk: Desk) -> None:
    late = [desk.house.promise(late_at=START - timedelta(hours=each)) for each in range(1, 4)]
    first = desk.get(DUE, per_page="2")
    assert [id_of(each) for each in first["_embedded"]["tracker:follow_ups"]] == late[:0:-1]
    assert "after=" not in first["_links"]["next"]["href"] and first["total_records"] == 4
    second = desk.get(DUE, per_page="2", page="2", after=f"{9**16}-{desk.call}")
    assert [id_of(each) for each in second["_embedded"]["tracker:follow_ups"]] == [late[0], desk.call]
    assert "after=" in desk.get(DUE, desk.another(*READS_TOO), per_page="2")["_links"]["next"]["href"]


@once
def test_a_filter_by_person_is_for_whoever_may_read_people(desk: Desk) -> None:
    text = desk.house.promise(channel="text")
    assert [id_of(each) for each in desk.due(filter="channel eq 'text'")] == [text]
    whose = db.session.get_one(FollowUp, text).ally_id
    by_person = f"action_network:person_id eq '{whose}'"
    assert desk.ask("GET", DUE, filter=by_person).status_code == 403
    assert [id_of(each) for each in desk.due(desk.another(*READS_TOO), filter=by_person)] == [text]
    assert desk.ask("GET", DUE, filter="due_date gt '2026-01-01'").status_code == 400, "else hours could be guessed"


def test_a_colleague_claims_it_records_how_it_went_and_it_closes(desk: Desk) -> None:
    assert "Claim it" in desk.refused(f"{desk.call}/outcome", {"outcome": "reached", **desk.of(desk.rosa)}, 403)
    claimed = desk.claim()
    assert claimed["claimed"] and desk.row().claimed_by_id == desk.rosa
    assert "Somebody else" in desk.refused(f"{desk.call}/claim", None, 409), (
        "who answers for the token is somebody else"
    )
    closed = desk.record("reached", note="Nice call")
    assert (closed["status"], closed["outcome"], closed["outcomes"]) == ("closed", "reached", [])
    [attempt] = db.session.query(Attempt).all()
    assert (attempt.account_id, attempt.note) == (desk.rosa, "Nice call")
    assert not desk.due()
    assert "closed" in desk.refused(f"{desk.call}/outcome", {"outcome": "reached", **desk.of(desk.rosa)}, 409)
    traced = db.session.query(Trace).filter_by(deed="outcome written").one()
    assert traced.account_id == desk.chief and (traced.detail or "").startswith("reached, token ")


@once
def test_what_an_outcome_asks_is_read_and_what_it_says_of_contact_holds(desk: Desk) -> None:
    desk.claim()
    for body in (
        {},
        {"outcome": "sent"},
        {"outcome": "call back"},
        {"outcome": "gave", "amount": "x", "currency": "USD"},
    ):
        assert desk.refused(f"{desk.call}/outcome", {**body, **desk.of(desk.rosa)}, 422)
    assert desk.refused(
        f"{desk.call}/outcome", {"outcome": "call back", "call_back_at": "soon", **desk.of(desk.rosa)}, 400
    )
    later = desk.record("call back", call_back_at=(START + timedelta(days=1)).isoformat())
    assert later["status"] == "open" and later["tries"] == 1 and not later["claimed"] and later["assigned"]
    desk.record("asked to stop")
    assert desk.row().outcome == "asked to stop"
    desk.call = desk.house.promise()
    desk.claim()
    desk.record("gave", amount="49.50", currency="usd")
    assert (desk.row().value, desk.row().currency) == (4950, "USD")


@once
def test_whoever_is_named_must_work_on_that_campaign_and_whether_they_exist_is_not_told(desk: Desk) -> None:
    told = {
        desk.refused(f"{desk.call}/claim", by, 403)
        for by in (desk.of(desk.wren), {"by": "nobody@example.org"}, {"by": "x" * 300}, {"by": "?"})
    }
    assert len(told) == 1
    viewer = invented.account("viewer", "Vi")
    assert desk.refused(f"{desk.call}/claim", desk.of(viewer), 403) in told
    assert desk.post(f"{DUE}/{desk.call}/claim")["claimed"] and desk.row().claimed_by_id == desk.chief
    assert not desk.post(f"{DUE}/{desk.call}/release")["claimed"]
    from_the_machine = make_token("cron", WORKS, None)
    assert "by" in desk.refused(f"{desk.call}/claim", None, 400, from_the_machine)


@once
def test_a_token_of_one_campaign_meets_no_other_and_another_scope_opens_nothing(desk: Desk) -> None:
    narrow = desk.another(*WORKS, campaign_id=desk.other.campaign_id)
    assert desk.due(narrow) == []
    for method, path in (("GET", ""), ("POST", "/claim"), ("POST", "/release"), ("POST", "/outcome")):
        assert desk.ask(method, f"{DUE}/{desk.call}{path}", {"outcome": "done"}, narrow).status_code == 404
    others = desk.another(*(each for each in Scope if each not in WORKS))
    for method, path in (("GET", DUE), ("GET", f"{DUE}/{desk.call}"), ("POST", f"{DUE}/{desk.call}/claim")):
        assert desk.ask(method, path, {}, others).status_code == 403
    assert desk.ask("GET", "people", token=None).status_code == 403
    assert "tracker:follow_ups" in desk.get("")["_links"] and "tracker:follow_ups" not in desk.get("", others)["_links"]


@once
def test_extra_care_is_an_alias_and_nobody_closes_it_from_outside(desk: Desk) -> None:
    careful = desk.house.promise(care=True, late_at=START - timedelta(days=1))
    told = desk.due(desk.another(*READS_TOO))[0]
    assert id_of(told) == careful and told["title"] == "" and told["outcomes"] == []
    assert not {"given_name", "language", "phone_number", "action_network:person_id"} & set(told)
    assert "coordinator" in desk.refused(f"{careful}/claim", desk.of(desk.chief), 403)
