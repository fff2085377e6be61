"""The desk over a large house: `python -m benchmarks.desk [allies] [url] [folder] [name]`, see large.py.

Each page whole, by a signed-in browser, as an administrator and as an organizer of four campaigns of forty: CPU milliseconds
of this process (with SQLite the database's too), the middle one of seven; wall
milliseconds, the least; questions to the database. The floor is a page that asks for nothing. `name`: only the pages whose
name holds it, with each query's own time and rows' plan.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from statistics import median
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from benchmarks.large import CITIES, asked, filled, who
from tests.members import browser_of
from tracker.allies.ally import Ally
from tracker.allies.likeness import Likeness
from tracker.allies.tag import AllyTag
from tracker.appeals.interest import Interest
from tracker.followups.followup import FollowUp
from tracker.screenings.campaign import WorksOn
from tracker.screenings.screening import Screening
from tracker.screenings.venue import Venue
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.team.roles import Role

TIMES, GATE, GOAL = 7, (100, 12), (50, 8)
FLOOR = "floor: a page of links"
EVERYBODYS = {
    FLOOR: "/desk/more",
    "Home": "/desk/home/",
    "Today, mine": "/desk/?list=mine",
    "Today, my team's": "/desk/?list=team",
    "Today, by screening": "/desk/?list=team&by=screening",
    "Today, late": "/desk/?list=late",
    "Today, waiting for nobody": "/desk/?list=stuck",
    "allies": "/desk/allies/",
    "allies, Texas, host, not reached": "/desk/allies/?consent=any&interest={host}&region=TX&unreached=7",
    "allies, Korean, phone": "/desk/allies/?language=ko&consent=phone",
    "allies, of a campaign": "/desk/allies/?campaign={campaign}",
    "allies, of a screening": "/desk/allies/?screening={screening}",
    "allies, of a city and a day": "/desk/allies/?city={city}&since={day}&until={day}",
    "allies, with a tag": "/desk/allies/?tag={tag}",
    "allies, late follow-up": "/desk/allies/?followed=late",
    "allies, no follow-up": "/desk/allies/?followed=none",
    "allies, wants to host": "/desk/allies/?followed=wants+to+host",
    "allies, reached lately": "/desk/allies/?reached=7",
    "filters of allies": "/desk/allies/filters",
    "an ally's card": "/desk/allies/{ally}",
    "a follow-up's card": "/desk/follow-ups/{follow_up}",
    "screenings": "/desk/screenings/",
    "screenings, over": "/desk/screenings/?status=over&from=",
    "screenings, a place": "/desk/screenings/?city={city}&from=",
    "a screening": "/desk/screenings/{screening}",
    "campaigns": "/desk/campaigns/",
    "a campaign": "/desk/campaigns/{campaign}",
    "a campaign's print": "/desk/campaigns/{campaign}/print",
    "films": "/desk/films/",
    "venues": "/desk/venues/",
    "a venue": "/desk/venues/{venue}",
    "outbox": "/desk/outbox/",
    "outbox, left": "/desk/outbox/?tab=left",
    "outbox, failed": "/desk/outbox/?tab=failed",
    "requests to host": "/desk/requests/",
    "duplicates": "/desk/duplicates/",
    "a pair": "/desk/duplicates/{pair}",
    "people imports": "/desk/people/",
    "people, doubtful": "/desk/people/to-decide",
    "screening imports": "/desk/imports/",
    "team": "/desk/team/",
    "trace": "/desk/trace/",
    "kiosk entries": "/desk/kiosk-entries/",
    "sheets": "/desk/sheets/",
    "replies": "/desk/replies/",
    "notices": "/desk/notices/",
    "stories": "/desk/stories/",
    "ladder": "/desk/ladder/",
    "keeping": "/desk/keeping/",
    "saved lists": "/desk/allies/lists/",
    "deeds on many": "/desk/bulk/",
    "exports": "/desk/exports/",
    "export of allies": "/desk/export/allies",
    "call back": "/desk/call-back/",
}
SEARCHES = {
    "find an alias": "{alias}",
    "find a name": "Min-ji Kimarson",
    "find a screening": "Cinema 400",
    "find an address": "somebody77@example.org",
}


def main() -> None:
    how_many, url, folder = asked()
    only = sys.argv[4] if len(sys.argv) > 4 else ""
    app = filled(how_many, url, folder)
    with app.app_context():
        people = {role: who(role) for role in (Role.ADMINISTRATOR, Role.ORGANIZER)}
        names = names_of(people[Role.ORGANIZER])
        print(
            db.engine.dialect.name,
            f"{how_many:,} allies; CPU ms, wall ms, queries: administrator | organizer",
            flush=True,
        )
        db.session.remove()
    browsers = [browser_of(app, each) for each in people.values()]
    pages = {name: path.format(**names) for name, path in EVERYBODYS.items()}
    for name, words in SEARCHES.items():
        pages[name] = words.format(**names)
    beyond = 0
    for name, path in chain(pages.items(), _choices(browsers[0], names)):
        if only not in name:
            continue
        cells = [_measured(app, browser, name, path, bool(only)) for browser in browsers]
        beyond += any(cell and (cell[0] > GATE[0] or cell[2] > GATE[1]) for cell in cells)
        said = " | ".join(f"{c[0]:7.1f} {c[1]:7.1f} {c[2]:3}" if c else f"{'-':>19}" for c in cells)
        worst = [max((cell[n] for cell in cells if cell), default=0) for n in (0, 2)]
        mark = "beyond the gate" if worst[0] > GATE[0] or worst[1] > GATE[1] else ""
        mark = mark or ("beyond the goal" if worst[0] > GOAL[0] or worst[1] > GOAL[1] else "")
        print(f"{name:34} {said} {mark}", flush=True)
    print(f"{beyond} beyond the gate of {GATE[0]} CPU ms, {GATE[1]} queries")


def names_of(organizer: str) -> dict[str, str]:
    """Ids of what the organizer may open."""

    def first(what: Any) -> str:
        return str(db.session.scalar(what.limit(1)) or "0" * 16)

    campaign = first(select(WorksOn.campaign_id).where(WorksOn.account_id == organizer))
    screening = first(
        select(Screening.id).where(Screening.campaign_id == campaign).order_by(Screening.day.desc()).offset(60)
    )
    if not db.session.scalar(select(Signup.id).where(Signup.screening_id == screening).limit(1)):
        # A small house: one of the few at which somebody signed up.
        screening = first(select(Signup.screening_id).join(Screening).where(Screening.campaign_id == campaign))
    ally = first(select(Signup.ally_id).where(Signup.screening_id == screening).order_by(Signup.at))
    return {
        "campaign": campaign, "screening": screening, "ally": ally, "city": CITIES[0],
        "alias": first(select(Ally.alias).where(Ally.id == ally)),
        "host": first(select(Interest.id).where(Interest.key == "host")),
        "day": first(select(Screening.day).where(Screening.id == screening)), "tag": first(select(AllyTag.tag_id)),
        "follow_up": first(
            select(FollowUp.id).where(FollowUp.campaign_id == campaign, FollowUp.state == "open", FollowUp.channel == "call")
        ),
        "venue": first(select(Venue.id)), "pair": first(select(Likeness.id)),
    }  # fmt: skip


def _choices(browser: FlaskClient, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Pages of what is chosen in the list: all who signed up at one film screening."""
    there = browser.post("/desk/allies/chosen/", data={"all": "yes", "screening": names["screening"]}).headers.get(
        "Location", ""
    )
    yield "a choice", there
    yield "preview of a deed on it", f"{there}/tag?tag={names['tag']}"


