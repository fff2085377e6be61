"""Importing at the desk: the ordinary pages, as a browser without JavaScript sends them."""

import html
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests import world
from tests.drawn import so_many
from tests.hostile import HOSTILE
from tests.imports import park_file
from tracker.arrivals.welcome import welcome
from tracker.imports.import_ import Import
from tracker.screenings.campaign import Campaign, WorksOn
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.roles import Role

SMALL = b"""film,theatre,city,state,starts
Beyond Utopia,Barton Street Cinema,Austin,TX,2023-10-23 19:00
Beyond Utopia,Marquette Twelve,Chicago,IL,2023-10-23 19:00
Beyond Utopia,Harbor Row Cinema,Seattle,WA,
"""
DOUBTFUL = b"""film,theatre,city,state,starts
Beyond Utopia,Barton Street Cinemas,Austin,TX,2023-10-23 19:00
Beyond Utopia,Marquette Twelve,Chicago,IL,2023-10-23 19:00
"""


@pytest.fixture
def campaign(app: Flask) -> str:
    """The id of a campaign with a screening at Barton Street Cinema, beside a noisy one."""
    with app.app_context():
        world.one_screening()
        return db.session.scalars(select(Campaign.id).where(Campaign.name == "The two-day event")).one()


@pytest.fixture
def desk(signed_in, campaign: str) -> FlaskClient:
    return signed_in(Role.COORDINATOR)


def fields_in(page: str) -> dict[str, str]:
    """What a browser would send back of the form: its hidden fields, chosen options, ticks and texts."""
    form = page[page.index("<main") :]
    sent = {
        name: html.unescape(value)
        for name, value in re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form)
    }
    sent |= {
        name: html.unescape(value)
        for value, name in re.findall(r'<input[^>]*name="csrf_token"[^>]*value="([^"]+)"()', form)[:0]
    }
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', options) or re.search(
            r'<option value="([^"]*)"', options
        )
        sent[name] = html.unescape(chosen[1]) if chosen else ""
    for tag in re.findall(r"<input[^>]*>", form):
        kind, name, value = (re.search(rf'{what}="([^"]*)"', tag) for what in ("type", "name", "value"))
        if name and kind and kind[1] in ("text", "number", "hidden"):
            sent[name[1]] = html.unescape(value[1]) if value else ""
        elif name and kind and kind[1] in ("radio", "checkbox") and "checked" in tag:
            sent[name[1]] = html.unescape(value[1]) if value else "y"
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        sent[name] = html.unescape(text).strip()
    return sent


def bring(desk: FlaskClient, data: bytes, name: str = "list.csv"):
    token = fields_in(desk.get("/desk/imports/").text)["csrf_token"]
    part = 'Content-Disposition: form-data; name="{}"'.format
    body = b"\r\n".join([
        b"--edge", part("csrf_token").encode(), b"", token.encode(),
        b"--edge", f'{part("file")}; filename="{name}"'.encode(), b"Content-Type: text/csv", b"", data, b"--edge--", b"",
    ])  # fmt: skip
    return desk.post("/desk/imports/", data=body, content_type="multipart/form-data; boundary=edge")


def columns(desk: FlaskClient, data: bytes, name: str = "list.csv") -> str:
    """Where step 1 is asked."""
    answer = bring(desk, data, name)
    assert answer.status_code == 303, answer.text
    return answer.location


def mapped(desk: FlaskClient, data: bytes, campaign: str, **told: Any) -> str:
    """Where step 2 is, after step 1 was answered as guessed, but for what is told."""
    address = columns(desk, data)
    answer = desk.post(address, data={**fields_in(desk.get(address).text), "campaign": campaign, **told})
    assert answer.status_code == 303, re.findall(r'class="errors".*?</div>', answer.text, re.DOTALL)
    return answer.location


def sums(page: str) -> dict[str, int]:
    return {
        html.unescape(words): int(n.replace(",", ""))
        for words, n in re.findall(r"<dt>([^<]+)</dt><dd[^>]*><a[^>]*>([\d,]+)</a>", page)
    }


def press(desk: FlaskClient, address: str, deed: str, **more: str):
    return desk.post(f"{address}{deed}", data={**fields_in(desk.get(address).text), **more})


def screenings(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Screening)) or 0


PARK = {"holds": "ends", "midnight": "venue", "zone": "America/Chicago"}


