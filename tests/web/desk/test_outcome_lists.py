"""Gifts and signatures that another system holds: matched without opening a contact, written down once, taken back."""

import io
import re
import threading
from collections import Counter
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests import world
from tests.hostile import HOSTILE
from tests.web.desk.test_imports import fields_in, sums
from tracker.allies import person as allies_person
from tracker.allies.ally import Ally
from tracker.arrivals.welcome import welcome
from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.imports import turn
from tracker.imports.import_ import Import, State
from tracker.imports.import_row import ImportRow
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.roles import Role
from tracker.team.trace import Trace
from tracker.usecases.write_outcomes import write_outcomes

GIFTS = """Email,Phone Number,first_name,last_name,Action Type,Date,Amount,Currency
rosa+spring@example.org,,Rosa,Ibarra,Donation,2023-11-02,$50.00,USD
ROSA@example.org,,Rosa,Ibarra,Donation,2023-11-02,50,USD
,(512) 555-0147,Min-ji,Seo,Petition: open the border,2023-11-03,,
stranger@example.org,,Some,Body,Donation,2023-11-02,20,USD
rosa@example.org,,Rosa,Ibarra,Donation,,20,USD
rosa@example.org,,Rosa,Ibarra,Donation,2023-11-04,much,USD
rosa@example.org,,Rosa,Ibarra,Slept long,2023-11-04,,
"""


@pytest.fixture
def campaign(app: Flask) -> str:
    """A campaign in which Rosa (an address) and Min-ji (a number alone) signed up, beside noise and a noisy campaign."""
    with app.app_context():
        here = world.one_screening()
        with transaction():
            later = world.screening(db.session.get_one(Campaign, here.campaign_id))
            welcome([
                world.entry(here, name="Rosa Ibarra", email="rosa@example.org"),
                world.entry(here, name="Seo Min-Ji", email=None, phone="+15125550147"),
                world.entry(here, name="Other Person", email="other@example.org"),
            ])  # fmt: skip
            welcome([world.entry(later, name="Rosa Ibarra", email="rosa@example.org")])
            elsewhere = db.session.scalars(select(Screening).where(Screening.campaign_id != here.campaign_id)).first()
            welcome([world.entry(elsewhere, name="Far Away", email="far@example.org")])
        return here.campaign_id


@pytest.fixture
def desk(signed_in, campaign: str) -> FlaskClient:
    return signed_in(Role.COORDINATOR)


def bring(desk: FlaskClient, data: bytes | str, name: str = "gifts.csv") -> Any:
    data = data if isinstance(data, bytes) else data.encode()
    token = fields_in(desk.get("/desk/outcomes/").text)["csrf_token"]
    return desk.post("/desk/outcomes/", data={"csrf_token": token, "file": (io.BytesIO(data), name)})


def looked_at(desk: FlaskClient, data: bytes | str, campaign: str = "", name: str = "gifts.csv", **told: str) -> str:
    """Brought and mapped as guessed, but for what is told; where the preview is."""
    answer = bring(desk, data, name)
    assert answer.status_code == 303, answer.text
    sent = {**chosen(desk.get(answer.location).text), "campaign": campaign, **told}
    answer = desk.post(answer.location, data=sent)
    assert answer.status_code == 303, re.findall(r'class="errors".*?</div>', answer.text, re.DOTALL)
    return answer.location


def chosen(page: str) -> dict[str, str]:
    """What a browser sends of the form: a list of which nothing is chosen sends its first."""
    sent = fields_in(page)
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        marked = re.search(r'<option (?:selected value="([^"]*)"|value="([^"]*)" selected)', options)
        first = re.search(r'value="([^"]*)"', options)
        sent[name] = (marked[1] or marked[2] or "") if marked else first[1]
    return sent


def press(desk: FlaskClient, address: str, deed: str) -> Any:
    return desk.post(f"{address}{deed}", data={"csrf_token": fields_in(desk.get("/desk/outcomes/").text)["csrf_token"]})


