"""A host types up paper sheets by the link: it writes, mends on the page where it typed, and shows nobody to any other page."""

import re
from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests import told_stories
from tests.host_evening import Evening
from tests.paper_sheets import line, printed, sheet
from tracker.screenings import code as codes
from tracker.screenings import joining
from tracker.screenings.screening import Screening
from tracker.signups.sheet_line import SheetLine
from tracker.signups.sheet_photo import SheetPhoto
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases import give_host_link

CRANE = {
    "number": "1",
    "name": "Craneymark Vale",
    "email": "craneymark@example.org",
    "phone": "",
    "consent": "yes",
    "language": "en",
}


WRONG = (
    ({"email": "craneymark@"}, "Write it like name@example.org"), ({"phone": "12"}, "Write it with +"),
    ({"email": ""}, "Neither an e-mail nor a phone"), ({"consent": ""}, "yes, no, or neither"),
    ({"number": "41"}, "between 1 and 40"), ({"name": "x" * 201}, "200 characters are enough"),
)  # fmt: skip


class Page:
    """One page of the host's, opened once: every press carries its token."""

    def __init__(self, evening: Evening, sheet_id: str) -> None:
        self.client, self.at = evening.client, f"{evening.path}/sheets/{sheet_id}"
        self.token = re.findall(r'name="token" value="([^"]+)"', self.open())[0]

    def open(self) -> str:
        return self.client.get(self.at).text

    def press(self, what: str = "", **sent: Any) -> TestResponse:
        return self.client.post(self.at + what, data={"token": self.token, **sent})


@pytest.fixture
def one(evening: Evening) -> str:
    return printed(evening.screening_id, copies=2)[0]


def came_by_paper() -> list[Signup]:
    db.session.rollback()
    return db.session.query(Signup).filter_by(source="sheet").all()


def test_the_right_sheet_opens_by_number_by_code_and_by_what_a_scanner_reads(evening: Evening, one: str) -> None:
    own = sheet(one)
    for written in (
        "1",
        " 1 ",
        own.code,
        codes.spoken(own.code).upper(),
        f"HTTPS://LOCALHOST/S/{own.code.upper()}",
        f"http://x/s/{own.code}?lang=ko",
    ):
        answer = evening.client.get(f"{evening.path}/sheets", query_string={"sheet": written})
        assert answer.status_code == 303 and f"/sheets/{one}" in answer.location, written
    [elsewhere] = printed(evening.other_id)
    for written in (
        "3",
        sheet(elsewhere).code,
        "bababab",
        "x" * 500,
        codes.code_of(screening_id=evening.screening_id) or "0",
    ):
        answer = evening.client.get(f"{evening.path}/sheets", query_string={"sheet": written})
        assert answer.status_code == 404 and 'id="sheet-why"' in answer.text, written
    assert evening.client.get(f"{evening.path}/sheets/{elsewhere}").status_code == 404
    listed = evening.client.get(f"{evening.path}/sheets").text
    assert "Sheet 1" in listed and "Sheet 2" in listed and elsewhere not in listed
    assert f"/sheets/{one}" in evening.client.get(evening.path).text


def test_lines_are_typed_mended_and_taken_in_and_a_mistake_is_told_at_once(evening: Evening, one: str) -> None:
    page = Page(evening, one)
    for sent, why in WRONG:
        answer = page.press(**{**CRANE, **sent})
        assert answer.status_code == 422 and why in answer.text and ("Craneymark" in answer.text or "name" in sent)
    typed = page.press(**CRANE, interests=["host"])
    assert (
        typed.status_code == 200 and "Line 1 is written down." in typed.text and "craneymark@example.org" in typed.text
    )
    assert 'name="number" type="text" value="2"' in typed.text
    assert page.press(**CRANE, interests=["host"]).status_code == 200, "sent twice: once"
    assert page.press(**{**CRANE, "name": "Other"}).status_code == 409
    opened = page.press(mend="1")
    assert 'name="mends" value="1"' in opened.text and "Craneymark Vale" in opened.text
    mended = page.press(**{**CRANE, "name": "Craneymark Dale"}, mends="1")
    assert "Line 1 is mended." in mended.text and "Craneymark Dale" in mended.text
    page.press(**{**CRANE, "number": "2"})
    assert "Line 2 is taken away." in page.press(drop="2").text
    refused = page.press("/close", on_paper="3", illegible="1")
    assert refused.status_code == 422 and "1 too few" in refused.text
    closed = page.press("/close", on_paper="2", illegible="1")
    assert closed.status_code == 200 and "Craneymark" not in closed.text and "The paper is destroyed" in closed.text
    assert [(each.source, each.account_id) for each in came_by_paper()] == [("sheet", None)]
    assert line(one, 1).link_id == evening.link_id
    late = page.press(**{**CRANE, "number": "3", "email": "another@example.org"}, counted="illegible")
    assert late.status_code == 200 and (sheet(one).illegible, len(came_by_paper())) == (0, 2)
    assert page.press("/destroyed").status_code == 200 and sheet(one).destroyed_at
    assert sheet(one).destroyed_by_id is None and "Confirmed by the host" in page.open()


