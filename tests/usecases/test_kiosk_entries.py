"""What somebody wrote on a tablet: kept as it came, welcomed once, and never refused, whatever became of tablet, room or person."""

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from tests import invented
from tests.engines import LOCKS
from tests.lobby import Lobby
from tests.opened import where
from tracker import clock
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent, Wording
from tracker.appeals.interest import Interest
from tracker.screenings import doors
from tracker.screenings.screening import Screening
from tracker.signups import kiosk_entries, kiosks, old_kiosks
from tracker.signups.kiosk import Kiosk
from tracker.signups.kiosk_entries import Sent
from tracker.signups.kiosk_entry import KioskEntry
from tracker.signups.signup import SignupInterest
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.usecases import cancel_screening, give_kiosk, press_panic, welcome_kiosk_entries
from tracker.usecases.ask_for_erasure import ask_for_erasure
from tracker.usecases.erase_due import erase_due
from tracker.usecases.join_screenings import join
from tracker.usecases.take_kiosk_entries import take_kiosk_entries

NAME, EMAIL = "Min-ji Seo", "minji@example.org"


@pytest.fixture
def at() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(invented.NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def lobby(app: Flask, at: time_machine.Traveller) -> Iterator[Lobby]:
    with app.app_context():
        yield Lobby(app)


def test_one_is_welcomed_with_its_words_its_ticks_and_both_clocks(lobby: Lobby, at: time_machine.Traveller) -> None:
    raised = clock.now()
    said = lobby.written(
        email=EMAIL, interests=["host", "no such"], language="ko", wording=lobby.wordings["ko"], protect=True
    )
    entry = lobby.sealed(said)
    at.shift(timedelta(hours=3))
    assert lobby.send(entry).json == {"open": True, "safe": 1, "gone": 0, "taken": [entry["id"]]}
    assert lobby.signups() == [], "nothing is read before the tablet has its answer"
    assert lobby.entry(entry["id"]).state == "waiting"
    assert welcome_kiosk_entries.welcome_kiosk_entries() == 1
    [signup] = lobby.signups()
    assert (signup.screening_id, signup.device_at, signup.at) == (lobby.screening_id, raised, clock.now())
    ticked = select(Interest.key).join(SignupInterest, SignupInterest.interest_id == Interest.id)
    assert db.session.scalars(ticked.where(SignupInterest.signup_id == signup.id)).all() == ["host"]
    ally = db.session.get_one(Ally, signup.ally_id)
    assert (ally.contact["email"], ally.language, ally.extra_care) == (EMAIL, "ko", True)
    consent = db.session.query(Consent).filter_by(ally_id=ally.id, channel="email").one()
    words = db.session.get_one(Wording, consent.wording_id)
    assert (consent.answer, consent.source, words.language) == ("yes", "kiosk", "ko")
    kept = lobby.entry(entry["id"])
    assert (kept.state, kept.envelope_sealed) == ("welcomed", None)


def test_the_same_one_again_is_one_before_and_after_it_was_welcomed(lobby: Lobby) -> None:
    entry = lobby.sealed(lobby.written())
    for _ in range(2):
        assert lobby.send(entry, entry).json["taken"] == [entry["id"]]
    welcome_kiosk_entries.welcome_kiosk_entries()
    assert lobby.send(entry).json == {"open": True, "safe": 1, "gone": 0, "taken": [entry["id"]]}
    assert welcome_kiosk_entries.welcome_kiosk_entries() == 0
    assert len(lobby.signups()) == 1


def test_whatever_comes_is_kept_and_what_cannot_be_read_waits_for_a_person(lobby: Lobby) -> None:
    other = db.session.get_one(Kiosk, lobby.elsewhere_id)
    fine = lobby.written()
    swapped = {**lobby.sealed(fine), "id": "0" * 20}
    damaged = lobby.sealed(fine)
    raw = bytearray(base64.b64decode(damaged["sealed"]))
    raw[-1] ^= 1
    came = {
        "sealed": [
            lobby.sealed(fine, kiosk=other), swapped, {**damaged, "sealed": base64.b64encode(raw).decode()},
            {"id": "1" * 20, "sealed": "no base 64 \x00 \ud83c at all"}, {"id": "2" * 20}, {"id": "3" * 20, "sealed": "A" * 400_000},
            {"id": "4" * 20, "sealed": base64.b64encode(b"\x01" + b"\x04" + b"x" * 200).decode()},
        ],
        "unreadable": [lobby.sealed(each) for each in ("", "[]", "{", "[" * 900, '{"name": 1}', '{"name": "%s"}' % ("x" * 900))],
        "contact": [lobby.sealed(lobby.written(**each)) for each in ({"email": ""}, {"email": "minji@"}, {"phone": "12"})],
        "answer": [lobby.sealed(lobby.written(consent=each)) for each in ("", "perhaps")],
    }  # fmt: skip
    sent = [each for some in came.values() for each in some]
    good = lobby.sealed(lobby.written(name="x\x00\ud800y"))
    answer = lobby.send(*sent, good)
    assert answer.json["taken"] == [each["id"] for each in (*sent, good)]
    assert welcome_kiosk_entries.welcome_kiosk_entries() == len(sent) + 1
    for why, some in came.items():
        assert {(lobby.entry(each["id"]).state, lobby.entry(each["id"]).why) for each in some} == {("doubtful", why)}
    assert len(lobby.signups()) == 1 and lobby.entry(good["id"]).state == "welcomed"
    assert kiosk_entries.to_decide() == len(sent)


def test_a_no_needs_no_contact_and_keeps_none(lobby: Lobby) -> None:
    assert lobby.arrives(consent="no", name=NAME, email="", phone="").state == "welcomed"
    assert lobby.arrives(consent="no", name=NAME, email=EMAIL).state == "welcomed"
    assert len(lobby.signups()) == 2 and where("Min-ji") == where(EMAIL) == set()


def test_withdrawn_or_ended_a_tablet_is_told_and_what_waits_on_it_still_comes(
    lobby: Lobby, at: time_machine.Traveller
) -> None:
    early = lobby.sealed(lobby.written())
    assert give_kiosk.withdraw_kiosk(lobby.kiosk_id, invented.account())
    assert lobby.send(early).json["open"] is False
    lobby.kiosk_id = lobby.tablet("Another")
    early = lobby.sealed(lobby.written())
    at.shift(timedelta(days=16))
    assert lobby.send(early).json["open"] is False
    lobby_before = len(lobby.signups())
    assert lobby_before == 0
    welcome_kiosk_entries.welcome_kiosk_entries()
    assert {signup.screening_id for signup in lobby.signups()} == {lobby.screening_id}
    assert len(lobby.signups()) == 2
    with pytest.raises(kiosks.OverForKiosks):
        lobby.tablet("Too late")


def test_when_the_house_is_closed_every_tablet_stops_and_what_waits_is_welcomed(lobby: Lobby) -> None:
    assert press_panic.press_panic(None, "http://localhost")["kiosks"] == 2
    submission = lobby.write()
    assert lobby.send().json["open"] is False
    welcome_kiosk_entries.welcome_kiosk_entries()
    assert lobby.entry(submission).state == "welcomed" and len(lobby.signups()) == 1


def test_after_the_key_is_gone_only_the_fact_is_kept(lobby: Lobby, at: time_machine.Traveller) -> None:
    entry = lobby.sealed(lobby.written())
    at.shift(timedelta(days=92))
    with transaction():
        for old in old_kiosks.OLD:
            old.clear(clock.now() - timedelta(days=90), 100)
    assert lobby.kiosk.private_key is None and lobby.kiosk.name is None
    assert lobby.send(entry).json == {"open": False, "safe": 0, "gone": 1, "taken": [entry["id"]]}, (
        "or it would be held for ever"
    )
    kept = lobby.entry(entry["id"])
    assert (kept.state, kept.why, kept.envelope_sealed) == ("put aside", "key gone", None)
    assert kiosks.came_by([lobby.kiosk_id]) == {}, "nor does the desk call it safe"
    assert kiosk_entries.to_decide() == 0


def test_of_a_hand_that_was_raised_before_its_owner_was_erased_nothing_is_kept(
    lobby: Lobby, at: time_machine.Traveller
) -> None:
    assert lobby.arrives(name=NAME, email=EMAIL, phone="+1 512 555 0147").state == "welcomed"
    early, unclear = (
        lobby.sealed(lobby.written(name=NAME, email=EMAIL)),
        lobby.written(name=NAME, email=EMAIL, consent=""),
    )
    doubtful = [
        lobby.arrives(**{**unclear, **more}).submission
        for more in (
            {}, {"email": f"<{EMAIL}>, or call"}, {"email": "MinJi+films@Example.org."},
            {"email": "", "phone": "(512) 555-0147 in the evening"},
        )
    ]  # fmt: skip
    others = [
        lobby.arrives(consent="", **more).submission
        for more in (
            {}, {"email": f"jo{EMAIL}"}, {"email": f"{EMAIL}.kr"}, {"email": "", "phone": "+1 512 555 01478, or call"},
            {"email": "512", "phone": "5550147"},
        )
    ]  # fmt: skip
    at.shift(timedelta(hours=1))
    ask_for_erasure(lobby.signups()[0].ally_id)
    at.shift(timedelta(days=2))
    erase_due()
    for submission in doubtful:
        entry = lobby.entry(submission)
        assert (entry.state, entry.why, entry.envelope_sealed) == ("put aside", "erased", None)
    assert {lobby.entry(other).state for other in others} == {"doubtful"}, "nobody else goes with them"
    before = len(lobby.signups())
    lobby.send(early)
    welcome_kiosk_entries.welcome_kiosk_entries()
    # As a part of others' addresses alone, who wait on.
    assert where("Min-ji") == set() and where(EMAIL) == {"kiosk_entry.envelope_sealed"}
    assert len(lobby.signups()) == before
    assert lobby.entry(early["id"]).state == "welcomed", "nothing tells that somebody was barred"


def test_a_joined_screening_takes_its_tablets_along_and_a_cancelled_one_leads_to_its_campaign(lobby: Lobby) -> None:
    stays = db.session.get_one(Kiosk, lobby.elsewhere_id).screening_id
    join(stays, lobby.screening_id, None)
    lobby.arrives()
    assert [signup.screening_id for signup in lobby.signups()] == [stays]
    assert [each.id for each in kiosks.of_screening(stays)] and not kiosks.of_screening(lobby.screening_id)
    cancel_screening.cancel(stays, invented.account("coordinator"))
    lobby.arrives()
    campaign = doors.standing(db.session.get_one(Screening, stays).campaign_id, "unplaced")
    assert campaign.id in {signup.screening_id for signup in lobby.signups()}


@pytest.mark.parametrize(
    ("told", "sent", "raised"),
    [
        ("1970-01-01T00:10:00Z", "1970-01-01T03:10:00Z", "two hours on"), ("2099-01-01T00:00:00Z", "2099-01-01T03:00:00Z", "two hours on"),
        ("1970-01-01T00:10:00Z", None, "when it came"), ("2099-01-01T00:00:00Z", None, "when it came"), ("never", None, "when it came"),
        ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "when it came"), (None, None, "when it came"),
    ],
)  # fmt: skip
def test_a_wrong_clock_does_no_harm(
    lobby: Lobby, at: time_machine.Traveller, told: str | None, sent: str | None, raised: str
) -> None:
    made = clock.now()
    entry = lobby.sealed(lobby.written(at=told))
    at.shift(timedelta(hours=5))
    told_now = datetime.fromisoformat(sent).astimezone(UTC) if sent else clock.now()
    lobby.send(entry, now=told_now)
    welcome_kiosk_entries.welcome_kiosk_entries()
    [signup] = lobby.signups()
    wanted = {"when it came": clock.now(), "two hours on": made + timedelta(hours=2)}
    assert (signup.device_at, signup.at) == (wanted[raised], clock.now())


