"""The OpenAPI document says what the API answers: every address and every field, and nothing else."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.filled_house import READS_NOBODY, Filled
from tracker.api import beside, docs, openapi
from tracker.api.our_routes import OUR_ROUTES
from tracker.api.table import EVERY
from tracker.osdi import shapes
from tracker.osdi.shapes import Shape

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
# Fields with which another part of an answer says the same; all that no answer of a full house shows is a lie.
METHODS = {"GET", "POST", "PUT", "DELETE", "PATCH"}


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/api/v2/openapi.json")
    assert answer.status_code == 200 and answer.content_type == "application/json"
    return answer.get_json()


def test_every_address_of_the_api_stands_in_the_document_and_no_other(app: Flask, document: dict[str, Any]) -> None:
    served = {
        (openapi.path_of(rule.rule.removeprefix("/api/v2")) or "/", method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) & METHODS
    }
    told = {(path, method.upper()) for path, methods in document["paths"].items() for method in methods}
    assert told == served
    assert len(told) == len(EVERY) + len(beside.BESIDE), "an address twice in the table hides one"
    names = [each["operationId"] for methods in document["paths"].values() for each in methods.values()]
    assert len(names) == len(set(names))


def test_the_document_is_one_by_the_specification(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0" and document["servers"] == [{"url": "http://localhost/api/v2"}]
    for schema in document["components"]["schemas"].values():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})
    refs = set(_refs(document))
    assert refs == {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}


def test_every_answer_holds_what_the_document_says_and_each_field_is_shown_somewhere(
    app: Flask, client: FlaskClient, document: dict[str, Any]
) -> None:
    seen: dict[str, set[str]] = {}
    with app.app_context():
        filled = Filled(client)
        blind = filled.another(*READS_NOBODY)
        _ask_everything(filled, blind, document, seen)
    seen["Error"] = {"error"}
    never = {
        shape.name: missing
        for shape in docs.told_shapes()
        if (missing := {*shape.by_name, *_links_of(shape)} - seen.get(shape.name, set()))
    }
    assert not never, "said of answers, and shown by none"


def _ask_everything(filled: Filled, blind: str, document: dict[str, Any], seen: dict[str, set[str]]) -> None:
    # What reads first, what takes away last; each as it is asked by whoever reads people and by whoever does not.
    for route in sorted(
        EVERY, key=lambda each: (each.method == "DELETE", each.name == "follow_ups.record", each.method != "GET")
    ):
        for token in (None, blind):
            answer = filled.answers(route, token)
            said = answer.get_json(force=True)
            operation = document["paths"][openapi.path_of(route.path)][route.method.lower()]
            assert str(answer.status_code) in operation["responses"], (route.name, answer.text)
            schema = operation["responses"][str(answer.status_code)]["content"]["application/hal+json"]["schema"]
            wrong = _wrong(document, schema, said)
            assert not wrong, (route.name, wrong, said)
            if answer.status_code == 200:
                entries = said["_embedded"][route.rel] if route.rel else [said]
                for each in entries:
                    _look(route.answer, each, seen)
            else:
                assert token is not None, (route.name, answer.text)


def test_each_link_and_each_scope_is_told_on_the_page(client: FlaskClient, document: dict[str, Any]) -> None:
    page = client.get("/api/v2/docs").text
    rels = {rel for shape in docs.told_shapes() for rel in (*shape.links, *shape.maybe_links)} | {
        route.rel for route in EVERY if route.rel
    }
    assert rels - {"docs"} == set(docs.RELS)
    for rel in rels - {"docs"}:
        assert f'id="{rel.partition(":")[2]}"' in page, "curies lead to it"
    for scope in openapi.MAY:
        assert f"<code>{scope}</code>" in page
    for path in document["paths"]:
        assert f"<code>{path}</code>" in page


def test_a_field_that_is_not_said_and_one_that_is_missing_are_seen(document: dict[str, Any]) -> None:
    said = {"$ref": "#/components/schemas/Tag"}
    link = {"href": "http://localhost/api/v2/tags/x"}
    tag = {
        "identifiers": ["action_network:x"], "created_date": "2026-11-29T00:00:00Z", "modified_date": "2026-11-29T00:00:00Z",
        "name": "translates", "_links": {"self": link, "osdi:taggings": link},
    }  # fmt: skip
    assert not _wrong(document, said, tag)
    for other in ({**tag, "more": 1}, {**tag, "created_date": "today"}, {**tag, "_links": {"self": link}}):
        assert _wrong(document, said, other)
    assert _wrong(document, said, {key: value for key, value in tag.items() if key != "name"})
    assert OUR_ROUTES and shapes.TAG.by_name


def _wrong(document: dict[str, Any], schema: dict[str, Any], said: Any) -> list[str]:
    whole = {"components": document["components"], **schema}
    return [str(each) for each in jsonschema_rs.Draft202012Validator(whole).iter_errors(said)]


def _look(shape: Shape, said: dict[str, Any], seen: dict[str, set[str]]) -> None:
    """Which keys stood there."""
    found = seen.setdefault(shape.name, set())
    found |= set(said) | set(said.get("_links", {}))
    for field in shape.fields:
        inner = openapi.schemas.NAMED.get(field.kind)
        if inner is not None:
            value = said.get(field.name)
            for each in value if isinstance(value, list) else [value] if value else []:
                _look(inner, each, seen)


def _links_of(shape: Shape) -> set[str]:
    return {*shape.links, *shape.maybe_links}


def _refs(said: Any) -> Iterator[str]:
    if isinstance(said, dict):
        for key, value in said.items():
            if key == "$ref":
                yield value
            else:
                yield from _refs(value)
    elif isinstance(said, list):
        for each in said:
            yield from _refs(each)
