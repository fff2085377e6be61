"""Today with many open follow-ups: `python -m benchmarks.today [open] [url]`.

Without a database's URL a fresh SQLite file is used. Half of the follow-ups are due; one in forty is the reader's own, one
in twenty is late. Times are of whole pages, by a signed-in browser; the middle one of nine, and the slowest.
"""

import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert, text

from tests import invented
from tests.engines import build, migrate
from tests.members import browser_of
from tracker import clock
from tracker.allies.ally import Ally, Contact, alias_of
from tracker.followups.followup import FollowUp, FollowUpSignup
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.usecases.move_in import move_in

TIMES, SOME, COLLEAGUES, SCREENINGS = 9, 5_000, 40, 200
PAGES = {
    "Today, mine": "/desk/?list=mine",
    "Today, my team's": "/desk/?list=team",
    "Today, by screening": "/desk/?list=team&by=screening",
    "Today, late": "/desk/?list=late",
    "Today, waiting for nobody": "/desk/?list=stuck",
}


def main() -> None:
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{instance / 'house.db'}"
        migrate(url, instance)
        app = build(url, instance)
        with app.app_context():
            move_in()
            began = time.perf_counter()
            reader = _fill(how_many)
            print(f"{how_many:,} open follow-ups made in {time.perf_counter() - began:.1f} s, {db.engine.dialect.name}")
            db.session.remove()
        _measure(app, reader)


def _fill(how_many: int) -> str:
    """The house; whose Today is looked at."""
    team = [invented.account(name=f"Colleague {n}") for n in range(COLLEAGUES)]
    invented.account("coordinator", name="Who sees to extra care")
    campaign = invented.campaign(*team)
    screenings = [invented.screening(campaign) for _ in range(SCREENINGS)]
    for start in range(0, how_many, SOME):
        some = [_somebody(n, campaign, screenings, team) for n in range(start, min(start + SOME, how_many))]
        with transaction() as session:
            for table, rows in zip((Ally, Signup, FollowUp, FollowUpSignup), zip(*some, strict=True), strict=True):
                session.execute(insert(table), list(rows))
    with transaction() as session:
        session.execute(text("ANALYZE"))
    return team[1]


def _somebody(n: int, campaign: str, screenings: list[str], team: list[str]) -> tuple[dict[str, Any], ...]:
    """Rows of one ally: themselves, their signup, their follow-up, and what links the two."""
    now, ally_id, signup_id, follow_up_id = clock.now(), new_id(), new_id(), new_id()
    due = now + timedelta(minutes=(n * 7919) % 20_000 - 10_000)
    late = now - timedelta(minutes=n % 999 + 1) if n % 20 == 0 else max(due, now) + timedelta(hours=1 + n % 70)
    contact: Contact = {"name": f"Somebody {n}", "call": "Somebody", "email": f"somebody{n}@example.org"}
    ally = {
        "id": ally_id, "alias": alias_of(ally_id), "language": ("en", "ko", "es")[n % 3], "acted_at": now, "created_at": now,
        "contact_sealed": Ally.contact.sealed_for(ally_id, contact), "email_consent": "yes", "phone_consent": "yes",
        "extra_care_sealed": Ally.extra_care.sealed_for(ally_id, n % 50 == 0),
    }  # fmt: skip
    signup = {
        "id": signup_id, "ally_id": ally_id, "screening_id": screenings[n % SCREENINGS], "submission": signup_id,
        "source": "screen", "at": now,
    }  # fmt: skip
    follow_up = {
        "id": follow_up_id, "ally_id": ally_id, "campaign_id": campaign, "channel": ("call", "call", "text", "task")[n % 4],
        "due_at": due, "late_at": late, "planned_at": now, "state": "open", "tries": 0,
        "point_person_id": team[n % COLLEAGUES] if n % 2 else None,
    }  # fmt: skip
    return ally, signup, follow_up, {"id": new_id(), "follow_up_id": follow_up_id, "signup_id": signup_id}


def _measure(app: Flask, reader: str) -> None:
    browser = browser_of(app, reader)
    for name, path in PAGES.items():
        took = []
        for _ in range(TIMES):
            began = time.perf_counter()
            answer = browser.get(path)
            took.append(time.perf_counter() - began)
            assert answer.status_code == 200, (path, answer.status_code)
        print(f"{name:28} {statistics.median(took) * 1000:8.1f} ms, slowest {max(took) * 1000:8.1f} ms")


if __name__ == "__main__":
    main()
