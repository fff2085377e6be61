"""Lists of people at the desk: each row's fate before anybody comes in, what is doubtful decided, all of it taken back."""

import csv
import io
import re
import threading
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
import xlsxwriter
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests import world
from tests.hostile import HOSTILE
from tests.web.desk.test_imports import fields_in, sums
from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent, Wording
from tracker.allies.identity import Identity
from tracker.allies.suppress import suppress
from tracker.arrivals.welcome import welcome
from tracker.cli import lists
from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.imports import person, turn
from tracker.imports.import_ import Import, State
from tracker.imports.import_row import ImportRow
from tracker.imports.people_deciding import to_decide
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.roles import Role
from tracker.team.trace import Trace
from tracker.usecases.write_people import write_people
from tracker.web.desk import people_columns, people_list

HEAD = "Name,Email,Phone,May we contact you?,I can help with\n"
PEOPLE = HEAD + """Rosa Ibarra,rosa@example.org,,yes,host a screening
ROSA IBARRA,Rosa+film@example.org,,no,
Seo Min-ji,,(512) 555-0147,Yes please,"write a letter, donate"
Known Person,known@example.org,512-555-0150,yes,
Nobody,,,yes,
"""


@pytest.fixture
def here(app: Flask) -> str:
    """A film screening yesterday at which somebody has signed up, beside noise."""
    with app.app_context():
        at = world.one_screening(starts_at=clock.now() - timedelta(days=1))
        with transaction():
            welcome([world.entry(at, name="Known Person", email="known@example.org", phone="+15125550150")])
            other = db.session.scalars(select(Screening).where(Screening.id != at.id, Screening.day.is_not(None))).first()
            welcome([world.entry(other, name="Other Person", email="other@example.org")])
        return at.id


@pytest.fixture
def desk(signed_in, here: str) -> FlaskClient:
    return signed_in(Role.COORDINATOR)


def bring(desk: FlaskClient, data: bytes | str, name: str = "people.csv") -> Any:
    data = data if isinstance(data, bytes) else data.encode()
    token = fields_in(desk.get("/desk/people/").text)["csrf_token"]
    return desk.post("/desk/people/", data={"csrf_token": token, "file": (io.BytesIO(data), name)})


def sent_of(page: str) -> dict[str, str]:
    """What a browser sends: chosen options, pressed radio buttons, texts."""
    sent = fields_in(page)
    sent |= dict(re.findall(r'<input checked id="[^"]*" name="([^"]+)" type="radio" value="([^"]*)"', page))
    sent |= {"wording": w.strip() for w in re.findall(r'<textarea[^>]*name="wording"[^>]*>([^<]*)</textarea>', page)}
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        marked = re.search(r'<option (?:selected value="([^"]*)"|value="([^"]*)" selected)', options)
        sent[name] = (marked[1] or marked[2] or "") if marked else re.search(r'value="([^"]*)"', options)[1]
    return {**sent, "old_days": "30"}


def looked_at(desk: FlaskClient, data: bytes | str, name: str = "people.csv", **told: str) -> str:
    answer = bring(desk, data, name)
    assert answer.status_code == 303, answer.text
    answer = desk.post(answer.location, data={**sent_of(desk.get(answer.location).text), **told})
    assert answer.status_code == 303, re.findall(r'class="errors".*?</div>', answer.text, re.DOTALL)
    return answer.location


def press(desk: FlaskClient, address: str, deed: str) -> Any:
    return desk.post(f"{address}{deed}", data={"csrf_token": fields_in(desk.get("/desk/people/").text)["csrf_token"]})


