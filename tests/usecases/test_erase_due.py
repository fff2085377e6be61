"""What is due is erased for good, in every room and on the disk; counts stay. Who is not kept any longer goes by themselves."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select, text, update
from sqlalchemy.exc import OperationalError

from tests import invented, world
from tests.house.test_person import sealed_about
from tests.wanting_out import ADDRESS, PHONE, Out, own_link, welcomed
from tracker import clock
from tracker.allies import suppress
from tracker.allies.ally import Ally
from tracker.allies.identity import Identity
from tracker.allies.own_link import OwnLink
from tracker.followups.followup import Attempt, FollowUp
from tracker.imports.import_ import Import
from tracker.keeping import erasing as due
from tracker.keeping import erasures, retention
from tracker.keeping.erasure import Erasure
from tracker.letters.letter import Letter
from tracker.screenings.campaign import Campaign
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.sealing import Broken
from tracker.store.transactions import transaction
from tracker.team.trace import Trace
from tracker.usecases.ask_for_erasure import ask_for_erasure, take_back_erasure
from tracker.usecases.erase_due import erase_due

EARLY = datetime(2023, 10, 24, 15, 40, tzinfo=UTC)


@pytest.fixture
def at() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(EARLY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def out(app: Flask, at: time_machine.Traveller) -> Iterator[Out]:
    with app.app_context():
        yield Out(app)


def counts() -> dict[str, int]:
    """Rows of what figures count."""
    db.session.rollback()
    return {t.__tablename__: db.session.query(t).count() for t in (Ally, Signup, FollowUp, Attempt, Letter)}


def whys() -> list[tuple[str, str]]:
    db.session.rollback()
    done = select(Erasure.ally_id, Erasure.why).where(Erasure.done_at.is_not(None)).order_by(Erasure.done_at)
    return [(ally_id, why) for ally_id, why in db.session.execute(done)]


# -- who asked -----------------------------------------------------------------------------------------------------------


def test_after_twenty_hours_nothing_sealed_is_left_of_them_and_the_counts_stay(
    at: time_machine.Traveller, out: Out
) -> None:
    out.leave_more()
    before, stays = counts(), sealed_about(out.other_id)
    assert {"signup_answer.text_sealed", "attempt.note_sealed", "own_link.email_sealed", "reply.message_sealed"} <= (
        sealed_about(out.ally_id)
    )
    ask_for_erasure(out.ally_id)
    at.shift(timedelta(hours=19, minutes=59))
    assert erase_due() == 0
    assert "erasure.contact_sealed" in sealed_about(out.ally_id)
    own_link(out.ally_id)  # somebody of the team was quick
    at.shift(timedelta(minutes=1))
    assert erase_due() == 1
    assert sealed_about(out.ally_id) == set()
    assert db.session.query(Identity).filter_by(ally_id=out.ally_id).count() == 0
    assert db.session.query(OwnLink).filter_by(ally_id=out.ally_id).count() == 0
    assert whys() == [(out.ally_id, "asked")]
    assert counts() == before
    assert db.session.get_one(Letter, db.session.query(Letter.id).filter_by(state="left").scalar()).left_at == EARLY
    assert (sealed_about(out.other_id), erase_due()) == (stays, 0)
    told = suppress.suppressed(suppress.contact_fingerprints(ADDRESS, PHONE))
    assert list(told.values()) == [frozenset({"erased"})] * 2


def test_it_leaves_a_trace_that_tells_nobody(at: time_machine.Traveller, out: Out) -> None:
    ask_for_erasure(out.ally_id)
    at.shift(timedelta(hours=20))
    erase_due()
    rows = db.session.scalars(select(Trace).where(Trace.about_id == out.ally_id).order_by(Trace.number))
    assert [(row.deed, row.account_id, row.detail) for row in rows] == [
        ("erasure asked for", None, None),
        ("erased", None, "asked"),
    ]


def test_who_took_it_back_is_not_erased(at: time_machine.Traveller, out: Out) -> None:
    ask_for_erasure(out.ally_id)
    take_back_erasure(out.ally_id)
    at.shift(timedelta(days=2))
    assert erase_due() == 0
    assert db.session.get_one(Ally, out.ally_id).contact is not None


def test_a_kill_in_the_middle_loses_none_and_does_none_by_half(
    at: time_machine.Traveller, out: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ally_id in (out.ally_id, out.other_id):
        ask_for_erasure(ally_id)
    at.shift(timedelta(hours=20))
    last = due.ROOMS[-1]
    killed: list[str] = []

    class Killed(BaseException):
        pass

    class Room:
        @staticmethod
        def forget(ally_id: str) -> None:
            last.forget(ally_id)
            if not killed:
                killed.append(ally_id)
                raise Killed

    monkeypatch.setattr(due, "ROOMS", (*due.ROOMS[:-1], Room))
    with pytest.raises(Killed):
        erase_due()
    assert "erasure.contact_sealed" in sealed_about(killed[0])
    assert erase_due() == 2
    assert sealed_about(out.ally_id) | sealed_about(out.other_id) == set()


@pytest.mark.parametrize(
    "fault", [OperationalError("", {}, Exception()), Broken("letter.words")], ids=["away", "broken"]
)
def test_one_that_fails_keeps_no_other_back(
    at: time_machine.Traveller, out: Out, fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ally_id in (out.ally_id, out.other_id):
        ask_for_erasure(ally_id)
        at.shift(timedelta(seconds=1))
    at.shift(timedelta(hours=20))

    class Room:
        @staticmethod
        def forget(ally_id: str) -> None:
            if ally_id == out.ally_id:
                raise fault

    monkeypatch.setattr(due, "ROOMS", (Room, *due.ROOMS))
    with pytest.raises(type(fault)):
        erase_due()
    assert whys() == [(out.other_id, "asked")]
    assert erasures.waiting(out.ally_id) is not None


def test_two_workers_at_once_erase_each_once(at: time_machine.Traveller, out: Out) -> None:
    everybody = [out.ally_id, out.other_id, *(welcomed(out.here) for _ in range(6))]
    for ally_id in everybody:
        ask_for_erasure(ally_id)
    db.session.remove()
    at.shift(timedelta(hours=20))
    done: list[int] = []

    def work() -> None:
        with out.app.app_context():
            done.append(erase_due())

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (len(done), sum(done)) == (2, len(everybody))
    assert sorted(ally_id for ally_id, _ in whys()) == sorted(everybody)


def test_the_same_question_by_two_presses_at_once_is_one_erasure(at: time_machine.Traveller, out: Out) -> None:
    db.session.remove()
    said: list[bool] = []

    def ask() -> None:
        with out.app.app_context():
            said.append(ask_for_erasure(out.ally_id))

    presses = [threading.Thread(target=ask) for _ in range(4)]
    for press in presses:
        press.start()
    for press in presses:
        press.join()
    assert sorted(said) == [False, False, False, True]


def test_a_list_that_lay_unwritten_goes_with_them(at: time_machine.Traveller, out: Out) -> None:
    files = []
    for kind, state in (("outcomes", "previewed"), ("screenings", "previewed"), ("outcomes", "uploaded")):
        file = Import(kind=kind, sha256="0" * 64, size=1, signature="0" * 64, state=state, uploaded_at=clock.now())
        file.upload = "Zephyrine"
        files.append(file)
    files[2].uploaded_at = EARLY + timedelta(hours=5)
    invented.write(*files)
    ids = [file.id for file in files]
    ask_for_erasure(out.ally_id)
    at.shift(timedelta(hours=20))
    erase_due()
    left = dict(db.session.execute(select(Import.id, Import.upload_sealed.is_not(None))).all())
    assert [left[id_] for id_ in ids] == [False, True, True], "one that came later is in somebody's hand"


# -- who is not kept any longer --------------------------------------------------------------------------------------------


def kept(months: int, campaign_id: str) -> None:
    with transaction() as session:
        session.execute(update(Campaign).where(Campaign.id == campaign_id).values(retention_months=months))


def test_eighteen_months_after_the_last_act_they_go_by_themselves(at: time_machine.Traveller, out: Out) -> None:
    out.leave_more()
    at.move_to(EARLY + timedelta(days=300))
    with transaction() as session:
        session.get_one(Ally, out.other_id).acted_at = clock.now()
    at.move_to(datetime(2025, 4, 24, 23, 59, tzinfo=UTC))
    assert erase_due() == 0
    before = counts()
    at.move_to(datetime(2025, 4, 25, tzinfo=UTC))
    assert erase_due() == 1
    assert whys() == [(out.ally_id, "retention")]
    assert sealed_about(out.ally_id) == set()
    assert counts() == before
    assert suppress.suppressed(suppress.contact_fingerprints(ADDRESS, PHONE)) == {}, "they may be met again"
    assert erase_due() == 0, "once"


def test_the_longest_period_of_their_campaigns_holds(at: time_machine.Traveller, out: Out) -> None:
    elsewhere = world.one_screening()
    kept(6, out.here.campaign_id)
    kept(24, elsewhere.campaign_id)
    welcomed(elsewhere, email=ADDRESS)
    at.move_to(datetime(2024, 4, 25, tzinfo=UTC))
    assert erase_due() == 1
    assert whys() == [(out.other_id, "retention")]
    at.move_to(datetime(2025, 10, 24, 12, tzinfo=UTC))
    assert erase_due() == 0
    at.move_to(datetime(2025, 10, 25, tzinfo=UTC))
    assert erase_due() == 1


def test_who_signed_up_nowhere_is_kept_as_is_usual_whatever_campaigns_say(at: time_machine.Traveller, out: Out) -> None:
    kept(1, out.here.campaign_id)
    nowhere = invented.ally()
    at.move_to(datetime(2024, 1, 1, tzinfo=UTC))
    assert erase_due() == 2
    at.move_to(datetime(2025, 4, 24, 12, tzinfo=UTC))
    assert erase_due() == 0
    at.move_to(datetime(2025, 4, 25, tzinfo=UTC))
    assert erase_due() == 1
    assert whys()[-1] == (nowhere, "retention")


@pytest.mark.parametrize(
    ("acted", "last", "over"),
    [
        (datetime(2022, 8, 31, 9, tzinfo=UTC), datetime(2024, 2, 29, 23, tzinfo=UTC), datetime(2024, 3, 1, tzinfo=UTC)),
        (datetime(2023, 8, 31, 9, tzinfo=UTC), datetime(2025, 2, 28, 23, tzinfo=UTC), datetime(2025, 3, 1, tzinfo=UTC)),
        (
            datetime(2024, 2, 29, 9, tzinfo=UTC),
            datetime(2025, 8, 29, 23, tzinfo=UTC),
            datetime(2025, 8, 30, tzinfo=UTC),
        ),
    ],
    ids=["into a leap year", "into a common year", "from a leap day"],
)
def test_months_are_those_of_the_calendar(
    at: time_machine.Traveller, out: Out, acted: datetime, last: datetime, over: datetime
) -> None:
    with transaction() as session:
        session.execute(update(Ally).values(acted_at=over))
        session.execute(update(Ally).where(Ally.id == out.ally_id).values(acted_at=acted))
    at.move_to(last)
    assert erase_due() == 0
    at.move_to(over)
    assert erase_due() == 1


def test_a_no_outlives_the_person(at: time_machine.Traveller, out: Out) -> None:
    with transaction() as session:
        session.get_one(Ally, out.ally_id).email_consent = "no"
    at.move_to(datetime(2025, 5, 1, tzinfo=UTC))
    assert erase_due() == 2
    assert list(suppress.suppressed(suppress.contact_fingerprints(ADDRESS, None)).values()) == [frozenset({"left"})]
    assert suppress.suppressed(suppress.contact_fingerprints(None, PHONE)) == {}


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_whose_contact_does_not_open_is_erased_all_the_same(at: time_machine.Traveller, out: Out) -> None:
    with transaction() as session:
        ally = session.get_one(Ally, out.ally_id)
        ally.email_consent, ally.contact_sealed = "no", b"\x00" * 60  # sealed with a key that nobody has any more
    at.move_to(datetime(2025, 5, 1, tzinfo=UTC))
    assert erase_due() == 2
    assert {ally_id for ally_id, _why in whys()} == {out.ally_id, out.other_id}
    assert suppress.suppressed(suppress.contact_fingerprints(ADDRESS, PHONE)) == {}


def test_who_has_asked_goes_by_that_and_may_take_it_back(at: time_machine.Traveller, out: Out) -> None:
    with transaction() as session:
        ally = session.get_one(Ally, out.ally_id)
        ally.email_consent = ally.phone_consent = "no"  # so that asking says nothing new
    at.move_to(datetime(2025, 5, 1, tzinfo=UTC))
    ask_for_erasure(out.ally_id)
    assert erase_due() == 1
    assert whys() == [(out.other_id, "retention")]
    assert take_back_erasure(out.ally_id) is True


def test_who_acts_in_that_moment_is_kept(at: time_machine.Traveller, out: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    at.move_to(datetime(2025, 5, 1, tzinfo=UTC))
    with transaction() as session:
        session.get_one(Ally, out.other_id).acted_at = clock.now()
    found = retention.outlived
    asked: list[list[str]] = []

    def overtaken(now: datetime, most: int, only: str | None = None) -> list[str]:
        listed = found(now, most, only)
        if not asked:
            asked.append(listed)
            db.session.rollback()
            with transaction() as session:
                session.get_one(Ally, out.ally_id).acted_at = clock.now()
        return listed

    monkeypatch.setattr(retention, "outlived", overtaken)
    assert erase_due() == 0
    assert asked == [[out.ally_id]]
    assert db.session.get_one(Ally, out.ally_id).contact is not None


def test_many_go_in_portions(at: time_machine.Traveller, out: Out) -> None:
    for _ in range(3):
        welcomed(out.here)
    at.move_to(datetime(2025, 5, 1, tzinfo=UTC))
    assert [erase_due(most=2) for _ in range(4)] == [2, 2, 1, 0]


def test_when_nothing_is_due_it_asks_indexes_and_writes_nothing(at: time_machine.Traveller, out: Out) -> None:
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    at.shift(timedelta(days=30))
    assert erase_due() == 0
    assert [each for each in asked if not each.startswith(("SELECT", "BEGIN"))] == []
    assert len(asked) <= 9, "three of them for settings"
    if db.engine.dialect.name == "sqlite":
        plan = "EXPLAIN QUERY PLAN SELECT id FROM ally WHERE ally.extra_care_sealed IS NOT NULL AND acted_at < '2020'"
        assert "ix_ally_held" in str(db.session.execute(text(plan)).all())
