"""What happened is told to other programs: once the deed is done, signed, again until it arrives, and by nobody twice at a time."""

import hashlib
import hmac
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event

from tests import world
from tests.hook_world import LOOPBACK, at, chief, here, hook, is_ours, minutes, now_is, receiver, rows, signs_up, work
from tests.letters_world import BASE_URL
from tests.receiver import HANG_UP, Receiver
from tracker.allies.ally import Ally
from tracker.arrivals import welcome as arrivals
from tracker.errors import NotThere
from tracker.hooks import body, hooks, outcomes, turns
from tracker.hooks.hook import Hook, Kind
from tracker.letters.letter import Letter
from tracker.outward import request
from tracker.screenings.screening import Screening
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.trace import Trace
from tracker.usecases import deliver_hooks as deed
from tracker.usecases import make_hook
from tracker.usecases.deliver_hooks import deliver_hooks

__all__ = ["at", "chief", "here", "receiver"]

# Where the engine cannot matter.
once = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def keys_of(said: object) -> object:
    return {key: keys_of(value) for key, value in said.items()} if isinstance(said, dict) else None


def test_a_signup_is_told_after_the_commit_by_alias_and_signed(here: Screening, receiver: Receiver) -> None:
    _hook_id, secret = hook(receiver)
    with transaction():
        arrivals.welcome([world.entry(here, name="Min-ji Seo", email="minji@example.org")])
        assert work_elsewhere() == 0 and not receiver.told
    ally = db.session.query(Ally).one()
    assert (work(), work()) == (1, 0)
    [told] = receiver.told
    assert told.path == "/incoming?key=a1" and told.headers["Content-Type"] == "application/json"
    assert told.headers["Houselights-Event"] == told.said["type"] == "signup.recorded"
    assert told.headers["Houselights-Delivery"] == told.said["id"] == rows()[0].id
    assert told.said["ally"] == {"id": ally.id, "alias": ally.alias, "language": "en"}
    assert told.said["screening"]["id"] == here.id
    for mark in ("minji", "example.org", "Seo"):
        assert mark not in told.body.decode()
    example = json.loads(body.EXAMPLE)
    assert keys_of(told.said) == keys_of(example), "what the page shows"
    stamp = told.headers["Houselights-Timestamp"]
    ours = hmac.new(secret.encode(), f"{stamp}.".encode() + told.body, hashlib.sha256).hexdigest()
    assert told.headers["Houselights-Signature"] == f"v1={ours}"
    assert rows()[0].answer == "thank you" and json.loads(rows()[0].body or "") == told.said


def work_elsewhere() -> int:
    """What another process sees just now."""
    with db.engine.connect() as other:
        return len(other.exec_driver_sql("SELECT id FROM hook_delivery").all()) if db.engine.name == "postgresql" else 0


@once
def test_the_ten_lines_of_the_page_believe_ours_and_nothing_else(
    here: Screening, receiver: Receiver, at: time_machine.Traveller
) -> None:
    hook_id, secret = hook(receiver)
    signs_up(here)
    work()
    [told] = receiver.told
    assert is_ours(told, secret) and not is_ours(told, secret + "x")
    told.body += b" "
    assert not is_ours(told, secret)
    told.body = told.body[:-1]
    at.shift(timedelta(seconds=301))
    assert not is_ours(told, secret), "somebody kept a copy"
    # A turn: the receiver may know either for a day.
    new = make_hook.turn_hook_secret(hook_id, "0" * 16)
    signs_up(here)
    work()
    assert is_ours(receiver.told[-1], secret) and is_ours(receiver.told[-1], new)
    at.shift(timedelta(days=1))
    signs_up(here)
    work()
    assert not is_ours(receiver.told[-1], secret) and is_ours(receiver.told[-1], new)


def test_what_was_not_done_is_not_told(here: Screening, receiver: Receiver) -> None:
    hook(receiver)
    with pytest.raises(ZeroDivisionError), transaction():
        arrivals.welcome([world.entry(here)])
        raise ZeroDivisionError
    assert work() == 0 and not rows()


@once
def test_each_hears_of_its_own_kind_and_campaign_and_a_second_signup_is_no_news(
    here: Screening, receiver: Receiver
) -> None:
    campaign = here.campaign_id
    other = world.one_screening()
    hook(receiver, Kind.OUTCOMES, Kind.SCREENINGS)
    hook(receiver, campaign_id=other.campaign_id)
    own, _ = hook(receiver, campaign_id=campaign)
    gone, _ = hook(receiver)
    make_hook.withdraw_hook(gone, None)
    signs_up(here, email="minji@example.org")
    signs_up(here, email="minji@example.org")
    assert [each.hook_id for each in rows()] == [own]


