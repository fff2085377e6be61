"""Doubtful rows of lists of people wait until somebody decides; erasing reaches them."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests import world
from tests.people_desk import DOUBTFUL, PEOPLE, bring, desk, held, here, looked_at, press
from tests.web.desk.test_imports import fields_in, sums
from tracker import clock
from tracker.allies.ally import Contact
from tracker.allies.merge import Merge
from tracker.arrivals.welcome import welcome
from tracker.imports import person
from tracker.imports.import_ import Import
from tracker.imports.import_row import ImportRow
from tracker.imports.people_deciding import to_decide
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.roles import Role
from tracker.team.trace import Trace
from tracker.usecases.ask_for_erasure import ask_for_erasure
from tracker.usecases.erase_due import erase_due

__all__ = ["desk", "here"]


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
    right = {
        f"row-{spelt}": "mend",
        f"name-{spelt}": "Miss Pelt",
        f"email-{spelt}": emails[spelt],
        f"row-{adan}": "aside",
    }
    for _ in range(2):
        assert desk.post("/desk/people/to-decide", data={**sent, **right}).status_code == 303
    allies = held(app)
    assert allies["Miss Pelt"].email == "mis@freemail.example"
    assert not [name for name in allies if "Oc" in name]
    with app.app_context():
        assert to_decide() == 0
        assert not db.session.scalar(
            select(func.count()).where(ImportRow.fate == "put aside", ImportRow.content_sealed.is_not(None))
        )
    press(desk, address, "undo")
    assert not [name for name in held(app) if name.startswith(("P", "Miss"))]


def test_erasing_reaches_rows_that_wait_and_rows_that_came_in(app: Flask, desk: FlaskClient, here: str) -> None:
    """At once those that bear their address, or another by which they are known; when it is due, what was written since."""
    both = looked_at(desk, DOUBTFUL + "Known Person,known@example.org,,no,\n", screening=here)
    press(desk, both, "write")
    with app.app_context():
        at = db.session.get_one(Screening, here)
        with transaction():
            ally, gone = (
                welcome([world.entry(at, name="Mis Spelt", email=f"{each}@example.org")])[0].ally_id
                for each in ("mis", "gone")
            )
        merge = Merge(gone_id=gone, ally_id=ally, at=clock.now(), account_id=gone)
        merge.known_by = [Contact(name="Mis Spelt", call="Mis", email="mis@fremail.example")]
        db.session.rollback()
        with transaction() as session:
            session.add(merge)
    # Looked at before they asked, let in afterwards.
    late = looked_at(desk, DOUBTFUL.replace("adan@", "adam@"), screening=here)
    with app.app_context():
        assert to_decide() == 2
        ask_for_erasure(ally)
        db.session.rollback()
        assert to_decide() == 1, "only Adán's"
    press(desk, late, "write")
    with app.app_context():
        assert to_decide() == 2, "Adán's of both"
        # One of theirs was just in somebody's hands then.
        emptied = ImportRow.fate == "doubtful", ImportRow.content_sealed.is_(None)
        with transaction() as session:
            session.scalars(select(ImportRow).where(*emptied)).first().content = {"n": "", "e": "mis@fremail.example"}
        assert to_decide() == 3
        with time_machine.travel(clock.now() + timedelta(hours=21), tick=False):
            erase_due()
        assert to_decide() == 2
        known = held(app)["Known Person"].id
        with transaction():
            person.forget(known)
        assert not db.session.scalar(select(func.count()).where(ImportRow.ally_id.in_([ally, known])))
    lying = bring(desk, PEOPLE).location.rstrip("/").split("/")[-2]
    with app.app_context():
        with transaction() as session:
            session.get_one(Import, lying).uploaded_at -= timedelta(hours=21)
        with transaction():
            person.forget(ally)
        assert db.session.get_one(Import, lying).upload is None


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
