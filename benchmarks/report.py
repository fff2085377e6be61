"""Figures over a large house: `python -m benchmarks.report [allies] [url] [folder]`, see large.py.

CPU milliseconds of this process (with SQLite the database's too) and queries: counting one of forty campaigns anew, and looking
at it as it was kept; then the same after all film screenings were put into that one campaign, so that it holds every signup.
The gate is for a look. Point it at a house that may be changed: a copy.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from benchmarks.desk import _listening
from benchmarks.large import asked, filled
from tracker import clock
from tracker.followups.followup import FollowUp
from tracker.reports import kept
from tracker.reports.figures import figures
from tracker.reports.scope import Scope
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import Screening
from tracker.signups import counting
from tracker.store.db import db
from tracker.store.transactions import transaction

TIMES, GATE, GOAL = 5, 500, 200


def main() -> None:
    app = filled(*asked())
    with app.app_context():
        campaign = db.session.scalars(select(Campaign.id).order_by(Campaign.id)).first()
        assert campaign is not None
        print(db.engine.dialect.name, "CPU ms, wall ms, queries")
        db.session.remove()
    one = Scope(campaign)
    beyond = _told(app, one, "one of the campaigns")
    with app.app_context(), transaction() as session:
        session.execute(update(Screening).where(Screening.standing.is_(None)).values(campaign_id=campaign))
        session.execute(update(FollowUp).values(campaign_id=campaign, step_key=None))
    beyond += _told(app, one, "everything in one campaign")
    print(f"{beyond} looks beyond the gate of {GATE} ms; the goal is {GOAL}")


def _told(app: Flask, scope: Scope, name: str) -> int:
    with app.app_context():
        print(f"{name}: {counting.of_campaign(scope.campaign_id):,} signups")
    today = clock.now().date()
    lately = Scope(scope.campaign_id, today - timedelta(days=30), today)
    for what, which in (("counted anew", scope), ("the last thirty days, counted anew", lately)):
        _line(app, what, lambda which=which: figures(which, clock.now()), 1)

    def keep() -> None:
        found = figures(scope, clock.now())
        db.session.rollback()
        with transaction():
            kept.keep(found, 0)

    _line(app, "counted and kept", keep, 1)
    return _line(app, "a look", lambda: kept.look(scope, clock.now()), TIMES) > GATE


def _line(app: Flask, what: str, deed: Callable[[], Any], times: int) -> float:
    cpu, wall, queries = [], [], 0
    for _ in range(times):
        with _listening(app) as heard, app.app_context():
            began, used = time.perf_counter(), time.process_time()
            deed()
            cpu.append(1000 * (time.process_time() - used))
            wall.append(1000 * (time.perf_counter() - began))
        queries = len(heard)
    print(f"   {what:40} {median(cpu):9.1f} {min(wall):9.1f} {queries:3}", flush=True)
    return median(cpu)


if __name__ == "__main__":
    main()
