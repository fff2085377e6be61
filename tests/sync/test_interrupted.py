"""A sync that is killed: the next one goes on where it stopped, and nothing is there twice."""

import os
import re
import signal
from collections.abc import Callable

from flask import request
from sqlalchemy import func, select

from tests.forked import Forked
from tests.server import LEFT_OUT, PATIENCE
from tests.sync.conftest import House, Two
from tracker.allies.ally import Ally
from tracker.signups.signup import Signup
from tracker.store.db import db

# More than a page has.
THERE, HERE = 28, 3


def test_killed_while_it_pulls_and_while_it_tells_it_goes_on_and_nothing_is_twice(two: Two) -> None:
    for number in range(THERE):
        two.there.sign_up(f"There {number}", f"there{number}@example.org")
    for number in range(HERE):
        two.here.sign_up(f"Here {number}", f"here{number}@example.org")
    asked: list[str] = []
    killed: list[Forked] = []
    second_page = re.compile(r"GET /api/v2/people\?.*&page=2$")
    kills_at: list[Callable[[], bool]] = [lambda: bool(second_page.match(asked[-1]))]

    def watch() -> None:
        asked.append(f"{request.method} {request.full_path}")
        if kills_at and killed and kills_at[0]():
            kills_at.pop(0)
            os.kill(killed[0].pid, signal.SIGKILL)
            killed[0].wait(PATIENCE)

    two.there.app.before_request_funcs.setdefault(None, []).append(watch)
    killed.append(_begun(two))
    assert killed[0].wait(PATIENCE) == -signal.SIGKILL
    came = _counts(two.here)
    assert HERE < came[0] < HERE + THERE
    kills_at.append(lambda: sum(each.startswith("POST /api/v2/people") for each in asked) == 2)
    asked.clear()
    killed[:] = [_begun(two)]
    assert killed[0].wait(PATIENCE) == -signal.SIGKILL
    people = [each for each in asked if each.startswith("GET /api/v2/people?")]
    assert len(people) == 1 and second_page.match(people[0]), people
    asked.clear()
    assert "People: new there" in two.sync("--go")
    assert _counts(two.here) == _counts(two.there) == (HERE + THERE, HERE + THERE)
    assert "new" not in two.sync("--go", "--whole")


def _begun(two: Two) -> Forked:
    """The command in a process of its own."""
    config = two.here.app.config
    ours = {name: str(config[name]) for name in ("INSTANCE_PATH", "KEY_RING", "DATABASE_URL", "OSDI_URL", "OSDI_TOKEN")}
    theirs = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    command = ("flask", "sync", "action-network", "--go", "--at-once", "20")
    return Forked(*command, environ={**theirs, "FLASK_APP": "tracker.app", **ours})


def _counts(house: House) -> tuple[int, int]:
    """Allies, and signups at its film screening."""

    def look() -> tuple[int, int]:
        at = select(func.count()).select_from(Signup).where(Signup.screening_id == house.event_id)
        return db.session.scalar(select(func.count()).select_from(Ally)) or 0, db.session.scalar(at) or 0

    return house.do(look)


def test_while_one_runs_another_of_the_campaign_is_refused_and_a_look_is_not(two: Two) -> None:
    two.there.sign_up("There", "there@example.org")
    second: list[str] = []

    def meanwhile() -> None:
        if not second and request.path.startswith("/api/v2/people"):
            second.append("asked")
            second[:] = [two.sync("--go", fails=True), two.sync()]

    two.there.app.before_request_funcs.setdefault(None, []).append(meanwhile)
    assert "Attendances: new here" in two.sync("--go")
    refused, looked = second
    assert "Another run for this campaign is at it." in refused and "Nothing was written" in looked
    assert _counts(two.here) == (1, 1)
