"""So much an hour, and not one more: however many ask at once, and by whatever page."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tests.engines import LOCKS
from tests.members import browser_of
from tracker.letters.letter import Letter
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import rations, settings
from tracker.team.rations import RationSpent, RationTaken, take
from tracker.team.trace import Trace
from tracker.usecases.drop_old_trace import drop_old_trace
from tracker.usecases.reveal_contact import reveal_contact
from tracker.usecases.tell_ration_spent import tell_ration_spent

# Three in the afternoon in New York, and half a minute.
START = datetime(2024, 5, 6, 19, 0, 30, tzinfo=UTC)


def allow(**limits: int) -> None:
    with transaction():
        for name, value in limits.items():
            settings.put(f"{name}_an_hour", str(value))


def deeds(*names: str) -> list[str]:
    db.session.rollback()
    return [row.deed for row in db.session.query(Trace).order_by(Trace.number) if row.deed in names]


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_of_many_reveals_at_once_exactly_as_many_happen_as_are_allowed(
    inside: Flask, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    """Without the lock, each of them counts before any has written."""
    crowd = 50 if locked else 20
    chief, allies = invented.account("coordinator"), [invented.ally() for _ in range(crowd)]
    allow(reveals=5)
    start = threading.Barrier(crowd)
    if not locked:
        monkeypatch.setattr(rations, "one_at_a_time", lambda _deed: None)
        limit = rations.limit

        def at_once(kind: rations.Kind) -> int:
            start.wait(30)
            return limit(kind)

        monkeypatch.setattr(rations, "limit", at_once)
    refused: list[str] = []

    def reveal(ally_id: str) -> None:
        with inside.app_context():
            if locked:
                start.wait(30)
            try:
                reveal_contact(ally_id, "an evening of calls", chief)
            except RationSpent as spent:
                refused.append(str(spent))

    threads = [threading.Thread(target=reveal, args=(each,)) for each in allies]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    shown = len(deeds("contact revealed"))
    assert shown == (5 if locked else crowd)
    assert len(refused) == crowd - shown


def test_the_same_ally_again_counts_once_and_after_an_hour_there_is_room_again(inside: Flask) -> None:
    allow(cards=30)
    with time_machine.travel(START, tick=False) as moved:
        for n in range(30):
            with transaction():
                take("card", "a" * 16, f"{n:016}")
                take("card", "a" * 16, f"{n:016}")
            moved.shift(timedelta(minutes=1))
        with transaction(), pytest.raises(RationSpent) as spent:
            take("card", "a" * 16, "x" * 16)
        assert str(spent.value) == "The most that one account may open within an hour is 30 allies. Go on at 4:01 pm."
        assert spent.value.seconds == 30 * 60
        with transaction():
            take("card", "a" * 16, "5".zfill(16))  # one that was opened already
            take("card", "b" * 16, "x" * 16)  # somebody else
            take("reveal", "a" * 16)  # something else
        moved.shift(timedelta(minutes=30))
        with transaction():
            take("card", "a" * 16, "x" * 16)
        with transaction(), pytest.raises(RationSpent):
            take("card", "a" * 16, "y" * 16, "z" * 16)
        assert rations.taken_in_the_hour("card", "a" * 16) == 30, "of those refused, none is counted"
        moved.shift(timedelta(hours=2))
        drop_old_trace()
        assert db.session.query(RationTaken).count() == 0


def test_the_administrators_get_one_letter_an_hour_that_names_nobody(inside: Flask) -> None:
    chief, rosa = invented.account("administrator", "Chief"), invented.account(name="Rosa M.")
    with time_machine.travel(START, tick=False) as moved:
        for kind in ("card", "card", "reveal"):
            tell_ration_spent(RationSpent(kind, rosa, 30, START + rations.HOUR), "https://h.example")
        assert deeds("cards used up", "reveals used up") == ["cards used up", "reveals used up"]
        [letter] = db.session.query(Letter)
        assert (letter.account_id, letter.kind) == (chief, "alert")
        assert "Rosa" not in str(letter.words) and "At 3:00 pm an account of the team" in letter.words["text"]
        assert f"https://h.example/desk/trace/?account={rosa}" in letter.words["text"]
        moved.shift(timedelta(hours=1, seconds=1))
        tell_ration_spent(RationSpent("card", rosa, 30, START), "https://h.example")
        assert db.session.query(Letter).count() == 2


class Evening:
    """Rosa's campaign with three allies whose follow-ups are hers; one of each is allowed within an hour."""

    def __init__(self, app: Flask) -> None:
        self.rosa, self.bo = invented.account(name="Rosa M."), invented.account("coordinator", "Bo")
        self.house = invented.House(self.rosa)
        names = ("Aya Lim", "Ayo Lim", "Aja Lim")
        self.cards = [self.house.promise(name=name, point_person_id=self.rosa) for name in names]
        self.allies = [db.session.get(invented.FollowUp, each).ally_id for each in self.cards]
        self.rosas, self.bos = browser_of(app, self.rosa), browser_of(app, self.bo)
        invented.write(*[self._letter(ally) for ally in self.allies])
        self.letters = [row.id for row in db.session.query(Letter)]
        allow(cards=1, reveals=1, exports=1)

    def _letter(self, ally_id: str) -> Letter:
        now = datetime.now(UTC)
        row = Letter(
            ally_id=ally_id, kind="step", language="en", message_id=f"<{ally_id}@h.example>", state="failed", due_at=now,
            written_at=now, tries=1, urgency=1, trouble="550",
        )  # fmt: skip
        row.recipient, row.words = "aya@example.org", {"subject": "s", "text": "t", "html": "h"}
        return row


