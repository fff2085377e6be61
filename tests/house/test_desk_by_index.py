"""Pages of the desk find what they show by indexes, and what a list passes over it knows by its index alone: SQLite is asked how it goes.

The house is small: without statistics a plan depends on the question, and on what it is asked with.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from tests.members import browser_of
from tests.web.desk.test_few_questions import FEW, PAGES, Crowd
from tracker.store import gently
from tracker.store.db import db

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)

# Of SQLite's plan: "SCAN follow_up"; "SCAN follow_up USING INDEX …" follows an index, for as long as the page needs.
WHOLE = re.compile(r"^SCAN (\w+)$")
# A small house counts at the look what a large one counts at night.
AT_NIGHT = ("/desk/keeping/", "/desk/ladder/")
TODAY = ("/desk/?list=team", "/desk/?list=team&by=screening", "/desk/?list=team&by=channel", "/desk/?list=late")


class Plans:
    """By page: what SQLite says of how it goes."""

    def __init__(self) -> None:
        self.page, self.told = "", dict[str, list[str]]()

    def hear(self, connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            database: Any = connection.connection.dbapi_connection
            plan = database.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            named = {name: table for table, name in re.findall(r"(?:FROM|JOIN) (\w+) AS (\w+)", statement)}
            self.told.setdefault(self.page, []).extend(
                " ".join(named.get(word, word) for word in str(row[3]).split(" ")) for row in plan
            )

    def by(self, index: str, *pages: str) -> list[str]:
        """What is said of an index on these pages."""
        return [each for page in pages for each in self.told[page] if f" {index} " in f"{each} "]


@pytest.fixture
def plans(app: Flask) -> Iterator[Plans]:
    """Of an organizer and of an administrator, for each page."""
    with app.app_context():
        crowd, heard = Crowd(), Plans()
        crowd.grow_to(FEW)
        team = [browser_of(app, each) for each in (crowd.chief, crowd.rosa)]
        event.listen(db.engine, "before_cursor_execute", heard.hear)
        for heard.page in PAGES:
            for browser in team:
                assert browser.get(crowd.path(heard.page)).status_code in (200, 403), heard.page
        event.remove(db.engine, "before_cursor_execute", heard.hear)
        yield heard


def test_no_page_reads_a_large_table_whole(plans: Plans) -> None:
    whole = {
        (page, match[1]) for page, told in plans.told.items() for each in told
        if (match := WHOLE.match(each)) and match[1] in gently.LARGE and page not in AT_NIGHT
    }  # fmt: skip
    assert not whole


def test_what_a_list_passes_over_it_knows_by_its_index_alone(plans: Plans) -> None:
    urgent = plans.by("ix_follow_up_urgent", *TODAY, "/desk/allies/?followed=late")
    there = plans.by("ix_screening_in_campaign", "/desk/more", "/desk/allies/", "/desk/allies/?followed=late")
    assert len(urgent) > 5
    assert len(there) > 2
    assert not [each for each in (*urgent, *there) if " COVERING " not in each]
