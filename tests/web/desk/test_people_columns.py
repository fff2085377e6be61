"""Lists of people as other systems export them, in any encoding, with hostile cells; what cannot be told is said."""

import csv
import io

import pytest
import xlsxwriter
from flask import Flask
from flask.testing import FlaskClient

from tests import people_desk
from tests.hostile import HOSTILE
from tests.people_desk import PEOPLE, bring, held, looked_at, press, sent_of
from tracker.team.roles import Role


@pytest.fixture
def here(app: Flask) -> str:
    return people_desk.a_screening(app)


@pytest.fixture
def desk(signed_in, here: str) -> FlaskClient:
    return signed_in(Role.COORDINATOR)


def workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["First Name", "Surname", "Email", "Order Date"])
        sheet.write_row(1, 0, ["Wren", "Tully", "wren@example.org", "11/29/24 22:28"])
        sheet.write_formula(2, 0, '=HYPERLINK("http://evil.example","x")', value="=cmd")
        sheet.write_row(2, 2, ["cmd@example.org"])
    return out.getvalue()


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("이름,이메일,연락처\n렌 털리,wren@example.org,01012345678\n".encode("cp949"), "a.csv"),
        ("Nombre;Correo electrónico;Teléfono\nRén Tully;wren@example.org;\n".encode("cp1252"), "a.csv"),
        ("Name\tEmail Address\nWren\twren@example.org\n".encode("utf-16"), "a.tsv"),
        ("Order no.,First Name,Surname,Email,Attendee Status\n1,Wren,Tully,wren@example.org,Attending\n".encode("utf-8-sig"), "a.csv"),
        (b"email,first name,last name,event id,signup created time\nwren@example.org,Wren,T,1,2026-09-20 10:00:00\n", "a.csv"),
        (b"Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME\nwren@example.org,Wren,T,2,2026-09-20 10:00:00\n", "a.csv"),
        (workbook(), "a.xlsx"),
    ],
    ids=["cp949", "cp1252", "utf-16 tabs", "eventbrite", "mobilize", "mailchimp", "workbook"],
)  # fmt: skip
def test_exports_of_other_systems_are_recognised(
    app: Flask, desk: FlaskClient, here: str, data: bytes, name: str
) -> None:
    press(desk, looked_at(desk, data, name, screening=here), "write")
    assert "wren@example.org" in {ally.email for ally in held(app).values()}


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_hostile_cells_change_nothing_but_their_row(app: Flask, desk: FlaskClient, here: str) -> None:
    cells = [*HOSTILE, "x" * 10_000, "a\x00b", "\ud800", '=1+1"', "'\"'", "{{7*7}}"]
    rows = [[cell, f"p{n}@example.org", cell, cell, cell] for n, cell in enumerate(cells)]
    out = io.StringIO()
    csv.writer(out).writerows([["Name", "Email", "Phone", "May we contact you?", "I can help with"], *rows])
    address = looked_at(desk, out.getvalue().encode("utf-8", "replace"), screening=here)
    assert press(desk, address, "write").status_code == 303
    assert desk.get(address).status_code == 200
    assert desk.get(f"{address}report.csv").status_code == 200
    assert bring(desk, ",".join(f"c{n}" for n in range(2_000)) + "\n1\n").status_code == 422


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_what_cannot_be_told_is_said_at_the_form(desk: FlaskClient, here: str) -> None:
    address = bring(desk, PEOPLE).location
    sent = sent_of(desk.get(address).text)
    for wrong, said in (
        ({"column-1": "ignore", "column-2": "ignore"}, "e-mail address or a phone number"),
        ({"screening": "columns"}, "Say where they signed up"),
        ({"screening": here, "wording": " "}, "Write the words that they had read"),
        ({"screening": here, "column-0": "email"}, "Two columns mean the same"),
        ({"screening": "\x00"}, "Choose one from the list"),
        ({"screening": here, "old_days": "-1"}, "whole number"),
    ):
        answer = desk.post(address, data={**sent, **wrong})
        assert (answer.status_code, said in answer.text) == (422, True), wrong
