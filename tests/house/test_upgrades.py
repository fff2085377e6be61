"""From every earlier revision to the newest, lived in at each, on both engines: nothing that was written is lost or changed, what
is sealed opens, and the house goes on.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Table, select

from tests import invented, world
from tests.engines import TOP, build, close
from tests.members import browser_of
from tests.old_houses import OldHouse, Row, all_rows, key_of
from tests.public_visitor import hidden_in
from tests.takeout.filled import BY_HAND, Filling
from tracker.allies.ally import Ally
from tracker.arrivals.welcome import welcome
from tracker.screenings.code import Code
from tracker.signups.signup import Signup
from tracker.store.db import Base, db
from tracker.store.ids import new_id
from tracker.store.sealing import unseal
from tracker.store.transactions import transaction
from tracker.takeout.carried import is_sealed, name_of
from tracker.team import settings, trace
from tracker.usecases.move_in import move_in
from tracker.usecases.verify_trace import verify_trace

MIGRATIONS = str(TOP / "migrations")
# What a migration changes or throws away, as its own words say: signs of life (0006), figures (0033, 0038); on the ladder
# whoever asks to host stands where they stood (0011).
CHANGED = {"heartbeat": None, "kept_figures": None, "rung": {"reached_by"}}
# Of a house that is closed, or in the middle of turning its keys, no rows at random: it would stay so.
CLOSES_THE_HOUSE = {"panic", "key_turn", "key_record"}


Today = tuple[Path, dict[str, list[Row]], str]


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> Today:
    """(its folder, all its rows, an ally) of a house of today, with something in every column of every table."""
    folder = tmp_path_factory.mktemp("today")
    app = build(f"sqlite:///{folder / 'house.db'}", folder)
    with app.app_context():
        db.create_all()
        move_in()
        here = world.one_screening()
        with transaction():
            [welcomed] = welcome([world.entry(here, phone="+15125550123")])
        ally = welcomed.ally_id
        with transaction() as session:
            filling = Filling(session.connection())
            for table in Base.metadata.sorted_tables:
                if table.name not in (BY_HAND | CLOSES_THE_HOUSE):
                    filling.table(table)
            settings.put("zone", "America/Chicago")
            trace.note("signed in", new_id(), "ally", ally, "one")
            trace.note("signed in", new_id(), "ally", ally, "two")
        with transaction() as session:
            rows = all_rows(session.connection())
        db.session.remove()
    close(app)
    return folder, rows, ally


def opened(table: Table, row: Row) -> Row:
    """With what is sealed as it reads."""
    key = row[next(iter(table.primary_key)).name]
    return {
        name: unseal(bytes(value), f"{table.name}.{name_of(table.c[name])}:{key}")
        if value is not None and is_sealed(table.c[name]) else value
        for name, value in row.items()
    }  # fmt: skip


@pytest.fixture
def house(blank_url: str, instance: Path, today: Today) -> Iterator[tuple[Flask, OldHouse]]:
    """Walked up from the first revision, and lived in at each."""
    folder, rows, _ally = today
    shutil.copy(folder / "key-ring.json", instance / "key-ring.json")
    app, old = build(blank_url, instance), OldHouse(rows)

    def live(ctx: Any, step: Any, **_rest: Any) -> None:
        old.live_in(ctx.connection, step.up_revision_id)

    app.extensions["migrate"].configure_args["on_version_apply"] = live
    with app.app_context():
        upgrade(directory=MIGRATIONS)
        yield app, old
        db.session.remove()
    close(app)


def test_nothing_that_was_written_at_any_revision_is_lost_or_changed_and_the_house_goes_on(
    house: tuple[Flask, OldHouse], today: Today, instance: Path
) -> None:
    app, old = house
    found = all_rows(db.session.connection())
    db.session.remove()
    assert {name for name, rows in old.rows.items() if rows} >= Base.metadata.tables.keys() - CLOSES_THE_HOUSE - {
        "trace_anchor"
    }
    assert set(old.since.values()) >= {"0001", "0002", "0019", "0035", "0036", "0037"}
    wrong = {of.name: missing_or_changed(of, old, found[of.name]) for of in Base.metadata.sorted_tables}
    assert {name: what for name, what in wrong.items() if what} == {}
    assert verify_trace(instance).end.number == 2
    goes_on(app, today[2])


def missing_or_changed(of: Table, old: OldHouse, found: list[Row]) -> set[str]:
    """Columns that no longer say what was written; "missing" for a row that never came in, or is gone."""
    changes = CHANGED.get(of.name, set())
    if changes is None:
        return set()
    there, wrong = {key_of(of, row): opened(of, row) for row in found}, set[str]()
    for row in old.rows[of.name]:
        key = key_of(of, row)
        if key not in there or key not in old.written[of.name]:
            wrong.add("missing")
            continue
        wrong |= {name for name, value in opened(of, old.written[of.name][key]).items() if there[key][name] != value}
    return wrong - changes


def goes_on(app: Flask, ally_id: str) -> None:
    """Somebody signs up where somebody did before; both have their cards."""
    move_in()
    signed_up_at = (
        select(Code.code).join(Signup, Signup.screening_id == Code.screening_id).where(Signup.ally_id == ally_id)
    )
    code, chief = db.session.scalars(signed_up_at).first(), invented.account("administrator")
    visitor, desk = app.test_client(), browser_of(app, chief)
    form = {"name": "Quiet Heron", "email": "heron@example.org", "consent": "yes", "lang": "en"}
    token = hidden_in(visitor.get(f"/s/{code}"))["token"]
    assert visitor.post(f"/s/{code}", data={**form, "token": token}).status_code == 303
    new = db.session.scalars(select(Signup).order_by(Signup.at.desc())).first()
    assert new is not None
    card = desk.get(f"/desk/allies/{new.ally_id}")
    assert (card.status_code, db.session.get_one(Ally, new.ally_id).alias in card.text) == (200, True)
    # Among the rows at random may be a merge: then it leads on, and another may lead back.
    assert desk.get(f"/desk/allies/{ally_id}").status_code in (200, 303)