def test_a_house_without_a_hook_pays_one_look_and_writes_nothing(here: Screening) -> None:
    asked: list[str] = []
    listener = lambda *told: asked.append(told[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listener)
    try:
        with transaction():
            arrivals.welcome([world.entry(here) for _ in range(20)])
    finally:
        event.remove(db.engine, "before_cursor_execute", listener)
    assert len([each for each in asked if "hook" in each]) == 1


def test_what_fails_comes_again_after_growing_pauses_under_one_id_and_ends_in_sight(
    here: Screening, receiver: Receiver, at: time_machine.Traveller, chief: str
) -> None:
    hook_id, _ = hook(receiver)
    signs_up(here)
    for number, pause in enumerate(outcomes.PAUSES, start=1):
        receiver.answers.append((500, HANG_UP, 404)[number % 3])
        assert work() == 1 and rows()[0].tries == number
        minutes(at, pause - 0.1)
        assert work() == 0, pause
        minutes(at, 0.2)
    receiver.answers.append(500)
    assert work() == 1
    assert (rows()[0].state, rows()[0].status, now_is(hook_id).rests_since) == ("failed", 500, None)
    minutes(at, 2000)
    assert work() == 0
    assert len(receiver.told) == len(outcomes.PAUSES) + 1 and len(set(receiver.ids)) == 1
    # By hand: the same id once more, with all its tries.
    make_hook.send_again(rows()[0].id, chief)
    assert work() == 1 and rows()[0].state == "delivered" and now_is(hook_id).failing_since is None
    assert len(set(receiver.ids)) == 1
    make_hook.send_again(rows()[0].id, chief)
    assert rows()[0].state == "waiting"
    with pytest.raises(hooks.SentAlready):
        make_hook.send_again(rows()[0].id, chief)


@once
def test_a_receiver_that_is_away_is_left_in_peace_and_one_that_dislikes_something_is_not(
    here: Screening, receiver: Receiver, at: time_machine.Traveller
) -> None:
    hook_id, _ = hook(receiver)
    for _ in range(5):
        signs_up(here)
    receiver.answers.append(422)
    assert work() == 5, "the others may suit it"
    minutes(at, 1)
    assert work() == 1
    for _ in range(5):
        signs_up(here)
    receiver.answers.append(503)
    receiver.headers = {"Retry-After": "600"}
    assert work() == 1, "the others would only fail as well"
    minutes(at, 9.9)
    assert work() == 0 and now_is(hook_id).failures == 1
    minutes(at, 0.2)
    assert work() == 5
    receiver.answers.append(503)
    receiver.headers = {"Retry-After": "99999999"}
    signs_up(here)
    assert work() == 1
    minutes(at, 61)
    assert work() == 1, "nobody makes us wait for longer than an hour"


def test_after_three_days_in_vain_it_rests_and_administrators_hear_of_it_once(
    here: Screening, receiver: Receiver, at: time_machine.Traveller, chief: str
) -> None:
    hook_id, _ = hook(receiver)
    receiver.answers.extend([500] * 200)
    while now_is(hook_id).rests_since is None:
        signs_up(here)
        work()
        at.shift(timedelta(hours=5))
    assert now_is(hook_id).rests_why == "failing"
    lasted = (now_is(hook_id).rests_since or rows()[0].at) - rows()[0].at
    assert outcomes.DAYS <= lasted < outcomes.DAYS + timedelta(hours=6)
    [letter] = db.session.query(Letter).filter_by(kind="alert")
    assert letter.account_id == chief and "Spreadsheet" in letter.words["text"] and hook_id in letter.words["text"]
    assert db.session.query(Trace).filter_by(deed="webhook rests").one().account_id is None
    receiver.answers.clear()
    before = len(receiver.told)
    signs_up(here)
    minutes(at, 2000)
    assert work() == 0 and len(receiver.told) == before
    make_hook.take_up_hook(hook_id, chief)
    assert work() == len([each for each in rows() if each.state == "delivered"]) > 5, "nothing of it is lost"


@once
def test_one_that_says_it_is_gone_rests_at_once_and_one_that_rests_by_hand_keeps_what_happens(
    here: Screening, receiver: Receiver, chief: str
) -> None:
    hook_id, _ = hook(receiver)
    receiver.answers.append(410)
    signs_up(here)
    assert work() == 1 and now_is(hook_id).rests_why == "gone"
    make_hook.take_up_hook(hook_id, chief)
    make_hook.rest_hook(hook_id, chief)
    signs_up(here)
    assert work() == 0
    make_hook.take_up_hook(hook_id, chief)
    assert work() == 1, "the second; the first comes again after its pause"


def test_a_worker_killed_in_the_middle_leaves_it_to_the_next_which_sends_the_same_id(
    here: Screening, receiver: Receiver, at: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook(receiver)
    signs_up(here)

    class Killed(BaseException):
        pass

    def killed(*told: object) -> None:
        request.post(*told)
        raise Killed

    with monkeypatch.context() as meanwhile, pytest.raises(Killed):
        meanwhile.setattr(
            deed, "_send", lambda in_hand, own, _r: killed(in_hand.place, in_hand.sent, in_hand.headers, own)
        )
        deliver_hooks(BASE_URL, LOOPBACK)
    assert len(receiver.told) == 1 and rows()[0].state == "waiting"
    assert work() == 0, "it may be at it still"
    at.shift(turns.LEASE)
    assert work() == 1 and rows()[0].state == "delivered" and rows()[0].tries == 2
    assert receiver.ids[0] == receiver.ids[1], "so that the receiver drops it"


@pytest.mark.parametrize(
    ("engine_name", "fence"),
    [
        pytest.param("sqlite", True, id="sqlite-lease on"),
        pytest.param("sqlite", False, id="sqlite-lease off"),
        pytest.param("postgresql", True, id="postgresql-lease on", marks=pytest.mark.postgres),
    ],
    indirect=["engine_name"],
)
def test_several_workers_at_once_send_each_of_many_once(
    app: Flask, here: Screening, receiver: Receiver, fence: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook_id, _ = hook(receiver)
    other, _ = hook(receiver)
    for _ in range(6):
        signs_up(here)
    if not fence:
        monkeypatch.setattr(turns, "take", lambda _turn: hook_id)
        monkeypatch.setattr(turns, "goes_on", lambda _hook, _turn: True)
        met = threading.Barrier(2, timeout=10)

        def both_at_once(handler: BaseHTTPRequestHandler) -> None:
            met.wait()
            handler.send_response(200)
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        receiver.answers.extend([both_at_once, both_at_once])
    db.session.rollback()

    def one() -> None:
        with app.app_context():
            for _ in range(30 if fence else 1):
                deliver_hooks(BASE_URL, LOOPBACK)

    workers = [threading.Thread(target=one) for _ in range(4 if fence else 2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert {each.state for each in rows() if each.hook_id == hook_id or fence} == {"delivered"}
    doubles = len(receiver.ids) - len(set(receiver.ids))
    assert (doubles == 0) is fence
    if fence:
        told = [each for each in receiver.told if each.said["id"] in {row.id for row in rows() if row.hook_id == other}]
        ats = [each.said["at"] for each in told]
        assert len(told) == 6 and ats == sorted(ats), "one after the other, as it happened"


@once
def test_a_private_address_is_not_told_anything_and_the_reason_stands_there(
    here: Screening, receiver: Receiver, at: time_machine.Traveller
) -> None:
    hook(receiver)
    signs_up(here)
    assert deliver_hooks(BASE_URL, (), resolver=lambda _h, _p: ["127.0.0.1"]) == 0, (
        "plain http, without networks of our own"
    )
    assert (rows()[0].trouble, rows()[0].state) == ("no tls", "waiting")
    minutes(at, 1)
    with transaction() as session:
        session.query(Hook).one().address = "https://rebinding.example/"
    assert deliver_hooks(BASE_URL, (), resolver=lambda _h, _p: ["169.254.169.254"]) == 1
    assert rows()[0].trouble == "forbidden" and not receiver.told


@once
def test_no_more_than_twenty_stand_at_once(here: Screening, receiver: Receiver) -> None:
    made = [hook(receiver)[0] for _ in range(hooks.MOST_HOOKS)]
    with pytest.raises(hooks.TooManyHooks):
        hook(receiver)
    make_hook.withdraw_hook(made[0], None)
    hook(receiver)


@once
def test_a_hook_of_a_campaign_that_nobody_knows_is_not_made(here: Screening, receiver: Receiver) -> None:
    with pytest.raises(NotThere):
        hook(receiver, campaign_id="0" * 16)
