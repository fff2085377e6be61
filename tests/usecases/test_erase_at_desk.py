"""Whoever erases notes it last: the head of the trace is what everybody waits for, so nothing else is locked behind it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event

from tests.wanting_out import Out
from tracker.store.db import db
from tracker.usecases.ask_for_erasure import ask_for_erasure
from tracker.usecases.erase_at_desk import erase_at_desk
from tracker.usecases.erase_due import erase_due
from tracker.usecases.forget_address import forget_address

EARLY = datetime(2023, 10, 24, 15, 40, tzinfo=UTC)


@pytest.fixture
def engine_name() -> str:
    return "sqlite"  # the statements are the same


@pytest.fixture
def out(app: Flask) -> Iterator[Out]:
    with app.app_context(), time_machine.travel(EARLY, tick=False):
        there = Out(app)
        there.leave_more()
        yield there


def over(_ally_id: str) -> None:
    with time_machine.travel(EARLY + timedelta(days=900), tick=False):
        assert erase_due() == 2


DEEDS: list[Callable[[str], object]] = [
    lambda ally_id: erase_at_desk(ally_id, "asked by voice", True, None),
    lambda ally_id: erase_at_desk(ally_id, "asked by voice", False, None),
    ask_for_erasure,
    forget_address,
    over,
]


@pytest.mark.parametrize("deed", DEEDS, ids=["desk, at once", "desk, later", "own link", "not me", "time over"])
def test_after_the_head_of_the_trace_nothing_else_is_touched(out: Out, deed: Callable[[str], object]) -> None:
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *a: asked.append(" ".join(a[2].split())))
    deed(out.ally_id)
    noted = False
    for statement in asked:
        if statement.startswith("BEGIN"):
            noted = False
        elif "trace_head" in statement:
            noted = True
        elif noted:
            assert "INTO trace " in statement or "FROM trace " in statement, statement
    assert any("trace_head" in statement for statement in asked)