def listed(app: Flask) -> list[tuple[str, str | None, int | None, str | None, date]]:
    with app.app_context():
        rows = db.session.scalars(select(FollowUp).where(FollowUp.why == "listed").order_by(FollowUp.closed_at))
        return [(row.ally_id, row.outcome, row.value, row.currency, row.closed_at.date()) for row in rows]


def ally_of(app: Flask, name: str) -> Ally:
    with app.app_context():
        return next(each for each in db.session.scalars(select(Ally)) if (each.contact or {}).get("name") == name)


def test_each_row_has_its_fate_and_the_preview_shows_aliases_alone(
    app: Flask, desk: FlaskClient, campaign: str
) -> None:
    address = looked_at(desk, GIFTS, campaign)
    page = desk.get(address).text
    assert sums(page) == {"matched": 2, "repeat": 1, "not matched": 1, "refused, with the reason": 3}
    rosa = ally_of(app, "Rosa Ibarra")
    assert rosa.alias in page
    assert "$50.00" in page
    for secret in ("Ibarra", "Min-ji", "rosa@", "555", "stranger", "Some Body", "Slept long"):
        assert secret not in page
    for reason in (
        "Repeats row 2",
        "They are not added",
        "It does not say when",
        "Write the amount in figures",
        "not among the actions",
    ):
        assert reason in page
    assert listed(app) == []
    only = desk.get(f"{address}?fate=refused").text
    assert rosa.alias not in only.replace(f">{rosa.alias}</a>", "", 0) or "refused" in only


def test_written_once_each_hangs_on_the_latest_signup_and_plans_nothing(
    app: Flask, desk: FlaskClient, campaign: str
) -> None:
    with app.app_context():
        before = db.session.scalar(select(func.count()).select_from(FollowUp)) or 0
        people = db.session.scalar(select(func.count()).select_from(Ally))
        open_ones = set(db.session.scalars(select(FollowUp.id).where(FollowUp.state == "open")))
    address = looked_at(desk, GIFTS, campaign)
    for _ in range(2):
        assert press(desk, address, "write").status_code == 303
    rosa, minji = ally_of(app, "Rosa Ibarra").id, ally_of(app, "Seo Min-Ji").id
    assert listed(app) == [
        (rosa, "gave", 5000, "USD", date(2023, 11, 2)),
        (minji, "done", None, None, date(2023, 11, 3)),
    ]
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(FollowUp)) == before + 2
        assert db.session.scalar(select(func.count()).select_from(Ally)) == people
        assert set(db.session.scalars(select(FollowUp.id).where(FollowUp.state == "open"))) == open_ones
        gave = db.session.scalars(select(FollowUp).where(FollowUp.outcome == "gave")).one()
        hangs = db.session.scalars(select(FollowUpSignup.signup_id).where(FollowUpSignup.follow_up_id == gave.id)).one()
        latest = db.session.scalars(select(Signup.id).where(Signup.ally_id == rosa).order_by(Signup.at.desc())).first()
        assert hangs == latest
        assert (gave.campaign_id, gave.channel, gave.state) == (campaign, "task", "closed")
        found = db.session.scalars(select(Import)).one()
        assert found.upload_sealed is None, "full of contacts, and of no more use"
        assert db.session.scalar(select(func.count()).where(Trace.deed == "outcomes imported")) == 1
    assert "2 outcomes were written down." in desk.get(address).text


def test_the_same_file_again_and_the_same_gift_in_another_file_are_one(
    app: Flask, desk: FlaskClient, campaign: str
) -> None:
    press(desk, looked_at(desk, GIFTS, campaign), "write")
    again = looked_at(desk, GIFTS, campaign)
    assert sums(desk.get(again).text)["told before"] == 2
    press(desk, again, "write")
    other = "donor email,gift date,gift amount\nRosa@Example.org,11/2/2023,50.00\nrosa@example.org,11/13/2023,50.00\n"
    address = looked_at(desk, other, "")
    assert sums(desk.get(address).text) == {"matched": 1, "told before": 1}
    press(desk, address, "write")
    assert len(listed(app)) == 3