def test_one_that_breaks_something_is_set_apart_and_holds_up_nobody(
    lobby: Lobby, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = welcome_kiosk_entries.welcome

    def breaks(entries):
        if any(each.name == "Breaker" for each in entries):
            raise ZeroDivisionError
        return real(entries)

    monkeypatch.setattr(welcome_kiosk_entries, "welcome", breaks)
    fine, bad, more = lobby.write(), lobby.write(name="Breaker"), lobby.write()
    assert welcome_kiosk_entries.welcome_kiosk_entries() == 3
    assert [lobby.entry(each).state for each in (fine, bad, more)] == ["welcomed", "doubtful", "welcomed"]
    assert lobby.entry(bad).why == "trouble" and len(lobby.signups()) == 2


def test_while_the_database_is_away_everything_waits(lobby: Lobby, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_entries):
        raise OperationalError("", None, Exception())

    submission = lobby.write()
    with monkeypatch.context() as patched:
        patched.setattr(welcome_kiosk_entries, "welcome", away)
        with pytest.raises(OperationalError):
            welcome_kiosk_entries.welcome_kiosk_entries()
    assert lobby.entry(submission).state == "waiting"
    welcome_kiosk_entries.welcome_kiosk_entries()
    assert lobby.entry(submission).state == "welcomed"


def at_once(app: Flask, deed, crowd: int = 4) -> list[BaseException]:
    """What went wrong, of all who start together."""
    start, wrong = threading.Barrier(crowd), []

    def one() -> None:
        with app.app_context():
            start.wait(20)
            try:
                deed()
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=one) for _ in range(crowd)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return wrong


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_a_batch_that_arrives_several_times_at_once_is_kept_once(app: Flask, locked: bool) -> None:
    with app.app_context():
        lobby = Lobby(app)
        sent = [Sent(each["id"], each["sealed"]) for each in (lobby.sealed(lobby.written()) for _ in range(5))]
        token = lobby.token
        with without_the_index(locked):
            assert at_once(app, lambda: take_kiosk_entries(token, sent, None)) == []
            kept = kiosk_entries.how_many(lobby.kiosk_id)
            assert kept == 5 if locked else kept > 5
            db.session.remove()
            if not locked:
                with transaction() as session:
                    session.execute(text("DELETE FROM kiosk_entry"))
        db.session.remove()


