"""Figures and reports over a large house: `python -m benchmarks.report [allies] [url] [folder]`, see large.py.

CPU milliseconds of this process (with SQLite the database's too), wall milliseconds, queries. What the worker does beside the letters:
counting one of forty campaigns, the same of its last thirty days, telling spreadsheets, preparing reports; what a page does, asking for
a report, too, beside the gate of 500 ms; then all of it once more when every film screening was put into that one campaign, so that it
holds every signup. Floors: reading each signup once, for the worker; a page of links, for pages. Point it at a house that may be changed:
a copy.
"""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from statistics import median
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from benchmarks import measuring
from benchmarks.desk import _listening
from benchmarks.large import asked, filled, who
from tests.members import browser_of
from tracker import clock
from tracker.followups import ladder_counts
from tracker.followups.followup import FollowUp
from tracker.keeping import counted
from tracker.reports import arrived, drafting
from tracker.reports.drafting import Asked
from tracker.reports.periods import Period
from tracker.reports.scope import Scope
from tracker.screenings.campaign import Campaign
from tracker.screenings.screening import Screening
from tracker.signups import counting
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.engines import HALL, roomy
from tracker.store.transactions import snapshot, transaction
from tracker.team.roles import Role
from tracker.usecases import draft_report, publish_report
from tracker.usecases.count_figures import count_figures
from tracker.usecases.prepare_reports import prepare_reports
from tracker.usecases.tell_figures import NotToldYet, tell_asked_figures, tell_figures

TIMES, GATE, GOAL = 7, 500, 200


def main() -> None:
    app = filled(*asked())
    with app.app_context():
        campaign = db.session.scalars(select(Campaign.id).order_by(Campaign.id)).first()
        chief = who(Role.ADMINISTRATOR)
        assert campaign is not None
        print(db.engine.dialect.name, "CPU ms, wall ms, queries")
        db.session.remove()
    browser = browser_of(app, chief)
    floor = _line(app, "floor: each signup read once", _each_signup, 1)
    beyond = _told(app, browser, campaign, "one of the campaigns", floor)
    if moved(app, campaign):
        beyond += _told(app, browser, campaign, "everything in one campaign", floor)
    for name, count in (
        ("the ladder, counted at night", ladder_counts.count),
        ("keeping, counted at night", counted.count),
    ):
        _line(app, name, partial(_roomy, count), 1, floor)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{beyond} pages beyond the gate of {GATE} ms; the goal is {GOAL}. Memory at most: {most} MB")


def moved(app: Flask, campaign: str) -> bool:
    """Every film screening is put into this campaign. False: they were, by somebody who measured before."""
    elsewhere = Screening.standing.is_(None), Screening.campaign_id != campaign
    with app.app_context(), transaction() as session:
        if session.scalar(select(Screening.id).where(*elsewhere).limit(1)) is None:
            return False
        session.execute(update(Screening).where(*elsewhere).values(campaign_id=campaign))
        session.execute(update(FollowUp).values(campaign_id=campaign, step_key=None))
    return True


def _told(app: Flask, browser: FlaskClient, campaign: str, name: str, floor: float) -> int:
    with app.app_context():
        print(f"{name}: {counting.of_campaign(campaign):,} signups")
    scope, today = Scope(campaign), clock.now().date()
    lately = Scope(campaign, today - timedelta(days=29), None)
    for what, which in (("the campaign, counted and kept", scope), ("the last thirty days of it", lately)):
        _line(app, what, partial(count_figures, which), 1, floor)
    _line(app, "when signups came in", lambda: arrived.of_campaign(campaign).place(0), 1, floor)
    _line(app, "told to spreadsheets by the worker", lambda: _tell(campaign), 1, floor)
    report, beside, beyond = _reports(app, campaign)
    page, since = f"/desk/campaigns/{campaign}/figures", lately.since
    pages = {
        "floor: a page of links": "/desk/more", "Home": "/desk/home/", "figures": page,
        "figures, page 9 by who were reached": f"{page}?sort=reached&page=9", "figures by state": f"{page}?table=region",
        "figures of thirty days": f"{page}?from={since}",
        "a report": f"/desk/reports/{report}", "a draft beside another report": f"/desk/reports/drafts/{beside}",
    }  # fmt: skip
    for what, address in pages.items():
        beyond += _line(app, what, partial(_get, browser, address), TIMES) > GATE
    beyond += _line(app, "what spreadsheets are told again", lambda: tell_figures(campaign), TIMES) > GATE
    return beyond


