"""The house of the table: who works in it, which codes are on the screens, and whoever is known before the evening."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from benchmarks import floors
from benchmarks.desk import names_of
from benchmarks.large import filled, who
from tests import postgres, world
from tests.engines import close
from tests.members import browser_of
from tracker.allies.ally import Ally
from tracker.followups.followup import FollowUp
from tracker.screenings import code as codes
from tracker.screenings.code import Code
from tracker.screenings.screening import Screening
from tracker.signups.signup import Signup
from tracker.store.db import db
from tracker.store.transactions import transaction
from tracker.team.roles import Role
from tracker.team.token import Scope
from tracker.usecases.make_token import make_token


@dataclass
class Scene:
    """`headers`: of a signed-in browser, by role. `names`: ids of what an organizer may open, see desk.names_of."""

    app: Flask
    folder: Path
    engine: str
    codes: list[str]
    campaign_code: str
    earlier_code: str
    headers: dict[Role, dict[str, str]]
    names: dict[str, str]
    token: str
    organizer: str
    socket: Path | None = None
    postmaster: int | None = None

    def counted(self) -> dict[str, int]:
        """How large the house is."""
        with self.app.app_context():
            kinds = {"allies": Ally, "film screenings": Screening, "signups": Signup, "follow-ups": FollowUp}
            return {
                name: db.session.scalar(select(func.count()).select_from(kind)) or 0 for name, kind in kinds.items()
            }

    def arrived(self) -> int:
        """Signups of tonight's campaign: how many there are."""
        with self.app.app_context():
            tonight = select(Code.campaign_id).where(Code.code == self.campaign_code).scalar_subquery()
            rooms = select(Screening.id).where(Screening.campaign_id == tonight)
            return db.session.scalar(select(func.count()).where(Signup.screening_id.in_(rooms))) or 0


@contextmanager
def opened(engine: str, house: Path | None, allies: int, evenings: int) -> Iterator[Scene]:
    """A copy of the house in a folder of the run's own, or one made now; PostgreSQL's is always made."""
    with ExitStack() as stack:
        beside = house.parent if house else None
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="table-", dir=beside))) / "house"
        socket, postmaster, url = None, None, f"sqlite:///{folder / 'house.db'}"
        if engine == "postgresql":
            socket, postmaster = stack.enter_context(floors.cluster())
            postgres.command(socket, "CREATE DATABASE large")
            url = postgres.url(socket, "large")
        elif house:
            subprocess.run(["cp", "--reflink=auto", "-r", house, folder], check=True)
        app = filled(allies, url, folder)
        stack.callback(close, app)
        yield _set(app, folder, engine, evenings, socket, postmaster)


def _set(app: Flask, folder: Path, engine: str, evenings: int, socket: Path | None, postmaster: int | None) -> Scene:
    with app.app_context():
        people = {role: who(role) for role in (Role.ADMINISTRATOR, Role.ORGANIZER)}
        names = names_of(people[Role.ORGANIZER])
        with transaction():
            campaign = world.campaign(world.film(), "Tonight, everywhere")
            rooms = [world.screening(campaign) for _ in range(evenings)]
            evening = [str(codes.code_of(screening_id=room.id)) for room in rooms]
            whole = str(codes.code_of(campaign_id=campaign.id, source="screen"))
            before = world.screening(world.campaign(world.film("Before"), "Before"))
            earlier = str(codes.code_of(screening_id=before.id))
        token = make_token("the table", [Scope.READ_PEOPLE, Scope.WORK_FOLLOW_UPS], None)
        db.session.remove()
    headers = {role: _headers(app, each) for role, each in people.items()}
    return Scene(
        app, folder, engine, evening, whole, earlier, headers, names, token, people[Role.ORGANIZER], socket, postmaster
    )


def _headers(app: Flask, account: str) -> dict[str, str]:
    browser = browser_of(app, account)
    cookie = browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    return {"Cookie": f"{cookie.key}={cookie.value}", "X_CSRFToken": browser.environ_base["HTTP_X_CSRFTOKEN"]}
