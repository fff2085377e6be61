"""Links to a report at the desk, and viewers as they are invited."""

import re
from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tests.members import PASSWORD, send
from tracker.reports.share_link import ShareLink
from tracker.store.db import db
from tracker.team.account import Account
from tracker.team.roles import Role
from tracker.team.trace import Trace


def test_a_link_is_shown_once_and_withdrawn_at_once(app: Flask, signed_in, client: FlaskClient) -> None:
    rosa = signed_in(Role.ORGANIZER)
    with app.app_context():
        report = invented.report(invented.campaign(rosa.member.id))
        others = invented.report(invented.campaign(name="Others"))
    path = f"/desk/reports/{report}/links"
    page = rosa.post(path, data={"whom": "Foundation X", "days": "30"}).text
    found = re.search(r"http://localhost:8000(/report/[\w-]{43})", page)
    assert found and "Send this to Foundation X." in page
    assert client.get(found[1]).status_code == 200
    again = rosa.get(path).text
    assert found[1] not in again and "Foundation X" in again and "opened once" in again
    with app.app_context():
        link_id = db.session.query(ShareLink).one().id
    assert rosa.post(f"/desk/reports/links/{link_id}/withdraw").location == path
    assert client.get(found[1]).status_code == 404
    wrong = rosa.post(path, data={"whom": "", "days": "731"})
    assert wrong.status_code == 422 and "Say for whom it is" in wrong.text and "between 1 and 730" in wrong.text
    assert rosa.get(f"/desk/reports/{others}/links").status_code == 404
    with app.app_context():
        deeds = [each.deed for each in db.session.query(Trace) if each.about == "report"]
    assert deeds == ["report link made", "report link withdrawn"]


def test_days_are_those_of_the_clock_of_the_house(app: Flask, signed_in) -> None:
    """At ten in the evening in New York it is tomorrow already in UTC."""
    rosa = signed_in(Role.COORDINATOR)
    with app.app_context():
        report = invented.report(invented.campaign(rosa.member.id), at=datetime(2024, 3, 5, 3, tzinfo=UTC))
    for page in (f"/desk/reports/{report}/links", "/desk/published/"):
        assert "4 Mar 2024" in rosa.get(page).text, page


def test_a_viewer_is_told_what_it_is_joins_and_reads(app: Flask, signed_in, client: FlaskClient) -> None:
    admin = signed_in(Role.ADMINISTRATOR)
    said = admin.post("/desk/team/invite", data={"role": "viewer", "all_reports": "y"}).text
    found = re.search(r"/account/join/[\w-]{43}", said)
    assert found
    page = client.get(found[0]).text
    assert "invites you to read its reports" in page and "Reads published reports, and nothing else" in page
    assert 'name="speaks"' not in page
    with app.app_context():
        report = invented.report(invented.campaign(name="Later"))
    there = send(client, found[0], name="Edith", email="edith@example.org", password=PASSWORD).location
    assert there == "/desk/" and client.get(there).location == "/desk/published/"
    listed = client.get("/desk/published/").text
    assert "Later" in listed and f"/desk/published/{report}" in listed
    for closed in ("/desk/find/", "/desk/more", "/desk/keys/", "/desk/home/"):
        assert f'href="{closed}"' not in listed and f'action="{closed}"' not in listed
    with app.app_context():
        edith = db.session.query(Account).filter_by(role_name="viewer").one()
        assert edith.all_reports and not edith.needs_second_factor
    admin.post(f"/desk/team/{edith.id}/reports", data={})
    assert "Nobody has said yet which reports you read." in client.get("/desk/published/").text
