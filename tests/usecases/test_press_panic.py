"""Closing the house: one action shuts everything that opens it; two administrators open it again, or one after a day."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, event, select
from sqlalchemy.exc import OperationalError

from tests import invented
from tests.elsewhere import run
from tests.engines import LOCKS
from tests.held_world import START
from tests.members import browser_of
from tests.smtp import Post
from tests.wanting_out import Out
from tracker.allies.own_links import OPEN, give
from tracker.letters import outbox
from tracker.letters.letter import Letter
from tracker.screenings import host_link
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team import ending, panic, settings
from tracker.team import ways_in as team
from tracker.team.account import Account, by_id
from tracker.team.calendar_link import make as make_calendar
from tracker.team.invitation import join, reset
from tracker.team.panic import CameSince, NotClosed, Panic, PressedAgain, SameAgain
from tracker.team.roles import Role
from tracker.team.session import Session
from tracker.team.trace import Trace
from tracker.usecases import change_member
from tracker.usecases.deliver_due import deliver_due
from tracker.usecases.open_again import open_again
from tracker.usecases.press_panic import press_panic

BASE_URL = "http://localhost"
# Where the engine cannot matter.
once = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def at() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def out(app: Flask, at: time_machine.Traveller) -> Iterator[Out]:
    with app.app_context():
        yield Out(app)


@pytest.fixture
def two(out: Out) -> tuple[str, str]:
    return invented.account("administrator", "Ana A."), invented.account("administrator", "Ben B.")


def seen() -> str:
    db.session.rollback()
    found = panic.closed()
    return panic.mark_of(found) if found else ""


def test_one_action_shuts_all_that_had_been_given_out(app: Flask, out: Out, two: tuple[str, str]) -> None:
    browsers = [browser_of(app, each) for each in (out.rosa, out.coordinator, two[0])]
    with transaction():
        calendar = make_calendar(by_id(out.rosa))
        links = [("join", join(Role.CALLER, two[0])), ("reset", reset(by_id(out.rosa), two[0]))]
        own = give(out.ally_id, OPEN, account_id=out.coordinator).token
        host = host_link.give(out.here.id)
    client = app.test_client()
    assert client.get(f"/account/rhythm/calendar/{calendar}.ics").status_code == 200
    shut = press_panic(two[0], BASE_URL)
    none = {"files that waited": 0, "deeds on many": 0, "kiosks": 0, "links to reports": 0, "tokens": 0, "webhooks": 0}
    assert shut == {"sessions": 3, "links": 2, "calendars": 1, "host links": 1, "own links": 1, **none}
    assert [each.get("/desk/").status_code for each in browsers] == [303, 303, 303]
    assert client.get(f"/account/rhythm/calendar/{calendar}.ics").status_code == 404
    assert [client.get(f"/account/{what}/{token}").status_code for what, token in links] == [410, 410]
    assert client.post(f"/me/open/{own}").status_code == 410
    assert client.get(f"/host/{host}").status_code == 404


def test_two_different_administrators_open_it_and_everybody_is_told(out: Out, two: tuple[str, str]) -> None:
    ana, ben = two
    press_panic(None, BASE_URL)
    assert open_again(ana, seen(), BASE_URL) is False
    with pytest.raises(SameAgain):
        open_again(ana, seen(), BASE_URL)
    assert seen(), "the same one twice is not two"
    assert open_again(ben, seen(), BASE_URL) is True
    assert panic.closed() is None
    with pytest.raises(NotClosed):
        open_again(ben, "", BASE_URL)
    subjects = [letter.words["subject"] for letter in db.session.query(Letter).filter_by(kind="alert")]
    assert sorted(subjects) == ["The house is open again"] * 2 + ["The house was closed in an emergency"] * 2
    deeds = list(db.session.scalars(select(Trace.deed).order_by(Trace.number)))
    assert deeds[-3:] == ["panic", "opening confirmed", "opened again"]


def test_one_is_enough_after_a_day_and_not_a_minute_before(
    out: Out, two: tuple[str, str], at: time_machine.Traveller
) -> None:
    press_panic(two[1], BASE_URL)
    at.shift(timedelta(hours=23, minutes=59))
    assert open_again(two[0], seen(), BASE_URL) is False
    at.shift(timedelta(minutes=1))
    assert open_again(two[0], seen(), BASE_URL) is True


def test_pressed_again_what_was_confirmed_counts_no_longer(out: Out, two: tuple[str, str]) -> None:
    ana, ben = two
    press_panic(ana, BASE_URL)
    first = seen()
    open_again(ana, first, BASE_URL)
    press_panic(ben, BASE_URL)
    with pytest.raises(PressedAgain):
        open_again(ben, first, BASE_URL)
    assert open_again(ben, seen(), BASE_URL) is False, "one more is needed"
    assert db.session.query(Panic).count() == 1


def test_who_is_no_administrator_any_more_when_the_second_confirms_does_not_count(
    out: Out, two: tuple[str, str]
) -> None:
    ana, ben = two
    press_panic(None, BASE_URL)
    open_again(ana, seen(), BASE_URL)
    with transaction():
        by_id(ana, locked=True).active = False
    assert open_again(ben, seen(), BASE_URL) is False


@once
def test_an_account_that_came_after_it_was_closed_opens_nothing(
    out: Out, two: tuple[str, str], at: time_machine.Traveller
) -> None:
    press_panic(None, BASE_URL)
    at.shift(timedelta(days=2))
    with pytest.raises(CameSince):
        open_again(invented.account("administrator", "Eve E."), seen(), BASE_URL)
    assert open_again(two[0], seen(), BASE_URL) is True


def test_from_the_machine_it_is_one_word(app: Flask, out: Out) -> None:
    browser = browser_of(app, out.rosa)
    told = run(app, "panic")
    assert (told.exit_code, "1 sessions" in told.output) == (0, True), told.output
    assert browser.get("/desk/").status_code == 303
    assert seen()


def at_once(app: Flask, *deeds: Callable[[], object]) -> list[object]:
    """What came of each."""
    told: list[object] = [None] * len(deeds)
    ready = threading.Barrier(len(deeds))

    def do(number: int, deed: Callable[[], object]) -> None:
        with app.app_context():
            ready.wait(30)
            try:
                told[number] = deed()
            except Exception as error:
                told[number] = error
            db.session.remove()

    db.session.remove()
    threads = [threading.Thread(target=do, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return told


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_two_who_press_at_once_close_it_once(
    app: Flask, out: Out, two: tuple[str, str], locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    met = threading.Barrier(2)
    if not locked:
        monkeypatch.setattr(panic, "one_at_a_time", lambda _deed: None)
        found = panic.closed

        def both_find_none() -> Panic | None:
            lasts = found()
            met.wait(30)
            return lasts

        monkeypatch.setattr(panic, "closed", both_find_none)
    told = at_once(app, *(lambda each=each: press_panic(each, BASE_URL) for each in two))
    assert [type(each) for each in told] == [dict, dict]
    assert db.session.query(Panic).filter(Panic.opened_at.is_(None)).count() == (1 if locked else 2)


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_opened_while_it_is_pressed_it_is_open_or_closed_and_never_by_one(
    app: Flask, out: Out, two: tuple[str, str]
) -> None:
    ana, ben = two
    press_panic(None, BASE_URL)
    open_again(ana, seen(), BASE_URL)
    mark = seen()
    opened, _shut = at_once(app, lambda: open_again(ben, mark, BASE_URL), lambda: press_panic(ana, BASE_URL))
    # Whoever comes second finds what the first has made of it: in either order it ends closed, with nobody's word counted.
    assert opened is True or isinstance(opened, PressedAgain)
    lasts = panic.closed()
    assert lasts is not None and lasts.first_by_id is None


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_whoever_closes_the_house_is_not_broken_off_by_who_changes_a_member(
    app: Flask, out: Out, two: tuple[str, str], locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With sessions locked before accounts, the two wait in a circle."""
    browser_of(app, out.rosa)
    met = threading.Barrier(2)
    withdraw, end = team.withdraw_all, ending.end_everywhere

    def meet() -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            met.wait(1)

    def pressed() -> dict[str, int]:
        if not locked:
            db.session.execute(delete(Session))
            meet()
        return withdraw()

    def changed(whose: Account) -> None:
        meet()
        end(whose)

    monkeypatch.setattr(team, "withdraw_all", pressed)
    monkeypatch.setattr(ending, "end_everywhere", changed)
    told = at_once(app, lambda: press_panic(two[0], BASE_URL), lambda: change_member.disable(out.rosa, two[1]))
    assert [type(each) for each in told].count(OperationalError) == (0 if locked else 1), told
    db.session.rollback()
    assert db.session.query(Session).count() == 0


