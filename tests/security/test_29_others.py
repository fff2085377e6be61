"""29: organizer A sees and changes only own screenings and only allowed fields; who makes calls has no bulk list.

Every address and post of A tried as B and as nobody: tests/house/test_access_by_id.py.
"""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests import invented
from tests.members import browser_of
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.team.account import Account


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        yield app


def test_29_a_screening_stays_in_its_campaign_whatever_is_posted_and_none_is_put_into_anothers(inside: Flask) -> None:
    rosa = invented.account("organizer")
    mine, others = invented.House(rosa), invented.House(invented.account("organizer", "Juno P."))
    browser = browser_of(inside, rosa)
    facts = {
        "kind": "virtual",
        "day": "2023-10-23",
        "time": "19:00",
        "zone": "America/Chicago",
        "screen": "7",
        "country": "US",
    }
    moved = browser.post(
        f"/desk/screenings/{mine.screening_id}/change",
        data=facts | {"campaign": others.campaign_id, "campaign_id": others.campaign_id, "status": "cancelled"},
    )
    assert moved.status_code == 303
    db.session.rollback()
    row = db.session.get_one(Screening, mine.screening_id)
    assert (row.campaign_id, row.screen, row.status) == (mine.campaign_id, "7", "announced")
    count = db.session.query(Screening).count()
    assert browser.post("/desk/screenings/new", data=facts | {"campaign": others.campaign_id}).status_code in (404, 422)
    db.session.rollback()
    assert db.session.query(Screening).count() == count


def test_29_nobody_gives_themselves_another_role_by_a_field_that_no_form_has(inside: Flask) -> None:
    rosa = invented.account("organizer")
    more = {"role": "administrator", "role_name": "administrator", "active": "y", "demo": "y", "tf_primary_method": ""}
    browser_of(inside, rosa).post("/account/about", data={"name": "Rosa", "language": "ko", **more})
    db.session.rollback()
    row = db.session.get_one(Account, rosa)
    assert (row.language, row.role_name, row.demo, row.tf_primary_method) == (
        "ko", "organizer", False, "authenticator",
    )  # fmt: skip


@pytest.mark.parametrize("role", ["caller", "viewer"])
def test_29_who_makes_calls_or_reads_figures_has_no_list_of_allies_no_outbox_and_no_file(
    inside: Flask, role: str
) -> None:
    browser = browser_of(inside, invented.account(role))
    for path in (
        "/desk/allies/",
        "/desk/outbox/",
        "/desk/write/",
        "/desk/imports/",
        "/desk/outcomes/",
        "/desk/replies/",
        "/desk/trace/",
    ):
        assert browser.get(path).status_code == 403, path