def test_two_who_write_the_same_lists_at_once_write_each_gift_once(
    app: Flask, desk: FlaskClient, campaign: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists = [looked_at(desk, GIFTS, campaign).rstrip("/").rpartition("/")[2] for _ in range(2)]
    account_id = desk.member.id
    for locked in (False, True):
        if not locked:
            # Without the turn the database's own "once" has to hold.
            monkeypatch.setattr(turn, "take", lambda: None)
        start, troubles = threading.Barrier(2), list[str]()

        def write(import_id: str, start: threading.Barrier = start, troubles: list[str] = troubles) -> None:
            with app.app_context():
                start.wait()
                try:
                    write_outcomes(import_id, account_id)
                except Exception as trouble:
                    troubles.append(repr(trouble))

        threads = [threading.Thread(target=write, args=(each,)) for each in lists]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert troubles == []
        assert len(listed(app)) == 2
        monkeypatch.undo()
        with app.app_context():
            made = [found.counts["made"] for found in db.session.scalars(select(Import).where(Import.id.in_(lists)))]
            assert sum(made) == 2
        for import_id in lists:
            press(desk, f"/desk/outcomes/{import_id}/", "undo")
        assert listed(app) == []
        lists = [looked_at(desk, GIFTS, campaign).rstrip("/").rpartition("/")[2] for _ in range(2)]


def test_what_a_list_wrote_is_taken_back_in_one_deed_and_can_come_again(
    app: Flask, desk: FlaskClient, campaign: str
) -> None:
    address = looked_at(desk, GIFTS, campaign)
    assert press(desk, address, "undo").status_code == 409
    press(desk, address, "write")
    with app.app_context():
        others = db.session.scalar(select(func.count()).where(FollowUp.why.is_(None)))
    assert press(desk, address, "undo").status_code == 303
    assert listed(app) == []
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(FollowUp.why.is_(None))) == others
        orphans = select(func.count()).where(FollowUpSignup.follow_up_id.not_in(select(FollowUp.id)))
        assert db.session.scalar(orphans) == 0
    assert "2 were taken back." in desk.get(address).text
    assert press(desk, address, "undo").status_code == 409
    press(desk, looked_at(desk, GIFTS, campaign), "write")
    assert len(listed(app)) == 2


def test_who_was_erased_is_matched_no_more_even_between_the_look_and_the_writing(
    app: Flask, desk: FlaskClient, campaign: str
) -> None:
    address = looked_at(desk, GIFTS, campaign)
    rosa = ally_of(app, "Rosa Ibarra").id
    with app.app_context(), transaction():
        allies_person.forget(rosa)
    press(desk, address, "write")
    assert [outcome for _, outcome, *_ in listed(app)] == ["done"]
    assert sums(desk.get(address).text)["not matched"] == 2
    assert sums(desk.get(looked_at(desk, GIFTS, campaign)).text)["not matched"] == 4 - 1


def test_somebody_of_another_campaign_is_said_and_left_unless_each_counts_where_they_signed_up(
    app: Flask, desk: FlaskClient, campaign: str
) -> None:
    data = "email,date,amount\nfar@example.org,2023-11-02,50\n"
    assert "not one of this campaign" in desk.get(looked_at(desk, data, campaign)).text
    press(desk, looked_at(desk, data, ""), "write")
    with app.app_context():
        of = db.session.scalars(select(FollowUp.campaign_id).where(FollowUp.why == "listed")).one()
        assert of != campaign


def workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["E-mail", "When", "Amount"])
        sheet.write_row(1, 0, ["rosa@example.org", "", 49.5])
        sheet.write_datetime(1, 1, datetime(2023, 11, 2, 9, 30), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_row(2, 0, ["rosa@example.org", "2023-11-03"])
        sheet.write_formula(2, 2, '=HYPERLINK("http://evil.example","50")', value="=cmd")
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_files_come_in_any_encoding_and_as_korean_people_write_them(
    app: Flask, desk: FlaskClient, campaign: str, encoding: str
) -> None:
    data = '이메일,일자,금액,통화,활동\nrosa@example.org,2023년 11월 2일,"50,000원",,후원\n'.encode(encoding)
    press(desk, looked_at(desk, data, campaign), "write")
    assert [row[1:4] for row in listed(app)] == [("gave", 50_000, "KRW")]


def test_workbooks_and_formula_cells(app: Flask, desk: FlaskClient, campaign: str) -> None:
    address = looked_at(desk, workbook(), campaign, name="gifts.xlsx", **{"column-1": "day"})
    assert sums(desk.get(address).text) == {"matched": 1, "refused, with the reason": 1}
    press(desk, address, "write")
    assert [row[1:] for row in listed(app)] == [("gave", 4950, "USD", date(2023, 11, 2))]


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("$1,250.00", (125_000, "USD")), ("US$ 20", (2_000, "USD")), ("20 EUR", (2_000, "EUR")), ("12.5000", (1_250, "USD")),
        ("0", None), ("-20", None), ("(20)", None), ("1e9", None), ("50,50,50", None), ("9" * 30, None), ("20 XXX", None),
        ("¥100.5", None), ("NaN", None),
    ],
)  # fmt: skip
def test_amounts_as_people_and_programs_write_them(
    app: Flask, desk: FlaskClient, campaign: str, amount: str, told: tuple[int, str] | None
) -> None:
    press(desk, looked_at(desk, f'email,date,amount\nrosa@example.org,2023-11-02,"{amount}"\n', campaign), "write")
    assert [row[2:4] for row in listed(app)] == ([told] if told else [])


def test_an_action_that_a_person_explains_is_remembered_without_its_words(
    app: Flask, desk: FlaskClient, campaign: str
) -> None:
    data = "email,date,action\nrosa@example.org,2023-11-02,Slept long\nother@example.org,2023-11-02,Donation\n"
    address = bring(desk, data).location
    asked = re.search(r'name="(action-\w+)"[^>]*><option value="-">', desk.get(address).text)[1]
    sent = {**chosen(desk.get(address).text), asked: "brought others"}
    sent = {name: "done" if value == "gave" and name.startswith("action-") else value for name, value in sent.items()}
    assert desk.post(address, data=sent).status_code == 303
    with app.app_context():
        found = db.session.scalars(select(Import)).one()
        assert "Slept" not in str(found.choices)
        assert "Donation" not in str(found.choices)
    again = desk.get(bring(desk, data).location).text
    assert Counter(re.findall(r'<option value="([^"]+)" selected', again))["brought others"] == 1


def test_what_cannot_be_told_is_refused_beside_the_form(desk: FlaskClient, campaign: str) -> None:
    address = bring(desk, GIFTS).location
    sent = chosen(desk.get(address).text)
    for wrong, said in (
        ({"column-0": "ignore", "column-1": "ignore"}, "who it was"),
        ({"column-5": "ignore"}, "when they did it"),
        ({"column-6": "email"}, "Two columns mean the same"),
        ({"campaign": "\x00"}, "Choose one from the list"),
        ({"currency": "XXX"}, "Choose one from the list"),
        ({"outcome": "asked to stop"}, "Choose one from the list"),
    ):
        answer = desk.post(address, data={**sent, **wrong})
        assert (answer.status_code, said in answer.text) == (422, True), wrong
    for data, name in ((b"", "x.csv"), (b"a,b\n", "x.csv"), (b"PK\x03\x04rubbish", "x.xlsx")):
        assert bring(desk, data, name).status_code == 422


