"""Lists of people as other systems export them, in any encoding, with hostile cells; what cannot be told is said."""

import csv
import io
import zipfile

import pytest
import xlsxwriter
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.hostile import HOSTILE
from tests.people_desk import PEOPLE, bring, desk, held, here, looked_at, press, sent_of
from tracker.files.bounds import LARGEST_UNZIPPED
from tracker.imports.import_ import Import
from tracker.store.db import db

__all__ = ["desk", "here"]


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


def packed(sheet: bytes) -> bytes:
    """The workbook with another first sheet in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, sheet if part == "xl/worksheets/sheet1.xml" else old.read(part))
    return out.getvalue()


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("bomb", ["unpacks to much", "is cut off", "expands entities"])
def test_a_workbook_that_is_a_bomb_is_refused_and_nothing_is_kept(app: Flask, desk: FlaskClient, bomb: str) -> None:
    sheets = {
        "unpacks to much": bytes(LARGEST_UNZIPPED + 1),
        "is cut off": b"<worksheet><sheetData><row",
        "expands entities": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>',
    }
    assert bring(desk, packed(sheets[bomb]), "a.xlsx").status_code in (413, 422)
    with app.app_context():
        assert db.session.scalars(select(Import)).all() == []


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize(
    "data",
    [
        b"Name,Email,Note\nWren \xed\xa0\x80 Tully,wren@example.org,\xed\xb0\x80\n",
        b"\xff\xfe" + "Name\tEmail\tNote\nWren \ud800 Tully\twren@example.org\t\udc00\n".encode("utf-16-le", "surrogatepass"),
    ],
    ids=["utf-8", "utf-16"],
)  # fmt: skip
def test_half_a_letter_in_the_bytes_of_a_file_is_no_error(
    app: Flask, desk: FlaskClient, here: str, data: bytes
) -> None:
    """What UTF-8 forbids and UTF-16 has but in pairs: some programs write it all the same."""
    answer = bring(desk, data)
    if answer.status_code == 422:
        assert answer.text.count("field-error") or "read" in answer.text
        return
    sent = {**sent_of(desk.get(answer.location).text), "screening": here, "wording": "May we?", "doubtful": "come in"}
    address = desk.post(answer.location, data=sent).location
    assert desk.get(address).status_code == 200
    assert press(desk, address, "write").status_code == 303
    assert desk.get(f"{address}report.csv").status_code == 200
    assert "wren@example.org" in {ally.email for ally in held(app).values()}
