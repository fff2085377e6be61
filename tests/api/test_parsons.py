"""The real ActionNetwork class of parsons against the running house: what organizers’ scripts do today, they do here."""

import json
from datetime import datetime
from typing import Any

import pytest
import requests

from tests.api.other_program import Program, id_of
from tests.api.parsons_house import ActionNetwork, an, program
from tracker.allies.ally import Ally
from tracker.signups.signup import Signup
from tracker.store.db import db

__all__ = ["an", "program"]

WHITE_HOUSE = {
    "venue": "White House", "address_lines": ["1600 Pennsylvania Ave"], "locality": "Washington", "region": "DC",
    "postal_code": "20009", "country": "US",
}  # fmt: skip
once = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def signups() -> int:
    db.session.rollback()
    return db.session.query(Signup).count()


def test_events_are_listed_made_read_and_changed(an: ActionNetwork, program: Program) -> None:
    made = an.create_event("Beyond Utopia", datetime(2026, 12, 5, 23, 30), WHITE_HOUSE)
    assert made["event_id"] == id_of(made) and made["start_date"] == "2026-12-05T23:30:00Z"
    assert made["location"] == WHITE_HOUSE and made["tracker:local_start"] == "2026-12-05T18:30:00"
    assert [each["title"] for each in an.get_events()] == ["Beyond Utopia"] * 2
    changed = an.update_event(made["event_id"], {"title": "Crossing", "description": "Doors at <six>", "capacity": 80})
    read = an.get_event(made["event_id"])
    assert changed == read and read["title"] == read["name"] == "Crossing"
    assert (read["description"], read["capacity"], read["total_accepted"]) == ("Doors at &lt;six&gt;", 80, 0)
    assert read["location"] == WHITE_HOUSE, "what is not sent stays"
    assert an.create_event("Beyond Utopia", "2026-12-05 23:30:00", WHITE_HOUSE)["event_id"] != made["event_id"]
    again = an.create_event("Crossing", "2026-12-05 23:30:00", WHITE_HOUSE)
    assert again["event_id"] == made["event_id"], "the same film there at the same time is one event"
    assert an.create_event("A film of which nobody knows when")["start_date"] is None


def test_people_are_written_read_and_changed(an: ActionNetwork) -> None:
    made = an.upsert_person(
        "Min@Example.org", given_name="Min-ji", family_name="Seo", tags=["choir", "press"], languages_spoken=["ko"],
        postal_addresses=[{"postal_code": "78704", "locality": "Austin"}], mobile_number="+82 10-1234-5678", shirt="M",
    )  # fmt: skip
    person_id = id_of(made)
    assert made["created_date"] == made["modified_date"], "parsons reads from it that they are new"
    read = an.get_person(person_id)
    assert (read["given_name"], read["family_name"], read["languages_spoken"]) == ("Min-ji", "Seo", ["ko"])
    assert read["email_addresses"] == [{"primary": True, "address": "min@example.org", "status": "unsubscribed"}]
    assert read["phone_numbers"][0]["number"] == "821012345678"
    assert read["postal_addresses"] == [{"primary": True, "locality": "Austin", "postal_code": "78704"}]
    assert read["custom_fields"]["shirt"] == "M" and read["custom_fields"]["tracker:consent"] == "unknown"
    again = an.upsert_person("min@example.org", family_name="Park", hat="L")
    assert id_of(again) == person_id
    assert (again["given_name"], again["family_name"]) == ("Min-ji", "Park")
    assert {again["custom_fields"][name] for name in ("shirt", "hat")} == {"M", "L"}
    an.update_person(person_id, given_name="Minji", custom_fields={"shirt": ""})
    read = an.get_person(person_id)
    assert (read["given_name"], read["custom_fields"]["shirt"]) == ("Minji", "M"), "an empty one is left alone"
    an.add_person("other@example.org", given_name="Ada")
    assert an.get_people().num_rows == 2
    names = {each["name"] for each in an.get_custom_fields()["action_network:custom_fields"]}
    assert names == {"shirt", "hat"}
    assert an.get_metadata()["_links"]["action_network:custom_fields"]["href"].endswith("/metadata/custom_fields")


def test_a_status_is_heard_once_it_is_sent_and_nothing_brings_a_yes_back(an: ActionNetwork) -> None:
    made = an.upsert_person([{"address": "min@example.org", "status": "subscribed"}])
    assert made["email_addresses"][0]["status"] == "subscribed"
    an.update_person(id_of(made), email_addresses=[{"status": "unsubscribed"}])
    for _again in range(2):
        an.upsert_person([{"address": "min@example.org", "status": "subscribed"}], given_name="Min")
        assert an.get_person(id_of(made))["email_addresses"][0]["status"] == "unsubscribed"


