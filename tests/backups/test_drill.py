"""The drill: back up while people sign up, erase two, lose the machine, restore elsewhere. The two are gone, all else is equal."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text

from tests import world
from tests.elsewhere import Rows, backup_of, rows, run
from tests.held_world import START
from tests.members import browser_of
from tests.wanting_out import NAME, Out, welcomed
from tracker.allies.ally import Ally
from tracker.allies.own_links import OPEN, give
from tracker.arrivals.welcome import welcome
from tracker.keeping import erasure_log
from tracker.keeping.erasure_log import CLOSED, DISABLED, HOUSE
from tracker.letters.from_before import RESTORED
from tracker.letters.letter import Letter
from tracker.store import sample
from tracker.store.db import Base, db
from tracker.store.sample import NothingOpens
from tracker.store.transactions import transaction
from tracker.team import panic
from tracker.team.account import by_id
from tracker.team.calendar_link import make as make_calendar
from tracker.team.invitation import join
from tracker.team.roles import Role
from tracker.usecases import change_member
from tracker.usecases.ask_for_erasure import ask_for_erasure, take_back_erasure
from tracker.usecases.erase_due import erase_due
from tracker.usecases.log_erasures import log_erasures
from tracker.usecases.press_panic import press_panic
from tracker.usecases.stop_contact import stop_contact
from tracker.usecases.write_due_letters import write_due_letters

BASE_URL = "http://localhost"
# What a restore is meant to change, by table: rows of the house's own working, and columns of people's rows.
OWN = {
    "session",
    "heartbeat",
    "invitation",
    "own_link",
    "trace",
    "trace_head",
    "setting",
    "erasure",
    "suppression",
    "sweep",
}
COLUMNS = {"account": {"fs_uniquifier", "calendar_hash"}, "letter": {"state", "trouble", "leased_by", "leased_until"}}


@pytest.fixture
def at() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def out(app: Flask, at: time_machine.Traveller) -> Iterator[Out]:
    with app.app_context():
        yield Out(app)


def about(ids: set[str], told: Rows) -> dict[str, set[str]]:
    """Ids of all rows that hang on these allies, by table."""
    found: dict[str, set[str]] = {"ally": set(ids)}
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            above = found.get(key.column.table.name, set())
            mine = {row["id"] for row in told[table.name] if "id" in row and row[key.parent.name] in above}
            if table.name not in ("ally", "account") and key.column.table.name != "account":
                found.setdefault(table.name, set()).update(mine)
    return found


def without(told: Rows, gone: dict[str, set[str]]) -> Rows:
    """All but the rows about those, and but what a restore is meant to change."""
    kept = {}
    for name, listed in told.items():
        if name in OWN:
            continue
        away = COLUMNS.get(name, set())
        foreign = [(key.parent.name, key.column.table.name) for key in Base.metadata.tables[name].foreign_keys]
        kept[name] = [
            {column: value for column, value in row.items() if column not in away}
            for row in listed
            if row.get("id") not in gone.get(name, set())
            and not any(row[column] in gone.get(above, set()) for column, above in foreign)
        ]
    return kept


def test_after_a_restore_the_two_who_were_erased_are_gone_and_everything_else_is_equal(
    app: Flask, out: Out, at: time_machine.Traveller, instance: Path, tmp_path: Path, engine_name: str,
    elsewhere: Callable[..., Flask],
) -> None:  # fmt: skip
    out.leave_more()
    stays = [welcomed(out.here, phone=f"+1512555010{n}", note="came early") for n in range(3)]
    second = welcomed(out.here, name="Brunhildetta Vos", email="brunhildetta@example.org", phone=None)
    stopped = welcomed(out.here, email="stopped@example.org")
    # Never had a contact, as nobody has who says "no" on the form: that is not to be gone.
    welcomed(out.here, consent="no", email=None, phone=None)
    while write_due_letters(BASE_URL):
        pass
    before, ended = rows(), threading.Event()
    file, during = _backed_up_while_they_sign_up(app, out, tmp_path / "backups", ended)
    assert during, "somebody signed up meanwhile"
    for ally_id in (out.ally_id, second):
        assert ask_for_erasure(ally_id)
    stop_contact(stopped)
    at.shift(timedelta(hours=21))
    assert erase_due() == 2
    assert log_erasures(app.config["ERASURE_LOG"]) > 0
    sealed = [row["contact_sealed"] for row in before["ally"] if row["id"] in (out.ally_id, second)]
    db.session.remove()

    machine = elsewhere(instance / "key-ring.json")
    told = run(machine, "restore", file, "--erasures", app.config["ERASURE_LOG"])
    assert told.exit_code == 0, told.output
    assert "Erased again: 2. “No” heard again: " in told.output
    with machine.app_context():
        after = rows()
        new = {row["id"] for row in after["ally"]} - {row["id"] for row in before["ally"]}
        gone = {out.ally_id, second}
        assert {row["id"] for row in before["ally"]} <= {row["id"] for row in after["ally"]}, "counts stay"
        for ally_id in gone:
            ally = db.session.get_one(Ally, ally_id)
            assert (ally.contact, ally.email_consent, ally.extra_care_sealed) == (None, "no", None)
        assert db.session.get_one(Ally, stopped).email_consent == "no"
        assert db.session.get_one(Ally, stays[0]).contact == {**_contact(before, app, stays[0])}
        changed = about({*gone, stopped} | new, after)
        assert without(after, changed) == without(before, changed)
        assert all(row["contact_sealed"] not in sealed for row in after["ally"])
        words = [row["words_sealed"] for row in after["letter"] if row["ally_id"] in gone]
        assert words and not any(words)
        db.session.remove()
    if engine_name == "sqlite":
        folder = Path(machine.config["INSTANCE_PATH"])
        whole = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
        assert sealed and not any(value in whole for value in sealed)
        assert NAME.encode() not in whole


def _contact(before: Rows, app: Flask, ally_id: str) -> dict[str, object]:
    [row] = [row for row in before["ally"] if row["id"] == ally_id]
    return dict(Ally.contact.open_for(ally_id, row["contact_sealed"]) or {})


def _backed_up_while_they_sign_up(app: Flask, out: Out, folder: Path, ended: threading.Event) -> tuple[Path, int]:
    """The file, and how many signed up between its beginning and its end."""
    here, came, began = out.here, [0], threading.Event()
    db.session.refresh(here)
    db.session.expunge(here)
    db.session.remove()

    def sign_up() -> None:
        with app.app_context():
            while not ended.is_set():
                with transaction():
                    welcome([world.entry(here)])
                came[0] += 1
                began.set()
            db.session.remove()

    people = threading.Thread(target=sign_up)
    people.start()
    try:
        began.wait(30)
        first = came[0]
        file = backup_of(app, folder)
    finally:
        ended.set()
        people.join()
    return file, came[0] - first


def test_nothing_that_opened_the_house_then_opens_it_now_and_no_letter_leaves_unseen(
    app: Flask, out: Out, at: time_machine.Traveller, instance: Path, tmp_path: Path, elsewhere: Callable[..., Flask],
) -> None:  # fmt: skip
    browser = browser_of(app, out.coordinator)
    assert browser.get("/desk/").status_code == 200
    with transaction():
        calendar, link = make_calendar(by_id(out.rosa)), join(Role.CALLER, None)
        own = give(out.other_id, OPEN).token
    write_due_letters(BASE_URL)
    db.session.remove()
    file = backup_of(app, tmp_path / "backups")
    machine = elsewhere(instance / "key-ring.json")
    at.shift(timedelta(hours=2))
    told = run(machine, "restore", file)
    assert told.exit_code == 0, told.output
    strange = machine.test_client()
    cookie = browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
    strange.set_cookie(machine.config["SESSION_COOKIE_NAME"], cookie.value)
    assert strange.get("/desk/").status_code == 303
    assert strange.get(f"/account/rhythm/calendar/{calendar}.ics").status_code == 404
    assert strange.get(f"/account/join/{link}").status_code == 410
    assert strange.post(f"/me/open/{own}").status_code == 410
    with machine.app_context():
        letters = db.session.query(Letter).filter(Letter.ally_id.is_not(None)).all()
        assert letters and {(letter.state, letter.trouble) for letter in letters if letter.state != "left"} == {
            ("failed", RESTORED)
        }
        held = len(letters)
        assert (
            db.session.execute(text("SELECT count(*) FROM setting WHERE name = 'restoring' AND value = 'yes'")).scalar()
            == 0
        )
        db.session.remove()
    assert f"{held} letters wait again" in run(machine, "backup", "held-letters", "send").output
    with machine.app_context():
        assert {letter.state for letter in db.session.query(Letter).filter(Letter.ally_id.is_not(None))} == {"waiting"}
        db.session.remove()


def test_who_is_told_of_by_a_suppression_alone_is_gone_too(
    app: Flask, out: Out, instance: Path, tmp_path: Path, elsewhere: Callable[..., Flask]
) -> None:
    """Two rows of one person, say, that were joined after the backup: the log names the second alone."""
    file = backup_of(app, tmp_path / "backups")
    with transaction() as session:
        session.get_one(Ally, out.other_id).contact = {"name": NAME, "email": "elsewhere@example.org"}
    ask_for_erasure(out.ally_id)
    log = app.config["ERASURE_LOG"]
    log_erasures(log)
    lines = [line for line in log.read_text().splitlines() if out.ally_id not in line]
    assert lines, "the suppression is there"
    db.session.remove()
    # The same log, but for the lines that name the ally: rewritten by who has the key.
    key = erasure_log.key_of(app.extensions["houselights_key_ring"])
    kept = [line for line in erasure_log.read(log, key) if not line.whom.startswith(out.ally_id)]
    log.unlink()
    erasure_log.add(log, key, kept)
    machine = elsewhere(instance / "key-ring.json")
    told = run(machine, "restore", file, "--erasures", log)
    assert told.exit_code == 0, told.output
    with machine.app_context():
        assert db.session.get_one(Ally, out.ally_id).contact is None
        assert db.session.get_one(Ally, out.other_id).contact is not None
        db.session.remove()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_whoever_was_shut_out_since_is_out_and_a_house_that_was_closed_is_closed(
    app: Flask, out: Out, instance: Path, tmp_path: Path, elsewhere: Callable[..., Flask]
) -> None:
    file = backup_of(app, tmp_path / "backups")
    change_member.disable(out.rosa, None)
    press_panic(out.coordinator, BASE_URL)
    log_erasures(app.config["ERASURE_LOG"])
    db.session.remove()
    machine = elsewhere(instance / "key-ring.json")
    told = run(machine, "restore", file, "--erasures", app.config["ERASURE_LOG"])
    assert told.exit_code == 0, told.output
    assert "Accounts disabled again: 1." in told.output and "is closed again" in told.output
    assert "extra care" in told.output, "what it cannot know"
    with machine.app_context():
        assert [by_id(each).active for each in (out.rosa, out.coordinator)] == [False, True]
        assert panic.closed() is not None
        key = erasure_log.key_of(machine.extensions["houselights_key_ring"])
        told_now = erasure_log.standing(erasure_log.read(machine.config["ERASURE_LOG"], key))
        assert {(DISABLED, out.rosa), (CLOSED, HOUSE)} <= told_now.keys()
        db.session.remove()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_one_damaged_contact_holds_no_restore_up(
    app: Flask, out: Out, instance: Path, tmp_path: Path, elsewhere: Callable[..., Flask]
) -> None:
    with transaction() as session:
        harmed = session.get_one(Ally, out.other_id)
        harmed.contact_sealed = bytes([*harmed.contact_sealed[:-1], harmed.contact_sealed[-1] ^ 1])
    db.session.remove()
    file = backup_of(app, tmp_path / "backups")
    ask_for_erasure(out.ally_id)
    log_erasures(app.config["ERASURE_LOG"])
    db.session.remove()
    machine = elsewhere(instance / "key-ring.json")
    told = run(machine, "restore", file, "--erasures", app.config["ERASURE_LOG"])
    assert told.exit_code == 0, told.output
    assert "damaged and could not be compared with the suppressions: 1" in told.output
    with machine.app_context():
        assert db.session.get_one(Ally, out.ally_id).contact is None
        db.session.remove()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_ring_that_opens_nothing_of_a_table_is_told(app: Flask, out: Out) -> None:
    sample.open_some()
    with transaction() as session:
        for ally in session.query(Ally).filter(Ally.contact_sealed.is_not(None)):
            ally.contact_sealed = bytes([*ally.contact_sealed[:-1], ally.contact_sealed[-1] ^ 1])
            ally.extra_care_sealed = None
    with pytest.raises(NothingOpens, match="ally"):
        sample.open_some()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_who_waited_to_be_erased_and_took_it_back_since_is_there(
    app: Flask, out: Out, at: time_machine.Traveller, instance: Path, tmp_path: Path, elsewhere: Callable[..., Flask]
) -> None:
    assert ask_for_erasure(out.ally_id)
    assert ask_for_erasure(out.other_id)
    file = backup_of(app, tmp_path / "backups")
    at.shift(timedelta(hours=1))
    assert take_back_erasure(out.ally_id)
    log_erasures(app.config["ERASURE_LOG"])
    db.session.remove()
    at.shift(timedelta(hours=30))
    machine = elsewhere(instance / "key-ring.json")
    told = run(machine, "restore", file, "--erasures", app.config["ERASURE_LOG"])
    assert told.exit_code == 0, told.output
    with machine.app_context():
        assert erase_due() == 0, "nobody is left to be erased"
        assert (db.session.get_one(Ally, out.ally_id).contact or {})["name"] == NAME
        assert db.session.get_one(Ally, out.other_id).contact is None
        db.session.remove()