@contextmanager
def without_the_index(locked: bool) -> Iterator[None]:
    """What makes the same one again one is a unique constraint, and no program that looks first."""
    table, name = "kiosk_entry", "uq_kiosk_entry_kiosk_id_submission"
    if locked:
        db.session.remove()
        yield
        return
    with transaction() as session:
        session.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
    yield
    with transaction() as session:
        session.execute(text(f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE (kiosk_id, submission)"))


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_two_workers_never_have_the_same_entry_in_hand(
    app: Flask, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    both = threading.Barrier(2)
    if not locked:

        def without_lock(_most: int, _only: str | None = None) -> list[KioskEntry]:
            found = list(db.session.scalars(select(KioskEntry).where(KioskEntry.state == "waiting")))
            both.wait(20)
            return found

        monkeypatch.setattr(kiosk_entries, "waiting", without_lock)
    with app.app_context():
        lobby = Lobby(app)
        lobby.write(email=EMAIL)
        db.session.remove()
        looked: list[int] = []
        wrong = at_once(app, lambda: looked.append(welcome_kiosk_entries._welcome_some(10)), crowd=2)
        assert wrong == [] and sum(looked) == (1 if locked else 2)
        # Even so the signup's own submission would make it one.
        assert len(lobby.signups()) == 1
        assert db.session.query(Consent).filter_by(channel="email").count() == 1