@pytest.fixture
def evening(inside: Flask) -> Evening:
    inside.config["WTF_CSRF_ENABLED"] = False
    return Evening(inside)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_whichever_page_it_is_the_one_over_the_limit_is_refused_and_shows_nothing(evening: Evening) -> None:
    def asked(browser: FlaskClient, *paths: str, post: bool = False, **data: str) -> None:
        for n, path in enumerate(paths):
            answer = browser.post(path, data=data) if post else browser.get(path)
            assert answer.status_code == (429 if n else 200), path
            if n:
                assert "within an hour" in answer.text and int(answer.headers["Retry-After"]) > 3000
                assert "Lim" not in answer.text and "example.org" not in answer.text
        with transaction() as session:
            session.query(RationTaken).delete()

    first, second = evening.allies[:2]
    asked(evening.rosas, *[f"/desk/follow-ups/{each}" for each in evening.cards[:2]])
    asked(evening.bos, f"/desk/allies/{first}/reveal", f"/desk/allies/{second}/reveal", post=True, reason="they asked")
    asked(evening.bos, f"/desk/allies/{first}/own-link", f"/desk/allies/{second}/own-link", post=True)
    asked(evening.bos, *[f"/desk/outbox/{each}" for each in evening.letters[:2]])
    asked(evening.bos, *[f"/desk/outbox/{each}.eml" for each in evening.letters[:2]])
    # One search finds Aya; the other two who would be shown beside her are too many.
    assert evening.rosas.post("/desk/call-back/", data={"asked": "Aya"}).status_code == 200
    answer = evening.rosas.post("/desk/call-back/", data={"asked": "A"})
    assert answer.status_code == 429 and "Ayo" not in answer.text
    assert deeds("name shown").count("name shown") == 1


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_whose_an_address_is_is_asked_within_the_same_ration_and_each_asking_is_traced(evening: Evening) -> None:
    from tracker import clock
    from tracker.letters.reply import Reply

    reply = Reply(mark=b"1" * 32, received_at=clock.now())
    reply.message = {"sender": "jo@example.org", "subject": "Hello", "text": "Hello"}
    invented.write(reply)
    allow(reveals=2)
    to, asked = f"/desk/replies/{reply.id}", {"email": "nobody@example.org"}
    # Asking is one, and the page that says that nobody has it shows the message: two.
    assert evening.bos.post(to, data=asked).status_code == 422
    assert evening.bos.post(to, data=asked).status_code == 429
    assert deeds("looked for an address") == ["looked for an address"]
