"""ASVS 5.2.1-2: what a file is is told by what is in it; its name opens nothing, and no file fills the memory."""

import io
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests import world
from tests.web.desk.test_imports import SMALL, bring
from tracker.files.bounds import LARGEST_UNZIPPED, LARGEST_UPLOAD, MOST_PARTS
from tracker.imports.import_ import Import
from tracker.store.db import db
from tracker.team.roles import Role
from tracker.web.frame.limits import MOST_BYTES, MOST_FIELDS

NAMES = [
    "../../../../etc/cron.d/evil.csv", "..\\..\\evil.csv", "/etc/passwd.csv", "C:\\Windows\\evil.csv", "<script>alert(1)</script>.csv",
    "%2e%2e%2fevil.csv", "a" * 5_000 + ".csv", "evil\u202evsc.csv", "x;y=.csv", "con.csv", ".csv", "=1+1.csv",
]  # fmt: skip
PRETENDERS = {
    "a.csv": [
        b"\x89PNG\r\n\x1a\n" + bytes(200), b"MZ\x90\x00" + bytes(200), b"%PDF-1.7 x", b"\x7fELF" + bytes(99), b"<html><script>alert(1)",
    ],
    "a.xlsx": [b"PK\x03\x04" + bytes(500), SMALL, b"\xd0\xcf\x11\xe0" + bytes(600)],
    "a.html": [SMALL], "a.csv.exe": [SMALL], "a.php": [SMALL], "noending": [SMALL],
}  # fmt: skip


@pytest.fixture
def desk(app: Flask, signed_in) -> FlaskClient:
    with app.app_context():
        world.one_screening()
    return signed_in(Role.ADMINISTRATOR)


def workbook(**parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {"xl/workbook.xml": b"<workbook/>", **parts}.items():
            archive.writestr(name, data)
    return packed.getvalue()


def names_kept(app: Flask) -> list[str]:
    with app.app_context():
        return [one.file_name or "" for one in db.session.scalars(select(Import))]


def test_19_a_name_is_no_path_and_is_shown_as_text(app: Flask, desk: FlaskClient, instance: Path) -> None:
    before = {path.name for path in instance.rglob("*")}
    for name in NAMES:
        answer = bring(desk, SMALL, name)
        assert answer.status_code in (303, 422), name
    assert {path.name for path in instance.rglob("*")} - before <= {"house.db-wal", "house.db-shm"}, "no file was made"
    kept = names_kept(app)
    assert len(kept) > 5 and not any("/" in name or "\\" in name or len(name) > 200 for name in kept)
    page = desk.get("/desk/imports/").text
    assert "<script>alert" not in page and "&lt;script&gt;" not in page.partition("<title>")[2].partition("</title>")[0]


def test_19_what_a_file_is_is_told_by_what_is_in_it(app: Flask, desk: FlaskClient) -> None:
    for name, files in PRETENDERS.items():
        for data in files:
            answer = bring(desk, data, name)
            assert answer.status_code == 422 and "<script>alert" not in answer.text, (name, data[:8])
    assert names_kept(app) == []


@pytest.mark.parametrize("bomb", ["declares much", "holds many", "expands entities"])
def test_19_a_packed_bomb_is_refused_before_it_is_unpacked(app: Flask, desk: FlaskClient, bomb: str) -> None:
    if bomb == "declares much":
        data = workbook(**{"xl/worksheets/sheet1.xml": bytes(LARGEST_UNZIPPED + 1)})
        assert len(data) < 1_000_000
    elif bomb == "holds many":
        data = workbook(**{f"xl/{n}.xml": b"" for n in range(MOST_PARTS + 1)})
    else:
        data = workbook(**{"xl/sharedStrings.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'})
    assert bring(desk, data, "a.xlsx").status_code in (413, 422)
    assert names_kept(app) == []


def test_19_the_page_says_the_limit_and_keeps_it(app: Flask, desk: FlaskClient) -> None:
    assert "up to 10 MB" in desk.get("/desk/imports/").text and LARGEST_UPLOAD == 10 * 1024 * 1024
    a_little = bring(desk, b"a,b\n" + b"1,2\n" * (LARGEST_UPLOAD // 4 + 1))
    assert a_little.status_code == 413 and "larger than 10 MB" in a_little.text
    much = bring(desk, bytes(LARGEST_UPLOAD + 2_000_000))
    assert much.status_code == 413 and "Send less, or in parts" in much.text
    assert names_kept(app) == []


def test_19_elsewhere_and_for_nobody_a_request_is_small(app: Flask, client: FlaskClient, desk: FlaskClient) -> None:
    body, kind = b"--e\r\n" + bytes(MOST_BYTES), "multipart/form-data; boundary=e"
    assert desk.post("/desk/films/new", data=body, content_type=kind).status_code == 413
    assert client.post("/desk/imports/", data=body + bytes(MOST_BYTES), content_type=kind).status_code == 401
    part = b'--e\r\nContent-Disposition: form-data; name="f"\r\n\r\nx\r\n'
    parts = part * (MOST_FIELDS + 1) + b"--e--\r\n"
    assert len(parts) < MOST_BYTES
    assert desk.post("/desk/films/new", data=parts, content_type=kind).status_code == 413