def test_the_park_file_comes_in_through_the_ordinary_page(app: Flask, desk: FlaskClient, campaign: str) -> None:
    before = screenings(app)
    address = mapped(desk, park_file.FILE.read_bytes(), campaign, **PARK)
    page = desk.get(address)
    assert sums(page.text) == {
        "new": 1153,
        "repeat": 3,
        "doubtful, to decide": 6,
        "refused, with the reason": 246,
        "with a note": 5,
    }
    assert "Import 1,153 film screenings" in page.text
    assert screenings(app) == before
    refused = desk.get(f"{address}?fate=refused&page=3").text
    assert "No date in the row." in refused
    assert "201 to 246 of 246" in refused
    assert press(desk, address, "write").status_code == 303
    done = desk.get(address).text
    assert "1,153 film screenings were made" in done
    assert "6 rows were left out" in done
    assert screenings(app) == before + 1153
    report = desk.get(f"{address}report.csv")
    assert len(report.text.splitlines()) == 1 + 1408
    assert press(desk, address, "undo").status_code == 303
    assert "1,153 were taken back" in desk.get(address).text
    assert screenings(app) == before


def test_the_second_time_the_mapping_is_kept_and_everything_is_there(
    app: Flask, desk: FlaskClient, campaign: str
) -> None:
    first = mapped(desk, SMALL, campaign, given="23 and 24 October 2023, 7:00 pm")
    assert press(desk, first, "write").status_code == 303
    again = columns(desk, SMALL)
    page = desk.get(again).text
    assert "Shown as you had it last time." in page
    assert fields_in(page)["given"] == "23 and 24 October 2023, 7:00 pm"
    assert fields_in(page)["follows"], "it is taken for a newer version of that list"
    second = desk.post(again, data=fields_in(page)).location
    assert sums(desk.get(second).text) == {"already there": 4, "with a note": 2}
    assert "nothing to import" in desk.get(second).text


def test_a_doubtful_row_is_answered_before_anything_is_written(app: Flask, desk: FlaskClient, campaign: str) -> None:
    address = mapped(desk, DOUBTFUL, campaign)
    page = desk.get(address).text
    assert sums(page) == {"new": 1, "doubtful, to decide": 1, "with a note": 1}
    name, known = re.findall(r'type="radio" name="(venue-[^"]+)" value="([^"]+)"', page)[0]
    before = screenings(app)
    answer = press(desk, address, "write", **{name: known})
    assert answer.status_code == 303
    assert screenings(app) == before, "answers are shown before they are written"
    page = desk.get(address).text
    assert "Import 2 film screenings" in page
    assert press(desk, address, "write").status_code == 303
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(Venue.name.like("Barton%"))) == 1
    assert press(desk, address, "write").location.endswith(address), "a second press writes nothing more"
    assert screenings(app) == before + 2


def test_a_forged_answer_is_not_heard(app: Flask, desk: FlaskClient, campaign: str) -> None:
    address = mapped(desk, DOUBTFUL, campaign)
    name = re.findall(r'name="(venue-[^"]+)"', desk.get(address).text)[0]
    for forged in ({name: campaign}, {"venue-0": "new"}, {"film-\x00": "\x00"}, {name: "x" * 9_000}):
        assert press(desk, address, "answers", **forged).status_code == 303
    assert sums(desk.get(address).text) == {"new": 1, "doubtful, to decide": 1, "with a note": 1}


def test_undo_keeps_a_screening_that_somebody_signed_up_at(app: Flask, desk: FlaskClient, campaign: str) -> None:
    address = mapped(desk, SMALL, campaign)
    press(desk, address, "write")
    with app.app_context():
        wanted = select(Screening).join(Venue, Venue.id == Screening.venue_id).where(Venue.name == "Marquette Twelve")
        with transaction():
            welcome([world.entry(db.session.scalars(wanted).one())])
    press(desk, address, "undo")
    page = desk.get(address).text
    assert "1 was taken back" in page
    assert "1 stayed" in page
    assert "It stayed: somebody signed up." in page
    assert press(desk, address, "undo", csrf_token=fields_in(page)["csrf_token"]).status_code == 409


