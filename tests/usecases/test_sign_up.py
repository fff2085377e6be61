"""A code that somebody is just using stays what it is until they are in."""

import threading

import pytest
from flask import Flask
from sqlalchemy import text

from tests import world
from tracker.screenings import code as codes
from tracker.screenings.doors import opened_by
from tracker.store.db import db
from tracker.store.transactions import transaction


def _pointed_elsewhere(app: Flask, code: str, hold: bool) -> bool:
    """Whether somebody else could take the code away while a signup had it open."""
    waited = []

    def joins() -> None:
        with app.app_context(), db.engine.connect() as other:
            other.execute(text("SET LOCAL lock_timeout = '300ms'"))
            try:
                other.execute(text("UPDATE code SET source = 'poster' WHERE code = :code"), {"code": code})
                other.commit()
            except Exception:
                waited.append(True)

    with transaction():
        opened_by(code, hold=hold)
        somebody = threading.Thread(target=joins)
        somebody.start()
        somebody.join()
    return not waited


@pytest.mark.postgres
@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)  # SQLite has one writer
@pytest.mark.parametrize(("hold", "taken"), [(False, True), (True, False)], ids=["cure off", "cure on"])
def test_nobody_takes_a_code_away_while_a_signup_has_it_open(app: Flask, hold: bool, taken: bool) -> None:
    with app.app_context():
        here = world.one_screening()
        code = str(codes.code_of(screening_id=here.id))
        assert _pointed_elsewhere(app, code, hold) is taken