def everything(app: Flask) -> dict[str, int]:
    with app.app_context():
        tables = (Ally, Identity, Consent, Signup, FollowUp, FollowUpSignup)
        return {table.__tablename__: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


class Held(NamedTuple):
    """What is held of an ally."""

    id: str
    email: str | None
    email_consent: str
    phone_consent: str
    acted_at: datetime


def held(app: Flask) -> dict[str, Held]:
    """By the name as it is written."""
    with app.app_context():
        return {
            (ally.contact or {}).get("name", ""): Held(
                ally.id, (ally.contact or {}).get("email"), ally.email_consent, ally.phone_consent, ally.acted_at
            )
            for ally in db.session.scalars(select(Ally))
        }


def test_each_row_has_its_fate_and_nobody_is_named_before_they_come_in(app: Flask, desk: FlaskClient, here: str) -> None:
    before = everything(app)
    page = desk.get(looked_at(desk, PEOPLE, screening=here)).text
    assert sums(page) == {"new ally": 2, "repeat": 1, "already there": 1, "refused, with the reason": 1}
    for secret in ("Ibarra", "Min-ji", "rosa@", "555", "known@"):
        assert secret not in page
    assert "They had read: “May we contact you?”" in page
    assert "They earn no letters." in page
    assert everything(app) == before


def test_they_come_in_once_and_the_same_file_adds_nothing(app: Flask, desk: FlaskClient, here: str) -> None:
    address = looked_at(desk, PEOPLE, screening=here)
    press(desk, address, "write")
    allies = held(app)
    assert (allies["Rosa Ibarra"].email_consent, allies["Rosa Ibarra"].phone_consent) == ("no", "no"), "any no wins"
    assert allies["Seo Min-ji"].phone_consent == "yes"
    with app.app_context():
        heard = db.session.scalars(select(Consent).where(Consent.ally_id == allies["Seo Min-ji"].id)).one()
        assert db.session.get(Wording, heard.wording_id).text == "May we contact you?"
        found = db.session.scalars(select(Import)).one()
        assert (found.upload, found.state) == (None, State.WRITTEN.value)
        assert not any("Ibarra" in str(row.content) for row in db.session.scalars(select(ImportRow)))
        assert db.session.scalar(select(func.count()).where(Trace.deed == "people imported")) == 1
    after = everything(app)
    press(desk, address, "write")
    again = looked_at(desk, PEOPLE, screening=here)
    assert sums(desk.get(again).text) == {"already there": 4, "refused, with the reason": 1}
    press(desk, again, "write")
    assert everything(app) == after


def test_undo_takes_back_what_nobody_has_touched(app: Flask, desk: FlaskClient, here: str) -> None:
    before, known = everything(app), held(app)["Known Person"]
    data = PEOPLE + "Known Person,known@example.org,,no,\n"
    address = looked_at(desk, data, screening=here)
    press(desk, address, "write")
    assert held(app)["Known Person"].email_consent == "no"
    assert "2 signups were taken back." in desk.get(press(desk, address, "undo").location).text
    assert everything(app) == before
    assert held(app)["Known Person"].email_consent == known.email_consent == "yes"
    assert press(desk, address, "undo").status_code == 409
    press(desk, looked_at(desk, PEOPLE, screening=here), "write")
    assert everything(app)["ally"] == before["ally"] + 2


def test_what_somebody_has_touched_stays_and_is_said(app: Flask, desk: FlaskClient, here: str) -> None:
    address = looked_at(desk, PEOPLE, screening=here)
    press(desk, address, "write")
    minji = held(app)["Seo Min-ji"].id
    with app.app_context(), transaction():
        mine = db.session.scalars(select(FollowUp).where(FollowUp.ally_id == minji, FollowUp.state == "open")).first()
        assert mine is not None, "a fresh signup earns a call"
        mine.tries = 1
    assert "1 stayed" in desk.get(press(desk, address, "undo").location).text
    assert "Seo Min-ji" in held(app)
    assert "Rosa Ibarra" not in held(app)


def test_letters_wait_an_hour_and_old_signups_earn_nothing(app: Flask, desk: FlaskClient, here: str) -> None:
    data = "Name,Email,May we contact you?,Timestamp\n" + (
        f"New One,new@example.org,yes,{clock.now():%Y-%m-%d %H:%M}\nOld One,old@example.org,yes,2019-06-01 19:00\n"
    )
    press(desk, looked_at(desk, data, screening=here, letters="1"), "write")
    allies = held(app)
    with app.app_context():
        planned = db.session.scalars(select(FollowUp).where(FollowUp.ally_id == allies["New One"].id)).all()
        assert {each.channel for each in planned} & {"letter"}
        assert all(each.due_at >= clock.now() + timedelta(minutes=55) for each in planned if each.channel == "letter")
        old = db.session.scalars(select(FollowUp).where(FollowUp.ally_id == allies["Old One"].id)).one()
        assert (old.state, old.outcome) == ("closed", "not planned")
        assert allies["Old One"].acted_at.year == 2019
    press(desk, looked_at(desk, data.replace("new@", "newer@").replace("old@", "older@"), screening=here), "write")
    with app.app_context():
        assert not db.session.scalar(select(func.count()).where(FollowUp.channel == "letter", FollowUp.planned_at > clock.now()))


def test_without_wording_no_yes_counts_and_no_list_brings_anybody_back(app: Flask, desk: FlaskClient, here: str) -> None:
    with app.app_context(), transaction():
        suppress("rosa@example.org", None, "", "left")
    page = desk.get(address := looked_at(desk, PEOPLE, screening=here, asked="", wording="")).text
    assert "no “yes” of this list counts" in page
    assert "No list brings anybody back." in page
    press(desk, address, "write")
    assert "Rosa Ibarra" not in held(app)
    assert held(app)["Seo Min-ji"].phone_consent == "unknown"


def test_each_channel_can_be_asked_about_by_itself(app: Flask, desk: FlaskClient, here: str) -> None:
    data = (
        "first_name,last_name,email,Phone Number,can2_subscription_status,can2_sms_status\n"
        "Ana,Ruiz,ana@example.org,5125550160,subscribed,unsubscribed\n"
        "Known,Person,known@example.org,,,unsubscribed\n"
    )
    press(desk, looked_at(desk, data, screening=here, asked="words", wording="Subscribe to our list"), "write")
    allies = held(app)
    assert (allies["Ana Ruiz"].email_consent, allies["Ana Ruiz"].phone_consent) == ("yes", "no")
    assert (allies["Known Person"].email_consent, allies["Known Person"].phone_consent) == ("yes", "no")
    with app.app_context():
        theirs = db.session.scalars(select(FollowUp).where(FollowUp.ally_id == allies["Known Person"].id, FollowUp.state == "open"))
        assert {each.channel for each in theirs} <= {"letter", "task"}


DOUBTFUL = HEAD + "".join(f"P{n},p{n}@freemail.example,,yes,\n" for n in range(8)) + (
    "Mis Spelt,mis@fremail.example,,yes,\nAdÃ¡n Ocasio,adan@freemail.example,,yes,\nSay No,say@fremail.example,,no,\n"
)


def test_doubtful_rows_wait_until_somebody_decides(app: Flask, desk: FlaskClient, here: str) -> None:
    address = looked_at(desk, DOUBTFUL, screening=here)
    assert sums(desk.get(address).text)["doubtful, to decide"] == 2, "a no is heard at once"
    press(desk, address, "write")
    assert "Mis Spelt" not in held(app)
    assert held(app)["Say No"].email_consent == "no"
    page = desk.get("/desk/people/to-decide").text
    assert 'value="mis@freemail.example"' in page
    assert 'value="Adán Ocasio"' in page
    names = dict(re.findall(r'name="name-(\w+)" value="([^"]*)"', page))
    emails = dict(re.findall(r'name="email-(\w+)" value="([^"]*)"', page))
    spelt = next(key for key, name in names.items() if name == "Mis Spelt")
    adan = next(key for key in names if key != spelt)
    sent = {"csrf_token": fields_in(page)["csrf_token"]}
    wrong = {**sent, f"row-{spelt}": "mend", f"name-{spelt}": "Mis Spelt", f"email-{spelt}": "nowhere"}
    assert desk.post("/desk/people/to-decide", data=wrong).status_code == 422
    right = {f"row-{spelt}": "mend", f"name-{spelt}": "Miss Pelt", f"email-{spelt}": emails[spelt], f"row-{adan}": "aside"}
    for _ in range(2):
        assert desk.post("/desk/people/to-decide", data={**sent, **right}).status_code == 303
    allies = held(app)
    assert allies["Miss Pelt"].email == "mis@freemail.example"
    assert not [name for name in allies if "Oc" in name]
    with app.app_context():
        assert to_decide() == 0
        assert not db.session.scalar(select(func.count()).where(ImportRow.fate == "put aside", ImportRow.content_sealed.is_not(None)))
    press(desk, address, "undo")
    assert not [name for name in held(app) if name.startswith(("P", "Miss"))]


def test_erasing_reaches_rows_that_wait_and_rows_that_came_in(app: Flask, desk: FlaskClient, here: str) -> None:
    press(desk, looked_at(desk, DOUBTFUL + "Known Person,known@example.org,,no,\n", screening=here), "write")
    with app.app_context():
        at = db.session.get_one(Screening, here)
        with transaction():
            ally = welcome([world.entry(at, name="Mis Spelt", email="mis@fremail.example")])[0].ally_id
        for gone in (ally, held(app)["Known Person"].id):
            with transaction():
                person.forget(gone)
            assert not db.session.scalar(select(func.count()).where(ImportRow.ally_id == gone))
        assert to_decide() == 1
    lying = bring(desk, PEOPLE).location.rstrip("/").split("/")[-2]
    with app.app_context():
        with transaction() as session:
            session.get_one(Import, lying).uploaded_at -= timedelta(hours=21)
        with transaction():
            person.forget(ally)
        assert db.session.get_one(Import, lying).upload is None


@pytest.mark.parametrize("engine_name", [pytest.param("postgresql", marks=pytest.mark.postgres)])
@pytest.mark.parametrize("locked", [False, True], ids=["lock off", "lock on"])
def test_two_presses_at_once_write_once(app: Flask, desk: FlaskClient, here: str, locked: bool, monkeypatch) -> None:
    import_id = looked_at(desk, PEOPLE, screening=here).rstrip("/").split("/")[-1]
    if not locked:
        met = threading.Barrier(2)

        def look_only(import_id: str, lock: bool = False, kind: str = "people") -> Import:  # noqa: ARG001
            found = db.session.scalars(select(Import).where(Import.id == import_id)).one()
            met.wait(10)
            return found

        monkeypatch.setattr("tracker.usecases.write_people.import_.by_id", look_only)
        monkeypatch.setattr(turn, "take", lambda: None)
    done: list[str] = []

    def go() -> None:
        with app.app_context():
            try:
                write_people(import_id, None)
                done.append("written")
            except Exception as error:  # noqa: BLE001
                done.append(type(error).__name__)

    threads = [threading.Thread(target=go) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    # Without it the second runs into the rows of the first.
    assert (sorted(done) == ["WrittenAlready", "written"]) is locked, done


def test_a_large_list_is_left_to_the_worker_which_says_how_far_it_is(
    app: Flask, desk: FlaskClient, here: str, monkeypatch
) -> None:
    monkeypatch.setattr(people_columns, "AT_ONCE", 2)
    monkeypatch.setattr(people_list, "AT_ONCE", 2)
    monkeypatch.setattr(lists, "EVERY", 0.0)
    address = looked_at(desk, PEOPLE, screening=here)

    def worked(said: str) -> None:
        assert said in desk.get(address).text
        assert desk.get(f"{address}far").json["over"] is False
        with app.app_context():
            assert lists.see_to(lambda: True)
            assert not lists.see_to(lambda: True)
        assert desk.get(f"{address}far").json["over"] is True

    worked("The worker is at it")
    assert sums(desk.get(address).text)["new ally"] == 2
    press(desk, address, "write")
    worked("The worker is at it")
    assert "Seo Min-ji" in held(app)
    press(desk, address, "undo")
    worked("The worker is at it")
    assert "Seo Min-ji" not in held(app)


def workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["First Name", "Surname", "Email", "Order Date"])
        sheet.write_row(1, 0, ["Wren", "Tully", "wren@example.org", "11/29/24 22:28"])
        sheet.write_formula(2, 0, '=HYPERLINK("http://evil.example","x")', value="=cmd")
        sheet.write_row(2, 2, ["cmd@example.org"])
    return out.getvalue()


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("이름,이메일,연락처\n렌 털리,wren@example.org,01012345678\n".encode("cp949"), "a.csv"),
        ("Nombre;Correo electrónico;Teléfono\nRén Tully;wren@example.org;\n".encode("cp1252"), "a.csv"),
        ("Name\tEmail Address\nWren\twren@example.org\n".encode("utf-16"), "a.tsv"),
        ("Order no.,First Name,Surname,Email,Attendee Status\n1,Wren,Tully,wren@example.org,Attending\n".encode("utf-8-sig"), "a.csv"),
        ("email,first name,last name,event id,signup created time\nwren@example.org,Wren,T,1,2026-09-20 10:00:00\n".encode(), "a.csv"),
        ("Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME\nwren@example.org,Wren,T,2,2026-09-20 10:00:00\n".encode(), "a.csv"),
        (workbook(), "a.xlsx"),
    ],
    ids=["cp949", "cp1252", "utf-16 tabs", "eventbrite", "mobilize", "mailchimp", "workbook"],
)  # fmt: skip
def test_exports_of_other_systems_are_recognised(app: Flask, desk: FlaskClient, here: str, data: bytes, name: str) -> None:
    press(desk, looked_at(desk, data, name, screening=here), "write")
    assert "wren@example.org" in {ally.email for ally in held(app).values()}


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_hostile_cells_change_nothing_but_their_row(app: Flask, desk: FlaskClient, here: str) -> None:
    cells = [*HOSTILE, "x" * 10_000, "a\x00b", "\ud800", '=1+1"', "'\"'", "{{7*7}}"]
    rows = [[cell, f"p{n}@example.org", cell, cell, cell] for n, cell in enumerate(cells)]
    out = io.StringIO()
    csv.writer(out).writerows([["Name", "Email", "Phone", "May we contact you?", "I can help with"], *rows])
    address = looked_at(desk, out.getvalue().encode("utf-8", "replace"), screening=here)
    assert press(desk, address, "write").status_code == 303
    assert desk.get(address).status_code == 200
    assert desk.get(f"{address}report.csv").status_code == 200
    assert bring(desk, ",".join(f"c{n}" for n in range(2_000)) + "\n1\n").status_code == 422


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_only_coordinators_bring_people_and_each_look_at_doubtful_rows_is_traced(
    app: Flask, desk: FlaskClient, here: str, signed_in
) -> None:
    press(desk, looked_at(desk, DOUBTFUL, screening=here), "write")
    with app.app_context():
        seen = select(func.count()).where(Trace.deed == "doubtful rows shown")
        assert not db.session.scalar(seen)
        desk.get("/desk/people/to-decide")
        db.session.rollback()
        assert db.session.scalar(seen) == 1
    organizer = signed_in(Role.ORGANIZER)
    for path in ("/desk/people/", "/desk/people/to-decide"):
        assert organizer.get(path).status_code in (403, 404)


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_what_cannot_be_told_is_said_at_the_form(desk: FlaskClient, here: str) -> None:
    address = bring(desk, PEOPLE).location
    sent = sent_of(desk.get(address).text)
    for wrong, said in (
        ({"column-1": "ignore", "column-2": "ignore"}, "e-mail address or a phone number"),
        ({"screening": "columns"}, "Say where they signed up"),
        ({"screening": here, "wording": " "}, "Write the words that they had read"),
        ({"screening": here, "column-0": "email"}, "Two columns mean the same"),
        ({"screening": "\x00"}, "Choose one from the list"),
        ({"screening": here, "old_days": "-1"}, "whole number"),
    ):
        answer = desk.post(address, data={**sent, **wrong})
        assert (answer.status_code, said in answer.text) == (422, True), wrong
