"""Reports at the desk: drafted, looked at as their readers will, published by a second person, fixed from then on, withdrawn."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import event

from tests import invented, told_reports, told_stories
from tests.invented import House
from tests.told_reports import LEARNED
from tracker import clock
from tracker.allies.ally import Ally
from tracker.keeping import emptied
from tracker.keeping.clocks import BY_KIND
from tracker.reports import published
from tracker.reports.figures import figures
from tracker.reports.report import Report, ReportDraft
from tracker.reports.scope import Scope
from tracker.reports.told import FiguresTold
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.trace import Trace
from tracker.usecases import withdraw_report, withdraw_story
from tracker.usecases.tell_figures import tell_figures

SignIn = Callable[[str], FlaskClient]
WORDS = {f"learned_{code}": said for code, said in LEARNED.items()}
ASKED = {"period": "all", "languages": ["en", "ko", "es"]}


@pytest.fixture
def hana(house: House) -> str:
    return invented.account("coordinator", "Hana S.")


@pytest.fixture
def here(house: House) -> str:
    """The address of the campaign's reports; forty people have signed up."""
    for n in range(40):
        invented.signup(invented.ally(f"Somebody {n}"), house.screening_id)
    return f"/desk/campaigns/{house.campaign_id}/reports"


def drafted(browser: FlaskClient, here: str, **asked: object) -> str:
    answer = browser.post(here, data={**ASKED, **asked})
    assert answer.status_code == 303, re.findall(r'<div class="errors".*?</div>', answer.text, re.DOTALL)
    return str(answer.location)


def press(browser: FlaskClient, draft: str, deed: str, **more: str):
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', browser.get(draft).text)
    assert seen is not None
    return browser.post(f"{draft}/{deed}", data={"seen": seen[1], **more})


def written(browser: FlaskClient, draft: str, **asked: object):
    return press(browser, draft, "change", **{**ASKED, **WORDS, **asked})


def readers(page: str) -> str:
    """What readers see of a page of the desk."""
    ends = r'</div>\s*(?:<div class="noprint">|<section class="axis noprint" id="publish">)'
    found = re.search(rf'<div class="readers".*?>(.*?){ends}', page, re.DOTALL)
    assert found is not None
    return found[1]


def deeds() -> list[str]:
    db.session.rollback()
    return [row.deed for row in db.session.query(Trace).order_by(Trace.number) if row.deed.startswith("report")]


def test_from_a_draft_to_a_report_that_stays_as_it_is_and_out_again(
    browser_for: SignIn, rosa: str, hana: str, here: str, house: House
) -> None:
    drafts, publishes = browser_for(rosa), browser_for(hana)
    assert "No report of this campaign is published yet" in drafts.get(here).text
    draft = drafted(drafts, here)
    assert written(drafts, draft).status_code == 303
    page = drafts.get(draft).text
    assert "Only the team sees this" in page and "Coordinators and administrators publish reports." in page
    assert "Who can publish it: Hana S." in page
    assert press(drafts, draft, "publish", read_over="y").status_code == 403

    answer = press(publishes, draft, "publish")
    assert answer.status_code == 422 and "no name, no place and no route" in answer.text
    before = readers(publishes.get(draft).text)
    answer = press(publishes, draft, "publish", read_over="y")
    assert answer.status_code == 303 and re.fullmatch(r"/desk/reports/[0-9a-z]{16}", answer.location)
    report = answer.location
    assert readers(publishes.get(report).text) == before, "what was read is what is published"
    assert (
        "40 people became allies" in re.sub(r"</?b>", "", before) and "Seat cards brought more than posters." in before
    )

    for n in range(20):
        invented.signup(invented.ally(f"Later {n}"), house.screening_id)
    assert readers(publishes.get(report).text) == before, "its numbers are fixed"
    assert publishes.get(draft).status_code == 404

    assert drafts.post(f"{report}/withdraw").status_code == 403
    assert publishes.post(f"{report}/withdraw").status_code == 303
    page = publishes.get(report).text
    assert "withdrawn" in page and "Seat cards" not in page and "40" not in readers_or_nothing(page)
    assert publishes.get(f"{report}.pdf").status_code == 410 and publishes.get(f"{report}.xlsx").status_code == 410
    assert db.session.query(Report).one().learned_sealed is None
    assert deeds() == ["report drafted", "report draft changed", "report published", "report withdrawn"]


