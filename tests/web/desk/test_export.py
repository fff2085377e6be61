"""Lists as files, at the desk: what stands in them, for whom, narrowed how; contacts for coordinators alone."""

import csv
import io
import json
import re
from collections.abc import Callable

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests import invented
from tests.files import winzip
from tests.members import browser_of
from tests.others_campaign import MARKS, Theirs
from tests.wanting_out import Out
from tracker.finding.lists import LISTS
from tracker.store.db import db
from tracker.team.trace import Trace

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
HOSTILE = '=HYPERLINK("http://evil.example")'


@pytest.fixture
def theirs(inside: Flask) -> Theirs:
    return Theirs()


@pytest.fixture
def chief(inside: Flask) -> FlaskClient:
    return browser_of(inside, invented.account("administrator", "Rosa M."))


def table(answer: object) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.status
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


@pytest.mark.parametrize("kind", LISTS, ids=lambda kind: kind.key)
def test_each_list_is_a_file_in_three_forms_without_a_name_a_contact_or_a_note(
    theirs: Theirs, chief: FlaskClient, kind
) -> None:
    invented.write(invented.member("viewer", "Uma"))
    page = chief.get(f"/desk/export/{kind.key}")
    assert page.status_code == 200
    csv_ = chief.post(f"/desk/export/{kind.key}", data={"form": "csv"})
    rows = table(csv_)
    told = json.loads(chief.post(f"/desk/export/{kind.key}", data={"form": "json"}).data)
    sheet = openpyxl.load_workbook(
        io.BytesIO(chief.post(f"/desk/export/{kind.key}", data={"form": "xlsx"}).data)
    ).active
    assert len(rows) == len(told) - (kind.key == "trace"), "that it was taken is a row of the trace"
    assert [cell.value for cell in next(sheet.iter_rows())] == list(kind.columns)
    if rows:
        assert list(rows[0]) == list(told[0]) == list(kind.columns)
    public = ("Ourxmark", "Lettersxmark", "Lanternxmark")
    for mark in MARKS:
        for cell in (cell for row in rows for cell in row.values()):
            assert mark not in cell.replace("\u00a0", " ") or any(each in cell for each in public), (kind.key, cell)
    deed = db.session.scalars(select(Trace).order_by(Trace.number.desc())).first()
    assert (deed.deed, deed.detail) == (
        "list taken",
        f"{kind.key}, xlsx, {sheet.max_row - 1 - (kind.key == 'trace')} rows",
    )


def test_the_file_is_narrowed_as_the_list_was_and_the_button_keeps_it(theirs: Theirs, chief: FlaskClient) -> None:
    here, other = theirs.ids["screening_id"], invented.House()
    invented.signup(invented.ally("Elsewhere Oh"), other.screening_id)
    page = chief.get(f"/desk/allies/?screening={here}&interest={other.host}")
    link = re.search(r'href="(/desk/export/allies\?[^"]+)"', page.text)
    assert link, "the button stands on the list"
    address = link[1].replace("&amp;", "&")
    assert [row["alias"] for row in table(chief.post(address, data={"form": "csv"}))] == [theirs.alias]
    assert len(table(chief.post("/desk/export/allies", data={"form": "csv"}))) == 2
    assert chief.get("/desk/export/screenings?from=never").status_code == 404


@pytest.mark.parametrize(
    "path", ["screenings/", "venues/", "films/", "campaigns/", "requests/", "outbox/", "trace/", "team/", ""]
)
def test_the_button_stands_on_each_list(theirs: Theirs, chief: FlaskClient, path: str) -> None:
    assert "/desk/export/" in chief.get(f"/desk/{path}", follow_redirects=True).text


def test_an_organizer_takes_their_own_campaigns_alone_and_neither_contacts_nor_the_trace(
    inside: Flask, theirs: Theirs
) -> None:
    mine = browser_of(inside, invented.account("organizer", "Uma O."))
    for kind in ("allies", "signups", "follow-ups", "outcomes", "letters", "screenings", "head-counts", "campaigns"):
        assert table(mine.post(f"/desk/export/{kind}", data={"form": "csv"})) == [], kind
    for kind in ("team", "trace"):
        assert mine.get(f"/desk/export/{kind}").status_code == 403
    assert "With contacts" not in mine.get("/desk/export/allies").text
    assert mine.post("/desk/export/allies/contacts", data={"reason": "x"}).status_code == 403
    assert mine.get("/desk/exports/").status_code == 403
    assert mine.get("/desk/export/nothing").status_code == 404


