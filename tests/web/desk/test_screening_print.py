"""What is printed for one film screening."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from tests.desk_rows import Desk
from tests.paper.drawn import pages, read
from tracker import clock
from tracker.screenings import code as codes
from tracker.screenings.campaigns import standing_of
from tracker.signups import sheets
from tracker.team.roles import Role
from tracker.usecases import cancel_screening

BASE = "http://localhost:8000"


@pytest.fixture
def here(at_desk: Desk) -> str:
    return at_desk.screening(at_desk.campaign(), at_desk.venue(), day=clock.now().date() + timedelta(days=3))


def of(screening_id: str, more: str = "") -> str:
    return f"/desk/screenings/{screening_id}/print{more}"


@pytest.mark.parametrize(
    ("thing", "source", "number"), [("poster", "poster", 1), ("seat cards", "seat card", 8), ("lobby card", "lobby", 1)]
)
def test_a_signup_by_the_code_on_it_counts_for_it(at_desk: Desk, here: str, thing: str, source: str, number: int):
    """From the click to the source on the page: the file is read, and the form behind its code is sent."""
    answer = at_desk.client.post(of(here), data={"thing": thing, "paper": "letter"})
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    [page] = pages(answer.data)
    links = read(page)
    assert len(links) == number and len(set(links)) == 1
    sign_up(at_desk, links[0])
    assert f"<b>1</b> {terms(source)}" in at_desk.client.get(f"/desk/screenings/{here}").text


def test_who_scans_a_sheet_signs_up_by_it_and_the_sheet_is_known_by_its_code(at_desk: Desk, here: str):
    answer = at_desk.client.post(of(here), data={"thing": "sheet", "paper": "a4", "copies": "2", "language": "ko"})
    links = [read(page)[0] for page in pages(answer.data)]
    assert [sheets.by_code(link.rpartition("/")[2]).number for link in links] == [1, 2]
    sign_up(at_desk, links[1])
    assert f"<b>1</b> {terms('sheet')}" in at_desk.client.get(f"/desk/screenings/{here}").text
    assert "이름" in PdfReader(BytesIO(answer.data)).pages[0].extract_text()
    assert "2 sheets have been printed so far" in at_desk.client.get(of(here)).text


def test_who_scans_the_end_card_of_a_screening_signs_up_by_the_screen(at_desk: Desk, here: str):
    answer = at_desk.client.post(of(here), data={"thing": "end cards"})
    files = zipfile.ZipFile(BytesIO(answer.data))
    assert len(files.namelist()) == 8
    picture = Image.open(BytesIO(files.read("end card - scope 2K 2048x858.png")))
    sign_up(at_desk, zxingcpp.read_barcodes(picture)[0].text)
    assert f"<b>1</b> {terms('screen')}" in at_desk.client.get(f"/desk/screenings/{here}").text


def terms(source: str) -> str:
    from tracker.screenings.terms import SOURCES

    return str(SOURCES[source])


def sign_up(desk: Desk, link: str) -> None:
    """As a phone does: the address as it is printed, in capitals."""
    import re

    phone = desk.app.test_client()
    assert link.startswith(BASE.upper())
    page = phone.get(link.removeprefix(BASE.upper()))
    assert page.status_code == 200, "no detour"
    told = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    action = re.search(r'<form id="signup" method="post"[^>]* action="([^"]+)"', page.text)[1]
    said = {**told, "name": "Somebody", "email": "somebody@example.org", "consent": "yes"}
    assert phone.post(action.replace("&amp;", "&"), data=said).status_code == 303


def test_one_click_on_the_screenings_page_makes_the_kit(at_desk: Desk, here: str):
    page = at_desk.client.get(f"/desk/screenings/{here}").text
    assert "Print the kit" in page and of(here) in page
    answer = at_desk.client.post(of(here), data={"thing": "kit", "paper": "a4"})
    assert answer.mimetype == "application/zip"
    assert len(zipfile.ZipFile(BytesIO(answer.data)).namelist()) == 7


def test_looking_makes_no_code_and_the_picture_has_a_place_for_it(at_desk: Desk, here: str):
    page = at_desk.client.get(of(here))
    assert page.status_code == 200
    for thing in ("poster", "seat+cards", "lobby+card", "sheet", "flat", "scope"):
        picture = at_desk.client.get(of(here, f"/preview.png?thing={thing}"))
        assert picture.data.startswith(b"\x89PNG")
        assert zxingcpp.read_barcodes(Image.open(BytesIO(picture.data))) == []
    assert [each.source for each in codes.every_code_of(here)] == ["link"]
    assert at_desk.client.get(of(here, "/preview.png?thing=banner")).status_code == 404


@pytest.mark.parametrize(
    ("country", "region", "paper"), [("US", "TX", "letter"), ("KR", "", "a4"), ("GB", "", "a4"), ("CA", "ON", "letter")]
)
def test_the_paper_is_that_of_the_country(at_desk: Desk, country: str, region: str, paper: str):
    zone = {"KR": "Asia/Seoul", "GB": "Europe/London", "CA": "America/Toronto"}.get(country, "")
    venue = at_desk.venue("Hall", country=country, region=region, zone=zone)
    here = at_desk.screening(at_desk.campaign(), venue)
    assert f'<option selected value="{paper}">' in at_desk.client.get(of(here)).text


def test_nothing_is_printed_for_one_that_is_cancelled_or_has_no_room(at_desk: Desk, here: str):
    cancel_screening.cancel(here, None)
    assert at_desk.client.get(of(here)).status_code == 409
    assert at_desk.client.post(of(here), data={"thing": "poster", "paper": "a4"}).status_code == 409
    assert "Print the kit" not in at_desk.client.get(f"/desk/screenings/{here}").text
    home = standing_of(at_desk.campaign())["streaming"].id
    assert at_desk.client.get(of(home)).status_code == 409


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"thing": "banner"}, 404), ({}, 404), ({"thing": "poster", "paper": "a3"}, 422), ({"thing": "kit", "paper": "a3"}, 422),
        ({"thing": "sheet", "copies": "41"}, 422), ({"thing": "sheet", "copies": "0"}, 422),
        ({"thing": "sheet", "language": "fr"}, 422), ({"thing": "sheet", "copies": "x" * 300}, 422),
    ],
)  # fmt: skip
def test_what_cannot_be_printed_is_answered(at_desk: Desk, here: str, said: dict[str, str], status: int):
    assert at_desk.client.post(of(here), data=said).status_code == status
    assert len(codes.every_code_of(here)) == 1


@pytest.mark.parametrize("role", [Role.CALLER, Role.VIEWER])
def test_callers_and_viewers_print_nothing(at_desk: Desk, here: str, role: Role):
    client = at_desk.as_one(role)
    assert client.get(of(here)).status_code == 403
    assert client.post(of(here), data={"thing": "poster", "paper": "a4"}).status_code == 403
