"""Each field's class, end and viewers are written down and hold: after its time nothing opens, whatever key is tried."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from tests import invented
from tests.engines import TOP
from tests.members import browser_of
from tests.old_things import Things
from tests.opened import everything_opened
from tracker.keeping.clocks import CLOCKS
from tracker.keeping.fields import FIELDS, Class
from tracker.team.roles import Role
from tracker.usecases.clear_old import clear_old
from tracker.usecases.erase_due import erase_due

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
BEGAN = datetime(2026, 3, 3, 15, tzinfo=UTC)


@pytest.fixture
def at() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(BEGAN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def things(app: Flask, at: time_machine.Traveller) -> Iterator[Things]:
    with app.app_context():
        things = Things()
        for each in CLOCKS:
            if each.olds:
                things.make(each.kind, BEGAN)
        yield things


def contact_and_words() -> set[str]:
    """Sealed columns, not of the team, in which something stands that opens."""
    closed = {each.name for each in FIELDS if each.is_a in (Class.CONTACT, Class.WORDS)}
    return {name for name, values in everything_opened().items() if name in closed and any(values)}


def test_38_after_the_longest_time_of_all_nothing_about_a_person_opens_any_more(
    things: Things, at: time_machine.Traveller
) -> None:
    assert len(contact_and_words()) >= 9, "there is something to lose"
    longest = max(each.span for each in CLOCKS)
    at.shift(longest + timedelta(days=400))
    while erase_due():
        pass
    clear_old()
    assert contact_and_words() == set()


def test_38_the_list_names_class_end_and_viewers_of_every_field(things: Things) -> None:
    written = (TOP / "docs" / "fields.md").read_text("utf-8")
    for each in FIELDS:
        [line] = [line for line in written.splitlines() if line.startswith(f"| `{each.name}` |")]
        _, _name, is_a, ends, who, _ = (part.strip() for part in line.split("|"))
        assert is_a == each.is_a and ends and who, line


def test_38_who_is_not_in_the_list_does_not_see_a_contact(app: Flask, things: Things) -> None:
    paths = (
        f"/desk/allies/{things.ally}/reveal",
        f"/desk/allies/{things.ally}/record.json",
        f"/desk/follow-ups/{things.closed}",
    )
    for role in (Role.VIEWER, Role.ORGANIZER):
        browser = browser_of(app, invented.account(role.value))
        for path in paths:
            for method in ("GET", "POST"):
                answer = browser.open(path, method=method, data={"reason": "curious to see"})
                assert f"{things.ally}@example.org" not in answer.text, (role, path)