def test_with_extra_care_an_organizer_s_file_says_the_alias_alone(inside: Flask) -> None:
    with inside.app_context():
        careful = Theirs(care=True)
    mine = browser_of(inside, careful.juno)
    for kind in ("allies", "signups", "follow-ups"):
        [row] = table(mine.post(f"/desk/export/{kind}", data={"form": "csv"}))
        told = {name for name, value in row.items() if value and name not in ("id", "ally_id", "extra_care")}
        assert told == {"alias"}, kind


def test_contacts_are_asked_for_with_a_reason_and_come_locked_page_by_page(
    inside: Flask, browser_for: Callable[[str], FlaskClient]
) -> None:
    out = Out(inside)
    ines = browser_for(out.coordinator)
    page = ines.post("/desk/export/allies/contacts", data={"reason": "", "columns": "house", "file": "csv"})
    assert page.status_code == 422
    assert "Write why" in page.text
    asked = ines.post(
        "/desk/export/allies/contacts", data={"reason": "badges", "columns": "house", "file": "csv", "care": "y"}
    )
    assert asked.status_code == 303
    address = asked.headers["Location"]
    assert "2 allies are in it" in ines.get(address).text
    assert ines.get(f"{address}/progress").json["over"]
    locked = ines.post(f"{address}/lock")
    passphrase = re.search(r'id="passphrase" readonly value="([a-z-]+)"', locked.text)[1]
    assert locked.headers["Cache-Control"] == "no-store"
    assert passphrase not in ines.get(address).text
    assert ines.post(f"{address}/lock").status_code == 409
    answer = ines.post(f"{address}/fetch")
    assert answer.mimetype == "application/zip"
    assert "Zephyrine" in winzip.read(answer.data, passphrase)["list.csv"].decode()
    assert "Contacts of allies" in ines.get("/desk/exports/").text
    assert ines.post(f"{address}/give-up").status_code == 303
    assert ines.post(f"{address}/fetch").status_code == 404
    assert ines.post("/desk/export/venues/contacts", data={"reason": "x"}).status_code == 404


def test_only_an_administrator_asks_for_everything_and_only_freshly(inside: Flask, chief: FlaskClient) -> None:
    out = Out(inside)
    assert (
        browser_of(inside, out.coordinator).post("/desk/exports/takeout", data={"reason": "moving"}).status_code == 403
    )
    assert chief.post("/desk/exports/takeout", data={"reason": " "}).status_code == 422
    asked = chief.post("/desk/exports/takeout", data={"reason": "moving house"})
    assert "It begins within a minute" in chief.get(asked.headers["Location"]).text
    stale = browser_of(inside, out.coordinator, stale=True)
    for path in ("/desk/export/allies?consent=no", "/desk/exports/"):
        assert stale.get(path).headers["Location"].startswith("/account/again")


def test_no_cell_of_a_list_starts_a_formula(inside: Flask, chief: FlaskClient) -> None:
    campaign = invented.campaign(name=HOSTILE)
    invented.screening(campaign, venue="＝cmd|' /C calc'!A0")
    cells = [
        cell for kind in ("screenings", "venues", "campaigns")
        for row in table(chief.post(f"/desk/export/{kind}", data={"form": "csv"})) for cell in row.values()
    ]  # fmt: skip
    assert f"'{HOSTILE}" in cells
    assert not [
        cell
        for cell in cells
        if cell.startswith(("=", "+", "@", "＝")) or (cell.startswith("-") and not cell[1:].replace(".", "").isdigit())
    ]


@pytest.mark.parametrize(
    ("kind", "layout", "first"), [("screenings", "events", "event_title"), ("venues", "locations", "location_name")]
)
def test_a_list_under_the_names_that_another_system_imports(
    theirs: Theirs, chief: FlaskClient, kind: str, layout: str, first: str
) -> None:
    [row, *_] = table(chief.post(f"/desk/export/{kind}", data={"form": "csv", "layout": layout}))
    assert next(iter(row)) == first
    assert chief.post(f"/desk/export/{kind}", data={"form": "csv", "layout": "nothing"}).status_code == 422
    assert chief.post(f"/desk/export/{kind}", data={"form": "pdf"}).status_code == 422


def test_those_who_were_chosen_in_the_list_are_the_file_and_nobody_takes_a_stranger_s_choice(
    inside: Flask, theirs: Theirs, chief: FlaskClient
) -> None:
    invented.signup(invented.ally("Not Chosen"), theirs.ids["screening_id"])
    chosen = chief.post("/desk/allies/chosen/", data={"ally": [theirs.ally]}).headers["Location"].rsplit("/", 1)[1]
    address = chief.get(f"/desk/export/new?choice={chosen}").headers["Location"]
    assert [row["alias"] for row in table(chief.post(address, data={"form": "csv"}))] == [theirs.alias]
    other = browser_of(inside, invented.account("coordinator", "Uma"))
    assert other.get(address).status_code == 404
