"""Whose data did this account see between these hours; and who has seen this ally's."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests import invented
from tracker import clock
from tracker.allies.ally import Ally
from tracker.letters.reply import Reply
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team import trace
from tracker.team.trace import Trace

# Two in the afternoon of 6 May in New York.
START = datetime(2024, 5, 6, 18, 0, tzinfo=UTC)


class Afternoon:
    """Rosa sees Aya at 2 pm, Bela at 3 pm, both once more at 4 pm; Bo sees Aya at 5 pm."""

    def __init__(self) -> None:
        self.rosa, self.bo = invented.account(name="Rosa M."), invented.account("coordinator", "Bo K.")
        self.aya, self.bela = invented.ally("Aya Lim"), invented.ally("Bela Ruiz")
        with time_machine.travel(START, tick=False) as moved:
            self.see(self.rosa, self.aya)
            moved.shift(timedelta(hours=1))
            self.see(self.rosa, self.bela)
            moved.shift(timedelta(hours=1))
            self.see(self.rosa, self.aya, "letter read")
            self.see(self.rosa, self.bela)
            moved.shift(timedelta(hours=1))
            self.see(self.bo, self.aya, "contact revealed", "she asked")

    def see(self, who: str, ally_id: str, deed: str = "card shown", detail: str | None = None) -> None:
        with transaction():
            trace.note(deed, who, "ally", ally_id, detail)
            trace.note("outcome written", who, "ally", self.bela, "not a look")

    def alias(self, ally_id: str) -> str:
        return db.session.get_one(Ally, ally_id).alias


@pytest.fixture
def afternoon(inside: Flask) -> Afternoon:
    return Afternoon()


@pytest.fixture
def coordinator(inside: Flask, afternoon: Afternoon, browser_for: Callable[[str], FlaskClient]) -> FlaskClient:
    return browser_for(invented.account("coordinator", "Chief"))


def last_deed() -> tuple[str, str | None]:
    db.session.rollback()
    row = db.session.query(Trace).order_by(Trace.number.desc()).first()
    return row.deed, row.about_id


def test_between_two_hours_only_who_was_seen_then_is_listed(afternoon: Afternoon, coordinator: FlaskClient) -> None:
    here = f"/desk/team/{afternoon.rosa}/contacts-seen"
    aya, bela = afternoon.alias(afternoon.aya), afternoon.alias(afternoon.bela)
    whole = coordinator.get(here).text
    assert aya in whole and bela in whole and "2 people" in whole
    assert last_deed() == ("looked at contacts seen", afternoon.rosa)
    day = "since_day=2024-05-06&until_day=2024-05-06"
    early = coordinator.get(f"{here}?{day}&since_time=13:30&until_time=15:00").text
    assert aya in early and bela not in early and "one person" in early
    assert "Mon\u00a06\u00a0May\u00a02024, 2:00\u00a0pm" in early
    late = coordinator.get(f"{here}?{day}&since_time=3:00+pm&until_time=16:00").text
    assert bela in late and aya not in late
    both = coordinator.get(f"{here}?{day}&since_time=16:00").text
    assert "read a letter" in both and "2 people" in both
    none = coordinator.get(f"{here}?since_day=2024-05-07").text
    assert "no contact stood on their screen in these hours" in none


def test_hours_that_no_clock_showed_are_refused_and_nothing_is_looked_at(
    afternoon: Afternoon, coordinator: FlaskClient
) -> None:
    here = f"/desk/team/{afternoon.rosa}/contacts-seen"
    before = last_deed()
    page = coordinator.get(f"{here}?since_day=2024-03-10&since_time=02:30")
    assert page.status_code == 422 and "does not exist that night" in page.text
    assert coordinator.get(f"{here}?since_day=tomorrow").status_code == 422
    assert last_deed() == before


def test_a_message_that_turned_out_to_be_an_allys_counts_as_theirs(
    afternoon: Afternoon, coordinator: FlaskClient
) -> None:
    replies = [Reply(mark=bytes([n]) * 32, received_at=clock.now()) for n in (1, 2)]
    for each in replies:
        each.message = {"sender": "jo@example.org", "subject": "Hello", "text": "Hello"}
    invented.write(*replies)
    with transaction() as session:
        for each in replies:
            trace.note("reply read", afternoon.bo, "reply", each.id)
        session.get_one(Reply, replies[0].id).ally_id = afternoon.bela
    page = coordinator.get(f"/desk/team/{afternoon.bo}/contacts-seen").text
    assert afternoon.alias(afternoon.bela) in page and "A message without an ally" in page
    assert "read a message" in coordinator.get(f"/desk/allies/{afternoon.bela}/seen-by").text


def test_who_has_seen_an_ally_is_told_with_the_moment_and_the_way(
    afternoon: Afternoon, coordinator: FlaskClient
) -> None:
    page = coordinator.get(f"/desk/allies/{afternoon.aya}/seen-by").text
    assert page.index("Bo K.") < page.index("Rosa M."), "the latest first"
    assert all(f"{hour}:00\u00a0pm" in page for hour in (2, 4, 5)) and "3:00\u00a0pm" not in page
    assert "had the contact shown, and said why" in page and "wrote down how it went" not in page
    assert "she asked" not in page and "Aya" not in page
    assert last_deed() == ("looked at who saw", afternoon.aya)
    assert coordinator.get(f"/desk/allies/{'0' * 16}/seen-by").status_code == 404


def test_nobody_has_seen_who_was_never_looked_at(
    inside: Flask, afternoon: Afternoon, coordinator: FlaskClient, browser_for: Callable[[str], FlaskClient]
) -> None:
    never = invented.ally("Noor Haddad")
    assert "By the trace, nobody has." in coordinator.get(f"/desk/allies/{never}/seen-by").text
    assert f"/desk/allies/{never}/seen-by" in coordinator.get(f"/desk/allies/{never}").text
    assert browser_for(afternoon.rosa).get(f"/desk/allies/{never}/seen-by").status_code == 403
