"""A signup, its consent and its follow-ups are stored all or none: a process is killed in mid-post, and a disk is full."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from tests import world
from tests.killed import die, killed_at
from tests.security.conftest import on_both
from tracker.allies.ally import Ally
from tracker.allies.consent import Consent
from tracker.allies.identity import Identity
from tracker.followups.followup import FollowUp
from tracker.screenings import code as codes
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.usecases.sign_up import sign_up

TABLES = (Ally, Identity, Consent, Signup, FollowUp)


@pytest.fixture
def code(app: Flask) -> Iterator[str]:
    with app.app_context():
        here = world.one_screening()
        yield str(codes.code_of(screening_id=here.id))


def post(code: str, submission: str) -> None:
    sign_up(
        code=code, submission=submission, name="Min-ji Seo", email=f"{submission}@example.org", phone="+15125550147",
        consent="yes", interests=["host"], extra_care=False, language="en", consent_words="May we write?",
    )  # fmt: skip


def rows() -> dict[str, int]:
    db.session.rollback()
    told = {table.__tablename__: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES}
    db.session.remove()
    return told


def killed_before(code: str, submission: str, statement: int) -> bool:
    """A process of its own posts, and dies before its nth statement. False: it had come to its end before."""

    def posted() -> None:
        seen = [0]

        def look(*_: object) -> None:
            seen[0] += 1
            if seen[0] == statement:
                die()

        event.listen(db.engine, "before_cursor_execute", look)
        event.listen(db.engine, "commit", look)
        post(code, submission)

    return killed_at(posted)


@on_both
def test_08_killed_at_any_statement_of_the_post_all_is_there_or_nothing(code: str) -> None:
    post(code, new_id())
    before = rows()
    one = {name: number for name, number in before.items() if number}
    assert set(one) == {table.__tablename__ for table in TABLES}
    killed = 0
    for statement in (2, 6, 10, 14, 18, 22, 40):
        submission = new_id()
        if killed_before(code, submission, statement):
            killed += 1
            assert rows() == before, f"something stayed of a post that died at statement {statement}"
        post(code, submission)  # the phone sends the same form again
        after = rows()
        assert after == {name: number + one[name] for name, number in before.items()}, "once, and whole"
        before = after
    assert killed >= 4


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_08_on_a_full_disk_all_is_there_or_nothing_and_the_same_form_goes_through_afterwards(code: str) -> None:
    post(code, new_id())
    before, refused = rows(), 0
    for room in range(3):
        with db.engine.connect() as connection:
            bound = int(connection.exec_driver_sql("PRAGMA page_count").scalar_one()) + room
        db.engine.dispose()

        def fill(raw: Any, _record: object, bound: int = bound) -> None:
            raw.execute(f"PRAGMA max_page_count={bound}").close()

        event.listen(db.engine, "connect", fill)
        try:
            for _ in range(25):  # until its last page is full
                try:
                    post(code, new_id())
                except Exception as error:
                    assert "full" in str(error)
                    refused += 1
                    break
        finally:
            event.remove(db.engine, "connect", fill)
            db.session.remove()
            db.engine.dispose()
        told = rows()
        signups = told["signup"]
        assert {told[each] for each in ("ally", "signup")} == {signups}
        assert told["consent"] == 2 * signups and told["follow_up"] * before["signup"] == before["follow_up"] * signups
    assert refused == 3
    submission = new_id()
    post(code, submission)
    assert db.session.scalar(select(func.count()).select_from(Signup).where(Signup.submission == submission)) == 1
