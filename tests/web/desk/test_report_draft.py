"""A draft whose numbers the worker counts: its page says so at once, comes to the report, and says plainly where that failed."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests import invented
from tests.invented import House
from tracker import clock
from tracker.reports import drafting, kept
from tracker.reports.figures import Figures
from tracker.reports.report import ReportDraft
from tracker.reports.scope import Scope
from tracker.store.db import db
from tracker.usecases.count_figures import count_figures
from tracker.usecases.prepare_reports import prepare_reports

SignIn = Callable[[str], FlaskClient]
ASKED = {"period": "all", "languages": ["en"]}


@pytest.fixture
def here(house: House, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a campaign's reports that is too large to be counted while somebody waits."""
    monkeypatch.setattr(kept, "COUNTED_AT_ONCE", 2)
    monkeypatch.setattr(drafting, "AT_ONCE", 2)
    for n in range(12):
        invented.signup(invented.ally(f"Somebody {n}"), house.screening_id)
    return f"/desk/campaigns/{house.campaign_id}/reports"


def broken(_scope: Scope) -> Figures:
    raise RuntimeError


def seen(page: str) -> dict[str, str]:
    found = re.search(r'name="seen"[^>]*value="(\d+)"', page)
    assert found is not None
    return {"seen": found[1]}


def test_the_page_says_that_it_is_being_prepared_and_then_is_the_draft(
    browser_for: SignIn, rosa: str, here: str
) -> None:
    browser = browser_for(rosa)
    draft = browser.post(here, data=ASKED).location
    assert browser.post(here, data=ASKED).location == draft, "two presses are one draft"
    page = browser.get(draft).text
    assert "The report is being prepared" in page and "the whole campaign so far" in page
    assert f'<noscript><p class="links"><a href="{draft}">Look again</a>' in page
    assert "Publish this report" not in page and "being counted" in browser.get(here).text
    first = browser.get(f"{draft}/progress")
    assert first.json is not None and first.json["over"] is False
    assert browser.get(f"{draft}/progress", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    for file in ("pdf", "xlsx"):
        assert browser.get(f"{draft}.{file}").status_code == 409
    assert prepare_reports(count_figures) == 1
    told = browser.get(f"{draft}/progress", headers={"If-None-Match": first.headers["ETag"]})
    assert told.status_code == 200 and told.json is not None and told.json["over"] is True
    page = browser.get(draft).text
    assert "Only the team sees this" in page and "12 people became allies" in re.sub(r"</?b>", "", page)
    assert browser.post(f"{draft}/count", data=seen(page)).status_code == 303
    page = browser.get(draft).text
    assert "The report is being prepared" in page and "Counted again." not in page
    assert browser.get(f"{draft}.pdf").status_code == 409, "what is being counted anew is not taken along as it was"


def test_words_can_be_written_while_it_is_being_prepared(browser_for: SignIn, rosa: str, here: str) -> None:
    browser = browser_for(rosa)
    draft = browser.post(here, data=ASKED).location
    form = browser.get(f"{draft}/change").text
    assert prepare_reports(count_figures) == 1
    answer = browser.post(f"{draft}/change", data={**ASKED, **seen(form), "learned_en": "Seat cards work."})
    assert answer.status_code == 303, "the numbers have come meanwhile, and the words are not lost for it"
    page = browser.get(draft).text
    assert "Seat cards work." in page and "12 people became allies" in re.sub(r"</?b>", "", page)


def test_a_failure_is_said_and_tried_again_with_a_press(
    browser_for: SignIn, rosa: str, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_for(rosa)
    draft = browser.post(here, data=ASKED).location
    assert prepare_reports(broken) == 0
    page = browser.get(draft).text
    assert "The report could not be prepared" in page and "Something went wrong while its numbers were counted" in page
    assert "could not be counted" in browser.get(here).text and browser.get(f"{draft}/progress").json["over"] is True
    assert browser.post(f"{draft}/count", data=seen(page)).status_code == 303
    assert "The report is being prepared" in browser.get(draft).text
    assert prepare_reports(count_figures) == 1 and "Only the team sees this" in browser.get(draft).text
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + drafting.PRESS + timedelta(seconds=1))
    other = browser.post(here, data=ASKED).location
    assert other != draft
    page = browser.get(other).text
    assert browser.post(f"{other}/throw-away", data=seen(page)).status_code == 303
    assert prepare_reports(count_figures) == 0 and db.session.query(ReportDraft).count() == 1
