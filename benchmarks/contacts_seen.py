"""The trace with many rows: `python -m benchmarks.contacts_seen [rows] [url]`.

Whose data an account saw between two hours, who has seen one ally, and the trace itself, each as a whole page by a signed-in
browser; then the walk of `flask trace verify`. Without a database's URL a fresh SQLite file is used. Two years of deeds of
forty people, three of four of them looks at one of 20,000 allies. The middle one of nine, and the slowest.
"""

import statistics
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, text

from tests import invented
from tests.engines import build, migrate
from tests.members import browser_of
from tracker import clock
from tracker.allies.ally import Ally, alias_of
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team.trace import HEAD, Trace, TraceHead, chained
from tracker.usecases.move_in import move_in
from tracker.usecases.verify_trace import verify_trace

TIMES, SOME, TEAM, ALLIES = 9, 5_000, 40, 20_000
DEEDS = ("card shown", "name shown", "outcome written", "letter read")


def main() -> None:
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{instance / 'house.db'}"
        migrate(url, instance)
        app = build(url, instance)
        with app.app_context():
            move_in()
            began = time.perf_counter()
            chief, rosa, ally, day = _fill(how_many)
            print(f"{how_many:,} rows made in {time.perf_counter() - began:.1f} s, {db.engine.dialect.name}")
            db.session.remove()
        hours = f"since_day={day}&since_time=09:00&until_day={day}&until_time=12:00"
        _measure(app, chief, {
            "their contacts, three hours": f"/desk/team/{rosa}/contacts-seen?{hours}",
            "their contacts, since ever": f"/desk/team/{rosa}/contacts-seen",
            "who has seen one ally": f"/desk/allies/{ally}/seen-by",
            "trace, all": "/desk/trace/",
            "trace, one account, a day": f"/desk/trace/?account={rosa}&since_day={day}&until_day={day}",
            "trace, a deed nobody did": "/desk/trace/?deed=rung+removed",
        })  # fmt: skip
        with app.app_context():
            began = time.perf_counter()
            held = verify_trace(instance)
            print(f"verified {held.rows:,} rows in {time.perf_counter() - began:.1f} s")


def _fill(how_many: int) -> tuple[str, str, str, str]:
    """An administrator, somebody of the team, an ally, and a day in the middle."""
    team = [invented.account(name=f"Colleague {n}") for n in range(TEAM)]
    chief, allies = invented.account("administrator"), [new_id() for _ in range(ALLIES)]
    now = clock.now()
    plain = {"language": "en", "email_consent": "yes", "phone_consent": "yes", "acted_at": now, "created_at": now}
    with transaction() as session:
        session.execute(insert(Ally), [{"id": each, "alias": alias_of(each), **plain} for each in allies])
    before, step = b"", timedelta(days=720) / how_many
    for start in range(0, how_many, SOME):
        rows = []
        for n in range(start, min(start + SOME, how_many)):
            row = _deed(n + 1, now - step * (how_many - n), team[n % TEAM], allies[n * 7919 % ALLIES], before)
            before = row["mac"]
            rows.append(row)
        with transaction() as session:
            session.execute(insert(Trace), rows)
    with transaction() as session:
        session.merge(TraceHead(id=HEAD, number=how_many, mac=before))
        session.execute(text("ANALYZE"))
    return chief, team[1], allies[7919 % ALLIES], f"{(now - timedelta(days=360)).date()}"


def _deed(number: int, at: datetime, account_id: str, ally_id: str, before: bytes) -> dict[str, Any]:
    told = {"account_id": account_id, "deed": DEEDS[number % 4], "about": "ally", "about_id": ally_id}
    mac = chained(before, number, at, *told.values(), None)
    return {"number": number, "at": at, **told, "mac": mac}


def _measure(app: Flask, chief: str, pages: dict[str, str]) -> None:
    browser = browser_of(app, chief)
    for name, path in pages.items():
        took = []
        for _ in range(TIMES):
            began = time.perf_counter()
            answer = browser.get(path)
            took.append(time.perf_counter() - began)
            assert answer.status_code == 200, (path, answer.status_code)
        print(f"{name:28} {statistics.median(took) * 1000:8.1f} ms, slowest {max(took) * 1000:8.1f} ms")


if __name__ == "__main__":
    main()