def test_nothing_hostile_breaks_a_page(app: Flask, desk: FlaskClient, campaign: str) -> None:
    cells = [text.replace('"', '""').replace("\x00", "") for text in HOSTILE if "\n" not in text and len(text) < 20_000]
    lines = ["email,phone,name,action,date,amount,currency"]
    for at in range(7):
        for cell in cells:
            row = ["rosa@example.org", "+15125550147", "Seo Minji", "Donation", "2023-11-02", "50", "USD"]
            row[at] = cell
            lines.append(",".join(f'"{each}"' for each in row))
    address = looked_at(desk, "\n".join(lines).encode("utf-8", "replace"), campaign)
    page = desk.get(address).text
    assert "<script>alert" not in page
    assert press(desk, address, "write").status_code == 303
    address = looked_at(desk, GIFTS, campaign)
    columns = address + "columns"
    sent = chosen(desk.get(columns).text)
    action = next(name for name in sent if name.startswith("action-"))
    for name in ("column-0", action, "campaign", "currency", "outcome", "order", "sheet"):
        for text in HOSTILE:
            data = {**sent, name: text.encode("utf-8", "replace").decode()}
            assert desk.post(columns, data=data).status_code < 500, (name, text)
    for strange in ("%00", "x", "0" * 16):
        for deed in ("", "columns", "write", "undo"):
            assert desk.get(f"/desk/outcomes/{strange}/{deed}").status_code in (404, 405)
        for deed in ("columns", "write", "undo"):
            assert press(desk, f"/desk/outcomes/{strange}/", deed).status_code == 404
    for query in ("page=0", "page=99999999999", "fate=%00", "fate=new&page=7"):
        assert desk.get(f"{address}?{query}").status_code == 200


def test_lists_of_screenings_and_of_outcomes_do_not_see_each_other(
    app: Flask, desk: FlaskClient, campaign: str
) -> None:
    address = looked_at(desk, GIFTS, campaign, name="secret-gifts.csv")
    import_id = address.rstrip("/").rpartition("/")[2]
    assert "secret-gifts" not in desk.get("/desk/imports/").text
    assert "secret-gifts" in desk.get("/desk/outcomes/").text
    for path in ("", "columns", "report.csv"):
        assert desk.get(f"/desk/imports/{import_id}/{path}").status_code == 404
    assert press(desk, f"/desk/imports/{import_id}/", "write").status_code == 404
    with app.app_context():
        row = db.session.scalars(select(Import)).one()
        with transaction() as session:
            session.get_one(Import, row.id).kind = "screenings"
    for path in ("", "columns"):
        assert desk.get(f"/desk/outcomes/{import_id}/{path}").status_code == 404


def test_only_coordinators_and_administrators_bring_outcomes(signed_in, campaign: str) -> None:
    for role in (Role.ORGANIZER, Role.CALLER, Role.VIEWER):
        browser = signed_in(role)
        assert browser.get("/desk/outcomes/").status_code == 403
        assert browser.post("/desk/outcomes/").status_code == 403
        for deed in ("", "columns", "write", "undo"):
            assert browser.post(f"/desk/outcomes/{'0' * 16}/{deed}").status_code in (403, 405)


def test_nothing_of_a_contact_is_readable_in_the_database(app: Flask, desk: FlaskClient, campaign: str) -> None:
    press(desk, looked_at(desk, GIFTS, campaign), "write")
    with app.app_context():
        for model in (Import, ImportRow, FollowUp):
            for row in db.session.execute(select(model.__table__)).mappings():
                text = " ".join(str(value) for name, value in row.items())
                for secret in ("rosa", "Ibarra", "5550147", "stranger", "Slept"):
                    assert secret not in text, (model, secret)
        assert db.session.scalars(select(Import.state)).all() == [State.WRITTEN]