def test_one_film_for_every_row(app: Flask, desk: FlaskClient, campaign: str) -> None:
    data = SMALL.replace(b"film,", b"what,").replace(b"Beyond Utopia", b"?")
    address = columns(desk, data)
    first = {**fields_in(desk.get(address).text), "campaign": campaign}
    assert "No column is the film title. Choose the film." in desk.post(address, data=first).text
    second = desk.post(address, data={**first, "film": "other"})
    assert second.status_code == 422
    assert "Write the film’s title." in html.unescape(second.text)
    third = desk.post(address, data={**first, "film": "other", "film_title": "A New One"})
    assert "A New One" in desk.get(third.location).text


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "list.csv", "There is nothing in this file."),
        (b"film,theatre\n", "list.csv", "no rows under it"),
        (b"\x89PNG\r\n\x1a\n" + bytes(90), "list.csv", "inside it is a picture"),
        (b"PK\x03\x04" + bytes(60), "list.xlsx", "cannot be read|not a table"),
        (b"a,b\n" + b"1,2\n" * 100_001, "list.csv", "more than 100000 rows"),
        (b"x" * (10 * 1024 * 1024 + 1), "list.csv", "larger than 10 MB"),
        (b"a,b\n1,2\n", "", "Choose a file first."),
        (b"a,b\n1,2\n", "\x00../..\\evil.exe", "not a table"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_beside_the_field(
    app: Flask, desk: FlaskClient, data: bytes, name: str, sentence: str
) -> None:
    answer = bring(desk, data, name)
    assert 400 <= answer.status_code < 500
    assert re.search(sentence, html.unescape(answer.text)), re.findall(r'id="file-why">([^<]*)', answer.text)
    assert 'id="file-why"' in answer.text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Import)) == 0


def test_a_much_larger_request_is_not_even_read(desk: FlaskClient) -> None:
    assert bring(desk, b"x" * 12_000_000).status_code == 413


def test_hostile_cells_come_back_as_text_and_start_no_formula(app: Flask, desk: FlaskClient, campaign: str) -> None:
    cells = [text.replace('"', '""') for text in HOSTILE if len(text) < 200]
    rows = "".join(f'"{text}","{text} Hall","Austin","TX","2023-10-23 19:00","{text}"\n' for text in cells)
    address = mapped(desk, f"film,theatre,city,state,starts,note\n{rows}".encode("utf-8", "surrogatepass"), campaign)
    page = desk.get(address).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Hall" in page
    assert "{{7*7}} Hall" in page
    report = desk.get(f"{address}report.csv").text
    assert not re.search(r'(^|,)"?[=+@\-]', report, re.MULTILINE)
    assert press(desk, address, "write").status_code in (303, 409)
    assert desk.get(address).status_code == 200


def test_organizers_see_imports_of_their_campaigns_only(
    app: Flask, desk: FlaskClient, signed_in, campaign: str
) -> None:
    address = mapped(desk, SMALL, campaign)
    organizer = signed_in(Role.ORGANIZER)
    assert "list.csv" not in organizer.get("/desk/imports/").text
    for path in ("", "columns", "report.csv"):
        assert organizer.get(f"{address}{path}").status_code == 404
    with app.app_context(), transaction() as rows:
        from tracker.team.account import Account

        one = rows.scalars(select(Account.id).where(Account.role_name == "organizer")).one()
        rows.add(WorksOn(account_id=one, campaign_id=campaign))
    assert organizer.get(address).status_code == 200
    with app.app_context():
        noise = db.session.scalars(select(Campaign.id).where(Campaign.id != campaign)).first()
    own = columns(organizer, SMALL)
    answer = organizer.post(own, data={**fields_in(organizer.get(own).text), "campaign": noise})
    assert answer.status_code == 422


@pytest.mark.parametrize("role", [Role.CALLER, Role.VIEWER])
def test_others_do_not_import(signed_in, role: Role) -> None:
    assert signed_in(role).get("/desk/imports/").status_code == 403


def test_a_date_that_can_be_two_days_is_asked_for(desk: FlaskClient, campaign: str) -> None:
    address = columns(desk, b"film,theatre,state,date\nBeyond Utopia,Hall,TX,10/11/2023\n")
    sent = {**fields_in(desk.get(address).text), "campaign": campaign}
    answer = desk.post(address, data=sent)
    assert answer.status_code == 422
    assert "Say which comes first." in answer.text
    assert desk.post(address, data={**sent, "order": "month"}).status_code == 303


@settings(max_examples=so_many(20), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_answer_to_step_one_is_our_mistake(desk: FlaskClient, campaign: str, data) -> None:
    address = "kept" in desk.__dict__ and desk.__dict__["kept"]
    if not address:
        address = desk.__dict__["kept"] = columns(desk, SMALL)
        desk.__dict__["sent"] = {**fields_in(desk.get(address).text), "campaign": campaign}
    sent = dict(desk.__dict__["sent"])
    plain = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
    for name in data.draw(
        st.sets(st.sampled_from(sorted(set(sent) - {"csrf_token"} | {"order", "minutes"})), max_size=4)
    ):
        offered = ["", "venue", "date", "starts", "time", "ends", "ignore", "utc", "day", "5", campaign]
        sent[name] = data.draw(st.one_of(st.sampled_from(offered), plain))
    answer = desk.post(address, data=sent)
    assert answer.status_code < 500
    if answer.status_code == 303:
        assert desk.get(answer.location).status_code == 200