def test_another_page_of_the_same_link_sees_nobody_and_mends_nothing(evening: Evening, one: str) -> None:
    """What a thief of the link sees: numbers."""
    page, thief = Page(evening, one), Page(evening, one)
    page.press(**CRANE)
    seen = thief.open() + thief.press(mend="1").text + thief.press(drop="1").text
    seen += thief.press(**{**CRANE, "name": "Thief", "email": "thief@example.org"}, mends="1").text
    seen += evening.client.get(f"{evening.path}/sheets").text + evening.client.get(evening.path).text
    assert "raneymark" not in seen and "1 line is typed: 1" in seen
    assert db.session.query(SheetLine).one().number == 1
    assert "Craneymark Vale" in page.press(mend="1").text, "and its own page still can"


def test_a_photo_is_seen_by_the_page_that_brought_it_alone_until_the_sheet_is_closed(
    evening: Evening, one: str
) -> None:
    page, thief = Page(evening, one), Page(evening, one)
    brought = page.press("/photo", picture=(BytesIO(told_stories.picture()), "IMG_xmark.jpg"))
    [address] = re.findall(r'<img src="([^"]+)"', brought.text)
    got = evening.client.get(address)
    assert (
        got.content_type == "image/jpeg"
        and got.data.startswith(b"\xff\xd8")
        and got.headers["Cache-Control"] == "no-store"
    )
    assert told_stories.SECRET.encode() not in got.data and got.headers["Referrer-Policy"] == "no-referrer"
    assert "<img" not in thief.open()
    stolen = address.replace(page.token, thief.token)
    assert stolen != address and evening.client.get(stolen).status_code == 404
    assert page.press("/photo", picture=(BytesIO(b"GIF89a"), "x.jpg")).status_code == 422
    page.press("/close", on_paper="0", illegible="0")
    db.session.rollback()
    assert evening.client.get(address).status_code == 404 and db.session.query(SheetPhoto).count() == 0


def test_a_browser_that_names_no_origin_behind_a_secret_address_is_heard(evening: Evening, one: str) -> None:
    page = Page(evening, one)
    for origin, status in (("null", 200), ("https://elsewhere.example", 403)):
        sent = {"token": page.token, **CRANE}
        assert evening.client.post(page.at, data=sent, headers={"Origin": origin}).status_code == status


def test_a_link_that_is_withdrawn_types_nothing_more(evening: Evening, one: str) -> None:
    page = Page(evening, one)
    page.press(**CRANE)
    give_host_link.withdraw_host_link(evening.link_id, evening.organizer)
    for what, sent in (
        ("", {**CRANE, "number": "2"}),
        ("/close", {"on_paper": "1"}),
        ("/destroyed", {}),
        ("/photo", {}),
    ):
        assert page.press(what, **sent).status_code == 404
    assert db.session.query(SheetLine).count() == 1 and sheet(one).closed_at is None


def test_a_page_that_was_open_too_long_gives_the_line_back(evening: Evening, one: str) -> None:
    page = Page(evening, one)
    page.token = "x"
    answer = page.press(**CRANE)
    assert answer.status_code == 422 and "Craneymark Vale" in answer.text and "open for a long time" in answer.text
    assert db.session.query(SheetLine).count() == 0


def test_a_page_that_was_open_too_long_gives_back_totals_and_which_line_was_mended(evening: Evening, one: str) -> None:
    """ "Everything you wrote is still here" it said, and a mend went on as a new line."""
    page = Page(evening, one)
    page.press(**CRANE)
    page.token = "x"
    totals = page.press("/close", on_paper="7", illegible="2")
    assert totals.status_code == 422 and "open for a long time" in totals.text
    assert 'name="on_paper" inputmode="numeric" maxlength="3" autocomplete="off" value="7"' in totals.text
    assert 'name="illegible" inputmode="numeric" maxlength="3" autocomplete="off" value="2"' in totals.text
    mend = page.press(**{**CRANE, "name": "Craneymark Dale"}, mends="1")
    assert 'name="mends" value="1"' in mend.text and "Craneymark Dale" in mend.text
    page.token = re.findall(r'name="token" value="([^"]+)"', mend.text)[0]
    again = page.press(**{**CRANE, "name": "Craneymark Dale"}, mends="1")
    assert again.status_code == 409 and "Only whoever typed a line can mend it" in again.text
    assert 'name="mends" value="1"' in again.text and "typed already" not in again.text
    page.token = "x"
    photo = page.press("/photo", picture=(BytesIO(told_stories.picture()), "IMG_1.jpg"))
    assert "Choose it once more" in photo.text and "still here" not in photo.text


def test_a_hosts_list_tells_two_sheets_of_one_number_apart(evening: Evening, one: str) -> None:
    [twin] = printed(evening.other_id)
    with transaction() as session:
        joining.join_screenings(
            session.get_one(Screening, evening.screening_id), session.get_one(Screening, evening.other_id)
        )
    told = evening.client.get(f"{evening.path}/sheets", query_string={"sheet": "1"})
    assert told.status_code == 404 and "Several sheets have the number 1" in told.text
    for text in (told.text, evening.client.get(evening.path).text):
        assert all(f"Sheet 1, {codes.spoken(sheet(each).code)}" in text for each in (one, twin))
