"""Paging through everybody by a token: `python -m benchmarks.api_people [people] [url] [folder]`.

A page of 25 whole, by a client in this process, at the beginning, in the middle and at the end of the list: by number as parsons
asks (each page after the one before), by `next`, and by number with nothing remembered, as whoever jumps. CPU milliseconds of
this process (with SQLite the database's too), the middle one of seven; wall milliseconds, the least. Then everybody, page by
page. With a token for one campaign in which half of them are, too. Without a URL an SQLite file in `folder` (/tmp/api-people).
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import text

from tests import invented
from tests.engines import build, migrate
from tracker import clock
from tracker.allies.ally import Ally, Contact, alias_of
from tracker.api import paging
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import add_rows, transaction
from tracker.team.token import Scope
from tracker.usecases.make_token import make_token
from tracker.usecases.move_in import move_in
from tracker.web.frame import floods

PEOPLE, SOME, SIZE, TIMES = 100_000, 5_000, 25, 7


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    folder = Path(sys.argv[3] if len(sys.argv) > 3 else "/tmp/api-people")  # noqa: S108
    folder.mkdir(parents=True, exist_ok=True)
    url = (sys.argv[2] if len(sys.argv) > 2 else "") or f"sqlite:///{folder / 'house.db'}"
    migrate(url, folder)
    app = build(url, folder, LOG_LEVEL="CRITICAL")
    with app.app_context():
        move_in()
        campaign_id = fill(number)
        wide = make_token("bench", [Scope.READ_PEOPLE], None)
        narrow = make_token("bench of one", [Scope.READ_PEOPLE], None, campaign_id=campaign_id)
    print(
        f"{url.partition(':')[0]} {number:,} people; CPU ms (middle of {TIMES}), wall ms (least) for a page of {SIZE}"
    )
    for name, token, people in (("everybody", wide, number), ("one campaign of two", narrow, number // 2)):
        Walker(app, token).told(name, people // SIZE)


def fill(number: int) -> str:
    """That many allies, half of them signed up in the campaign whose id comes back."""
    mine, other = (invented.screening(invented.campaign(name=name)) for name in ("One", "Another"))
    start, numbers = clock.now() - timedelta(seconds=number), count()
    sealed, careful = Ally.contact.sealer(), Ally.extra_care.sealer()
    for first in range(0, number, SOME):
        allies, signups = [], []
        for n in range(first, min(first + SOME, number)):
            id_, at = new_id(), start + timedelta(seconds=n)
            contact = Contact(name=f"Ada {n}", call="Ada", email=f"ada{n}@example.org", phone="+15125550147")
            allies.append({
                "id": id_, "alias": alias_of(id_), "language": "en", "contact_sealed": sealed(id_, contact),
                "extra_care_sealed": careful(id_, False), "email_consent": "yes", "phone_consent": "unknown", "acted_at": at,
                "created_at": at, "changed_at": at,
            })  # fmt: skip
            signups.append({
                "id": new_id(), "ally_id": id_, "screening_id": (mine, other)[n % 2], "submission": f"bench-{next(numbers)}",
                "source": "api", "at": at,
            })  # fmt: skip
        with transaction(many=True):
            add_rows(Ally, allies)
            add_rows(Signup, signups)
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    return db.session.get_one(Screening, mine).campaign_id


class Walker:
    """A program with a token."""

    def __init__(self, app: Flask, token: str) -> None:
        self.app, self.client, self.headers = app, app.test_client(), {"OSDI-API-Token": token}

    def told(self, name: str, pages: int) -> None:
        for page in (1, 2, pages // 4, pages // 2, pages - 1):
            by_number = self._timed(lambda page=page: self._from(page - 1), lambda page=page: self._page(page))
            by_next = self._timed(lambda page=page: self._next(page - 1), lambda: self._get(self.next))
            jumped = self._timed(self._forget, lambda page=page: self._page(page))
            print(f"{name:22} page {page:6,}   by number {by_number}   by next {by_next}   jumped to {jumped}")
        print(f"{name:22} all pages, one after the other: {self._walk()}")

    def _timed(self, before: Callable[[], object], ask: Callable[[], object]) -> str:
        cpu, wall = [], []
        for _time in range(TIMES):
            before()
            floods.forget(self.app)
            c, w = time.process_time(), time.perf_counter()
            ask()
            cpu.append((time.process_time() - c) * 1000)
            wall.append((time.perf_counter() - w) * 1000)
        return f"{median(cpu):6.1f} {min(wall):6.1f}"

    def _walk(self) -> str:
        self._forget()
        met, began = 0, time.process_time()
        slowest = 0.0
        for page in count(1):
            floods.forget(self.app)
            c = time.process_time()
            found = self._page(page)
            slowest = max(slowest, time.process_time() - c)
            if not found:
                break
            met += len(found)
        return f"{met:,} people, {time.process_time() - began:.1f} CPU s, the slowest page {slowest * 1000:.0f} CPU ms"

    def _forget(self) -> None:
        paging.hang_up(self.app)

    def _from(self, page: int) -> None:
        """The page before was asked for."""
        self._forget()
        if page:
            self._page(page)

    def _next(self, page: int) -> None:
        self._forget()
        said = self._get(f"/api/v2/people?per_page={SIZE}&page={max(page, 1)}")
        self.next = said["_links"]["next"]["href"].partition("localhost")[2].lstrip(":0123456789")
        self._forget()

    def _page(self, page: int) -> list[object]:
        return list(self._get(f"/api/v2/people?per_page={SIZE}&page={page}")["_embedded"]["osdi:people"])

    def _get(self, path: str) -> dict[str, dict[str, dict[str, str]]]:
        answer = self.client.get(path, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return dict(json.loads(answer.data))


if __name__ == "__main__":
    main()