def _measured(app: Flask, browser: FlaskClient, name: str, path: str, tell: bool) -> tuple[float, float, int] | None:
    """CPU and wall milliseconds, queries; None where it does not open for them."""
    if name in SEARCHES:
        path = browser.post("/desk/find/", data={"asked": path}).headers["Location"]
    cpu, wall, queries = [], [], 0
    for _ in range(TIMES):
        with _listening(app) as heard:
            began, used = time.perf_counter(), time.process_time()
            answer = browser.get(path)
            cpu.append(1000 * (time.process_time() - used))
            wall.append(1000 * (time.perf_counter() - began))
        queries = len(heard)
        if (
            answer.status_code in (303, 302)
            and "/desk/" in answer.headers["Location"]
            and "again" not in answer.headers["Location"]
        ):
            return _measured(app, browser, "", answer.headers["Location"], tell)
        if answer.status_code != 200:
            if answer.status_code not in (403, 404):
                print(name, path, answer.status_code, answer.headers.get("Location"))
            return None
        if wall[-1] > 5000 or cpu[-1] > 2000:
            break
    if tell:
        _tell(app, heard)
    return median(cpu), min(wall), queries


@contextmanager
def _listening(app: Flask) -> Iterator[list[tuple[float, str, Any]]]:
    """(milliseconds, statement, parameters) of each query."""
    heard: list[tuple[float, str, Any]] = []
    at = [0.0]

    def before(*_told: Any) -> None:
        at[0] = time.perf_counter()

    def after(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith("BEGIN"):  # SQLite's transaction begins by one of ours, PostgreSQL's by the driver's
            return
        heard.append((1000 * (time.perf_counter() - at[0]), statement, parameters))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    yield heard
    event.remove(engine, "before_cursor_execute", before)
    event.remove(engine, "after_cursor_execute", after)


def _tell(app: Flask, heard: list[tuple[float, str, Any]]) -> None:
    with app.app_context():
        explain = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN (ANALYZE, BUFFERS) "
        for took, statement, parameters in heard:
            print(f"   {took:8.1f} ms  {' '.join(statement.split())[:900]}")
            if took > 10 and statement.startswith(("SELECT", "WITH")):
                for row in db.session.connection().exec_driver_sql(explain + statement, parameters):
                    print("                ", row[-1])


if __name__ == "__main__":
    main()
