"""The host's page: what it shows, what it takes, and what it never tells."""

import re
from datetime import timedelta

import pytest

from tests import world
from tests.host_evening import ELSEWHERE, MARKS, Evening
from tracker import clock
from tracker.arrivals.welcome import welcome
from tracker.screenings import checklist, heads, host_link, joining
from tracker.screenings.head_count import HeadCount
from tracker.screenings.screening import Screening
from tracker.signups import sheets
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases import give_host_link, press_panic
from tracker.usecases import make_kit as making
from tracker.usecases.cancel_screening import cancel
from tracker.web.frame import floods

OVER = "This link opens nothing"


def count_of(page: str) -> list[int]:
    """The numbers of the live count: the total, then each way."""
    piece = re.search(r'<p class="count">.*?(?=<p class="hint"|$)', page, re.DOTALL)
    return [int(number) for number in re.findall(r'class="num">(\d+)<', piece.group(0) if piece else page)]


def test_the_page_shows_the_evening_and_how_long_the_link_is_good(evening: Evening) -> None:
    answer = evening.client.get(evening.path)
    assert answer.status_code == 200
    assert "Beyond Utopia" in answer.text and "Barton Street Cinema" in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow" and answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer" and "Set-Cookie" not in answer.headers


def test_no_page_names_anybody_however_full_the_room_is(evening: Evening) -> None:
    evening.post("heads", heads="84", kind="counted")
    said = [
        evening.client.get(f"{evening.path}{path}?lang={language}")
        for language in ("en", "ko", "es") for path in ("", "/live", "/heads", "/checklist", "/letters", "/kit")
    ]  # fmt: skip
    for what, sent in (
        ("heads", {"heads": "x"}), ("heads", {"heads": "3", "kind": "counted"}), ("checklist", {"set": "kit:yes"}),
        ("checklist", {"set": "no such thing:yes"}), ("letters", {"wanted": "no"}), ("kit", {"thing": "x", "paper": "x"}),
    ):  # fmt: skip
        said.append(evening.post(what, **sent))
    for answer in said:
        whole = f"{answer.headers}{answer.text}"
        assert not [mark for mark in (*MARKS, ELSEWHERE, *evening.aliases(), *evening.allies) if mark in whole], (
            answer.request.path
        )


def test_the_total_is_exact_and_small_ways_are_joined(evening: Evening) -> None:
    assert count_of(evening.client.get(f"{evening.path}/live").text) == [8], (
        "beside six posters two cards would be told"
    )
    for _ in range(5):
        evening.signs_up("link")
    assert count_of(evening.client.get(f"{evening.path}/live").text) == [13, 6, 7]


def test_a_look_that_brings_the_mark_is_told_that_nothing_changed(evening: Evening) -> None:
    first = evening.client.get(f"{evening.path}/live")
    assert first.headers["Cache-Control"] == "no-store"
    again = evening.client.get(f"{evening.path}/live", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    evening.signs_up()
    later = evening.client.get(f"{evening.path}/live", headers={"If-None-Match": first.headers["ETag"]})
    assert later.status_code == 200 and count_of(later.text)[0] == 9


def test_each_count_is_a_new_fact_and_the_same_again_is_none(evening: Evening) -> None:
    for number in ("84", "84", "90"):
        assert evening.post("heads", heads=number, kind="counted").status_code == 303
    facts = heads.of_screening(evening.screening_id)
    assert [(fact.heads, fact.kind, fact.account_id) for fact in facts] == [
        (90, "counted", None), (84, "counted", None),
    ]  # fmt: skip
    assert "heads" in checklist.ticked(evening.screening_id)
    assert ">90<" in evening.client.get(evening.path).text


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"heads": "", "kind": "counted"}, "How many were there?"), ({"heads": "many", "kind": "counted"}, "Write a whole number"),
        ({"heads": "84"}, "Choose one: a good guess helps, too."), ({"heads": "84", "kind": "admissions"}, "Choose one from the list"),
    ],
)  # fmt: skip
def test_a_count_that_cannot_be_taken_comes_back_with_the_reason(
    evening: Evening, sent: dict[str, str], reason: str
) -> None:
    answer = evening.post("heads", **sent)
    assert answer.status_code == 422 and reason in answer.text
    assert not db.session.query(HeadCount).all()


