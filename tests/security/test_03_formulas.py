"""ASVS 1.2.10: what was typed starts no formula in a table that somebody takes home."""

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests import world
from tests.web.desk.test_imports import mapped
from tracker.screenings.campaign import Campaign
from tracker.store.db import db
from tracker.team.roles import Role

STARTS = ("=", "+", "-", "@", "\t", "\r")
FORMULAS = ('=HYPERLINK("http://evil.example")', "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "=cmd|' /C calc'!A0")


@pytest.fixture
def desk(app: Flask, signed_in) -> FlaskClient:
    return signed_in(Role.COORDINATOR)


def test_03_a_report_of_an_import_starts_no_formula(app: Flask, desk: FlaskClient) -> None:
    with app.app_context():
        world.one_screening()
        campaign = db.session.scalars(select(Campaign.id).where(Campaign.name == "The two-day event")).one()
    rows = io.StringIO()
    csv.writer(rows).writerows(
        [["film", "theatre", "city", "state", "starts"], *[[f, f, f, f, "2023-10-23 19:00"] for f in FORMULAS]]
    )
    address = mapped(desk, rows.getvalue().encode(), campaign)
    report = desk.get(f"{address}report.csv")
    assert report.status_code == 200
    cells = [cell for row in csv.reader(io.StringIO(report.get_data().decode("utf-8-sig"))) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells), "they are in it"
    assert [cell for cell in cells if cell.startswith(STARTS)] == []
