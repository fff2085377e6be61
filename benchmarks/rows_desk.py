"""Rows of the table about whoever works: pages of the desk, a follow-up taken and closed, what is printed, what programs ask for."""

from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter
from urllib.parse import urlencode

from sqlalchemy import select

from benchmarks.scene import Scene
from benchmarks.serving import Server
from benchmarks.table import Goal, Row
from tracker.allies.ally import Ally
from tracker.followups.followup import FollowUp
from tracker.screenings.campaign import WorksOn
from tracker.store.db import db
from tracker.team.roles import Role

PAGE, REPORT = Goal(100, 50), Goal(500, 200)
LEAST, SOME = 3, 7
ORGANIZER, CHIEF = Role.ORGANIZER, Role.ADMINISTRATOR
PAGES: dict[str, tuple[Role, str]] = {
    "Today, mine": (ORGANIZER, "/desk/?list=mine"),
    "Today, my team's": (ORGANIZER, "/desk/?list=team"),
    "Home": (ORGANIZER, "/desk/home/"),
    "Home, as an administrator": (CHIEF, "/desk/home/"),
    "allies": (ORGANIZER, "/desk/allies/"),
    "film screenings": (ORGANIZER, "/desk/screenings/"),
    "a film screening": (ORGANIZER, "/desk/screenings/{screening}"),
    "an ally's card": (ORGANIZER, "/desk/allies/{ally}"),
    "funnel of a campaign": (ORGANIZER, "/desk/campaigns/{campaign}/figures"),
}
SEARCHES = {
    "search: an alias": (ORGANIZER, "{alias}"),
    "search: a name": (CHIEF, "Min-ji Kimarson"),
    "search: a film screening": (ORGANIZER, "Cinema 400"),
    "search: an address": (CHIEF, "somebody77@example.org"),
}
API = {
    "API: a page of 25 people": "/api/v2/people?per_page=25&page=2",
    "API: a page of 25 film screenings": "/api/v2/events?per_page=25&page=2",
    "API: signups of a film screening": "/api/v2/events/{screening}/attendances?per_page=25",
    "API: 25 follow-ups that are due": "/api/v2/tracker/follow_ups?per_page=25",
}


class Desk:
    """Somebody at the desk, and a program with a token. `floor`: CPU milliseconds of a bare Flask's hello."""

    def __init__(self, of: Scene, web: Server, floor: float, times: int = SOME) -> None:
        self.scene, self.web, self.floor, self.times = of, web, floor, max(times, LEAST)

    def pages(self) -> Iterator[Row]:
        for name, (role, path) in PAGES.items():
            yield self._page(name, path.format(**self.scene.names), role, PAGE)

    def searches(self) -> Iterator[Row]:
        for name, (role, asked) in SEARCHES.items():
            body = urlencode({"asked": asked.format(**self.scene.names)})
            found = self.web.ask("POST", "/desk/find/", body, **self.scene.headers[role])[1]
            yield self._page(name, found, role, PAGE)

    def api(self) -> Iterator[Row]:
        for name, path in API.items():
            asked = path.format(**self.scene.names)
            yield self._row(name, lambda asked=asked: self._got(asked, OSDI_API_Token=self.scene.token), PAGE)

    def report(self, report_id: str) -> Row:
        return self._page("report over every signup, read", f"/desk/reports/{report_id}", CHIEF, REPORT)

    def printed(self) -> Iterator[Row]:
        end_card = "/desk/campaigns/{campaign}/print/end-card?frame=flat&scale={scale}&form={form}"
        for scale, form in (("2K", "png"), ("4K", "png"), ("4K", "pdf")):
            path = end_card.format(scale=scale, form=form, **self.scene.names)
            yield self._page(f"end card, {scale} {form.upper()}", path, ORGANIZER, None)
        sheet = urlencode({"thing": "sheet", "paper": "a4", "language": "en", "copies": "4"})
        path = f"/desk/screenings/{self.scene.names['screening']}/print"
        yield self._row("paper sheet, 4 copies, PDF", lambda: self._sent(path, sheet, ORGANIZER, 200), None)

    def follow_ups(self) -> Iterator[Row]:
        """Taken, then closed: each another one."""
        waiting = self._waiting(self.times + 1)
        taken, closed = iter(waiting), iter(waiting)
        yield self._row("a follow-up is claimed", lambda: self._claim(next(taken)), PAGE)
        yield self._row("its outcome is written down", lambda: self._close(next(closed)), PAGE)

    def _waiting(self, some: int) -> list[str]:
        """Of nobody, in campaigns of the organizer whose browser it is; people of extra care are for coordinators."""
        with self.scene.app.app_context():
            mine = select(WorksOn.campaign_id).where(WorksOn.account_id == self.scene.organizer)
            found = db.session.execute(
                select(FollowUp.id, Ally)
                .join(Ally, Ally.id == FollowUp.ally_id)
                .where(FollowUp.state == "open", FollowUp.channel == "call", FollowUp.point_person_id.is_(None))
                .where(FollowUp.campaign_id.in_(mine), Ally.phone_consent == "yes")
                .order_by(FollowUp.due_at)
                .limit(10 * some)
            )
            return [follow_up for follow_up, ally in found if not ally.extra_care][:some]

    def _claim(self, follow_up: str) -> None:
        self._sent("/desk/claim", urlencode({"claim": follow_up}), ORGANIZER, 303)

    def _close(self, follow_up: str) -> None:
        self._sent(f"/desk/follow-ups/{follow_up}", urlencode({"outcome": "reached"}), ORGANIZER, 303)

    def _page(self, name: str, path: str, role: Role, goal: Goal | None) -> Row:
        return self._row(name, lambda: self._got(path, **self.scene.headers[role]), goal)

    def _row(self, name: str, deed: Callable[[], None], goal: Goal | None) -> Row:
        """CPU milliseconds of the server, the middle one; beside it the time on the clock, the least and the most."""
        deed()
        cpu, wall = [], []
        for _ in range(self.times):
            used, began = self.web.cpu(), perf_counter()
            deed()
            wall.append(1000 * (perf_counter() - began))
            cpu.append(1000 * (self.web.cpu() - used))
        return Row(
            name, median(cpu), "CPU-ms", self.floor, "Flask hello", goal, beside=f"{min(wall):.0f}-{max(wall):.0f} ms"
        )

    def _got(self, path: str, **headers: str) -> None:
        """Opened, and where it leads on, as a browser does."""
        status, where, _page = self.web.ask("GET", path, **headers)
        if status in (302, 303) and "/desk/" in where:
            status, where, _page = self.web.ask("GET", where.partition(f":{self.web.port}")[2] or where, **headers)
        if status != 200:
            raise SystemExit(f"{path} answered {status} {where}")

    def _sent(self, path: str, body: str, role: Role, status: int) -> None:
        answer, where, _page = self.web.ask("POST", path, body, **self.scene.headers[role])
        if answer != status:
            raise SystemExit(f"{path} answered {answer} {where}")