def test_nobody_counts_before_it_begins(evening: Evening) -> None:
    at = clock.now() + timedelta(hours=5)
    evening.screening(starts_at=at, day=at.date())
    assert "once it has begun" in evening.client.get(evening.path).text
    assert evening.post("heads", heads="84", kind="counted").status_code == 422
    assert not db.session.query(HeadCount).all()


def test_ticks_say_what_is_wanted_so_that_two_phones_agree(evening: Evening) -> None:
    for _phone in range(2):
        assert evening.post("checklist", set="cards:yes").status_code == 303
    since = checklist.ticked(evening.screening_id)
    assert list(since) == ["cards"]
    assert 'aria-checked="true" id="do-cards"' in evening.client.get(evening.path).text
    for _phone in range(2):
        evening.post("checklist", set="cards:no")
    assert checklist.ticked(evening.screening_id) == {}
    assert evening.post("checklist", set="all of it:yes").status_code == 404


def test_a_form_without_our_token_or_from_elsewhere_writes_nothing(evening: Evening) -> None:
    for path, sent in (
        ("checklist", {"set": "kit:yes"}),
        ("heads", {"heads": "3", "kind": "counted"}),
        ("letters", {"wanted": "no"}),
    ):
        assert evening.client.post(f"{evening.path}/{path}", data=sent).status_code == 422
        foreign = {"Origin": "https://elsewhere.example"}
        token = evening.form_token()
        assert (
            evening.client.post(f"{evening.path}/{path}", data={"token": token, **sent}, headers=foreign).status_code
            == 403
        )
    assert checklist.ticked(evening.screening_id) == {} and not db.session.query(HeadCount).all()
    assert db.session.get_one(host_link.HostLink, evening.link_id).reminds


def test_what_opens_nothing_looks_alike_whatever_the_reason(evening: Evening) -> None:
    other = host_link.token_of(give_host_link.give_host_link(evening.screening_id, "", "", evening.organizer))
    changed = evening.token[:-1] + ("0" if evening.token[-1] != "0" else "1")
    give_host_link.withdraw_host_link(evening.link_id, evening.organizer)
    said = {
        evening.client.get(f"/host/{token}").text for token in (evening.token, changed, "x", other[:16] + changed[16:])
    }
    evening.screening(day=clock.now().date() - timedelta(days=16), starts_at=None)
    said.add(evening.client.get(f"/host/{other}").text)
    assert len(said) == 1 and OVER in said.pop()


def test_withdrawn_in_between_the_next_look_is_told_and_nothing_is_written(evening: Evening) -> None:
    token = evening.form_token()
    give_host_link.withdraw_host_link(evening.link_id, evening.organizer)
    assert evening.client.get(f"{evening.path}/live").status_code == 404
    sent = {
        "token": token,
        "heads": "84",
        "kind": "counted",
        "set": "kit:yes",
        "wanted": "no",
        "thing": "all",
        "paper": "a4",
    }
    for path in ("heads", "checklist", "letters", "kit"):
        assert evening.client.post(f"{evening.path}/{path}", data=sent).status_code == 404
    assert not db.session.query(HeadCount).all() and checklist.ticked(evening.screening_id) == {}


def test_closing_the_house_withdraws_every_link(evening: Evening) -> None:
    chief = evening.organizer
    assert press_panic.press_panic(chief, "http://localhost")["host links"] == 1
    assert evening.client.get(evening.path).status_code == 404


def test_a_link_ends_with_the_fourteenth_day_by_the_clock_there_and_moves_with_the_evening(evening: Evening) -> None:
    row = evening.screening(zone="Asia/Seoul")
    ends = host_link.ends_at(row)
    assert row.day is not None and ends.astimezone(clock.now().tzinfo).hour == 15, "midnight in Seoul"
    before = ends
    row = evening.screening(day=row.day + timedelta(days=30), starts_at=None)
    assert host_link.ends_at(row) == before + timedelta(days=30)


def test_a_cancelled_evening_says_so_and_can_still_be_read(evening: Evening) -> None:
    cancel(evening.screening_id, evening.organizer)
    page = evening.client.get(evening.path)
    assert page.status_code == 200 and "is cancelled" in page.text and 'id="heads-send"' not in page.text
    assert count_of(page.text) == [8]


