"""At the desk: somebody is signed in, and makes the rows that the pages need."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.desk_rows import Desk
from tracker.web.frame import access


@pytest.fixture
def at_desk(app: Flask) -> Iterator[Desk]:
    """Signed in as a coordinator."""
    app.config["WTF_CSRF_ENABLED"] = False
    if access.guard not in app.before_request_funcs.get(None, []):
        app.before_request_funcs.setdefault(None, []).append(access.guard)
    with app.app_context():
        yield Desk(app)