def readers_or_nothing(page: str) -> str:
    return readers(page) if 'class="readers"' in page else ""


def test_whoever_wrote_the_words_does_not_publish_them_and_without_words_one_is_enough(
    browser_for: SignIn, hana: str, here: str
) -> None:
    browser = browser_for(hana)
    draft = drafted(browser, here)
    written(browser, draft)
    page = browser.get(draft).text
    assert "somebody else publishes it" in page and "Nobody else in the team can at the moment" in page
    assert press(browser, draft, "publish", read_over="y").status_code == 403
    written(browser, draft, learned_en="", learned_ko="", learned_es="")
    assert press(browser, draft, "publish").status_code == 303


def test_what_was_changed_meanwhile_is_not_published(browser_for: SignIn, rosa: str, hana: str, here: str) -> None:
    drafts, publishes = browser_for(rosa), browser_for(hana)
    draft = drafted(drafts, here)
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', publishes.get(draft).text)
    written(drafts, draft)
    answer = publishes.post(f"{draft}/publish", data={"seen": seen[1] if seen else "", "read_over": "y"})
    assert answer.status_code == 409 and "Somebody has changed this draft" in answer.text
    assert db.session.query(Report).count() == 0


def test_two_drafts_of_one_moment_are_not_both_told(browser_for: SignIn, hana: str, here: str, house: House) -> None:
    browser = browser_for(hana)
    first, second = drafted(browser, here), drafted(browser, here, languages=["en"])
    assert press(browser, first, "publish").status_code == 303
    answer = press(browser, second, "publish")
    assert answer.status_code == 409 and "Count again" in answer.text
    for n in range(20):
        invented.signup(invented.ally(f"Later {n}"), house.screening_id)
    assert press(browser, second, "count").status_code == 303
    assert press(browser, second, "publish").status_code == 303
    assert [row.number for row in db.session.query(Report).order_by(Report.number)] == [1, 2]


def test_a_newer_one_says_what_changed_since(browser_for: SignIn, hana: str, here: str, house: House) -> None:
    browser = browser_for(hana)
    press(browser, drafted(browser, here), "publish")
    for n in range(20):
        invented.signup(invented.ally(f"Later {n}"), house.screening_id)
    draft = drafted(browser, here)
    row = re.search(r'<th scope="row">Signups</th>(.*?)</tr>', readers(browser.get(draft).text), re.DOTALL)
    assert row is not None and re.findall(r">([^<>]+)</td>", row[1]) == ["40", "60", "+20"]
    written(browser, draft, last="")
    assert "Since the last report" not in browser.get(draft).text


def test_a_draft_no_longer_shows_the_numbers_of_a_report_that_was_withdrawn(
    browser_for: SignIn, hana: str, here: str, house: House
) -> None:
    browser = browser_for(hana)
    press(browser, drafted(browser, here), "publish")
    for n in range(20):
        invented.signup(invented.ally(f"Later {n}"), house.screening_id)
    draft = drafted(browser, here)
    page = browser.get(draft).text
    assert "Since the last report" in page
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', page)
    report = db.session.query(Report).one().id
    db.session.rollback()
    withdraw_report.withdraw(report, hana)
    assert "Since the last report" not in browser.get(draft).text
    assert seen and browser.post(f"{draft}/publish", data={"seen": seen[1]}).status_code == 409, "not what was read"
    assert press(browser, draft, "publish").status_code == 303


