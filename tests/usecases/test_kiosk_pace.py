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
from tracker.usecases.see_to_kiosk_entry import put_shut_entries_aside
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
    assert again.status_code == 200 and again.json["taken"] == [kept[0]], (
        "what is here is said to be here, and counts nothing"
    )
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
    welcome_kiosk_entries()
    assert put_shut_entries_aside(lobby.kiosk_id, invented.account()) == 6
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
    found = []
    for n in range(7):
        at.shift(timedelta(hours=12))
        found.append(lobby.arrives(at=(invented.NOON + timedelta(hours=n)).isoformat()))
    assert [each.state for each in found] == ["welcomed"] * 5 + ["doubtful"] * 2 and found[6].why == "fast"


def test_an_honest_evening_that_was_out_of_the_network_is_welcomed_whole(
    lobby: Lobby, at: time_machine.Traveller
) -> None:
    waits = []
    for _ in range(30):
        at.shift(timedelta(seconds=15))
        waits.append(lobby.sealed(lobby.written()))
    give_kiosk.withdraw_kiosk(lobby.kiosk_id, invented.account())
    at.shift(timedelta(days=40))
    assert lobby.send(*waits).json["taken"] == [each["id"] for each in waits]
    welcome_kiosk_entries()
    assert len(lobby.signups()) == 30 and kiosk_entries.to_decide() == 0


def night(lobby: Lobby) -> None:
    """What is too old goes."""
    [kind] = [each for each in CLOCKS if each.kind == "kiosks"]
    with transaction():
        for old in kind.olds:
            old.clear(clock.now() - kind.span, 100)


def test_a_key_stays_while_something_waits_that_it_opens_and_no_longer_than_that_is_kept(
    lobby: Lobby, at: time_machine.Traveller
) -> None:
    at.shift(timedelta(days=85))
    doubtful = lobby.arrives(email="minji@gmial", consent="")
    junk(lobby, 0, 1)
    at.shift(timedelta(days=10))
    night(lobby)
    entry = lobby.entry(doubtful.submission)
    assert kiosk_entries.opened(entry, lobby.kiosk).said.email == "minji@gmial", (
        "it was told that it is kept for 90 days"
    )
    at.shift(timedelta(days=84))
    lobby.arrives(consent="")
    night(lobby)
    assert lobby.entry(doubtful.submission).envelope_sealed is None and lobby.kiosk.private_key_sealed, (
        "the later one waits"
    )
    at.shift(timedelta(days=3))
    night(lobby)
    assert lobby.kiosk.private_key_sealed is None, "whoever sends more does not keep it for ever"


def test_what_nobody_can_open_keeps_no_key(lobby: Lobby, at: time_machine.Traveller) -> None:
    at.shift(timedelta(days=85))
    junk(lobby, 0, 1)
    welcome_kiosk_entries()
    at.shift(timedelta(days=10))
    night(lobby)
    assert lobby.kiosk.private_key_sealed is None


def test_without_its_key_a_tablet_is_closed_whatever_day_its_screening_moves_to(
    lobby: Lobby, at: time_machine.Traveller
) -> None:
    page = lobby.path
    at.shift(timedelta(days=92))
    night(lobby)
    with transaction() as session:
        session.get_one(Screening, lobby.screening_id).day = clock.now().date()
    assert lobby.send().json == {"open": False, "safe": 0, "gone": 0, "taken": []}
    assert lobby.client.get(page).status_code == 404
    lobby.kiosk_id = lobby.tablet("A new one")
    assert lobby.send(lobby.sealed(lobby.written())).json["open"] is True


def test_tablets_of_a_film_screening_have_an_end(lobby: Lobby, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kiosks, "MOST_MADE", 2)
    give_kiosk.withdraw_kiosk(lobby.tablet(), invented.account())
    with pytest.raises(kiosks.EnoughKiosks):
        lobby.tablet()
