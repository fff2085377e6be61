"""What a token may, and what it cannot learn: nothing is done by it that its scope could not do at the desk."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests import invented
from tests.api.other_program import Program, id_of
from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.suppress import suppress
from tracker.api.routes import ROUTES
from tracker.finding import contacts_seen
from tracker.followups.followup import FollowUp
from tracker.keeping.copy_left import Copy, CopyOf
from tracker.keeping.rooms import ROOMS
from tracker.screenings.campaigns import CampaignFacts
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.token import Scope
from tracker.team.trace import Trace
from tracker.usecases import define_campaign
from tracker.usecases.read_people import tell_of_programs

once = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
pytestmark = once
READS, WRITES, LOGS = Scope.READ_PEOPLE, Scope.WRITE_SIGNUPS, Scope.WRITE_SCREENINGS


@pytest.fixture
def program(app: Flask, client: FlaskClient) -> Iterator[Program]:
    with app.app_context():
        yield Program(client)


def test_each_address_opens_for_the_scopes_of_its_line_and_for_no_other(program: Program) -> None:
    tokens = {scope: program.another(scope) for scope in Scope}
    nothing = "0" * 16
    for route in ROUTES[1:]:
        path = route.path.lstrip("/")
        for name in ("person_id", "attendance_id", "submission_id", "event_id", "tag_id", "tagging_id", "form_id"):
            path = path.replace(f"<{name}>", nothing)
        for scope, token in tokens.items():
            said = program.ask(route.method, path, {}, token)
            assert (said.status_code == 403 and "may not" in said.text) == (scope not in route.needs) or (
                route.name == "people.amend" and scope is WRITES
            ), (route, scope, said.text)
    figures = program.get("", token=tokens[Scope.READ_FIGURES])
    assert "osdi:people" not in figures["_links"], "who reads figures finds nobody"


def test_a_token_that_only_writes_never_learns_whether_somebody_was_known(program: Program) -> None:
    blind = program.another(WRITES)
    program.sign_up("known@example.org", given_name="Ada")
    with transaction():
        suppress("gone@example.org", None, "", "erased", clock.now() + timedelta(days=1))
    program.put(
        f"people/{id_of(program.sign_up('left@example.org'))}", {"email_addresses": [{"status": "unsubscribed"}]}
    )
    shapes = []
    for email in ("known@example.org", "new@example.org", "gone@example.org", "left@example.org"):
        said = program.sign_up(email, blind, given_name="Mallory", custom_fields={"x": "y"})
        again = program.sign_up(email, blind, given_name="Mallory", custom_fields={"x": "y"})
        assert said == again
        person = id_of(said)
        by_link = program.post(f"events/{program.event_id}/attendances", {"person_id": person}, blind)
        assert by_link == program.post(f"events/{program.event_id}/attendances", {"person_id": person}, blind)
        signup = id_of(by_link)
        known = program.put(f"events/{program.event_id}/attendances/{signup}", {"identifiers": [f"x:{email}"]}, blind)
        tag = id_of(program.post("tags", {"name": "choir"}, blind))
        put = program.post(f"tags/{tag}/taggings", {"person_id": person}, blind)
        taken = program.ask("DELETE", f"tags/{tag}/taggings/{id_of(put)}", None, blind)
        stopped = program.put(f"people/{person}", {"email_addresses": [{"status": "unsubscribed"}]}, blind)
        shapes.append([_plain(each, person) for each in (said, by_link, known, put, stopped)] + [taken.status_code])
        assert email not in str([said, by_link, known, put, stopped]) and "Ada" not in str(said)
        assert program.ask("GET", f"people/{person}", None, blind).status_code == 403
    assert shapes[0] == shapes[1] == shapes[2] == shapes[3]


def _plain(said: Any, person: str) -> Any:
    """Its form: what differs from person to person as one mark."""
    if isinstance(said, dict):
        return {name: _plain(value, person) for name, value in said.items()}
    if isinstance(said, list):
        return [_plain(each, person) for each in said]
    return type(said).__name__ if isinstance(said, str) and not said.endswith("T00:00:00Z") else said


def test_what_a_blind_token_says_of_somebody_known_changes_nothing(program: Program) -> None:
    blind = program.another(WRITES)
    made = program.sign_up("ada@example.org", given_name="Ada", custom_fields={"shirt": "M"})
    program.sign_up("ada@example.org", blind, given_name="Rude", custom_fields={"shirt": "L", "hat": "1"})
    read = program.get(f"people/{id_of(made)}")
    assert (read["given_name"], read["custom_fields"]["shirt"], read["custom_fields"]["hat"]) == ("Ada", "M", "1")
    assert program.ask("PUT", f"people/{id_of(made)}", {"given_name": "Rude"}, blind).status_code == 403
    assert program.ask("GET", "people", None, blind, filter="email_address eq 'ada@example.org'").status_code == 403


def test_no_address_is_changed_but_by_its_owner(program: Program) -> None:
    made = program.sign_up("ada@example.org")
    for address in ("mallory@example.org", {"address": "mallory@example.org"}):
        said = program.ask("PUT", f"people/{id_of(made)}", {"email_addresses": [address]})
        assert said.status_code == 400 and "owner" in said.text
    by_phone = program.post("people", {"person": {"phone_numbers": [{"number": "5125550147"}], "given_name": "Bo"}})
    assert by_phone["email_addresses"][0]["address"] is None
    assert program.ask("PUT", f"people/{id_of(by_phone)}", {"email_address": "ada@example.org"}).status_code == 409
    assert program.put(f"people/{id_of(by_phone)}", {"email_address": "bo@example.org"})["email_addresses"][0] == {
        "primary": True, "address": "bo@example.org", "status": "unsubscribed",
    }  # fmt: skip


def test_of_who_asked_for_extra_care_a_program_learns_no_more_than_the_desks_lists_tell(program: Program) -> None:
    careful = program.sign_up("min@example.org", given_name="Min-ji", custom_fields={"tracker:extra_care": "true"})
    person, path = id_of(careful), f"events/{program.event_id}/attendances"
    attended = program.post(path, {"person_id": person})
    for said in (careful, program.get(f"people/{person}"), program.get("people")["_embedded"]["osdi:people"][0]):
        assert said["given_name"] == said["custom_fields"]["tracker:alias"] != "Min-ji"
        assert "example.org" not in str({**said, "_links": {}}) and said["created_date"].endswith("T00:00:00Z")
    assert program.get("people", filter="email_address eq 'min@example.org'")["total_records"] == 0
    listed = program.get(path)["_embedded"]["osdi:attendances"][0]
    assert listed["action_network:person_id"] != person and person not in str(attended["_links"]["osdi:person"])
    assert program.get(f"events/{program.event_id}")["total_accepted"] == 1
    for part in ("attendances", "submissions", "taggings"):
        assert program.ask("GET", f"people/{person}/{part}").status_code == 403
    assert program.ask("PUT", f"people/{person}", {"given_name": "x"}).status_code == 403
    tag = id_of(program.post("tags", {"name": "choir"}))
    assert program.ask("POST", f"tags/{tag}/taggings", {"person_id": person}).status_code == 403
    program.put(f"people/{person}", {"email_addresses": [{"status": "unsubscribed"}]})
    db.session.rollback()
    assert db.session.get_one(Ally, person).email_consent == "no", "a no is always heard"


def test_a_token_for_one_campaign_sees_and_writes_for_no_other(program: Program) -> None:
    other = define_campaign.define(CampaignFacts("Another", program.film_id), program.chief)
    mine = program.another(*Scope, campaign_id=other)
    stranger = program.sign_up("ada@example.org", **{"tracker:campaign_id": program.campaign_id})
    for path in (f"people/{id_of(stranger)}", f"events/{program.event_id}", f"people/{id_of(stranger)}/attendances"):
        assert program.ask("GET", path, None, mine).status_code == 404
        assert program.ask("GET", path).status_code == 200
    assert program.get("people", mine)["total_records"] == program.get("events", mine)["total_records"] == 0
    assert (
        program.ask(
            "POST", f"events/{program.event_id}/attendances", {"email_address": "x@example.org"}, mine
        ).status_code
        == 404
    )
    assert program.ask("PUT", f"events/{program.event_id}", {"title": "x"}, mine).status_code == 404
    assert program.ask("PUT", f"people/{id_of(stranger)}", {"given_name": "x"}, mine).status_code == 404
    named = {"person": {"email_address": "b@example.org"}, "tracker:campaign_id": program.campaign_id}
    assert program.ask("POST", "people", named, mine).status_code == 403
    body = {"title": "Beyond Utopia", "start_date": "2026-12-24", "tracker:campaign_id": program.campaign_id}
    assert program.ask("POST", "events", body, mine).status_code == 403
    known = program.sign_up("ada@example.org", mine)
    assert id_of(known) == id_of(stranger), "who signs up with mine, too, is theirs from then on"
    assert program.get("people", mine)["total_records"] == 1
    event = program.post("events", {"title": "Beyond Utopia", "start_date": "2026-12-24"}, mine)
    link = {"_links": {"osdi:person": {"href": f"x/{id_of(stranger)}"}}}
    program.post(f"events/{id_of(event)}/attendances", link, mine)
    late = program.sign_up("c@example.org", **{"tracker:campaign_id": program.campaign_id})
    refused = program.ask("POST", f"events/{id_of(event)}/attendances", {"person_id": id_of(late)}, mine)
    assert refused.status_code == 400


def test_numbers_and_words_of_the_team_are_for_whom_may_read_them(program: Program) -> None:
    program.put(f"events/{program.event_id}", {"description": "The projectionist is Kim"})
    writes, logs = program.another(WRITES), program.another(LOGS)
    for token in (writes, logs):
        said = program.get(f"events/{program.event_id}", token)
        assert "total_accepted" not in said
        assert all("total_submissions" not in each for each in program.get("forms", token)["_embedded"]["osdi:forms"])
    assert program.get(f"events/{program.event_id}", writes)["description"] == ""
    assert "Kim" in program.get(f"events/{program.event_id}", logs)["description"]


def test_reading_is_traced_in_sum_and_the_copies_are_known(program: Program) -> None:
    with time_machine.travel(clock.now().replace(minute=10), tick=False) as at:
        ids = [id_of(program.sign_up(f"p{number}@example.org")) for number in range(3)]
        for _again in range(2):
            program.get("people")
        db.session.rollback()
        copy = db.session.scalars(select(Copy).where(Copy.kind == "sync")).one()
        assert copy.account_id == program.chief and copy.place.startswith("token ")
        assert set(db.session.scalars(select(CopyOf.ally_id).where(CopyOf.copy_id == copy.id))) == set(ids)
        assert tell_of_programs() == 0, "the hour is not over"
        at.shift(timedelta(hours=1))
        assert tell_of_programs() == 1 and tell_of_programs() == 0
    deeds = {row.deed: row for row in db.session.scalars(select(Trace).where(Trace.about == "token"))}
    # Each of three once as it was written, twice as it was read.
    assert str(deeds["people read by a token"].detail).startswith("9, ")
    assert str(deeds["signups written by a token"].detail).startswith("3, ")
    assert deeds["people read by a token"].account_id == program.chief
    assert contacts_seen.how_many(program.chief) == 0


def test_signups_of_a_token_write_no_letter_unless_the_playbook_names_it(program: Program) -> None:
    book = invented.playbook()
    invented.step(book, "thanks", "letter")
    invented.step(book, "call")
    given = program.another(WRITES, READS, consent="given")
    body = {"email_addresses": [{"address": "a@example.org"}], "phone_numbers": [{"number": "5125550147"}]}
    made = program.post("people", {"person": body}, given)
    assert made["email_addresses"][0]["status"] == made["phone_numbers"][0]["status"] == "subscribed"
    assert _planned() == {"call"}
    invented.step(book, "welcome", "letter", condition={"sources": ["api"]})
    program.sign_up("b@example.org", given)
    assert _planned() == {"call", "welcome"}
    program.sign_up("c@example.org")
    assert _planned() == {"call", "welcome"}, "where nobody knows of a yes nothing is planned"


def _planned() -> set[str]:
    db.session.rollback()
    return {each for each in db.session.scalars(select(FollowUp.step_key)) if each}


def test_nobody_who_is_gone_comes_back_by_a_post(program: Program) -> None:
    body = {"identifiers": ["crm:7"], "email_addresses": [{"address": "ada@example.org"}], "given_name": "Ada"}
    made = id_of(program.post("people", {"person": body}))
    program.post(f"events/{program.event_id}/attendances", {"person_id": made, "identifiers": ["sheet:1-1"]})
    with transaction():
        suppress("ada@example.org", None, "Ada", "erased")
        for room in ROOMS:
            room.forget(made)
    before = db.session.query(Signup).count()
    for person in (body, {**body, "email_addresses": [{"address": "ada+new@example.org"}]},
                   {**body, "email_addresses": [{"address": "married@example.org"}]}):  # fmt: skip
        said = program.post("people", {"person": person})
        assert id_of(said) != made and program.ask("GET", f"people/{id_of(said)}").status_code == 404
        sent = {"person": person, "identifiers": ["sheet:1-1"]}
        program.post(f"events/{program.event_id}/attendances", sent)
    db.session.rollback()
    assert db.session.query(Signup).count() == before
    assert program.get("people")["total_records"] == 0
    assert program.ask("GET", f"people/{made}").status_code == 404
