"""A report as its readers come to it: counted, published by a second person, opened by its link with the keys alone."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from pypdf import PdfReader

from tests import invented, told_house, told_reports
from tests.answering import plainly
from tests.shown import house
from tracker.usecases.share_report import share_report

if TYPE_CHECKING:
    from playwright.sync_api import Page

PHONE = {"width": 320, "height": 700}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The report of a campaign of twelve rooms, on a server in this process."""
    with house(tmp_path_factory.mktemp("opened")) as app:
        with app.app_context():
            campaign_id = told_house.campaign_of(12, in_room=14)
            report_id = told_reports.published(campaign_id, invented.account(), learned=told_reports.LEARNED)
            token = share_report(report_id, "Foundation X", 90, None)
        with plainly(app) as port:
            yield f"http://127.0.0.1:{port}/report/{token}"


def press(page: "Page", words: str) -> None:
    """Tab until the link or summary that begins with these words has the focus; then Enter."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()").startswith(words):
            page.keyboard.press("Enter")
            return
    pytest.fail(f"no Tab leads to {words}")


def test_it_is_read_in_another_language_and_taken_along_with_the_keys_alone(
    address: str, new_context: Any, tmp_path: Path
) -> None:
    page = new_context(viewport=PHONE, java_script_enabled=False, locale="en-US", accept_downloads=True).new_page()
    page.goto(address)
    said = page.locator("main").inner_text()
    assert all(
        each in said for each in ("First contact on time, by week", "What they did", "Where they stand on the ladder")
    )
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    press(page, "The numbers")
    assert page.locator("details[open] table").first.is_visible()
    taken = {}
    for words in ("Numbers (XLSX)", "PDF (A4)"):
        page.goto(address)
        with page.expect_download() as download:
            press(page, words)
        taken[words] = tmp_path / download.value.suggested_filename
        download.value.save_as(taken[words])
    sheets = openpyxl.load_workbook(BytesIO(taken["Numbers (XLSX)"].read_bytes())).sheetnames
    assert {"On time by week", "What they did", "Ladder"} <= set(sheets)
    assert "First contact on time, by week" in PdfReader(taken["PDF (A4)"]).pages[0].extract_text()
    page.goto(address)
    press(page, "한국어")
    page.wait_for_url("**in=ko")
    assert page.locator("html").get_attribute("lang") == "ko"
    assert told_reports.LEARNED["ko"].split("\n")[0] in page.locator("main").inner_text()
