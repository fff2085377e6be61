"""Hosts are reminded: each letter once, in its time, by the clock there; never when it does not hold any more."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from tests.engines import LOCKS
from tests.host_evening import HOST, HOST_EMAIL, Evening
from tests.paper_sheets import printed, typed
from tracker import clock
from tracker.allies.suppress import suppress
from tracker.letters import carrying, host_letters, host_times, host_words
from tracker.letters.letter import Letter
from tracker.screenings import calendar, host_link, log
from tracker.screenings.host_link import HostLink
from tracker.signups.sheet_line import Typist
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.usecases import cancel_screening, destroy_sheet, give_host_link, host_evening, type_up
from tracker.usecases.log_screening import change
from tracker.usecases.remind_hosts import remind_hosts
from tracker.usecases.write_host_letter import write_host_letter

BASE = "https://houselights.example"
AUSTIN = ZoneInfo("America/Chicago")
# An evening in Austin.
DAY = date(2027, 3, 20)
STARTS = datetime(2027, 3, 20, 19, 0, tzinfo=AUSTIN)


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The clock there, in days from the evening's own and hours of the day."""

    def move(days: int, hour: int = 12, minute: int = 0) -> None:
        now = datetime(2027, 3, 20, hour, minute, tzinfo=AUSTIN) + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda: now.astimezone(UTC))

    return move


@pytest.fixture
def evening(app: Flask, moved: Any) -> Any:
    """A link that was made long before."""
    with app.app_context():
        moved(-20)
        made = Evening(app, people=())
        made.screening(starts_at=STARTS, day=DAY, zone="America/Chicago")
        yield made


def letters(kind: str = "host reminder") -> list[Letter]:
    db.session.rollback()
    return db.session.query(Letter).filter_by(kind=kind).order_by(Letter.written_at).all()


def names() -> list[str]:
    return [str(letter.once).split(":")[2] for letter in letters()]


def leave_all() -> None:
    """They have left by now."""
    with transaction() as session:
        for letter in session.query(Letter).filter_by(state="waiting"):
            letter.state, letter.left_at = "left", clock.now()


def test_three_letters_each_once_in_its_time(evening: Evening, moved: Any) -> None:
    told = []
    for days, hour in (
        (-9, 12),
        (-7, 8),
        (-7, 10),
        (-6, 12),
        (-1, 8),
        (-1, 9),
        (0, 10),
        (0, 20),
        (1, 8),
        (1, 9),
        (2, 12),
        (5, 12),
    ):
        moved(days, hour)
        remind_hosts(BASE)
        leave_all()
        told.append(names())
    assert told == [
        [], [], ["week"], ["week"], ["week"], ["week", "eve"], ["week", "eve"], ["week", "eve"], ["week", "eve"],
        ["week", "eve", "after"], ["week", "eve", "after"], ["week", "eve", "after"],
    ]  # fmt: skip
    first = letters()[0]
    assert first.recipient == HOST_EMAIL and first.zone == "America/Chicago" and first.urgency == 1
    assert f"{BASE}{evening.path}?lang=en" in first.words["text"] and "Sat 20 Mar" in first.words["text"]


def test_it_opens_the_page_and_leaves_as_any_letter(evening: Evening, moved: Any) -> None:
    moved(-7, 10)
    remind_hosts(BASE)
    with transaction():
        claimed = carrying.claim_due("w", 10, 60)
    assert [letter.recipient for letter in claimed.letters] == [HOST_EMAIL]


def test_a_link_made_late_gets_no_heap_of_letters(evening: Evening, moved: Any) -> None:
    give_host_link.withdraw_host_link(evening.link_id, evening.organizer)
    moved(-1, 8, 30)
    link = give_host_link.give_host_link(evening.screening_id, "", "", evening.organizer)
    give_host_link.send_host_link(link, evening.organizer, BASE)
    for hour, minute in ((8, 31), (9, 0), (9, 20)):
        moved(-1, hour, minute)
        assert remind_hosts(BASE) == 0
    moved(-1, 9, 31)
    assert remind_hosts(BASE) == 1 and names() == ["eve"]


def test_a_second_host_of_the_evening_changes_nothing_for_the_first(evening: Evening, moved: Any) -> None:
    """Whoever is approved onto an evening that has a host gets a link; letters go on to the first, with the first one's."""
    with transaction() as session:
        session.get_one(HostLink, evening.link_id).whom = HOST
    moved(-10)
    second = give_host_link.give_host_link(evening.screening_id, "Juno Park", "es", evening.organizer)
    with transaction() as session:
        session.get_one(HostLink, second).reminds = False
    moved(-7, 10)
    remind_hosts(BASE)
    [letter] = letters()
    assert (letter.recipient, letter.language) == (HOST_EMAIL, "en")
    assert f"{BASE}{evening.path}?lang=en" in letter.words["text"]


@pytest.mark.parametrize("notes", [("", "Juno Park"), (HOST.upper(), "Juno Park"), ("Hanaxmark", "Juno Oh")])
def test_whose_link_it_is_stands_in_its_note(evening: Evening, moved: Any, notes: tuple[str, str]) -> None:
    with transaction() as session:
        session.get_one(HostLink, evening.link_id).whom = notes[0] or None
    if notes[0] == "Hanaxmark":
        evening.screening(host={"name": "Hanaxmark", "email": HOST_EMAIL})
    moved(-10)
    give_host_link.give_host_link(evening.screening_id, notes[1], "", evening.organizer)
    moved(-7, 10)
    remind_hosts(BASE)
    assert evening.path in letters()[0].words["text"]


