"""How often a page of the desk asks the database: within bounds, and as often for a dozen rows as for two.

benchmarks/desk.py measures the same over a million allies; here no clock runs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from tests import invented
from tests.members import browser_of
from tracker import clock
from tracker.allies.likeness import Likeness
from tracker.store.db import db

FEW, MORE = 2, 12

# The most that each page asks, of an administrator and of an organizer; what is beyond a dozen is told in docs/scale.md. An ally's
# card asks so much of whole_person(), of whom there is something of every kind; of somebody of whom there is nothing rare: PLAIN.
# A follow-up's card likewise: {call} is of the whole person, {plain_call} of the other.
PAGES = {
    "/desk/more": (3, 3),
    "/desk/home/": (9, 9),
    "/desk/?list=mine": (10, 10),
    "/desk/?list=team": (10, 10),
    "/desk/?list=team&by=screening": (10, 10),
    "/desk/?list=team&by=channel": (10, 10),
    "/desk/?list=late": (10, 10),
    "/desk/?list=stuck": (10, 10),
    "/desk/allies/": (11, 12),
    "/desk/allies/?followed=open": (11, 12),
    "/desk/allies/?consent=any&region=TX&interest={host}": (11, 12),
    "/desk/allies/?screening={screening}": (11, 12),
    "/desk/allies/?tag={tag}": (11, 12),
    "/desk/allies/?followed=late": (11, 12),
    "/desk/allies/filters": (8, 8),
    "/desk/allies/{ally}": (17, 17),
    "/desk/screenings/?from=": (11, 11),
    "/desk/screenings/{screening}": (10, 10),
    "/desk/campaigns/": (5, 5),
    "/desk/campaigns/{campaign}": (12, 12),
    "/desk/films/": (3, 3),
    "/desk/venues/": (3, 3),
    "/desk/outbox/": (4, 4),
    "/desk/requests/": (4, 4),
    "/desk/duplicates/": (4, 4),
    "/desk/duplicates/{pair}": (11, 11),
    "/desk/follow-ups/{call}": (12, 12),
    "/desk/follow-ups/{plain_call}": (10, 10),
    "/desk/replies/": (3, 3),
    "/desk/notices/": (3, 3),
    "/desk/stories/": (8, 8),
    "/desk/sheets/": (5, 5),
    "/desk/kiosk-entries/": (4, 4),
    "/desk/team/": (6, 6),
    "/desk/trace/": (8, 8),
    "/desk/tags/": (4, 4),
    "/desk/bulk/": (4, 4),
    "/desk/export/allies": (4, 4),
    "/desk/keeping/": (10, 10),
    "/desk/ladder/": (8, 8),
}


PLAIN = "/desk/allies/{plain}"
PAGES[PLAIN] = (12, 12)


class Crowd:
    """One campaign, in which people sign up, each at a film screening of their own; two of the team look on."""

    def __init__(self) -> None:
        self.chief, self.rosa = invented.account("administrator", name="Ines A."), invented.account()
        self.campaign, self.host = invented.campaign(self.rosa), invented.interest()
        self.ally, self.plain, self.screening, self.people = "", "", "", 0
        self.tag, self.call, self.plain_call, self.pair = invented.tag("speaks well"), "", "", ""

    def grow_to(self, number: int) -> None:
        for _ in range(self.people, number):
            at = clock.now() + timedelta(hours=self.people % 7 - 3)
            self.screening = invented.screening(self.campaign, venue=f"Cinema {self.people}", at=at)
            self.ally = invented.whole_person(self.campaign, [self.screening], self.rosa)
            somebody, late = invented.ally(), {"due_at": clock.now() - timedelta(days=1), "late_at": clock.now()}
            house = invented.signup(somebody, self.screening, self.host)
            self.plain_call = invented.follow_up(somebody, self.campaign, house, point_person_id=self.rosa, **late)
            self.plain = invented.ally()
            there = invented.signup(self.plain, self.screening, self.host)
            invented.follow_up(self.plain, self.campaign, there)
            whole = invented.whole_person(self.campaign, [self.screening], self.rosa)
            self.call = invented.follow_up(whole, self.campaign, there, point_person_id=self.chief)
            invented.in_many(self.tag, self.rosa, somebody)
            one, other = sorted((whole, somebody))
            pair = Likeness(one_id=one, other_id=other, evidence="name", strength=50, found_at=clock.now())
            self.pair = pair.id
            invented.write(pair)
            self.people += 1

    def path(self, page: str) -> str:
        return page.format(
            ally=self.ally, plain=self.plain, screening=self.screening, campaign=self.campaign, host=self.host,
            tag=self.tag, call=self.call, plain_call=self.plain_call, pair=self.pair,
        )  # fmt: skip


@contextmanager
def questions() -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    heard: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):  # PostgreSQL's driver says it by itself, and nobody hears it
            heard.append(statement)

    event.listen(db.engine, "before_cursor_execute", hear)
    yield heard
    event.remove(db.engine, "before_cursor_execute", hear)


def asked_by(browser: FlaskClient, path: str) -> int:
    """How many; looked at once before, for a first look at somebody is written down. 0: it does not open for them."""
    if browser.get(path).status_code == 403:
        return 0
    numbers = []
    for _ in range(2):
        with questions() as heard:
            answer = browser.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        numbers.append(len(heard))
    return min(numbers)


@pytest.fixture
def asked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, dict[int, tuple[int, int]]]]:
    """By page and number of people: how many questions, of the administrator and of the organizer."""
    # Once a minute a browser's session is written down: not while it is counted.
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    with app.app_context():
        crowd = Crowd()
        team = [browser_of(app, each) for each in (crowd.chief, crowd.rosa)]
        found: dict[str, dict[int, tuple[int, int]]] = {page: {} for page in PAGES}
        for number in (FEW, MORE):
            crowd.grow_to(number)
            for page, of in found.items():
                chief, rosa = (asked_by(browser, crowd.path(page)) for browser in team)
                of[number] = chief, rosa
        yield found


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_no_page_asks_oftener_for_more_rows_nor_beyond_its_bound(asked: dict[str, dict[int, tuple[int, int]]]):
    oftener = {page: of for page, of in asked.items() if of[MORE] != of[FEW]}
    assert not oftener
    beyond = {
        page: (of[MORE], PAGES[page])
        for page, of in asked.items()
        if any(number > bound for number, bound in zip(of[MORE], PAGES[page], strict=True))
    }
    print({p: of[MORE] for p, of in asked.items()})
    assert not beyond, beyond
