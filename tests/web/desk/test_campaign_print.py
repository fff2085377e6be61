"""The end cards of a campaign, and the kits of all its film screenings."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from tests.desk_rows import Desk
from tracker import clock
from tracker.screenings import code as codes
from tracker.screenings import kits
from tracker.team.roles import Role
from tracker.usecases.draw_kits import draw_kits

BASE = "http://localhost:8000"


def of(campaign_id: str, more: str = "") -> str:
    return f"/desk/campaigns/{campaign_id}/print{more}"


@pytest.fixture
def campaign(at_desk: Desk) -> str:
    """With two film screenings to come."""
    made = at_desk.campaign()
    for days in (3, 4):
        day = clock.now().date() + timedelta(days=days)
        at_desk.screening(made, at_desk.venue(f"Barton Street Cinema {days}"), day=day)
    return made


def draw(most: int = 99) -> int:
    turns = iter(range(most + 1))
    return draw_kits("w" * 16, BASE, lambda: next(turns, most) < most, 60.0)


def test_one_click_draws_all_kits_tells_how_far_and_hands_them_over(at_desk: Desk, campaign: str):
    page = at_desk.client.get(of(campaign)).text
    assert "Draw 2 kits" in page
    for _twice in range(2):
        answer = at_desk.client.post(of(campaign, "/kit"), data={"paper": "a4"})
        assert (answer.status_code, answer.location) == (303, f"{of(campaign)}#kits")
    assert "0 of 3 drawn" in at_desk.client.get(of(campaign)).text
    assert at_desk.client.post(of(campaign, "/kit/fetch")).status_code == 409
    draw(most=2)
    page = at_desk.client.get(of(campaign)).text
    assert "2 of 3 drawn" in page and "progress.js" in page and "Look again" in page
    assert "being drawn" in at_desk.client.get(f"/desk/campaigns/{campaign}").text
    draw()
    assert "Ready, on A4." in at_desk.client.get(of(campaign)).text
    answer = at_desk.client.post(of(campaign, "/kit/fetch"))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Two nights - kits.zip"'
    archive = zipfile.ZipFile(BytesIO(answer.data))
    assert archive.testzip() is None
    assert len(archive.namelist()) == 8 + 2 * 6
    assert all(archive.read(each).startswith((b"%PDF", b"\x89PNG")) for each in archive.namelist())


def test_progress_is_polled_with_a_tag_and_is_short_while_nothing_changes(at_desk: Desk, campaign: str):
    at_desk.client.post(of(campaign, "/kit"), data={"paper": "letter"})
    first = at_desk.client.get(of(campaign, "/kit/progress"))
    assert first.json == {"done": 0, "of": 3, "over": False, "said": "0 of 3 drawn"}
    tag = {"If-None-Match": first.headers["ETag"]}
    again = at_desk.client.get(of(campaign, "/kit/progress"), headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    draw(most=1)
    assert at_desk.client.get(of(campaign, "/kit/progress"), headers=tag).json["said"] == "1 of 3 drawn"
    draw()
    assert at_desk.client.get(of(campaign, "/kit/progress"), headers=tag).json["over"] is True


def test_it_can_be_given_up_and_leaving_the_page_changes_nothing(at_desk: Desk, campaign: str):
    at_desk.client.post(of(campaign, "/kit"), data={"paper": "letter"})
    assert "Given up." in at_desk.client.post(of(campaign, "/kit/give-up"), follow_redirects=True).text
    assert kits.of_campaign(campaign) is None
    assert at_desk.client.get(of(campaign, "/kit/progress")).json["over"] is True


def test_a_campaign_without_screenings_to_come_says_so(at_desk: Desk):
    made = at_desk.campaign()
    assert "No film screening of this campaign is still to come." in at_desk.client.get(of(made)).text
    answer = at_desk.client.post(of(made, "/kit"), data={"paper": "a4"})
    assert answer.status_code == 409
    assert f'<p class="late" role="alert">{kits.NoneToCome()}</p>' in answer.text
    assert at_desk.client.post(of(made, "/kit"), data={"paper": "a3"}).status_code == 422


def test_the_end_cards_files_carry_the_campaigns_own_code(at_desk: Desk, campaign: str):
    written = codes.code_of(campaign_id=campaign, source="screen")
    for query, size in (
        ("frame=flat&scale=2K&form=png", (1998, 1080)),
        ("frame=scope&scale=4K&form=png", (4096, 1716)),
    ):
        answer = at_desk.client.get(of(campaign, f"/end-card?{query}"))
        picture = Image.open(BytesIO(answer.data))
        assert picture.size == size
        assert zxingcpp.read_barcodes(picture)[0].text == f"{BASE}/c/{written}".upper()
        assert f"{size[0]}x{size[1]}.png" in answer.headers["Content-Disposition"]
    assert at_desk.client.get(of(campaign, "/end-card?frame=flat&scale=4K&form=pdf")).data.startswith(b"%PDF")
    for wrong in (
        "",
        "?frame=imax&scale=2K&form=png",
        "?frame=flat&scale=8K&form=png",
        "?frame=flat&scale=2K&form=exe",
    ):
        assert at_desk.client.get(of(campaign, f"/end-card{wrong}")).status_code == 404
    assert at_desk.client.get(of(campaign, "/preview.png?thing=scope")).data.startswith(b"\x89PNG")
    assert at_desk.client.get(of(campaign, "/preview.png?thing=poster")).status_code == 404


@pytest.mark.parametrize(
    ("asked", "told"),
    [("", ("25 m", "23 m")), ("?wide=20&unit=m", ("42 m", "39 m")), ("?wide=40&unit=ft", ("85 ft", "78 ft"))],
)
def test_the_page_tells_from_how_far_a_screen_is_read(at_desk: Desk, campaign: str, asked: str, told: tuple[str, str]):
    page = at_desk.client.get(of(campaign, asked)).text
    assert all(f"<dd>{far}</dd>" in page for far in told)
    assert "at least 30 seconds, still, and once more when the lights come up" in page


@pytest.mark.parametrize(
    "asked", ["wide=0", "wide=1e9", "wide=nan", "wide=inf", "wide=x", "wide=-3&unit=mile", "unit=%00"]
)
def test_a_width_that_no_screen_has_is_answered_beside_it(at_desk: Desk, campaign: str, asked: str):
    answer = at_desk.client.get(of(campaign, f"?{asked}"))
    assert answer.status_code == 200
    assert 'class="wrong"' in answer.text
    assert "<dd>25 m</dd>" in answer.text


@pytest.mark.parametrize(("language", "most"), [("en", 90), ("ko", 60), ("es", 100)])
def test_words_of_the_end_card_are_as_long_as_can_be_read_and_no_longer(at_desk: Desk, language: str, most: int):
    film = at_desk.film()
    said = {"name": "A", "film": film, "languages": "en,ko,es", "retention_months": "18"}
    answer = at_desk.client.post("/desk/campaigns/new", data={**said, f"words_{language}": "가" * (most + 1)})
    assert answer.status_code == 422 and f"at most {most} characters" in answer.text
    assert (
        at_desk.client.post("/desk/campaigns/new", data={**said, f"words_{language}": "가" * most}).status_code == 303
    )


@pytest.mark.parametrize("role", [Role.CALLER, Role.VIEWER])
def test_callers_and_viewers_print_nothing(at_desk: Desk, campaign: str, role: Role):
    client = at_desk.as_one(role)
    assert client.get(of(campaign)).status_code == 403
    assert client.post(of(campaign, "/kit"), data={"paper": "a4"}).status_code == 403
