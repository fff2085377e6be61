"""Whatever somebody does to the trace in the database is found, and told for what it is; on both engines."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

from tests.tampering import COLUMNS, copy, deeds, for_a_while, last, renumber, say, set_head, shift, tampering
from tracker import clock
from tracker.errors import Refusal
from tracker.letters.letter import Letter
from tracker.store.db import db
from tracker.store.sealing import seal
from tracker.store.transactions import transaction
from tracker.team import trace_break, trace_chain, trace_heads
from tracker.usecases import verify_trace as deed
from tracker.usecases.verify_trace import note_trace_head, verify_trace, watch_trace


@pytest.fixture
def chain(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Rows 1 to 6, read two at a time; the folder in which heads are noted."""
    monkeypatch.setattr(trace_chain, "BATCH", 2)
    with app.app_context():
        deeds()
        yield Path(app.config["INSTANCE_PATH"])


def found(folder: Path) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        verify_trace(folder)
    return refusal.value


def told(folder: Path) -> tuple[str, dict[str, object]]:
    refusal = found(folder)
    return type(refusal).__name__, refusal.fields


def test_a_chain_that_nobody_touched_holds_and_its_head_is_noted_outside(chain: Path) -> None:
    held = verify_trace(chain)
    assert (held.rows, held.first, held.end.number, held.compared) == (6, 1, 6, 0)
    deeds(1)
    assert verify_trace(chain).compared == 1
    assert [each.number for each in trace_heads.read(chain)] == [6, 7]


CHANGES = (
    "at = '2001-01-01 00:00:00.000000+00:00'", "account_id = NULL", "account_id = 'bbbbbbbbbbbbbbbb'", "deed = 'signed in'",
    "about = 'account'", "about_id = NULL", "detail_sealed = NULL", "mac = (SELECT mac FROM trace WHERE number = 5)",
    "detail_sealed = (SELECT detail_sealed FROM trace WHERE number = 2)",
)  # fmt: skip


def test_a_row_changed_in_any_column_is_found(chain: Path) -> None:
    for number, change in [*((4, each) for each in CHANGES), (1, CHANGES[3]), (6, CHANGES[3])]:
        with for_a_while(f"UPDATE trace SET {change} WHERE number = {number}"):
            assert told(chain) == ("RowChanged", {"number": number}), change
    assert verify_trace(chain).rows == 6


def test_two_rows_that_changed_places_are_found(chain: Path) -> None:
    with tampering():
        renumber(3, 99)
        renumber(4, 3)
        renumber(99, 4)
    assert told(chain) == ("RowMoved", {"number": 3, "found": 4})


def test_a_row_moved_far_away_is_found_where_it_stands(chain: Path) -> None:
    with for_a_while("UPDATE trace SET number = 40 WHERE number = 2"):
        assert told(chain) == ("RowMoved", {"number": 2, "found": 40})


def test_a_row_removed_leaves_a_gap(chain: Path) -> None:
    for first, last_ in ((3, 4), (1, 1), (5, 5)):
        with for_a_while(f"DELETE FROM trace WHERE number BETWEEN {first} AND {last_}"):
            assert told(chain) == ("RowsRemoved", {"first": first, "last": last_})


def test_a_row_removed_with_the_gap_closed_is_found(chain: Path) -> None:
    with tampering():
        say("DELETE FROM trace WHERE number = 3")
        shift(4, -1)
        set_head(5)
    assert told(chain) == ("RowsRemoved", {"first": 3, "last": 3})


def test_a_row_inserted_in_between_is_found(chain: Path) -> None:
    with tampering():
        shift(4, 1)
        copy(2, 4)
        set_head(7)
    assert told(chain) == ("RowInserted", {"number": 4})


def test_a_row_inserted_before_the_first_or_behind_the_last_is_found(chain: Path) -> None:
    rest = COLUMNS.replace("number, ", "")
    for at in (-5, 0, 7, 9):
        with for_a_while(f"INSERT INTO trace ({COLUMNS}) SELECT {at}, {rest} FROM trace WHERE number = 2"):
            assert told(chain) == ("RowInserted", {"number": at})


def test_a_tail_cut_off_is_found_by_the_head_row(chain: Path) -> None:
    with tampering():
        say("DELETE FROM trace WHERE number > 4")
    assert told(chain) == ("TailCut", {"head": 6, "last": 4})


def test_a_tail_cut_off_with_the_head_row_is_found_by_what_was_noted_outside(chain: Path) -> None:
    verify_trace(chain)
    with tampering():
        say("DELETE FROM trace WHERE number > 4")
        set_head(4)
    assert told(chain)[0] == "NotedBeyond"
    deeds(3)
    name, fields = told(chain)
    assert (name, fields["number"]) == ("NotedOtherwise", 6), "grown again past the place where it was cut"


