"""No public route without a page in tests/public_pages.py: what is not there, nobody has looked at."""

from flask import Flask

from tests.public_links import LINKS
from tests.public_pages import NO_PAGES
from tests.shown import Shown
from tracker.web.public import door


def test_every_public_route_is_among_the_pages_that_are_looked_at(app: Flask, shown: Shown) -> None:
    ours = {page.bp.name for page in door.PAGES}
    missing = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in ours and rule.endpoint not in NO_PAGES:
            methods = (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
            missing += [(method, rule.rule) for method in methods if (rule.rule, method) not in shown.asked]
    assert not missing, "a line in tests/public_pages.py is missing"


def test_every_address_with_a_token_is_among_the_links(app: Flask) -> None:
    ours = {page.bp.name for page in door.PAGES}
    routes = app.url_map.bind("localhost")
    opened = {routes.match(link.at("x"), method="GET")[0] for link in LINKS.values()}
    pressed = {
        routes.match(link.pressed_at("x"), method="POST")[0] for link in LINKS.values() if link.again is not None
    }
    tested = {endpoint.partition(".")[0] for endpoint in opened | pressed}
    secret = {
        rule.endpoint.partition(".")[0]
        for rule in app.url_map.iter_rules()
        if "token" in rule.arguments and rule.endpoint.partition(".")[0] in ours and rule.endpoint not in NO_PAGES
    }
    assert secret == tested, "a line in LINKS of tests/public_links.py is missing"
