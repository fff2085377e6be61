"""A view that somebody adds and forgets to say for whom it is."""

import pytest
from flask import Flask

from tracker.team.roles import Role


@pytest.fixture
def app(own_app: Flask) -> Flask:
    """The view is added to it."""
    return own_app


def test_a_view_that_says_nothing_opens_for_nobody(app, signed_in):
    app.config["TESTING"] = False
    app._got_first_request = False  # a route added late, as a forgotten one would be there from the start
    app.add_url_rule("/desk/forgotten", "forgotten", lambda: "open")
    assert app.test_client().get("/desk/forgotten").status_code == 303
    assert signed_in(Role.ADMINISTRATOR).get("/desk/forgotten").status_code == 403
