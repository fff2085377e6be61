"""30: the access table is written and every route is in it; what says nothing for whom it is opens for nobody."""

import re

import pytest
from flask import Blueprint, Flask

from tests import invented
from tests.engines import TOP
from tests.members import browser_of
from tracker.web.frame import access


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


def test_30_every_route_and_method_is_in_the_written_table_and_the_table_has_no_other(app: Flask) -> None:
    table = (TOP / "docs" / "access.md").read_text("utf-8")
    written = {(rule, method) for rule, methods, _who in re.findall(r"\| `(.+?)` \| ([A-Z ]+) \| (.+?) \|", table)
               for method in methods.split()}  # fmt: skip
    routes = {(rule.rule, method) for rule in app.url_map.iter_rules()
              for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}  # fmt: skip
    assert written == routes
    assert len(routes) > 150


def test_30_a_view_that_says_nothing_opens_for_no_role_and_a_method_more_does_not_slip_by(own_app: Flask) -> None:
    bp = Blueprint("forgotten", __name__)
    bp.add_url_rule("/forgotten", view_func=lambda: "open", endpoint="it", methods=["GET", "POST", "DELETE"])
    own_app.register_blueprint(bp)
    with own_app.app_context():
        browser = browser_of(own_app, invented.account("administrator"))
    assert access.allowed(own_app, "forgotten.it") is None
    for method in ("GET", "POST", "DELETE", "OPTIONS"):
        assert browser.open("/forgotten", method=method).status_code == 403
        assert b"open" not in own_app.test_client().open("/forgotten", method=method).data
