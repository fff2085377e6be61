"""Lists of people as somebody brings them at the desk: files, forms, and what is held afterwards."""

import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests import world
from tests.web.desk.test_imports import fields_in
from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.allies.identity import Identity
from tracker.arrivals.welcome import welcome
from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.roles import Role

HEAD = "Name,Email,Phone,May we contact you?,I can help with\n"
PEOPLE = (
    HEAD
    + """Rosa Ibarra,rosa@example.org,,yes,host a screening
ROSA IBARRA,Rosa+film@example.org,,no,
Seo Min-ji,,(512) 555-0147,Yes please,"write a letter, donate"
Known Person,known@example.org,512-555-0150,yes,
Nobody,,,yes,
"""
)
DOUBTFUL = (
    HEAD
    + "".join(f"P{n},p{n}@freemail.example,,yes,\n" for n in range(8))
    + (
        "Mis Spelt,mis@fremail.example,,yes,\nAdÃ¡n Ocasio,adan@freemail.example,,yes,\nSay No,say@fremail.example,,no,\n"
    )
)


def a_screening(app: Flask) -> str:
    """The id of a film screening yesterday at which somebody has signed up, beside noise."""
    with app.app_context():
        at = world.one_screening(starts_at=clock.now() - timedelta(days=1))
        with transaction():
            welcome([world.entry(at, name="Known Person", email="known@example.org", phone="+15125550150")])
            other = db.session.scalars(
                select(Screening).where(Screening.id != at.id, Screening.day.is_not(None))
            ).first()
            welcome([world.entry(other, name="Other Person", email="other@example.org")])
        return at.id


@pytest.fixture
def here(app: Flask) -> str:
    return a_screening(app)


@pytest.fixture
def desk(signed_in: Callable[[Role], FlaskClient], here: str) -> FlaskClient:
    """A coordinator's browser."""
    return signed_in(Role.COORDINATOR)


def bring(desk: FlaskClient, data: bytes | str, name: str = "people.csv") -> Any:
    data = data if isinstance(data, bytes) else data.encode()
    token = fields_in(desk.get("/desk/people/").text)["csrf_token"]
    return desk.post("/desk/people/", data={"csrf_token": token, "file": (io.BytesIO(data), name)})


def sent_of(page: str) -> dict[str, str]:
    """What a browser sends: chosen options, pressed radio buttons, texts."""
    sent = fields_in(page)
    sent |= dict(re.findall(r'<input checked id="[^"]*" name="([^"]+)" type="radio" value="([^"]*)"', page))
    sent["wording"] = re.search(r'<textarea[^>]*name="wording"[^>]*>([^<]*)</textarea>', page)[1].strip()
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
        return {
            table.__tablename__: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables
        }


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
