"""29: whoever reads figures reads them, and nothing else: a viewer, a link to a report, a token; tried on every address of the house."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tests.members import browser_of
from tests.others_campaign import Theirs, rows, told_to_strangers
from tests.security.conftest import ONE_OF
from tracker.store.transactions import transaction
from tracker.team.account import by_id
from tracker.team.token import Scope
from tracker.usecases.make_token import make_token
from tracker.usecases.share_report import share_report

# What opens for a viewer: a way to the list, the list, what is in it; and their own account.
VIEWERS = {
    "desk.today.index",
    "desk.published.index",
    "desk.published.show",
    "desk.published.pdf",
    "desk.published.xlsx",
}
# What reading changes: an opening is counted, the hour of use is kept.
BY_READING = {"share_link", "token", "figures_told"}


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        yield app


def walked(app: Flask, browser: FlaskClient, ids: dict[str, str], other: str) -> Iterator[tuple[str, str, object]]:
    """(endpoint, method, answer) of every route by every method; `other` stands where `ids` has nothing."""
    asked = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            # Their own account is theirs: signing out ends the walk.
            if rule.endpoint != "static" and not (ids and rule.endpoint.startswith("account.")):
                values = {**{name: ids.get(name, other) for name in rule.arguments}, **(rule.defaults or {}), **ONE_OF}
                built = rule.build(values, append_unknown=False)
                assert built is not None, rule
                asked += [(rule.endpoint, method, built[1]) for method in sorted((rule.methods or set()) | {"PUT"})]
    for endpoint, method, path in asked:
        answer = browser.open(path, method=method, data={"role": "administrator"} if method == "POST" else None)
        assert answer.status_code < 500, (method, path)
        yield endpoint, method, answer
        answer.close()


def test_29_a_viewer_opens_what_is_published_and_nothing_else_by_any_method(inside: Flask) -> None:
    theirs = Theirs()
    viewer = invented.account("viewer", "Edith V.")
    mine = invented.report(invented.campaign(viewer, name="Mine"))
    others = theirs.ids["report_id"]
    browser, opened = browser_of(inside, viewer), set()
    before = rows()
    for endpoint, method, answer in walked(inside, browser, theirs.ids, "1"):
        if endpoint.startswith("desk."):
            assert answer.status_code in ((403, 405) if endpoint not in VIEWERS else (200, 303, 404, 405)), (
                endpoint,
                method,
            )
        assert not told_to_strangers(answer.get_data().decode("utf-8", "replace"), theirs.alias), (endpoint, method)
        opened |= {endpoint} if answer.status_code == 200 and method == "GET" else set()
    assert {each for each in opened if each.startswith("desk.")} == {"desk.published.index"}
    assert {name for name, now in rows().items() if now != before[name]} <= BY_READING
    assert browser.get("/desk/").location == "/desk/published/"
    page = browser.get("/desk/published/").text
    assert f"/desk/published/{mine}" in page and others not in page
    assert "Learnedxmark" in browser.get(f"/desk/published/{mine}").text


def test_29_a_viewer_of_all_reports_reads_those_to_come_and_still_nothing_else(inside: Flask) -> None:
    viewer = invented.account("viewer", "Edith V.", all_reports=True)
    browser = browser_of(inside, viewer)
    report = invented.report(invented.campaign(name="Later"))
    assert browser.get(f"/desk/published/{report}").status_code == 200
    with transaction():
        by_id(viewer).all_reports = False
    assert browser.get(f"/desk/published/{report}").status_code == 404
    for account in (invented.account("organizer", all_reports=True), invented.account("caller", all_reports=True)):
        assert browser_of(inside, account).get(f"/desk/published/{report}").status_code == 404


@pytest.mark.parametrize("kind", ["link", "token"])
def test_29_a_link_or_a_token_opens_its_own_address_and_nothing_else(inside: Flask, kind: str) -> None:
    theirs = Theirs()
    by = invented.account("administrator", "Miles Y.")
    report = invented.report(invented.campaign(name="Shared"))
    secret = share_report(report, "X", 90, by) if kind == "link" else make_token("sheet", (Scope.READ_FIGURES,), by)
    own = (
        {"report.show", "report.pdf", "report.xlsx"}
        if kind == "link"
        else {"api.figures.by_address", "api.figures.by_header", "api.told_figures.listed"}
    )
    browser = inside.test_client()
    browser.environ_base |= {"HTTP_AUTHORIZATION": f"Bearer {secret}", "HTTP_OSDI_API_TOKEN": secret}
    before, opened = rows(), set()
    for endpoint, method, answer in walked(inside, browser, {}, secret):
        told = told_to_strangers(answer.get_data().decode("utf-8", "replace"), theirs.alias)
        # Somebody's campaign is called so, and a feed says what campaigns are called.
        assert not told or endpoint in own, (endpoint, method, told)
        if answer.status_code == 200 and method == "GET" and secret in answer.request.path:
            opened.add(endpoint)
    assert opened == own - {"api.figures.by_header", "api.told_figures.listed"}
    assert {name for name, now in rows().items() if now != before[name]} <= BY_READING
