"""The twelve rules that make every client of Action Network work here, one by one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.other_program import Program, id_of
from tracker.allies.ally import Ally
from tracker.api.routes import ROUTES, Route
from tracker.osdi import shapes
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.web.frame import floods
from tracker.web.frame.floods import READ, TOKEN

once = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def program(app: Flask, client: FlaskClient) -> Iterator[Program]:
    with app.app_context():
        yield Program(client)


@pytest.fixture
def filled(program: Program) -> dict[str, str]:
    """An id for each part of an address that is one."""
    person = program.sign_up("ada@example.org", given_name="Ada", custom_fields={"shirt": "M"})
    ids = {"person_id": id_of(person), "event_id": program.event_id}
    ids["attendance_id"] = id_of(
        program.post(f"events/{program.event_id}/attendances", {"person_id": ids["person_id"]})
    )
    ids["tag_id"] = id_of(program.post("tags", {"name": "choir"}))
    ids["tagging_id"] = id_of(program.post(f"tags/{ids['tag_id']}/taggings", {"person_id": ids["person_id"]}))
    ids["form_id"] = id_of(program.post("forms", {"title": "Elsewhere"}))
    ids["submission_id"] = id_of(program.post(f"forms/{ids['form_id']}/submissions", {"person_id": ids["person_id"]}))
    return ids


def address(route: Route, ids: dict[str, str]) -> str:
    path = route.path.lstrip("/")
    for name, id_ in ids.items():
        path = path.replace(f"<{name}>", id_)
    return path


@once
def test_1_every_address_answers_with_and_without_a_slash_and_leads_nowhere_else(
    program: Program, filled: dict[str, str]
) -> None:
    for route in ROUTES:
        path = address(route, filled)
        bodies = [{"title": "Beyond Utopia", "name": "choir"}] * 2 if route.method in ("POST", "PUT") else [None, None]
        answers = [
            program.ask(route.method, each, body)
            for each, body in zip((path, f"{path}/" if path else ""), bodies, strict=True)
        ]
        assert {answer.status_code for answer in answers} <= {200, 400, 404}, (route, [a.text for a in answers])
        assert answers[0].status_code == answers[1].status_code or route.method == "DELETE", route
    assert program.ask("GET", "people/?page=1").status_code == 200
    assert program.client.get("/api/v2", headers={"OSDI-API-Token": program.token}).status_code == 200


@once
def test_2_without_a_token_the_entry_point_alone_opens_and_tells_of_nobody(program: Program) -> None:
    for wrong in ("", "wrong", program.token[:-1]):
        said = program.get("", token=wrong)
        assert said["motd"] and "osdi:people" not in said["_links"] and "osdi:tags" not in said["_links"]
        for route in ROUTES[1:]:
            refused = program.ask(route.method, address(route, {}), {}, wrong)
            assert (refused.status_code, refused.get_json(force=True)) == (
                403, {"error": "API Key invalid or not present"},
            )  # fmt: skip
            assert "wrong" not in refused.text
        floods.forget(program.client.application)
    links = program.get("")["_links"]
    assert {"osdi:people", "osdi:events", "osdi:tags", "osdi:forms", "osdi:person_signup_helper"} <= set(links)


@once
def test_3_and_4_answers_are_hal_dates_are_utc_and_ids_can_be_cut_out(program: Program, filled: dict[str, str]) -> None:
    for route in ROUTES:
        if route.method != "GET" or not route.answer.resource or not route.answer.by_name.get("identifiers"):
            continue
        said = program.get(address(route, filled))
        for each in said["_embedded"][route.rel] if route.rel else [said]:
            assert each["identifiers"][0].startswith("action_network:") and id_of(each)
            for name in ("created_date", "modified_date"):
                datetime.strptime(each[name], "%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007
            assert not each["_links"]["self"]["href"].endswith("/")


@once
def test_answers_hold_the_fields_that_the_table_tells_of_and_no_others(
    program: Program, filled: dict[str, str]
) -> None:
    seen: set[str] = set()
    for route in ROUTES:
        if route.method != "GET":
            continue
        said = program.get(address(route, filled))
        found = said["_embedded"][route.rel] if route.rel else [said]
        assert found, route
        for each in found:
            holds(each, route.answer)
            assert set(route.answer.links) <= set(each["_links"]), route
        seen.add(route.answer.name)
    assert seen >= {
        "Person",
        "Event",
        "Attendance",
        "Tag",
        "Tagging",
        "Form",
        "Submission",
        "CustomFields",
        "EntryPoint",
    }


def holds(said: dict[str, object], shape: shapes.Shape) -> None:
    fields = {name for name in said if name != "_links"}
    assert fields <= set(shape.by_name), (shape.name, fields - set(shape.by_name))
    assert {field.name for field in shape.fields if field.always} <= fields, shape.name
    by_name = {each.name: each for each in vars(shapes).values() if isinstance(each, shapes.Shape)}
    for field in shape.fields:
        value = said.get(field.name)
        inner = by_name.get(field.kind)
        for each in value if isinstance(value, list) else [value]:
            assert each is not None or field.null or field.name not in said or field.many, (shape.name, field.name)
            if inner is not None and isinstance(each, dict):
                holds(each, inner)
            if field.one_of and isinstance(each, str):
                assert each in field.one_of, (shape.name, field.name, each)


@once
def test_5_collections_page_leniently_and_end_with_an_empty_page(program: Program) -> None:
    for number in range(28):
        program.sign_up(f"p{number}@example.org")
    first = program.get("people")
    assert list(first["_embedded"]) == ["osdi:people"] and len(first["_embedded"]["osdi:people"]) == 25
    assert {name: first[name] for name in ("total_pages", "per_page", "page", "total_records")} == {
        "total_pages": 2, "per_page": 25, "page": 1, "total_records": 28,
    }  # fmt: skip
    assert first["_links"]["osdi:people"][0] == first["_embedded"]["osdi:people"][0]["_links"]["self"]
    filtered = program.get("people", filter="created_date gt '2020-01-01'", per_page="10")
    href = filtered["_links"]["next"]["href"]
    query = parse_qsl(urlsplit(href).query)
    assert (
        query[-1] == ("page", "2")
        and ("filter", "created_date gt '2020-01-01'") in query
        and ("per_page", "10") in query
    )
    second = program.get(href.partition("/api/v2/")[2])
    assert [id_of(each) for each in second["_embedded"]["osdi:people"]] == [
        id_of(each) for each in first["_embedded"]["osdi:people"][10:20]
    ]
    last = program.get("people", page="2")
    assert len(last["_embedded"]["osdi:people"]) == 3 and "next" not in last["_links"]
    for page in ("3", "400000", "999999999999"):
        beyond = program.get("people", page=page)
        assert beyond["_embedded"] == {"osdi:people": []} and "next" not in beyond["_links"]
    for page, size, told in (("None", "25filter=None", (1, 25)), ("2?filter=x", "3", (2, 3)), ("-1", "0", (1, 25)),
                             ("", "1000", (1, 25)), ("zwei", "x", (1, 25))):  # fmt: skip
        said = program.get("people", page=page, per_page=size)
        assert (said["page"], said["per_page"]) == told
    assert program.get(f"events/{program.event_id}/attendances")["_embedded"] == {"osdi:attendances": []}


@once
def test_who_walks_page_by_page_meets_everybody_once_though_some_go_and_some_come(program: Program) -> None:
    ids = [id_of(program.sign_up(f"p{number}@example.org")) for number in range(30)]
    met = [id_of(each) for each in program.get("people", per_page="10")["_embedded"]["osdi:people"]]
    with_gone = db.session.get_one(Ally, ids[3])
    with transaction():
        gone = db.session.get_one(Ally, with_gone.id)
        gone.contact, gone.extra_care_sealed = None, None
    late = id_of(program.sign_up("late@example.org"))
    for page in (2, 3, 4, 5):
        met += [id_of(each) for each in program.get("people", page=page, per_page="10")["_embedded"]["osdi:people"]]
    assert met == [*ids, late]


FILTERED = (
    # The address, the filter, and how many fit it; or 400.
    ("people", "email_address eq 'ADA@example.org'", 1), ("people", "email_address eq ada@example.org", 1),
    ("people", "given_name eq 'Ada' and created_date lt '2099-01-01T00:00:00Z'", 1), ("people", "family_name eq 'x'", 0),
    ("people", "identifier eq 'crm:1'", 0), ("people", "postal_code eq '78704'", 0), ("people", "phone_number eq '1'", 0),
    ("people", "email_address gt 'a'", 400), ("people", "shoe eq '1'", 400), ("people", "email_address eq 'x", 400),
    ("people", "email_address is 'x'", 400), ("people", "created_date gt 'soon'", 400), ("people", "and", 400),
    ("people", "created_date gt '2020-01-01' and", 400), ("events", "name ne 'x' and start_date ge 2026-01-01", 1),
    ("events", "modified_date le '2020-01-01'", 0), ("events", "title lt 'x'", 400), ("tags", "whatever it is", 0),
    ("forms", "created_date gt '2020-01-01'", 2), ("people", "email_address eq 'o''neil@example.org'", 0),
)  # fmt: skip


@once
def test_6_filters(program: Program) -> None:
    program.sign_up("ada@example.org", given_name="Ada")
    for path, text, number in FILTERED:
        said = program.ask("GET", path, None, None, filter=text)
        assert said.status_code == (400 if number == 400 else 200), (text, said.text)
        told = said.get_json(force=True)
        assert told["error"] if number == 400 else told["total_records"] == number, text


@once
def test_7_bodies_are_json_or_form_encoded_whatever_they_are_called(program: Program) -> None:
    for body in ("title=Crossing&capacity=40&visibility=public", b'{"title": "Crossing", "capacity": 40}'):
        said = program.put(f"events/{program.event_id}", body)
        assert (said["title"], said["capacity"]) == ("Crossing", 40)
    said = program.post(f"events/{program.event_id}/attendances", "email_address=a@example.org&add_tags=x&add_tags=y")
    assert {each["name"] for each in program.get("tags")["_embedded"]["osdi:tags"]} == {"x", "y"}
    for broken in ("{", "[1]", "nonsense", b"\xff\xfe", "[" * 50, '{"a": NaN}', '{"a": "\\u0000"}', '{"a": "\\ud800"}'):
        refused = program.ask("POST", "people", broken)
        assert refused.status_code == 400 and refused.get_json(force=True)["error"], broken
    assert id_of(said)


@once
def test_8_a_link_means_whom_it_ends_with_whatever_its_host_and_nobody_else_is_stored(program: Program) -> None:
    person, path = id_of(program.sign_up("ada@example.org")), f"events/{program.event_id}/attendances"
    for host in ("https://actionnetwork.org/api/v2/people/", "http://localhost/x/", ""):
        said = program.post(path, {"_links": {"osdi:person": {"href": f"{host}{person}"}}})
        assert said["action_network:person_id"] == person
    before = db.session.query(Signup).count()
    for body, query in (
        ({"_links": {"osdi:person": {"href": "https://x.org/people/nobody"}}}, {}), ({}, {"_links": "osdi:person"}), ({}, {}),
        ({"_links": {"osdi:person": {"href": f"x/{person[::-1]}"}}}, {}), ({"_links": {"osdi:person": 7}}, {}),
        ({"_links": None, "person_id": "'"}, {}), ({"given_name": "Ada"}, {}),
    ):  # fmt: skip
        refused = program.ask("POST", path, body or None, None, **query)
        assert (refused.status_code, refused.get_json(force=True)) == (
            400, {"error": "You must specify a valid person id"},
        ), body  # fmt: skip
    db.session.rollback()
    assert db.session.query(Signup).count() == before


@once
def test_9_each_no_is_json(program: Program) -> None:
    for method, path, body, status in (
        ("GET", "queries", None, 404), ("GET", "people/x/y/z", None, 404), ("DELETE", "people", None, 405),
        ("PATCH", "events", {}, 405), ("GET", "events/0000000000000000", None, 404), ("GET", "people/\x00", None, 404),
        ("POST", "people", {"person": {"email_addresses": [{"address": "no address"}]}}, 400),
        ("POST", "events", {}, 400), ("POST", "tags", {"name": ""}, 422), ("POST", "people", "x=" + "y" * 1_000_001, 413),
        ("PUT", f"events/{program.event_id}", {"status": "perhaps"}, 400),
        ("PUT", f"events/{program.event_id}", {"start_date": "1700-01-01"}, 422),
    ):  # fmt: skip
        refused = program.ask(method, path, body)
        assert refused.status_code == status, (path, refused.text[:200])
        assert refused.content_type.startswith("application/hal+json") and refused.get_json(force=True)["error"], path
        if status == 405:
            assert "GET" in refused.headers["Allow"]


@once
def test_9_what_breaks_says_nothing_of_the_inside(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker.finding import events_told

    def broken(_ids: object) -> None:
        raise RuntimeError("Kim Min-ji, ada@example.org")

    monkeypatch.setattr(events_told, "told", broken)
    said = program.ask("GET", "events")
    assert said.status_code == 500 and "Min-ji" not in said.text and said.get_json(force=True)["error"]


@once
def test_10_what_is_not_sent_stays_and_what_nobody_knows_is_ignored(program: Program) -> None:
    made = program.sign_up(
        "ada@example.org", given_name="Ada", family_name="Oh", phone_numbers=[{"number": "5125550147"}],
        postal_addresses=[{"locality": "Austin", "postal_code": "78704"}], custom_fields={"a": "1", "b": "2"},
    )  # fmt: skip
    odd: list[Any] = [
        {}, {"given_name": None, "family_name": "", "phone_numbers": [], "custom_fields": {}, "shoes": {"deep": [1]}},
        {"custom_fields": {"a": "", "b": None, "tracker:consent": "yes"}, "_links": {"self": {"href": "x"}}},
        {"postal_addresses": [{"locality": ""}], "identifiers": None, "languages_spoken": None},
    ]  # fmt: skip
    for body in odd:
        said = program.put(f"people/{id_of(made)}", body)
        assert {**said, "modified_date": ""} == {**made, "modified_date": ""}, body
    event = program.get(f"events/{program.event_id}")
    said = program.put(f"events/{program.event_id}", {"capacity": None, "location": {}, "title": "", "reminders": [{}]})
    assert {**said, "modified_date": ""} == {**event, "modified_date": ""}


@once
def test_11_background_processing_is_answered_as_usual(program: Program) -> None:
    said = program.post(
        "people", {"person": {"email_addresses": [{"address": "a@example.org"}]}}, background_processing="true"
    )
    assert said["identifiers"]
    put = program.put(f"people/{id_of(said)}", {"given_name": "Ada"}, background_processing="true")
    assert put["given_name"] == "Ada"


@once
def test_12_an_import_of_ten_thousand_meets_no_limit_and_whoever_has_stolen_a_token_does(program: Program) -> None:
    assert TOKEN.most >= 2 * 10_000 and READ.most >= 100_000
    seen = floods.of(program.client.application).lately
    program.sign_up("ada@example.org")
    token_id = next(iter(seen[TOKEN.what].slots[-1]))
    seen[READ.what].came([token_id] * READ.most)
    refused = program.ask("GET", "people")
    assert (
        refused.status_code == 429 and int(refused.headers["Retry-After"]) > 0 and refused.get_json(force=True)["error"]
    )
    assert program.ask("GET", "events").status_code == 200, "where nobody is shown it goes on"
    seen[TOKEN.what].came([token_id] * TOKEN.most)
    assert program.ask("GET", "events").status_code == 429


@once
def test_the_same_identifiers_twice_are_the_same_thing(program: Program) -> None:
    path = f"events/{program.event_id}/attendances"
    body: Any = {
        "identifiers": ["sheet:4-7"],
        "person": {"phone_numbers": [{"number": "5125550147"}], "given_name": "Ada"},
    }
    first = program.post(path, body)
    body["person"] = {"phone_numbers": [{"number": "5125550199"}], "given_name": "Ada M."}
    assert program.post(path, body) == first, "typed differently the second time, and still one line of one sheet"
    event = {"title": "Crossing", "identifiers": ["crm:9"], "start_date": "2026-12-24T20:00:00Z"}
    assert id_of(program.post("events", event)) == id_of(program.post("events", {**event, "title": "Renamed"}))
    person: Any = {
        "person": {"identifiers": ["crm:1"], "phone_numbers": [{"number": "5125550111"}], "given_name": "Bo"}
    }
    made = program.post("people", person)
    person["person"]["given_name"] = "Bo-ra"
    assert id_of(program.post("people", person)) == id_of(made)
    assert program.get("people", filter="identifier eq 'crm:1'")["total_records"] == 1
    other = program.sign_up("else@example.org")
    assert program.put(f"people/{id_of(other)}", {"identifiers": ["crm:1"]})["identifiers"] == [
        f"action_network:{id_of(other)}"
    ]


@once
def test_a_start_by_the_venues_clock_and_a_start_in_utc_are_both_told(program: Program) -> None:
    said = program.put(f"events/{program.event_id}", {"tracker:local_start": "2026-12-03T19:30:00"})
    assert (said["start_date"], said["tracker:timezone"]) == ("2026-12-04T01:30:00Z", "America/Chicago")
    said = program.put(f"events/{program.event_id}", {"start_date": "2026-12-04T02:00:00+00:00"})
    assert said["tracker:local_start"] == "2026-12-03T20:00:00"
    assert datetime.fromisoformat(said["end_date"]) > datetime(2026, 12, 4, 2, tzinfo=UTC)


@once
def test_a_cancelled_event_keeps_its_row_takes_nobody_in_and_can_take_place_after_all(program: Program) -> None:
    path = f"events/{program.event_id}"
    assert program.put(path, "status=cancelled")["status"] == "cancelled"
    assert program.ask("POST", f"{path}/attendances", {"email_address": "a@example.org"}).status_code == 409
    assert program.put(path, {"status": "confirmed"})["status"] == "confirmed"
    program.post(f"{path}/attendances", {"email_address": "a@example.org"})
