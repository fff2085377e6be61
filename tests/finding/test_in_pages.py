"""Lists of the desk go on behind the place where a page ended: while rows come in nothing is skipped, and nothing shown twice."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import invented
from tracker import clock
from tracker.allies.likeness import Likeness
from tracker.allies.merge import Merge
from tracker.finding import contacts_seen, duplicates
from tracker.keeping import chasing
from tracker.keeping.copy_left import Chase
from tracker.keeping.erasure import Erasure
from tracker.letters import lists
from tracker.letters.letter import Letter
from tracker.signups import kiosk_entries, requests
from tracker.signups.kiosk import Kiosk
from tracker.signups.kiosk_entry import KioskEntry
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import transaction
from tracker.team import trace
from tracker.team.trace import Trace
from tracker.web.desk.at_work import mark_of, number_of, place_of

MANY, SIZE = 7, 2

# The ids of a page behind a mark, and the mark of the next.
Turn = Callable[[str], tuple[list[str], str | None]]
# Makes one more at a moment; its id, as the pages have it.
Make = Callable[[datetime], str]


class House:
    """Of each list how one row is made and how its pages are turned."""

    def __init__(self) -> None:
        self.rosa, self.numbers = invented.account(), count()
        self.campaign = invented.campaign(self.rosa)
        self.ally = invented.ally()

    def lists(self) -> dict[str, tuple[Make, Turn]]:
        return {
            "letters waiting": (self._letter("waiting"), _letters("waiting")),
            "letters failed": (self._letter("failed"), _letters("failed")),
            "letters left": (self._letter("left"), _letters("left")),
            "requests waiting": (lambda at: invented.request(at=at), _requests("waiting")),
            "requests decided": (self._decided, _requests("decided")),
            "kiosk entries": (self._entry, _entries),
            "likenesses to decide": (self._pair(apart=False), _pairs("open")),
            "likenesses apart": (self._pair(apart=True), _pairs("apart")),
            "joined": (self._joined, _pairs("joined")),
            "copies to chase": (self._copy(done=False), _copies(done=False)),
            "copies done": (self._copy(done=True), _copies(done=True)),
            "contacts seen": (self._seen, self._contacts),
            "who saw": (self._look, self._looks),
        }

    def _letter(self, state: str) -> Make:
        def make(at: datetime) -> str:
            row = Letter(
                ally_id=self.ally, kind="confirm", language="en", message_id=f"<{new_id()}@example.org>", state=state, due_at=at,
                written_at=at, left_at=at if state == "left" else None, tries=0, trouble="", urgency=next(self.numbers) % 2,
            )  # fmt: skip
            invented.write(row)
            return row.id

        return make

    def _decided(self, at: datetime) -> str:
        return invented.request(state="declined", decided_at=at)

    def _entry(self, at: datetime) -> str:
        kiosk = db.session.query(Kiosk).first()
        if kiosk is None:
            kiosk = Kiosk(screening_id=invented.screening(self.campaign), language="en", public_key="x", made_at=at)
            kiosk.name, kiosk.private_key = "By the stairs", "1" * 64
            invented.write(kiosk)
        row = KioskEntry(kiosk_id=kiosk.id, submission=new_id(), received_at=at, state="doubtful", why="contact")
        row.envelope = "AA=="
        invented.write(row)
        return row.id

    def _pair(self, apart: bool) -> Make:
        def make(at: datetime) -> str:
            one, other = sorted([invented.ally(), invented.ally()])
            row = Likeness(one_id=one, other_id=other, evidence="phone", strength=50, found_at=at)
            row.strength, row.apart_at = 50 + next(self.numbers) % 2, at if apart else None
            invented.write(row)
            return row.id

        return make

    def _joined(self, at: datetime) -> str:
        row = Merge(ally_id=self.ally, gone_id=invented.ally(), at=at)
        invented.write(row)
        return row.id

    def _copy(self, done: bool) -> Make:
        def make(at: datetime) -> str:
            gone = Erasure(ally_id=invented.ally(), why="asked", asked_at=at, due_at=at, done_at=at)
            row = Chase(erasure_id=gone.id, kind="letter", left_at=at, account_id=self.rosa, place="eml")
            if done:
                row.asked_at = row.done_at = at
                row.asked_by_id = row.done_by_id = self.rosa
            invented.write(gone, row)
            return row.id

        return make

    def _seen(self, _at: datetime) -> str:
        ally_id = invented.ally()
        with transaction():
            trace.note("contact revealed", self.rosa, "ally", ally_id)
        return ally_id

    def _look(self, _at: datetime) -> str:
        with transaction():
            trace.note("contact revealed", self.rosa, "ally", self.ally)
        return str(db.session.scalars(select(func.max(Trace.number))).one())

    def _contacts(self, mark: str) -> tuple[list[str], str | None]:
        rows = contacts_seen.page_of(self.rosa, place_of(mark))
        last = rows[SIZE - 1] if len(rows) > SIZE else None
        return [each.about_id for each in rows[:SIZE]], mark_of((last.last_at, last.about_id)) if last else None

    def _looks(self, mark: str) -> tuple[list[str], str | None]:
        looks = contacts_seen.who_saw(self.ally, place_of(mark))
        return [str(each.number) for each in looks[:SIZE]], mark_of(looks[SIZE - 1].place) if len(
            looks
        ) > SIZE else None


def _letters(tab: str) -> Turn:
    def turn(mark: str) -> tuple[list[str], str | None]:
        lines, ended = lists.listed(tab, None, True, place_of(mark), number_of(mark))
        return [line.id for line in lines], mark_of(ended[0], str(ended[1])) if ended else None

    return turn


def _requests(which: str) -> Turn:
    def turn(mark: str) -> tuple[list[str], str | None]:
        lines, ended = requests.listed(which, None, True, place_of(mark))
        return [line.id for line in lines], mark_of(ended)

    return turn


def _entries(mark: str) -> tuple[list[str], str | None]:
    rows = kiosk_entries.doubtful(place_of(mark))
    last = rows[SIZE - 1] if len(rows) > SIZE else None
    return [each.id for each in rows[:SIZE]], mark_of((last.received_at, last.id)) if last else None


def _pairs(which: str) -> Turn:
    def turn(mark: str) -> tuple[list[str], str | None]:
        lines = duplicates.listed(which, place_of(mark), number_of(mark))
        last = lines[SIZE - 1] if len(lines) > SIZE else None
        return [line.id for line in lines[:SIZE]], mark_of((last.at, last.id), str(last.strength)) if last else None

    return turn


def _copies(done: bool) -> Turn:
    def turn(mark: str) -> tuple[list[str], str | None]:
        lines = chasing.page_of(place_of(mark), done)
        last = lines[SIZE - 1] if len(lines) > SIZE else None
        return [line.id for line in lines[:SIZE]], mark_of(chasing.place_of(last, done)) if last else None

    return turn


@pytest.fixture
def house(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(lists, "A_PAGE", SIZE)
    for room in (requests, kiosk_entries, duplicates, chasing, contacts_seen):
        monkeypatch.setattr(room, "PAGE", SIZE)
    with app.app_context():
        yield House()


def test_each_row_stands_on_one_page_while_others_come_in(house: House) -> None:
    now = clock.now()
    for name, (make, turn) in house.lists().items():
        # Several of one moment: what tells them apart is the id.
        there = {make(now - timedelta(hours=n // 3)) for n in range(MANY)}
        shown: list[str] = []
        mark: str | None = ""
        while mark is not None:
            some, mark = turn(mark)
            shown += some
            # Before and behind the place where the page ended.
            for at in (now + timedelta(hours=1), now - timedelta(days=1)):
                make(at)
            assert len(shown) < 12 * MANY, f"{name}: it never ends"
        assert len(shown) == len(set(shown)), f"{name}: something was shown twice"
        assert there <= set(shown), f"{name}: something was skipped"
