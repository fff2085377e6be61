"""Guests of a talkback: one writes, another clears, every change takes that back, and nothing unread is ever shown."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.desk_rows import Desk
from tests.engines import LOCKS
from tracker.screenings import log, talkback_guests
from tracker.screenings.screening import Screening
from tracker.screenings.talkback_guests import Guest, GuestsChanged, NobodyToClear, OwnWords, TalkbackGuests
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.roles import Role
from tracker.team.trace import Trace
from tracker.usecases.clear_talkback_guests import clear, withdraw
from tracker.usecases.join_screenings import join
from tracker.usecases.write_talkback_guests import write_talkback_guests as write

WREN, JOON = Guest(name="Wren Calloway", role="editor"), Guest(name="Joon Park", role="pastor")


@pytest.fixture
def evening(at_desk: Desk) -> str:
    return at_desk.screening(at_desk.campaign(), at_desk.venue())


def shown(screening_id: str) -> list[str]:
    db.session.rollback()
    return [guest["name"] for guest in talkback_guests.cleared(screening_id)]


def deeds() -> list[str]:
    return [row.deed for row in db.session.query(Trace).order_by(Trace.number) if row.deed.startswith("talkback")]


def test_whoever_wrote_them_cannot_clear_them_another_can_and_both_are_traced(at_desk: Desk, evening: str) -> None:
    rosa, hana = at_desk.account_id, at_desk.account(Role.ORGANIZER)
    assert write(evening, [WREN, JOON], 0, rosa)
    assert shown(evening) == []
    with pytest.raises(OwnWords):
        clear(evening, 1, rosa)
    clear(evening, 1, hana)
    assert shown(evening) == ["Wren Calloway", "Joon Park"]
    assert deeds() == ["talkback guests written", "talkback guests cleared"]
    raw = db.session.query(TalkbackGuests).one().guests_sealed
    assert raw and b"Wren" not in raw


def test_every_change_takes_the_clearing_back(at_desk: Desk, evening: str) -> None:
    rosa, hana = at_desk.account_id, at_desk.account(Role.ORGANIZER)
    write(evening, [WREN], 0, rosa)
    clear(evening, 1, hana)
    assert not write(evening, [WREN], 1, rosa), "the same is no change"
    assert shown(evening) == ["Wren Calloway"]
    assert write(evening, [WREN, JOON], 1, hana)
    assert shown(evening) == []
    with pytest.raises(OwnWords):
        clear(evening, 2, hana)
    clear(evening, 2, rosa)
    assert shown(evening) == ["Wren Calloway", "Joon Park"]
    write(evening, [], 2, rosa)
    with pytest.raises(NobodyToClear):
        clear(evening, 3, hana)
    assert shown(evening) == []


def test_a_clearing_that_was_taken_back_makes_nobody_a_second_person(at_desk: Desk, evening: str) -> None:
    rosa, hana = at_desk.account_id, at_desk.account(Role.ORGANIZER)
    write(evening, [WREN], 0, rosa)
    clear(evening, 1, hana)
    withdraw(evening, rosa)
    withdraw(evening, rosa)
    assert shown(evening) == []
    assert deeds().count("talkback guests withdrawn") == 1
    with pytest.raises(OwnWords):
        clear(evening, 1, rosa)
    clear(evening, 1, hana)
    assert shown(evening) == ["Wren Calloway"]


def test_who_has_read_an_older_version_neither_clears_nor_overwrites(at_desk: Desk, evening: str) -> None:
    rosa, hana = at_desk.account_id, at_desk.account(Role.ORGANIZER)
    write(evening, [WREN], 0, rosa)
    write(evening, [WREN, JOON], 1, rosa)
    for read in (0, 1, 3, -1):
        with pytest.raises(GuestsChanged):
            clear(evening, read, hana)
        with pytest.raises(GuestsChanged):
            write(evening, [], read, hana)
    assert shown(evening) == []


def test_joining_two_evenings_takes_guests_along_uncleared(at_desk: Desk, evening: str) -> None:
    rosa, hana = at_desk.account_id, at_desk.account(Role.ORGANIZER)
    campaign_id = db.session.get_one(Screening, evening).campaign_id
    other = at_desk.screening(campaign_id, at_desk.venue("Lone Oak Six"))
    write(evening, [WREN], 0, rosa)
    clear(evening, 1, hana)
    join(other, evening, rosa)
    assert shown(other) == [] and shown(evening) == []
    clear(other, 1, hana)
    assert shown(other) == ["Wren Calloway"]


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_what_changes_while_it_is_cleared_is_not_shown(
    app: Flask, at_desk: Desk, evening: str, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    """Somebody has read the first version and clears it; while they do, another guest is written down."""
    rosa, hana = at_desk.account_id, at_desk.account(Role.ORGANIZER)
    write(evening, [WREN], 0, rosa)
    db.session.rollback()
    if not locked:
        monkeypatch.setattr(log, "dated", log.by_id)
    read, written, ends = threading.Event(), threading.Event(), list[Any]()
    now = talkback_guests.clock.now

    def clears() -> None:
        # Between the look at the version and the commit the other one writes, if nothing keeps it from doing so.
        def slowly() -> Any:
            read.set()
            written.wait(0.3 if locked else 20)
            return now()

        monkeypatch.setattr(talkback_guests.clock, "now", slowly)
        clear(evening, 1, hana)

    def writes() -> None:
        read.wait(20)
        monkeypatch.setattr(talkback_guests.clock, "now", now)
        write(evening, [WREN, JOON], 1, rosa)
        written.set()

    _both(app, clears, writes, ends)
    assert shown(evening) == ([] if locked else ["Wren Calloway", "Joon Park"])


def _both(app: Flask, one: Callable[[], None], other: Callable[[], None], ends: list[Any]) -> None:
    def run(deed: Callable[[], None]) -> None:
        with app.app_context():
            try:
                deed()
            except Exception as error:
                ends.append(error)

    threads = [threading.Thread(target=run, args=(deed,)) for deed in (one, other)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with transaction():
        pass
    assert not ends
