"""Members of the team at their desks, and what they find there."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tests.desk_rows import at_desk
from tests.letters_world import world
from tests.members import browser_of

__all__ = ["at_desk", "world"]


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    """The application, with its database at hand."""
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        yield app


@pytest.fixture
def browser_for(inside: Flask) -> Callable[[str], FlaskClient]:
    """A browser in which the account of this id is signed in."""
    return lambda account_id: browser_of(inside, account_id)


@pytest.fixture
def rosa(inside: Flask) -> str:
    """An organizer."""
    return invented.account("organizer", "Rosa M.")


@pytest.fixture
def house(rosa: str) -> invented.House:
    return invented.House(rosa)
