"""Hundreds of rows in one go say and do what one after the other would."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from tracker.allies.suppression import Suppression
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.many_rows import AT_ONCE, MANY, TOGETHER
from tracker.store.transactions import add_once, add_rows, change_rows, rows_by, transaction

HERE = datetime(2026, 5, 1, 21, 30, tzinfo=timezone(timedelta(hours=9)))


def rows(many: int) -> list[dict[str, object]]:
    return [
        {"id": new_id(), "fingerprint": number.to_bytes(32, "big"), "kind": "left", "at": HERE}
        for number in range(many)
    ]


def test_those_that_were_there_are_left_out_and_the_others_said(app: Flask) -> None:
    with app.app_context():
        first, again = rows(MANY), rows(2 * MANY)
        with transaction():
            assert add_once(Suppression, first) == {row["id"] for row in first}
        with transaction():
            assert add_once(Suppression, again) == {row["id"] for row in again[MANY:]}
        assert {each.at for each in db.session.scalars(select(Suppression))} == {HERE.astimezone(UTC)}


def test_without_leaving_out_nothing_is_written_and_no_value_is_told(app: Flask) -> None:
    with app.app_context():
        twice = rows(MANY)
        twice[-1]["fingerprint"] = twice[0]["fingerprint"]
        with pytest.raises(IntegrityError), transaction():
            add_rows(Suppression, twice)
        assert db.session.scalar(select(func.count()).select_from(Suppression)) == 0


def test_each_row_is_given_its_own_values(app: Flask) -> None:
    with app.app_context():
        some = rows(MANY)
        with transaction():
            add_rows(Suppression, some)
            change_rows(
                Suppression,
                [{"kind": "erased", "id": row["id"], "at": HERE + timedelta(days=n)} for n, row in enumerate(some[:5])],
            )
            change_rows(Suppression, [{"id": some[5]["id"], "kind": "never again"}])
        found = {each.id: (each.kind, each.at) for each in db.session.scalars(select(Suppression))}
        assert [found[str(row["id"])] for row in some[:7]] == [
            *(("erased", HERE + timedelta(days=n)) for n in range(5)),
            ("never again", HERE),
            ("left", HERE),
        ]


def test_more_than_one_statement_says_which_were_written_and_leaves_out_the_rest(app: Flask) -> None:
    with app.app_context():
        some = rows(2 * TOGETHER + 7)
        there = some[TOGETHER - 1 : TOGETHER + 2]
        with transaction(many=True):
            assert add_once(Suppression, there) == {row["id"] for row in there}
            again = [{**row, "id": new_id()} for row in there]
            every = [*some[: TOGETHER - 1], *again, *some[TOGETHER + 2 :]]
            assert add_once(Suppression, every) == {row["id"] for row in every} - {row["id"] for row in again}
        assert db.session.scalar(select(func.count()).select_from(Suppression)) == len(some)


def test_rows_are_found_by_thousands_of_values_and_by_what_is_said_besides(app: Flask) -> None:
    with app.app_context():
        some = rows(AT_ONCE + 3)
        some[0]["kind"] = "erased"
        with transaction():
            add_rows(Suppression, some)
            asked = [row["fingerprint"] for row in some]
            found = dict(rows_by(Suppression, ("id", "fingerprint"), "fingerprint", [*asked, b"nobody's"]))
            assert found == {row["id"]: row["fingerprint"] for row in some}
            assert [id_ for (id_,) in rows_by(Suppression, ["id"], "fingerprint", asked, kind="erased")] == [
                some[0]["id"]
            ]
            assert list(rows_by(Suppression, ["id"], "fingerprint", [])) == []
