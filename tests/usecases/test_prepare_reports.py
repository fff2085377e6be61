"""A report over more signups than somebody waits for: the draft is there at once, and the worker prepares its numbers."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import invented
from tests.engines import LOCKS
from tests.killed import die, killed_at
from tracker import clock
from tracker.errors import NotThere
from tracker.reports import drafting, kept, waiting
from tracker.reports.counted import NotPrepared, document_of
from tracker.reports.drafting import Asked, DraftChanged
from tracker.reports.figures import Figures
from tracker.reports.periods import Period
from tracker.reports.protect import ToldSince
from tracker.reports.report import Report, ReportDraft
from tracker.reports.scope import Scope
from tracker.store.alone import alone
from tracker.store.db import db
from tracker.store.undertakings import TIMES
from tracker.usecases import draft_report, publish_report, withdraw_report
from tracker.usecases.count_figures import count_figures
from tracker.usecases.prepare_reports import any_waits, prepare_reports

ASKED = Asked(("en",))
Press = Callable[[Asked], str]


class Killed(BaseException):
    """As `kill -9`: nothing of ours catches it, nothing is written down."""


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


@pytest.fixture
def hana(inside: Flask) -> str:
    return invented.account("coordinator", "Hana S.")


@pytest.fixture
def house(hana: str, monkeypatch: pytest.MonkeyPatch) -> invented.House:
    """Forty people have signed up, where more than two are counted by the worker."""
    monkeypatch.setattr(kept, "COUNTED_AT_ONCE", 2)
    monkeypatch.setattr(drafting, "AT_ONCE", 2)
    found = invented.House(hana)
    for n in range(40):
        invented.signup(invented.ally(f"Somebody {n}"), found.screening_id)
    return found


@pytest.fixture
def press(house: invented.House, hana: str) -> Press:
    return lambda asked: draft_report.draft(house.campaign_id, asked, hana)


def fresh(draft_id: str) -> ReportDraft:
    db.session.rollback()
    return drafting.by_id(draft_id)


def signups(draft_id: str) -> int | None:
    """As its readers would see it; None: there is nothing to see."""
    row = fresh(draft_id)
    return None if row.document is None else document_of(row).cell("steps", "signups").value


def publish(draft_id: str, by: str) -> str:
    seen = fresh(draft_id).version
    db.session.rollback()
    return publish_report.publish(draft_id, seen, read_over=True, by=by)


def sign_up_more(house: invented.House, number: int = 20) -> None:
    for n in range(number):
        invented.signup(invented.ally(f"Later {n}"), house.screening_id)


def test_the_worker_prepares_what_was_asked_for_and_counts_it_anew_when_it_is_told_to(
    press: Press, house: invented.House
) -> None:
    draft_id = press(ASKED)
    assert any_waits() and signups(draft_id) is None
    assert prepare_reports(count_figures) == 1 and not any_waits()
    assert signups(draft_id) == 40 and fresh(draft_id).wanted_at is None
    sign_up_more(house)
    draft_report.count_again(draft_id, fresh(draft_id).version)
    assert signups(draft_id) is None, "nobody publishes the numbers of before"
    assert prepare_reports(count_figures) == 1 and signups(draft_id) == 60
    assert prepare_reports(count_figures) == 0


def test_figures_that_are_kept_will_do_for_a_new_draft_and_not_for_one_that_is_counted_again(
    press: Press, house: invented.House
) -> None:
    counted: list[Scope] = []

    def count(scope: Scope) -> Figures:
        counted.append(scope)
        return count_figures(scope)

    count_figures(Scope(house.campaign_id))
    draft_id = press(ASKED)
    assert prepare_reports(count) == 1 and counted == []
    draft_report.count_again(draft_id, fresh(draft_id).version)
    assert prepare_reports(count) == 1 and counted == [Scope(house.campaign_id)]


def test_a_second_press_finds_the_first_and_asked_otherwise_it_is_another(
    press: Press, house: invented.House, hana: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = press(ASKED)
    assert press(ASKED) == first, "it waits still"
    assert press(Asked(("en", "ko"))) != first
    assert draft_report.draft(house.campaign_id, ASKED, invented.account("coordinator", "Ada")) != first
    assert prepare_reports(count_figures) == 3
    assert press(ASKED) == first, "a finger that pressed twice"
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + drafting.PRESS + timedelta(seconds=1))
    assert press(ASKED) != first


@pytest.mark.parametrize(("engine_name", "locked"), LOCKS, indirect=["engine_name"])
def test_two_presses_at_once_make_one_draft(
    inside: Flask, press: Press, locked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    met, failed, begin = Barrier(2), [], drafting.begin

    def both_have_looked(*given: object) -> ReportDraft:
        met.wait(10)
        return begin(*given)

    if not locked:
        monkeypatch.setattr(drafting, "begin", both_have_looked)
        monkeypatch.setattr(drafting, "one_at_a_time", lambda _deed: None)

    def one() -> None:
        try:
            with inside.app_context():
                press(ASKED)
        except Exception as error:
            failed.append(error)

    threads = [Thread(target=one) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    db.session.rollback()
    assert failed == [] and db.session.scalar(select(func.count()).select_from(ReportDraft)) == (1 if locked else 2)


def test_a_worker_that_is_killed_at_it_leaves_it_to_the_next(press: Press) -> None:
    draft_id = press(ASKED)

    def killed(_scope: Scope) -> Figures:
        raise Killed

    with pytest.raises(Killed):
        prepare_reports(killed)
    db.session.remove()
    assert fresh(draft_id).failed_at is None
    assert prepare_reports(count_figures) == 1 and signups(draft_id) == 40


def test_a_draft_that_ends_one_worker_after_the_other_has_failed_and_may_be_asked_for_again(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft_id = press(ASKED)
    with monkeypatch.context() as patched:
        patched.setattr("tracker.usecases.count_figures.figures", die)
        assert all(killed_at(lambda: prepare_reports(count_figures)) for _ in range(TIMES))
        assert not killed_at(lambda: prepare_reports(count_figures))
    assert fresh(draft_id).failed_at is not None and not any_waits()
    draft_report.count_again(draft_id, fresh(draft_id).version)
    assert prepare_reports(count_figures) == 1 and signups(draft_id) == 40


def test_a_failure_is_written_down_keeps_nobody_waiting_and_may_be_tried_again(press: Press) -> None:
    first, second = press(Asked(("en",), Period(clock.now().date(), clock.now().date()))), press(ASKED)

    def count(scope: Scope) -> Figures:
        if scope.since:
            raise RuntimeError("a name that nobody should read")
        return count_figures(scope)

    assert prepare_reports(count) == 1 and signups(second) == 40
    assert fresh(first).failed_at is not None and signups(first) is None and not any_waits()
    with pytest.raises(NotPrepared):
        publish(first, fresh(first).account_id or "")
    draft_report.count_again(first, fresh(first).version)
    assert prepare_reports(count_figures) == 1 and signups(first) is not None and fresh(first).failed_at is None


def test_of_two_workers_one_prepares_and_neither_counts_beside_it(press: Press) -> None:
    draft_id = press(ASKED)
    with alone(kept.COUNTING) as mine:
        assert mine and prepare_reports(count_figures) == 0
    assert prepare_reports(count_figures) == 1 and signups(draft_id) == 40


def at_that_moment(deed: Callable[[], object]) -> Callable[[Scope], Figures]:
    """Somebody does it while the worker counts."""

    def count(scope: Scope) -> Figures:
        found = count_figures(scope)
        deed()
        return found

    return count


def test_what_is_written_while_the_worker_counts_stays_and_stands_beside_the_numbers(press: Press, hana: str) -> None:
    draft_id = press(ASKED)
    written, seen = Asked(("en",), learned={"en": "Seat cards work."}), fresh(draft_id).version

    def write() -> None:
        draft_report.change(draft_id, written, seen, hana)

    assert prepare_reports(at_that_moment(write)) == 1 and signups(draft_id) == 40
    assert fresh(draft_id).learned == {"en": "Seat cards work."}
    with pytest.raises(DraftChanged):
        draft_report.change(draft_id, written, seen, hana)
    draft_report.change(draft_id, ASKED, fresh(draft_id).version, hana)


def test_what_was_asked_for_otherwise_meanwhile_is_prepared_as_it_is_asked_for_now(press: Press, hana: str) -> None:
    draft_id, today = press(ASKED), clock.now().date()
    lately = Period(today - timedelta(days=9), today)

    def ask_otherwise() -> None:
        draft_report.change(draft_id, Asked(("en",), lately), fresh(draft_id).version, hana)

    assert prepare_reports(at_that_moment(ask_otherwise)) == 0 and signups(draft_id) is None
    assert prepare_reports(count_figures) == 1
    assert document_of(fresh(draft_id)).since == lately.since


def test_what_was_thrown_away_meanwhile_does_not_come_back(press: Press, hana: str) -> None:
    draft_id = press(ASKED)
    throw_away = at_that_moment(lambda: draft_report.throw_away(draft_id, fresh(draft_id).version, hana))
    assert prepare_reports(throw_away) == 0 and not any_waits()
    with pytest.raises(NotThere):
        drafting.by_id(draft_id)


def test_a_report_that_is_withdrawn_meanwhile_is_not_compared_with(
    press: Press, house: invented.House, hana: str
) -> None:
    first = press(ASKED)
    prepare_reports(count_figures)
    report_id = publish(first, hana)
    sign_up_more(house)
    second = press(Asked(("en",), last_id=report_id))
    assert prepare_reports(count_figures) == 1 and document_of(fresh(second)).last is not None
    draft_report.count_again(second, fresh(second).version)
    assert prepare_reports(at_that_moment(lambda: withdraw_report.withdraw(report_id, hana))) == 0
    assert prepare_reports(count_figures) == 1
    assert document_of(fresh(second)).last is None and fresh(second).last_id is None


def test_of_two_drafts_that_were_prepared_at_once_only_one_is_told(
    press: Press, house: invented.House, hana: str
) -> None:
    """What the other may tell depends on what was told: it is counted again, and then hides what the two would give away."""
    first, second = press(ASKED), press(Asked(("en", "ko")))
    assert prepare_reports(count_figures) == 2
    sign_up_more(house, 3)
    publish(first, hana)
    with pytest.raises(ToldSince):
        publish(second, hana)
    draft_report.count_again(second, fresh(second).version)
    assert prepare_reports(count_figures) == 1
    assert signups(second) == 40, "three more would be seen by the difference"
    publish(second, hana)
    assert db.session.scalar(select(func.count()).select_from(Report)) == 2


def test_a_small_campaign_is_drafted_while_whoever_asked_waits(inside: Flask, hana: str) -> None:
    small = invented.House(hana)
    for n in range(6):
        invented.signup(invented.ally(f"Somebody {n}"), small.screening_id)
    draft_id = draft_report.draft(small.campaign_id, ASKED, hana)
    assert signups(draft_id) == 6 and not waiting.anybody()
    assert draft_report.draft(small.campaign_id, ASKED, hana) == draft_id, "a finger that pressed twice"
