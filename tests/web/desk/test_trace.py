"""The trace as a page: for administrators alone, in plain words, by account, deed, ally and hours; and its rules."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tests.tampering import deeds, say, tampering
from tracker.allies.ally import Ally
from tracker.finding import traced
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import settings, trace
from tracker.team.trace import Trace


@pytest.fixture
def chief(inside: Flask, browser_for: Callable[[str], FlaskClient]) -> FlaskClient:
    return browser_for(invented.account("administrator", "Chief"))


def rows(page: str) -> str:
    return page[page.index("<tbody>") :] if "<tbody>" in page else ""


def test_it_tells_in_words_who_did_what_to_whom_and_why_and_that_somebody_looked(chief: FlaskClient, rosa: str) -> None:
    ally = invented.ally("Aya Lim")
    with transaction():
        trace.note("contact revealed", rosa, "ally", ally, "<b>she asked</b>")
        trace.note("erased", None, "ally", "0" * 16)
        trace.note("role changed", "9" * 16, "account", rosa, "caller to organizer")
    page = rows(chief.get("/desk/trace/").text)
    assert (
        "Rosa M." in page and "had the contact shown, and said why" in page and "&lt;b&gt;she asked&lt;/b&gt;" in page
    )
    assert db.session.get_one(Ally, ally).alias in page and "Aya" not in page
    assert "The house itself" in page and "an ally of whom nothing is held" in page
    assert "An account that is gone" in page and "changed a role" in page
    assert "looked at the trace" not in page
    assert "looked at the trace" in rows(chief.get("/desk/trace/").text)


def test_it_is_narrowed_by_account_deed_ally_and_hours(chief: FlaskClient, rosa: str) -> None:
    bo, aya, bela = invented.account(name="Bo K."), invented.ally("Aya"), invented.ally("Bela")
    with transaction():
        trace.note("card shown", rosa, "ally", aya)
        trace.note("letter read", bo, "ally", bela)
        trace.note("erased", None, "ally", bela)
    opened, read, erased = "opened the card", "read a letter", "erased an ally"

    def shown(query: str) -> set[str]:
        page = rows(chief.get(f"/desk/trace/?{query}").text)
        return {each for each in (opened, read, erased) if each in page}

    assert shown(f"account={rosa}") == {opened}
    assert shown("account=house") == {erased}
    assert shown("deed=letter+read") == {read}
    assert shown(f"ally={bela}") == {read, erased}
    assert shown(f"ally={bela}&account={bo}") == {read}
    assert shown("since_day=2001-01-01&until_day=2001-01-02") == set()
    assert shown("since_day=2001-01-01") == {opened, read, erased}
    assert shown("account=x%27y&deed=x&ally=-") == set()
    assert chief.get("/desk/trace/?until_day=2024-03-10&until_time=02:30").status_code == 422


def test_pages_follow_each_other_without_a_gap_also_where_many_rows_are_of_one_moment(
    chief: FlaskClient, rosa: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(traced, "PAGE", 4)
    with transaction():
        trace.note_each("name shown", rosa, "ally", [f"{n:016}" for n in range(10)])
    found, query = [], "deed=name+shown"
    for _ in range(4):
        page = chief.get(f"/desk/trace/?{query}").text
        found += [part.partition("<")[0] for part in page.split("row ")[1:]]
        if "after=" not in page:
            break
        query = page.split('href="/desk/trace/?')[-1].partition('"')[0].replace("&amp;", "&")
    assert len(found) == len(set(found)) == 10


def test_a_detail_that_does_not_open_says_so_and_the_page_stands(chief: FlaskClient) -> None:
    deeds(2)
    with tampering():
        say("UPDATE trace SET detail_sealed = (SELECT detail_sealed FROM trace WHERE number = 1) WHERE number = 2")
    page = chief.get("/desk/trace/")
    assert page.status_code == 200 and "Its seal does not open" in page.text and "reason 0" in page.text


def test_it_is_for_administrators_alone(
    inside: Flask, chief: FlaskClient, browser_for: Callable[[str], FlaskClient]
) -> None:
    for role in ("coordinator", "organizer", "caller", "viewer"):
        browser = browser_for(invented.account(role))
        assert browser.get("/desk/trace/").status_code == 403
        assert browser.post("/desk/trace/rules/").status_code == 403
        assert "/desk/trace" not in browser.get("/desk/more").text
    assert "/desk/trace/" in chief.get("/desk/more").text


def test_its_rules_are_kept_within_their_bounds_and_their_change_is_traced(chief: FlaskClient) -> None:
    page = chief.get("/desk/trace/rules/").text
    assert 'value="730"' in page and 'value="30"' in page
    wanted = {"trace_days": "400", "cards_an_hour": "90", "reveals_an_hour": "40", "exports_an_hour": "5"}
    assert chief.post("/desk/trace/rules/", data=wanted).status_code == 303
    db.session.rollback()
    assert (settings.get("trace_days"), settings.get("reveals_an_hour")) == ("400", "40")
    told = db.session.query(Trace).order_by(Trace.number.desc()).first()
    assert (told.deed, told.detail) == ("trace rules changed", "trace_days 400, reveals_an_hour 40")
    for name, value in (("trace_days", "89"), ("trace_days", "3651"), ("cards_an_hour", "29"), ("exports_an_hour", "0"),
                        ("reveals_an_hour", "1001"), ("reveals_an_hour", "")):  # fmt: skip
        answer = chief.post("/desk/trace/rules/", data=wanted | {name: value})
        assert answer.status_code == 422, (name, value)
    db.session.rollback()
    assert settings.get("trace_days") == "400"