def test_at_night_none_is_written(evening: Evening, moved: Any) -> None:
    moved(-3, 23)
    assert remind_hosts(BASE) == 0
    moved(-2, 9)
    assert remind_hosts(BASE) == 1


@pytest.mark.parametrize("when", ["before", "while it waits"])
@pytest.mark.parametrize("what", ["cancelled", "withdrawn", "said no", "no address", "never again"])
def test_what_does_not_hold_any_more_is_not_sent(evening: Evening, moved: Any, what: str, when: str) -> None:
    moved(-7, 10)
    if when == "while it waits":
        assert remind_hosts(BASE) == 1
    if what == "cancelled":
        cancel_screening.cancel(evening.screening_id, evening.organizer)
    elif what == "withdrawn":
        give_host_link.withdraw_host_link(evening.link_id, evening.organizer)
    elif what == "said no":
        host_evening.want_reminders(evening.token, False)
    elif what == "no address":
        evening.screening(host={"name": "Hana"})
    else:
        with transaction():
            suppress(HOST_EMAIL, None, "", "never again")
    remind_hosts(BASE)
    with transaction():
        assert carrying.claim_due("w", 10, 60).letters == []
    assert [letter.state for letter in letters()] in ([], ["withdrawn"])


def test_a_screening_that_moves_is_reminded_of_by_its_new_day(evening: Evening, moved: Any) -> None:
    moved(-7, 10)
    remind_hosts(BASE)
    row = evening.screening()
    facts = log.ScreeningFacts(
        campaign_id=row.campaign_id, kind=row.kind, day=DAY + timedelta(days=20), at=calendar.clock_time(row), venue_id=row.venue_id,
        host=row.host or {},
    )  # fmt: skip
    change(evening.screening_id, facts, None)
    assert remind_hosts(BASE) == 0
    assert [letter.state for letter in letters()] == ["withdrawn"]
    moved(13, 10)
    assert remind_hosts(BASE) == 1
    assert "Fri 9 Apr" in letters()[-1].words["text"]


def test_a_letter_that_waited_too_long_stays_at_home(evening: Evening, moved: Any) -> None:
    moved(-7, 10)
    remind_hosts(BASE)
    moved(-1, 9)
    remind_hosts(BASE)
    assert [letter.state for letter in letters()] == ["withdrawn", "waiting"]


def test_the_team_writes_its_own_words_in_each_language(evening: Evening, moved: Any) -> None:
    said = host_words.Said("Pronto: {film}", "Hola {call}, nos vemos {when}.")
    write_host_letter("week", "es", said, evening.organizer)
    with transaction() as session:
        session.get_one(HostLink, evening.link_id).language = "es"
    moved(-7, 10)
    remind_hosts(BASE)
    [letter] = letters()
    assert letter.language == "es" and letter.words["subject"] == "Pronto: Beyond Utopia"
    assert f"{BASE}{evening.path}?lang=es" in letter.words["text"], "the way to the page is never missing"
    write_host_letter("week", "es", host_words.Said("", ""), evening.organizer)
    assert host_words.own(host_words.KINDS["week"], "es") is None
    with pytest.raises(host_words.FieldForeign):
        write_host_letter("week", "es", host_words.Said("x", "{stop}"), evening.organizer)
    with pytest.raises(host_words.WordsMissing):
        write_host_letter("week", "es", host_words.Said("x", ""), evening.organizer)


def test_the_link_itself_is_sent_at_most_once_an_hour(evening: Evening) -> None:
    give_host_link.send_host_link(evening.link_id, evening.organizer, BASE)
    with pytest.raises(host_letters.SentJustNow):
        give_host_link.send_host_link(evening.link_id, evening.organizer, BASE)
    [letter] = letters("host")
    assert evening.path in letter.words["text"]
    give_host_link.withdraw_host_link(evening.link_id, evening.organizer)
    assert [each.state for each in letters("host")] == ["withdrawn"]
    with pytest.raises(host_link.HostLinkClosed):
        give_host_link.send_host_link(evening.link_id, evening.organizer, BASE)


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_two_workers_at_once_write_one(
    app: Flask, evening: Evening, moved: Any, locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved(-7, 10)
    meet, fill = threading.Barrier(2), host_words.filled
    if not locked:

        def filled(*told: Any) -> Any:
            meet.wait(20)
            return fill(*told)

        monkeypatch.setattr(host_words, "filled", filled)
        monkeypatch.setattr(log, "dated", log.by_id)
        monkeypatch.setattr(host_times, "key", lambda *_told: f"host:x:week:{new_id()}")

    def work() -> None:
        with app.app_context():
            remind_hosts(BASE)

    two = [threading.Thread(target=work) for _ in range(2)]
    for each in two:
        each.start()
    for each in two:
        each.join()
    assert len(letters()) == (1 if locked else 2)


def test_paper_that_is_left_reminds_the_host_once_until_it_is_destroyed(evening: Evening, moved: Any) -> None:
    left, closed = printed(evening.screening_id, copies=2)
    host = Typist(host=evening.token, pen="p")
    moved(6, 12)
    assert remind_hosts(BASE) == 0, "nothing was begun"
    type_up.type_line(left, typed(1), host)
    type_up.close_sheet(closed, 0, 0, host)
    assert remind_hosts(BASE) == 1 and names() == ["paper"]
    type_up.close_sheet(left, 1, 0, host)
    destroy_sheet.destroy_sheet(left, host)
    remind_hosts(BASE)
    assert letters()[0].state == "withdrawn", "what has not left stays at home"
    assert remind_hosts(BASE) == 0
