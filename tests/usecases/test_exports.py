"""Contacts as a file: who is in it, how it is locked and fetched, what is written down; and how it goes."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests import invented
from tests.daytime import night_has_been
from tests.files import winzip
from tests.invented import House
from tracker import clock
from tracker.allies import suppress
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.cli import gathering
from tracker.cli.worker import Worker
from tracker.files import zips
from tracker.finding import contacts_seen, exports
from tracker.finding.export import Export, ExportPart
from tracker.finding.exports import FileNotThere, NobodyChosen, NotReady, ShownOnce, TooMany
from tracker.keeping import copies
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.rations import RationSpent
from tracker.team.trace import Trace
from tracker.usecases import ask_for_export, gather_exports, hand_over_export
from tracker.usecases.clear_old import clear_old
from tracker.usecases.erase_at_desk import erase_at_desk
from tracker.usecases.press_panic import press_panic
from tracker.usecases.stop_contact import stop_contact

LONG_AGO = datetime(2019, 6, 1, tzinfo=UTC)
WHY = "printing name badges"
SQLITE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


class Desk:
    """A coordinator, and people in one campaign."""

    def __init__(self) -> None:
        self.ines = invented.account("coordinator", "Ines C.")
        self.house = House()

    def ally(self, name: str = "Min-ji Seo", confirmed: bool = True, **values: object) -> str:
        ally_id = invented.ally(name, **values)
        invented.signup(ally_id, self.house.screening_id, self.house.host)
        if confirmed:
            with transaction() as session:
                session.get_one(Ally, ally_id).confirmed_at = clock.now()
        return ally_id

    def ask(self, layout: str = "house", form: str = "csv", care: bool = False) -> str:
        found, _now = ask_for_export.contacts(Ally.id.is_not(None), self.ines, WHY, layout, form, care)
        return found

    def ready(self, **asked: object) -> str:
        export_id = self.ask(**asked)
        assert gather_exports.gather_exports("0" * 16) == 1
        return export_id

    def fetched(self, export_id: str, passphrase: str) -> dict[str, bytes]:
        assert hand_over_export.fetch(export_id, self.ines)
        return winzip.read(b"".join(exports.pieces(export_id, "")), passphrase)

    def rows(self, **asked: object) -> list[dict[str, str]]:
        export_id = self.ready(**asked)
        file = self.fetched(export_id, hand_over_export.lock(export_id, self.ines))
        return list(csv.DictReader(io.StringIO(file["list.csv"].decode("utf-8-sig"))))


@pytest.fixture
def desk(app: Flask) -> Iterator[Desk]:
    with app.app_context():
        yield Desk()


def deeds() -> list[str]:
    return [row.deed for row in db.session.scalars(select(Trace).order_by(Trace.number))]


def test_it_is_asked_for_gathered_locked_and_fetched_and_all_of_it_written_down(desk: Desk) -> None:
    ally_id = desk.ally("Min-ji Seo")
    export_id = desk.ready()
    with pytest.raises(NotReady):
        hand_over_export.fetch(export_id, desk.ines)
    passphrase = hand_over_export.lock(export_id, desk.ines)
    with pytest.raises(ShownOnce):
        hand_over_export.lock(export_id, desk.ines)
    for _ in range(2):
        file = desk.fetched(export_id, passphrase)
    [row] = csv.DictReader(io.StringIO(file["list.csv"].decode("utf-8-sig")))
    assert (row["name"], row["email"], row["phone"]) == ("Min-ji Seo", f"{ally_id}@example.org", "'+15125550147")
    assert (row["may_be_written_to"], row["may_be_called"]) == ("yes", "yes")
    assert "1 ally" in file["about.txt"].decode()
    assert deeds()[-5:] == [
        "contacts asked for",
        "passphrase shown",
        "contact exported",
        "contacts taken",
        "contacts taken",
    ]
    [left] = copies.of_ally(ally_id, calls=False)
    assert (left.kind, left.account_id, left.place) == ("export", desk.ines, "house")
    [seen] = contacts_seen.page_of(desk.ines)
    assert (seen.about_id, seen.deeds) == (ally_id, ("contact exported",))


@SQLITE
def test_the_passphrase_and_the_contact_stand_nowhere_in_the_database_s_files(desk: Desk, app: Flask) -> None:
    desk.ally("Zephyrine Quill")
    export_id = desk.ready()
    passphrase = hand_over_export.lock(export_id, desk.ines)
    desk.fetched(export_id, passphrase)
    db.session.remove()
    raw = b"".join(path.read_bytes() for path in Path(app.config["INSTANCE_PATH"]).glob("house.db*"))
    words = passphrase.split("-")
    assert passphrase.encode() not in raw
    assert b"Zephyrine" not in raw
    assert not all(word.encode() in raw for word in words)


@SQLITE
def test_who_said_no_is_suppressed_or_wants_extra_care_is_not_in_it_and_is_counted(desk: Desk) -> None:
    yes, half = desk.ally("Ada Yes"), desk.ally("Bo Half", phone_consent="no")
    unasked = desk.ally("Cy Unasked", email_consent="unknown", phone_consent="unknown")
    desk.ally("Di No", email_consent="no", phone_consent="unknown")
    left, care = desk.ally("Ed Left", phone="+15125550199"), desk.ally("Flo Care", care=True)
    with transaction():
        suppress.suppress(f"{left}@example.org", "+15125550199", "", "left")
    rows = {row["ally_id"]: row for row in desk.rows()}
    assert rows.keys() == {yes, half, unasked}
    assert (rows[half]["email"], rows[half]["phone"], rows[half]["may_be_called"]) == (f"{half}@example.org", "", "no")
    assert rows[unasked]["may_be_written_to"] == "not asked"
    assert exports.of_account(desk.ines)[0].left_out == {"said_no": 1, "suppressed": 1, "extra_care": 1}
    assert {row["ally_id"] for row in desk.rows(care=True)} == {yes, half, unasked, care}
    assert {each.place for each in copies.of_ally(left, calls=False)} == set(), "who is not in it has no copy to chase"


@SQLITE
@pytest.mark.parametrize(("layout", "heading"), [
    ("action network", ["first_name", "last_name", "email", "can2_phone", "can2_user_tags"]),
    ("mailchimp", ["Email Address", "First Name", "Last Name", "Phone Number", "Tags"]),
])  # fmt: skip
def test_for_a_system_that_mails_only_those_who_said_yes_at_an_address_that_is_theirs(
    desk: Desk, layout: str, heading: list[str]
) -> None:
    ada = desk.ally("Ada María López", call="Ada María")
    desk.ally("Never Confirmed", confirmed=False)
    desk.ally("Not Asked", email_consent="unknown")
    [row] = desk.rows(layout=layout)
    assert list(row) == heading
    told = list(row.values())
    assert {"Ada María", "López", f"{ada}@example.org", "15125550147", "host"} == set(told)


@SQLITE
def test_a_file_goes_when_somebody_in_it_is_erased_and_waits_anew_when_somebody_says_no(desk: Desk) -> None:
    gone, other, third = desk.ally("Ada", phone="+15125550198"), desk.ally("Bo"), desk.ally("Cy", phone="+15125550197")
    export_id = desk.ready()
    stop_contact(other, desk.ines)
    assert hand_over_export.lock(export_id, desk.ines) == ""
    assert gather_exports.gather_exports("0" * 16) == 1
    hand_over_export.lock(export_id, desk.ines)
    stop_contact(third, desk.ines)
    assert hand_over_export.fetch(export_id, desk.ines) is None, "it was locked, and had not left"
    assert gather_exports.gather_exports("0" * 16) == 1
    passphrase = hand_over_export.lock(export_id, desk.ines)
    assert "Bo" not in desk.fetched(export_id, passphrase)["list.csv"].decode("utf-8-sig")
    erase_at_desk(gone, "asked by phone", False, desk.ines)
    with pytest.raises(FileNotThere):
        exports.own(export_id, desk.ines)
    assert db.session.scalar(select(func.count()).select_from(ExportPart)) == 0


def _list_says_no(ally_id: str) -> None:
    """A list that was signed long ago, let in just now."""
    with transaction() as session:
        session.get_one(Ally, ally_id).phone_consent = "no"
        session.add(
            Consent(ally_id=ally_id, channel="phone", answer="no", language="en", at=LONG_AGO, source="import")
        )  # fmt: skip


def _asks_for_care(ally_id: str) -> None:
    with transaction() as session:
        session.get_one(Ally, ally_id).extra_care = True


def _is_suppressed(ally_id: str) -> None:
    with transaction():
        suppress.suppress(f"{ally_id}@example.org", None, "", "left")


def _is_joined(ally_id: str) -> None:
    """With somebody whose "no" came before: consent stands without a new fact."""
    with transaction() as session:
        ally = session.get_one(Ally, ally_id)
        ally.email_consent = ally.phone_consent = "no"


@SQLITE
@pytest.mark.parametrize("happens", [_list_says_no, _asks_for_care, _is_suppressed, _is_joined])
def test_whoever_may_not_be_in_it_any_more_is_seen_before_it_is_locked_and_before_it_leaves(
    desk: Desk, happens: Callable[[str], None]
) -> None:
    first, second, _third = desk.ally("Ada", phone="+15125550198"), desk.ally("Bo"), desk.ally("Cy", phone_consent="no")
    export_id = desk.ready()
    happens(first)
    assert hand_over_export.lock(export_id, desk.ines) == ""
    assert gather_exports.gather_exports("0" * 16) == 1
    assert hand_over_export.lock(export_id, desk.ines)
    happens(second)
    assert hand_over_export.fetch(export_id, desk.ines) is None
    assert gather_exports.gather_exports("0" * 16) == 1
    file = desk.fetched(export_id, hand_over_export.lock(export_id, desk.ines))["list.csv"].decode("utf-8-sig")
    assert "Cy" in file, "nothing has changed of them"
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(file))}
    assert not any(row["phone"] and row["email"] for row in rows.values())


@SQLITE
@pytest.mark.parametrize("looks", [False, True], ids=["look off", "look on"])
def test_of_two_who_lock_at_once_the_slower_does_not_put_back_what_was_gathered_before(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, looks: bool
) -> None:
    gone, _stays = desk.ally("Ada", phone="+15125550198"), desk.ally("Bo")
    export_id, really = desk.ready(), zips.locked

    def meanwhile(*args: Any) -> None:
        """While one is locked somebody says no; another press notices, and it is gathered anew."""
        really(*args)
        monkeypatch.setattr(zips, "locked", really)
        stop_contact(gone, desk.ines)
        assert hand_over_export.lock(export_id, desk.ines) == ""
        assert gather_exports.gather_exports("0" * 16) == 1

    monkeypatch.setattr(zips, "locked", meanwhile)
    if not looks:
        monkeypatch.setattr(hand_over_export, "_ready", lambda _export: None)
    passphrase = hand_over_export.lock(export_id, desk.ines)
    assert bool(passphrase) is not looks
    if not looks:
        assert b"Ada" in desk.fetched(export_id, passphrase)["list.csv"], "the old one"
        return
    assert b"Ada" not in desk.fetched(export_id, hand_over_export.lock(export_id, desk.ines))["list.csv"]


@SQLITE
def test_it_goes_after_a_day_an_hour_after_it_was_fetched_and_when_the_house_is_closed(desk: Desk) -> None:
    night_has_been()
    desk.ally()
    fetched, forgotten = desk.ready(), desk.ready()
    hand_over_export.lock(fetched, desk.ines)
    hand_over_export.fetch(fetched, desk.ines)
    with time_machine.travel(clock.now() + timedelta(minutes=61), tick=False):
        gather_exports.gather_exports("0" * 16)
        assert [each.id for each in exports.of_account(desk.ines)] == [forgotten]
    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        clear_old()
        assert exports.of_account(desk.ines) == []
    desk.ready()
    press_panic(desk.ines, "http://localhost")
    assert db.session.scalar(select(func.count()).select_from(Export)) == 0


@SQLITE
def test_it_is_its_asker_s_alone_and_counts_against_the_hour(desk: Desk) -> None:
    desk.ally()
    export_id, other = desk.ready(), invented.account("coordinator", "Uma")
    for deed in (hand_over_export.lock, hand_over_export.fetch, ask_for_export.give_up):
        with pytest.raises(FileNotThere):
            deed(export_id, other)
    ask_for_export.give_up(export_id, desk.ines)
    with pytest.raises(RationSpent):
        for _ in range(6):
            desk.ask()
    with pytest.raises(NobodyChosen):
        ask_for_export.contacts(Ally.id == "0" * 16, other, WHY)


@SQLITE
def test_too_many_are_refused_and_another_worker_begins_anew_what_a_killed_one_left(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Ada", "Bo", "Cy"):
        desk.ally(name)
    monkeypatch.setattr(exports, "MOST", 2)
    with pytest.raises(TooMany):
        desk.ask()
    monkeypatch.setattr(exports, "MOST", 3)
    monkeypatch.setattr(exports, "PIECE", 50)
    export_id, calls = desk.ask(), iter([True, True, True, False])
    gather_exports.gather_exports("a" * 16, lambda: next(calls, False))
    assert db.session.get_one(Export, export_id).gathered_at is None
    assert gather_exports.gather_exports("b" * 16) == 1
    passphrase = hand_over_export.lock(export_id, desk.ines)
    assert desk.fetched(export_id, passphrase)["list.csv"].count(b"\r\n") == 4


class AtTheLast:
    """A thread that is at its last file until it is waited for."""

    alive = True

    def is_alive(self) -> bool:
        return self.alive

    def join(self) -> None:
        self.alive = False


@SQLITE
def test_what_is_asked_for_while_the_last_file_is_gathered_is_worked_off_too(
    desk: Desk, app: Flask, monkeypatch
) -> None:
    desk.ally("Ada")
    export_id = desk.ask()
    db.session.remove()
    monkeypatch.setattr(gathering, "_beside", [AtTheLast()])
    assert Worker(app).run(once=True)
    assert hand_over_export.lock(export_id, desk.ines)


@SQLITE
def test_the_worker_gathers_what_waits_a_takeout_too(desk: Desk, app: Flask) -> None:
    desk.ally("Ada")
    export_id, whole = desk.ask(form="xlsx"), ask_for_export.takeout(desk.ines, "moving house")
    db.session.remove()
    assert Worker(app).run(once=True)
    passphrase = hand_over_export.lock(export_id, desk.ines)
    assert desk.fetched(export_id, passphrase)["list.xlsx"].startswith(b"PK")
    takeout = desk.fetched(whole, hand_over_export.lock(whole, desk.ines))
    assert b'"name":"Ada"' in takeout["tables/ally.jsonl"]
    assert b'"export"' not in takeout["schema.json"].replace(b'"export_', b"")
