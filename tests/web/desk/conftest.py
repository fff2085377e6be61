"""Members of the team at their desks."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from tests import invented


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    """The application, with its database at hand."""
    app.config["WTF_CSRF_ENABLED"] = False

    def forget_who() -> None:
        # The context around the test outlives each request, and so would whoever asked last.
        g.pop("me", None)
        g.pop("houselights_account", None)

    app.before_request_funcs.setdefault(None, []).insert(0, forget_who)
    with app.app_context():
        yield app


@pytest.fixture
def signed_in(inside: Flask) -> Callable[[str], FlaskClient]:
    """A browser in which the account of this id is signed in."""

    def sign_in(account_id: str) -> FlaskClient:
        client = inside.test_client()
        with client.session_transaction() as session:
            session["account"] = account_id
        return client

    return sign_in


@pytest.fixture
def rosa(inside: Flask) -> str:
    """An organizer."""
    return invented.account("organizer", "Rosa M.")


@pytest.fixture
def house(rosa: str) -> invented.House:
    return invented.House(rosa)