def test_attendances_by_helper_by_link_and_by_parameters(an: ActionNetwork, program: Program) -> None:
    event, before = program.event_id, signups()
    by_helper = an.api.post_request(
        url=f"events/{event}/attendances",
        data=json.dumps({"person": {"email_addresses": [{"address": "a@example.org"}]}, "add_tags": ["door"]}),
    )
    assert by_helper["action_network:event_id"] == event and by_helper["status"] == "accepted"
    person = an.upsert_person("b@example.org")
    body = {"_links": {"osdi:person": {"href": f"https://actionnetwork.org/api/v2/people/{id_of(person)}"}}}
    by_link = an.api.post_request(url=f"events/{event}/attendances", data=json.dumps(body))
    assert by_link["action_network:person_id"] == id_of(person)
    by_query = an.create_attendance(event, {"person_id": id_of(person)})
    assert id_of(by_query) == id_of(by_link), "one for a person and an event"
    told = {"email_address": "c@example.org", "given_name": "Cho", "add_tags": ["x", "y"]}
    by_words = an.create_attendance(event, told)
    assert an.get_person(by_words["action_network:person_id"])["given_name"] == "Cho"
    with pytest.raises(requests.HTTPError, match=r"400.*You must specify a valid person id"):
        an.create_attendance(event, {"_links": {"osdi:person": {"href": f"https://x.org/people/{id_of(person)}"}}})
    assert signups() == before + 3, (
        "no ghost of a lost link, and the hand raised for the campaign is the one at the event"
    )
    assert an.get_event_attendances(event).num_rows == 3
    assert an.get_event(event)["total_accepted"] == 3
    assert id_of(an.get_event_attendance(event, id_of(by_link))) == id_of(by_link)
    assert an.get_person_attendances(id_of(person)).num_rows == 1
    assert an.get_person_attendance(id_of(person), id_of(by_link))["action_network:event_id"] == event
    known = an.update_attendance(event, id_of(by_link), {"identifiers": ["other-system:230125a", "sheet:4-7"]})
    assert known["identifiers"] == [f"action_network:{id_of(by_link)}", "other-system:230125a", "sheet:4-7"]


def test_tags_and_taggings(an: ActionNetwork) -> None:
    tag = an.add_tag("Translators")
    assert id_of(an.add_tag("translators")) == id_of(tag), "whatever its case"
    person = an.upsert_person("a@example.org", tags=["Translators"])
    body = {"_links": {"osdi:person": {"href": f"https://actionnetwork.org/api/v2/people/{id_of(person)}"}}}
    put = an.create_tagging(id_of(tag), body)
    assert an.get_taggings(id_of(tag)).num_rows == 1 and put["item_type"] == "osdi:person"
    assert an.get_tagging(id_of(tag), id_of(put)) == put
    assert [each["name"] for each in an.get_tags()] == ["Translators"] and an.get_tag(id_of(tag))[
        "name"
    ] == "Translators"
    assert "notice" in an.delete_tagging(id_of(tag), id_of(put))
    assert an.get_taggings(id_of(tag)).num_rows == 0


def test_forms_and_submissions(an: ActionNetwork, program: Program) -> None:
    person = an.upsert_person("a@example.org")
    form = an.create_form({"title": "My Free Form", "origin_system": "FreeForms.com"})
    assert an.update_form(id_of(form), {"title": "Mine"})["title"] == an.get_form(id_of(form))["name"] == "Mine"
    sent = an.create_submission(id_of(form), id_of(person))
    assert id_of(an.create_submission(id_of(form), id_of(person))) == id_of(sent)
    assert an.get_form_submission(id_of(form), id_of(sent))["action_network:form_id"] == id_of(form)
    assert an.get_form_submissions(id_of(form)).num_rows == 1
    assert an.get_person_submissions(id_of(person)).num_rows == 2, "by the program's form, and by the campaign's page"
    assert an.get_person_submission(id_of(person), id_of(sent))["action_network:person_id"] == id_of(person)
    known = an.update_submission(id_of(form), id_of(sent), {"identifiers": ["free:1"]})
    assert known["identifiers"][1] == "free:1"
    kinds = {each["tracker:kind"]: each["total_submissions"] for each in an.get_forms()}
    assert kinds == {"page": 1, "at home": 0, "program": 1}


@once
def test_paging_over_sixty_people_and_filters(an: ActionNetwork, program: Program) -> None:
    for number in range(63):
        program.sign_up(f"p{number}@example.org", given_name=f"Anna{number}", family_name="O'Neil")
    people = an.get_people()
    assert people.num_rows == 63 and len({tuple(each["identifiers"]) for each in people}) == 63
    assert an.get_people(limit=30).num_rows == 30
    page: Any = an.get_people(page=3, per_page=25)
    assert (page["page"], page["total_pages"], page["total_records"], len(page["_embedded"]["osdi:people"])) == (
        3,
        3,
        63,
        13,
    )
    assert "next" not in page["_links"]
    assert an.get_people(filter="email_address eq 'P7@Example.org'").num_rows == 1
    assert an.get_people(filter="given_name eq 'anna7' and family_name eq 'O''Neil'").num_rows == 1
    assert an.get_people(filter="modified_date gt '2020-01-01'").num_rows == 63
    assert an.get_people(filter="created_date lt '2020-01-01'").num_rows == 0
    assert an.get_events(filter="start_date gt '2026-11-30' and title eq 'beyond utopia'").num_rows == 1
    assert an.get_events(filter="end_date lt '2026-11-30'").num_rows == 0
    assert db.session.query(Ally).count() == 63
