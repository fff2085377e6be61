"""A moment's day is that of the house's clock, on whatever page it stands."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tracker.store.transactions import transaction
from tracker.team import settings


@pytest.fixture
def engine_name() -> str:
    return "sqlite"


TEMPLATES = Path(__file__).parents[3] / "templates"
# 23 October was over by UTC; in New York it was not.
LATE = datetime(2023, 10, 24, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(("zone", "said"), [("America/New_York", "Mon 23 Oct 2023"), ("Asia/Seoul", "Tue 24 Oct 2023")])
def test_a_moment_falls_on_the_day_that_the_clock_of_the_house_showed(app, zone: str, said: str):
    with app.test_request_context():
        with transaction():
            settings.put("zone", zone)
        told = app.jinja_env.from_string("{{ at|day }}; {{ day|day(true) }}")
        assert told.render(at=LATE, day=date(2023, 10, 24)) == f"{said}; Tue 24 Oct 2023"


def test_no_template_takes_the_day_of_a_moment_by_itself():
    """It would be that of UTC."""
    taken = [path.name for path in TEMPLATES.rglob("*.*") if re.search(r"\.date\(\)", path.read_text())]
    assert taken == []
