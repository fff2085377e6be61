"""parsons’ own ActionNetwork class, aimed at the running house."""

import warnings
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.api.other_program import Program

with warnings.catch_warnings():
    # On import it warns of how it is installed; it logs each request.
    warnings.simplefilter("ignore")
    from parsons import ActionNetwork  # type: ignore[import-untyped]
    from parsons.action_network import action_network  # type: ignore[import-untyped]

__all__ = ["ActionNetwork", "an", "program"]


@pytest.fixture
def program(app: Flask) -> Iterator[Program]:
    """Asks the house past the wire."""
    with app.app_context():
        yield Program(app.test_client())


@pytest.fixture
def an(live: str, program: Program, monkeypatch: pytest.MonkeyPatch) -> ActionNetwork:
    """By the program's token; its address is a constant of the module."""
    monkeypatch.setattr(action_network, "API_URL", f"{live}/api/v2")
    return ActionNetwork(program.token)