def test_a_trace_emptied_whole_is_found_by_what_was_noted_outside(chain: Path) -> None:
    verify_trace(chain)
    with tampering():
        say("DELETE FROM trace")
        say("DELETE FROM trace_head")
    assert told(chain)[0] == "NotedBeyond"


def test_a_head_row_turned_back_is_found(chain: Path) -> None:
    with tampering():
        set_head(4)
    assert told(chain) == ("HeadChanged", {"last": 5})
    with tampering():
        say("UPDATE trace_head SET number = 6, mac = (SELECT mac FROM trace WHERE number = 2)")
    assert told(chain) == ("HeadChanged", {"last": 6})


def test_a_note_outside_that_was_changed_is_found_and_one_cut_short_by_a_power_cut_is_passed_over(chain: Path) -> None:
    verify_trace(chain)
    path = chain / trace_heads.NAME
    whole = path.read_text("ascii")
    path.write_text(whole + whole[:40], "ascii")
    assert verify_trace(chain).compared == 1
    assert [each.number for each in trace_heads.read(chain)] == [6, 6]
    path.write_text(whole.replace("6 ", "5 ", 1), "ascii")
    assert told(chain) == ("NoteChanged", {"line": 1, "name": "trace-heads"})


def test_the_database_itself_refuses_to_change_or_delete_a_row_and_lets_it_be_sealed_anew(chain: Path) -> None:
    refused = [
        "UPDATE trace SET deed = 'signed in'",
        "UPDATE trace SET mac = mac",
        "DELETE FROM trace WHERE number = 6",
    ]
    if db.engine.dialect.name == "postgresql":
        refused.append("TRUNCATE trace")
    for statement in refused:
        with pytest.raises(DBAPIError, match="only added to"):
            say(statement)
        db.session.rollback()
    say("UPDATE trace SET detail_sealed = :sealed WHERE number = 3", sealed=seal("reason 2", "trace.detail:3"))
    db.session.commit()
    assert verify_trace(chain).rows == 6


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_head_is_noted_in_passing_only_when_it_has_moved_and_a_while_has_gone_by(
    chain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert note_trace_head(chain) and not note_trace_head(chain)
    deeds(1)
    assert not note_trace_head(chain), "a moment later"
    later = clock.now() + deed.PASSING + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    head = note_trace_head(chain)
    assert head is not None and head.number == 7
    assert not note_trace_head(chain)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_once_a_day_the_house_looks_for_itself_and_tells_the_administrators_once(
    chain: Path, member, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracker.team.roles import Role

    member(Role.ADMINISTRATOR)
    assert watch_trace(chain, "https://h.example") and not watch_trace(chain, "https://h.example")
    with tampering():
        say("UPDATE trace SET deed = 'signed in' WHERE number = 4")
    later = clock.now() + timedelta(hours=25)
    monkeypatch.setattr(clock, "now", lambda: later)
    for _ in range(2):
        assert watch_trace(chain, "https://h.example")
    assert last().deed == "trace broken" and last().detail == "Row 4 is not what was written: it has been changed."
    [letter] = db.session.query(Letter)
    assert letter.words and "Row 4 is not what was written" in letter.words["text"]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_from_the_command_line_it_says_what_holds_and_ends_with_1_when_something_does_not(
    app: Flask, chain: Path
) -> None:
    runner = app.test_cli_runner()
    well = runner.invoke(args=["trace", "verify"])
    assert well.exit_code == 0 and "The trace holds: 6 rows, 1 to 6" in well.output
    with tampering():
        say("DELETE FROM trace WHERE number = 2")
    broken = runner.invoke(args=["trace", "verify"])
    assert broken.exit_code == 1
    assert broken.output == "Rows have been removed: 2 to 2 are missing.\n"


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_chain_that_grows_while_it_is_walked_holds(chain: Path, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read is of one moment: each statement by itself would see what was written meanwhile."""
    walked = trace_chain.links_after

    def grown(number: int | None):
        for n, link in enumerate(walked(number)):
            if n == 2:
                with app.app_context(), transaction():
                    deed.trace.note("signed in", None)
            yield link

    monkeypatch.setattr(trace_chain, "links_after", grown)
    assert verify_trace(chain).end.number == 6
    monkeypatch.undo()
    assert verify_trace(chain).end.number > 6


def test_every_finding_is_one_sentence() -> None:
    fields = dict.fromkeys(("number", "first", "last", "found", "head", "noted", "at"), 1)
    for kind in trace_break.ChainBroken.__subclasses__():
        assert str(kind(**fields)).count(".") == 1