def test_a_report_of_a_campaign_that_nobody_has_met_yet_says_so_in_one_warm_sentence(
    browser_for: SignIn, hana: str, house: House
) -> None:
    browser = browser_for(hana)
    to_come = invented.campaign()
    page = readers(browser.get(drafted(browser, f"/desk/campaigns/{to_come}/reports")).text)
    assert "The story of this film is still to come" in page
    assert page.count("hidden") == 1 and "Were reached" not in page, "in the note on what is done with small numbers"
    invented.signup(invented.ally(), house.screening_id)
    address = drafted(browser, f"/desk/campaigns/{house.campaign_id}/reports")
    few = readers(browser.get(address).text)
    assert "shown at" in few and "for their sake" in few and few.count("hidden") == 1
    paper = browser.get(f"{address}.pdf?in=en")
    assert "for their sake" in " ".join(PdfReader(BytesIO(paper.data)).pages[0].extract_text().split())


def test_a_story_that_is_withdrawn_is_gone_from_a_published_report_at_once(
    browser_for: SignIn, hana: str, here: str, house: House
) -> None:
    browser, story = browser_for(hana), told_stories.published("en")
    draft = drafted(browser, here)
    written(browser, draft, stories=[story], learned_en="", learned_ko="", learned_es="")
    title = told_stories.words("en")["title"]
    assert title in readers(browser.get(draft).text)
    report = press(browser, draft, "publish").location
    assert title in browser.get(report).text and title not in browser.get(f"{report}?in=ko").text
    assert title in PdfReader(BytesIO(browser.get(f"{report}.pdf").data)).pages[0].extract_text()
    withdraw_story.withdraw(story, hana)
    assert title not in browser.get(report).text
    assert title not in PdfReader(BytesIO(browser.get(f"{report}.pdf").data)).pages[0].extract_text()
    again = browser.post(f"{report}/again")
    assert again.status_code == 303 and browser.get(again.location).status_code == 200


def test_a_story_that_is_not_published_cannot_be_chosen(browser_for: SignIn, hana: str, here: str) -> None:
    browser, waiting = browser_for(hana), told_stories.tell(invented.account(), "en")
    assert written(browser, drafted(browser, here), stories=[waiting]).status_code == 422


def test_it_is_read_in_the_language_that_is_asked_for_whatever_the_desk_speaks(
    browser_for: SignIn, hana: str, here: str
) -> None:
    browser = browser_for(hana)
    draft = drafted(browser, here, languages=["ko", "es"])
    written(browser, draft, languages=["ko", "es"])
    page = browser.get(f"{draft}?in=es").text
    assert (
        'class="readers" lang="es"' in page and "La gente actúa" in readers(page) and "Only the team sees this" in page
    )
    assert 'class="readers" lang="ko"' in browser.get(draft).text, "English is none of its languages: the first one"
    assert "People act within" not in page
    book = openpyxl.load_workbook(BytesIO(browser.get(f"{draft}.xlsx?in=ko").data))
    assert any("좌석 카드가" in str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"period": "days"}, "Say from which day to which."),
        ({"period": "days", "since": "2023-10-24", "until": "2023-10-23"}, "It would end before it begins."),
        ({"period": "days", "since": "2023-10-24", "until": "2999-01-01"}, "A report tells what was."),
        ({"period": "2023-10-01/2023-10-99"}, "Choose one from the list."),
        ({"languages": []}, "Choose one language at least."),
    ],
)
def test_what_cannot_be_reported_is_said_beside_its_field(
    browser_for: SignIn, rosa: str, here: str, asked: dict[str, object], sentence: str
) -> None:
    answer = browser_for(rosa).post(here, data={**ASKED, **asked})
    assert answer.status_code == 422 and sentence in answer.text
    assert db.session.query(ReportDraft).count() == 0


def test_days_of_ones_own_are_what_the_report_is_about(browser_for: SignIn, rosa: str, here: str) -> None:
    today = clock.now().date()
    draft = drafted(
        browser_for(rosa),
        here,
        period="days",
        since=str(today - timedelta(days=9)),
        until=str(today - timedelta(days=2)),
    )
    page = browser_for(rosa).get(draft).text
    assert "Nobody has signed up in this time" in page and " to " in page


def test_reading_a_report_asks_for_one_row_of_it_and_counts_nothing(
    browser_for: SignIn, hana: str, house: House, here: str
) -> None:
    report_id = told_reports.published(house.campaign_id, hana, learned=LEARNED)
    asked: list[str] = []
    db.session.rollback()
    event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(str(given[2])))
    read = published.read(report_id)
    assert read.document.cell("steps", "signups").value == 40
    assert [each.partition("FROM ")[2].split()[0] for each in asked if each.startswith("SELECT")] == ["report"]