def test_a_joined_evening_takes_links_and_ticks_along(evening: Evening) -> None:
    evening.post("checklist", set="kit:yes")
    with transaction() as session:
        stays = session.get_one(Screening, evening.other_id)
        checklist.tick(stays.id, "kit", done=True)
        joining.join_screenings(stays, session.get_one(Screening, evening.screening_id))
    page = evening.client.get(evening.path).text
    assert ELSEWHERE in page and list(checklist.ticked(evening.other_id)) == ["kit"]


def test_only_the_day_of_the_last_visit_is_kept(evening: Evening) -> None:
    assert host_link.by_id(evening.link_id).used_on is None
    evening.client.get(evening.path)
    db.session.rollback()
    row = evening.screening()
    assert host_link.by_id(evening.link_id).used_on == clock.now().astimezone(host_link.ZoneInfo(row.zone)).date()


def test_guessing_is_slowed_and_the_right_link_opens_all_the_same(evening: Evening) -> None:
    for _ in range(floods.GUESSED.most):
        assert evening.client.get("/host/" + "0" * 42).status_code == 404
    slowed = evening.client.get("/host/" + "0" * 42)
    assert slowed.status_code == 429 and int(slowed.headers["Retry-After"]) > 0
    assert evening.client.get(evening.path).status_code == 200


def test_everything_can_be_printed_on_the_paper_they_have(evening: Evening) -> None:
    at = clock.now() + timedelta(days=2)
    evening.screening(starts_at=at, day=at.date())
    assert 'value="seat cards"' in evening.client.get(evening.path).text
    poster = evening.post("kit", thing="poster", paper="a4")
    assert poster.data.startswith(b"%PDF") and poster.headers["Content-Disposition"].startswith("attachment")
    assert evening.post("kit", thing="all", paper="letter").data.startswith(b"PK")
    assert evening.post("kit", thing="sheet", paper="letter", copies="2").data.startswith(b"%PDF")
    assert evening.post("kit", thing="sheet", paper="letter", copies="many").status_code == 422
    assert evening.post("kit", thing="all", paper="papyrus").status_code == 404


def test_a_link_that_got_about_prints_no_more_sheets_than_a_full_house_needs(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = clock.now() + timedelta(days=2)
    evening.screening(starts_at=at, day=at.date())
    monkeypatch.setattr(making, "MOST_BY_HOSTS", 7)
    making.make_one(evening.screening_id, "sheet", "a4", base_url="http://localhost", by=evening.organizer, copies=5)
    for copies, status in (("5", 200), ("3", 409)):
        assert evening.post("kit", thing="sheet", paper="a4", copies=copies).status_code == status
    full = evening.post("kit", thing="all", paper="a4")
    assert full.status_code == 409 and "Hosts can print 7 sheets" in full.text
    assert len(sheets.of_screenings([evening.screening_id])) == 10, "five by the team, five by the host"
    assert evening.post("kit", thing="poster", paper="a4").status_code == 200
    making.make_one(evening.screening_id, "sheet", "a4", base_url="http://localhost", by=evening.organizer, copies=9)


def test_a_link_that_is_withdrawn_while_its_page_is_read_prints_nothing(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = clock.now() + timedelta(days=2)
    evening.screening(starts_at=at, day=at.date())

    def withdrawn() -> None:
        give_host_link.withdraw_host_link(evening.link_id, evening.organizer)

    token = evening.form_token()
    monkeypatch.setattr("tracker.web.host.kit.check_form", withdrawn)
    for thing in ("all", "sheet"):
        answer = evening.client.post(f"{evening.path}/kit", data={"token": token, "thing": thing, "paper": "a4"})
        assert answer.status_code == 404
        with transaction() as session:
            session.get_one(host_link.HostLink, evening.link_id).withdrawn_at = None
            session.get_one(host_link.HostLink, evening.link_id).withdrawn_by_id = None
    assert sheets.of_screenings([evening.screening_id]) == []


def test_a_link_speaks_the_language_of_its_host_until_the_address_names_another(evening: Evening) -> None:
    korean = host_link.token_of(give_host_link.give_host_link(evening.screening_id, "", "ko", evening.organizer))
    assert '<html lang="ko">' in evening.client.get(f"/host/{korean}").text
    assert '<html lang="es">' in evening.client.get(f"/host/{korean}?lang=es").text


def test_the_number_counts_who_came_in_by_the_one_way_in(evening: Evening) -> None:
    row = evening.screening()
    with transaction():
        welcome([world.entry(row)])
    assert count_of(evening.client.get(f"{evening.path}/live").text)[0] == 9
