"""One link of a tablet has leaked: nobody can silence the tablet with it, nor be welcomed unseen for ever, and nobody who wrote is lost."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from tests import invented
from tests.lobby import Lobby
from tracker import clock
from tracker.keeping.clocks import CLOCKS
from tracker.screenings.screening import Screening
from tracker.signups import kiosk_entries, kiosk_pace, kiosks
from tracker.signups.kiosk_entry import KioskEntry
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases import give_kiosk
from tracker.usecases.clear_old import clear_old
from tracker.usecases.welcome_kiosk_entries import welcome_kiosk_entries


@pytest.fixture
def at() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(invented.NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def lobby(app: Flask, at: time_machine.Traveller) -> Iterator[Lobby]:
    with app.app_context():
        yield Lobby(app)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number in {"A_MINUTE": 3, "EVENING": 5, "A_DAY": 8, "HELD": 20, "SLOWLY": 2, "UNUSUAL": 2}.items():
        monkeypatch.setattr(kiosk_pace, name, number)


def junk(lobby: Lobby, first: int, last: int) -> None:
    lobby.send(*({"id": f"{n:020}", "sealed": "AA=="} for n in range(first, last)))


@pytest.mark.usefixtures("small")
def test_a_flood_by_a_leaked_link_slows_a_tablet_and_never_stops_it(lobby: Lobby, at: time_machine.Traveller) -> None:
    junk(lobby, 0, 8)
    kept = [f"{n:020}" for n in range(8)]
    mine = [lobby.sealed(lobby.written()) for _ in range(3)]
    part = lobby.send(*mine)
    assert (part.status_code, part.json["open"]) == (429, True) and part.json["taken"] == []
    assert 0 < int(part.headers["Retry-After"]) <= 60
    again = lobby.send({"id": kept[0], "sealed": "AA=="}, mine[0])
    assert again.status_code == 200 and again.json["taken"] == [kept[0]], "what is here is said to be here, and counts nothing"
    at.shift(timedelta(hours=1, seconds=1))
    assert len(lobby.send(*mine).json["taken"]) == 2, "slowly"
    with transaction():
        kiosks.withdraw(lobby.kiosk_id, None)
    waits = lobby.send(mine[2])
    assert (waits.status_code, waits.json["open"]) == (429, False), "it hears that it is withdrawn all the same"
    at.shift(timedelta(hours=1, seconds=1))
    assert lobby.send(*mine).json["taken"] == [each["id"] for each in mine]
    welcome_kiosk_entries()
    assert {lobby.entry(each["id"]).state for each in mine} <= {"welcomed", "doubtful"}


@pytest.mark.usefixtures("small")
def test_once_so_much_lies_here_the_rest_comes_slowly_until_somebody_has_seen_to_it(
    lobby: Lobby, at: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kiosk_pace, "HELD", 4)
    junk(lobby, 0, 4)
    welcome_kiosk_entries()
    at.shift(timedelta(days=2))
    junk(lobby, 4, 8)
    assert kiosk_entries.how_many(lobby.kiosk_id) == 6
    with transaction():
        kiosk_entries.put_shut_aside(lobby.kiosk_id, invented.account())
    welcome_kiosk_entries()
    junk(lobby, 8, 12)
    assert kiosk_entries.how_many(lobby.kiosk_id) == 10


@pytest.mark.parametrize("closed", ["withdrawn", "ended"])
def test_what_is_raised_after_a_tablet_was_closed_waits_for_a_person(
    lobby: Lobby, at: time_machine.Traveller, closed: str
) -> None:
    before = lobby.sealed(lobby.written())
    if closed == "withdrawn":
        give_kiosk.withdraw_kiosk(lobby.kiosk_id, invented.account())
    at.shift(timedelta(minutes=1) if closed == "withdrawn" else timedelta(days=16))
    writing = lobby.sealed(lobby.written())
    at.shift(timedelta(hours=1))
    after, clockless = lobby.sealed(lobby.written()), lobby.sealed(lobby.written(at="1970-01-01T00:00:00Z"))
    assert lobby.send(before, writing, after, clockless).json["open"] is False
    welcome_kiosk_entries()
    welcomed, late = ("welcomed", ""), ("doubtful", "late")
    expected = [welcomed, welcomed if closed == "withdrawn" else late, late, late]
    found = [lobby.entry(each["id"]) for each in (before, writing, after, clockless)]
    assert [(each.state, each.why) for each in found] == expected
    assert kiosk_entries.opened(found[2], lobby.kiosk).why == "", "and it can be read"


@pytest.mark.usefixtures("small")
def test_hands_faster_than_a_room_can_raise_them_wait_for_a_person(lobby: Lobby, at: time_machine.Traveller) -> None:
    for _ in range(4):
        lobby.arrives()
    assert kiosk_pace.to_decide() == 0
    at.shift(timedelta(minutes=2))
    assert lobby.arrives().state == "welcomed", "the next minute is another one"
    fast = [lobby.arrives(at=None) for _ in range(2)]
    assert [each.why for each in fast] == ["fast", "fast"], "more than an evening in a day"
    assert len(lobby.signups()) == 4 and kiosk_pace.unusual() == {lobby.kiosk_id: 3}
    assert db.session.query(KioskEntry).filter_by(state="doubtful", why="fast").count() == 3


@pytest.mark.usefixtures("small")
def test_what_is_dated_before_a_withdrawal_is_believed_for_an_evening(lobby: Lobby, at: time_machine.Traveller) -> None:
    at.shift(timedelta(days=1))
    give_kiosk.withdraw_kiosk(lobby.kiosk_id, invented.account())
    for n in range(7):
        at.shift(timedelta(hours=12))
        lobby.arrives(at=(clock.now() - timedelta(days=4)).isoformat() if n < 6 else invented.NOON.isoformat())
    assert lobby.signups() == []
    told = [(invented.NOON + timedelta(minutes=n)).isoformat() for n in range(7)]
    lobby.kiosk_id = lobby.tablet("Another")
    give_kiosk.withdraw_kiosk(lobby.kiosk_id, invented.account())