def test_a_draft_that_nobody_touches_goes_and_a_withdrawn_report_stays_withdrawn_after_a_restore(
    inside, hana: str, house: House, here: str
) -> None:
    report_id = told_reports.published(house.campaign_id, hana, learned=LEARNED)
    told_reports.drafted(house.campaign_id, hana, learned=LEARNED)
    kind = BY_KIND["report_drafts"]
    with transaction():
        assert sum(old.clear(clock.now() + timedelta(days=1), 100) for old in kind.olds) == 1
    with transaction():
        published.withdraw(report_id, hana)
    known = {line.subject: line for line in emptied.lacking({})}
    with transaction() as rows:
        row = rows.get_one(Report, report_id)
        row.withdrawn_at = row.withdrawn_by_id = None
        row.learned = LEARNED
    with transaction():
        emptied.empty_again(known)
    row = db.session.get_one(Report, report_id)
    assert row.withdrawn_at is not None and row.learned_sealed is None


def test_the_lists_tell_drafts_from_what_is_published(
    browser_for: SignIn, rosa: str, hana: str, here: str, house: House
) -> None:
    told_reports.published(house.campaign_id, hana)
    told_reports.drafted(house.campaign_id, rosa)
    for address in (here, "/desk/reports/"):
        page = browser_for(rosa).get(address).text
        assert (
            "drafted by Rosa M." in page
            and "published by Second P." in page
            and "Report 1: The whole campaign so far" in page
        )
    assert f'href="{here}"' in browser_for(rosa).get(f"/desk/campaigns/{house.campaign_id}").text


def test_days_of_an_absurd_year_are_refused(browser_for: SignIn, hana: str, house: House) -> None:
    browser, here = browser_for(hana), f"/desk/campaigns/{house.campaign_id}/reports"
    answer = browser.post(here, data={**ASKED, "period": "days", "since": "0001-01-01", "until": "2020-02-29"})
    assert answer.status_code == 422 and "There are no figures of that year." in answer.text


def test_who_hosts_never_leaves_the_house(browser_for: SignIn, hana: str, here: str, house: House) -> None:
    """Lines by host are called by an ally's alias, or by an id that is nobody's: the desk alone shows them."""
    hosts = invented.ally("Ada Oh")
    invented.request(
        hosts, state="approved", decided_at=clock.now(), screening_id=house.screening_id, campaign_id=house.campaign_id
    )
    alias = db.session.get_one(Ally, hosts).alias
    shown = figures(Scope(house.campaign_id), clock.now()).groups["host"]
    assert [row.key for row in shown] == [hosts], "the desk counts by host"
    browser = browser_for(hana)
    draft = drafted(browser, here)
    report = press(browser, draft, "publish").location
    db.session.rollback()
    row = db.session.query(Report).one()
    told, _all_day = tell_figures(house.campaign_id)
    kept = (
        [each.known for each in db.session.query(FiguresTold)],
        [each.shown for each in db.session.query(FiguresTold)],
    )
    book = openpyxl.load_workbook(BytesIO(browser.get(f"{report}.xlsx").data))
    cells = [str(cell) for sheet in book for line in sheet.values for cell in line]
    out = [
        str(row.document),
        str(told),
        str(kept),
        *cells,
        PdfReader(BytesIO(browser.get(f"{report}.pdf").data)).pages[0].extract_text(),
    ]
    assert "US-TX" in row.document["tables"]["regions"][0], "something is told"
    for text in (*out, readers(browser.get(report).text)):
        assert hosts not in text and alias not in text and "Ada" not in text


def test_a_draft_says_in_which_languages_nothing_is_written_yet(browser_for: SignIn, here: str, hana: str) -> None:
    browser = browser_for(hana)
    draft = drafted(browser, here)
    assert written(browser, draft, learned_ko="", learned_es="").status_code == 303
    page = browser.get(draft)
    assert page.status_code == 200 and "is not written in" in page.text