def _reports(app: Flask, campaign: str) -> tuple[str, str, int]:
    """One that is published, and a draft that says what has changed since; how many requests for them were beyond the gate."""
    made: list[str] = []

    def draft(last: str | None = None) -> None:
        made.append(draft_report.draft(campaign, Asked(("en",), Period(), last_id=last), chief))

    with app.app_context():
        chief = who(Role.ADMINISTRATOR)
        db.session.remove()
    beyond = _line(app, "a report is asked for", draft, 1) > GATE
    _line(app, "it is prepared by the worker", lambda: prepare_reports(count_figures), 1)
    with app.app_context():
        seen = drafting.by_id(made[0]).version
        db.session.rollback()
        report = publish_report.publish(made[0], seen, read_over=True, by=chief)
    beyond += _line(app, "another is asked for", lambda: draft(report), 1) > GATE
    _line(app, "it is prepared beside the first", lambda: prepare_reports(count_figures), 1)
    return report, made[1], beyond


@dataclass(frozen=True, slots=True)
class Counted:
    """CPU seconds of reading each signup once, of counting a campaign, of asking for its report and of preparing it; the report that
    was published.
    """

    signups: int
    floor: float
    count: float
    ask: float
    prepare: float
    wall: float
    report: str


def counted_and_published(app: Flask, campaign: str) -> Counted:
    """As the worker counts and a coordinator publishes, once. Says nothing."""
    began = time.perf_counter()
    with app.app_context():
        chief, signups = who(Role.ADMINISTRATOR), counting.of_campaign(campaign)
        floor = measuring.worked(_each_signup)
        db.session.rollback()
        count = measuring.worked(lambda: count_figures(Scope(campaign)))
        made: list[str] = []
        asked = Asked(("en",), Period())
        ask = measuring.worked(lambda: made.append(draft_report.draft(campaign, asked, chief)))
        prepare = measuring.worked(lambda: prepare_reports(count_figures))
        seen = drafting.by_id(made[0]).version
        db.session.rollback()
        report = publish_report.publish(made[0], seen, read_over=True, by=chief)
    return Counted(signups, floor, count, ask, prepare, time.perf_counter() - began, report)


def _tell(campaign: str) -> None:
    try:
        tell_figures(campaign)
    except NotToldYet:
        tell_asked_figures()


def _each_signup() -> None:
    found = (
        db.session.connection().execute(select(Signup.ally_id, Signup.screening_id, Signup.source, Signup.at)).cursor
    )
    assert found is not None
    while found.fetchmany(10_000):
        pass


def _roomy(count: Callable[[], Any]) -> None:
    """As the worker counts."""
    with snapshot() as session, roomy(session.connection(), HALL):
        count()


def _get(browser: FlaskClient, address: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)


def _line(app: Flask, what: str, deed: Callable[[], Any], times: int, floor: float | None = None) -> float:
    cpu, wall, queries = [], [], 0
    for _ in range(times):
        with _listening(app) as heard, app.app_context():
            began, used = time.perf_counter(), time.process_time()
            deed()
            cpu.append(1000 * (time.process_time() - used))
            wall.append(1000 * (time.perf_counter() - began))
        queries = len(heard)
    ratio = f"   {median(cpu) / floor:6.1f} floors" if floor else ""
    print(f"   {what:40} {median(cpu):9.1f} {min(wall):9.1f} {queries:3}{ratio}", flush=True)
    return median(cpu)


if __name__ == "__main__":
    main()