def test_everybody_is_locked_in_one_order_links_accounts_sessions(app: Flask, two: tuple[str, str]) -> None:
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *a: asked.append(" ".join(a[2].split())))
    for deed in (lambda: press_panic(None, BASE_URL), lambda: change_member.disable(two[1], two[0])):
        asked.clear()
        deed()
        places = [
            next(at for at, each in enumerate(asked) if each.startswith(begins) and table in each)
            for begins, table in (
                ("DELETE", "FROM invitation"),
                ("SELECT account", "FROM account"),
                ("DELETE", "FROM session"),
            )
        ]
        assert places == sorted(places), asked


def test_letters_to_allies_wait_but_for_those_they_asked_for(
    app: Flask, out: Out, two: tuple[str, str], smtp: Post
) -> None:
    with transaction():
        settings.put("reply_to", "desk@example.org")
        settings.put("reply_to_read", "desk@example.org")
        settings.put("quiet_from", "0")
        settings.put("quiet_until", "0")
    at_home = "example.org"
    words = {"subject": "s", "text": "t", "html": "h"}
    now = START
    with transaction():
        outbox.write(
            [
                outbox.ToWrite(
                    kind, "en", f"{kind.replace(' ', '')}@example.org", words, now, ally_id=out.ally_id, urgency=0
                )
                for kind in ("answer", "thanks", outbox.OWN_LINK)
            ],
            at_home,
        )
    press_panic(two[0], BASE_URL)
    deliver_due(new_id(), smtp.url, BASE_URL)
    left = [letter.recipients[0].partition("@")[0] for letter in smtp.letters]
    assert "ownlink" in left and not {"answer", "thanks"} & set(left), left
    assert len(left) == 3, "and both administrators were told"
    open_again(two[0], seen(), BASE_URL)
    open_again(two[1], seen(), BASE_URL)
    deliver_due(new_id(), smtp.url, BASE_URL)
    assert {"answer", "thanks"} <= {letter.recipients[0].partition("@")[0] for letter in smtp.letters}
