"""Whatever a program may send by the OpenAPI document, and much that it may not: no answer breaks, and none is another than it says.

schemathesis makes the requests, the same ones each time. For more of them, by hand: MORE_EXAMPLES=20.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.filled_house import Filled
from tests.drawn import so_many

# For each address: by the document at things that are there, by the document anywhere, and against it.
USUAL = 4
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
SETTINGS = settings(
    max_examples=so_many(USUAL), derandomize=so_many(1) == 1, database=None, deadline=None, print_blob=False,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def house(app: Flask) -> Iterator[Filled]:
    with app.app_context():
        yield Filled(app.test_client())


def test_no_answer_breaks_and_none_is_another_than_the_document_says(app: Flask, house: Filled) -> None:
    # Other tokens are guesses, which are slowed after a while: tests/api/test_figures.py.
    config = SchemathesisConfig.from_dict({"generation": {"with-security-parameters": False}})
    schema = schemathesis.openapi.from_wsgi("/api/v2/openapi.json", app, config=config)
    asked: dict[int, int] = {}
    wrong: list[str] = []
    for result in schema.get_all_operations():
        operation = result.ok()
        try:
            _ask(operation, house, asked)
        except BaseException as failure:  # what a check raises is a group of them
            wrong.append(f"{operation.label}: {_said(failure)}")
    print(dict(sorted(asked.items())))
    assert not wrong, "\n\n".join(wrong)
    assert asked[200] > 50 and asked[400] and asked[404] and asked[422]


def _ask(operation: Any, house: Filled, asked: dict[int, int]) -> None:
    """By the document at what is there and at what is not; and against it."""
    real = {name: house.ids.get(name, "nothing") for name in _ids(operation)}
    there = {"path_parameters": real} if real else {}
    cases = [operation.as_strategy(GenerationMode.POSITIVE, **there), operation.as_strategy(GenerationMode.POSITIVE)]
    if operation.query or operation.body:
        cases.append(operation.as_strategy(GenerationMode.NEGATIVE, **there))
    if real:
        cases.append(operation.as_strategy(GenerationMode.NEGATIVE))

    @SETTINGS
    @given(case=st.one_of(cases))
    def ask(case: Case[Any]) -> None:
        answer = case.call_and_validate(headers={"OSDI-API-Token": house.token}, checks=CHECKS)
        asked[answer.status_code] = asked.get(answer.status_code, 0) + 1

    ask()


def _ids(operation: Any) -> list[str]:
    return [each.name for each in operation.path_parameters]


def _said(failure: BaseException) -> str:
    inner = getattr(failure, "exceptions", ())
    return "\n".join(_said(each) for each in inner) if inner else f"{type(failure).__name__}: {failure}"[:1500]
