"""Rows of the table about the evening itself: opening the form, sending it from everywhere at once, and who is there afterwards."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

from benchmarks import floors, measuring
from benchmarks.asking import Asked, Request, together
from benchmarks.audience import introduce, raise_hands
from benchmarks.scene import Scene
from benchmarks.serving import Server
from benchmarks.table import Goal, Of, Row

FEW, MANY = 64, 200
FORM = Goal(0.55, 0.85, Of.SHARE)
POST = Goal(0.20, 0.30, Of.SHARE)
COMMITS = Goal(0.70, 1.0, Of.SHARE)
WAITED = Goal(100, 60)
PAGE = Goal(14, 10)


@dataclass
class Rounds:
    """What the same question was answered, round by round."""

    rounds: list[Asked] = field(default_factory=list)

    @property
    def each(self) -> float:
        """CPU milliseconds, of the middle round."""
        return median(one.each for one in self.rounds)

    @property
    def kin_each(self) -> float:
        """How much of it the database took."""
        return median(one.kin_each for one in self.rounds)

    @property
    def rate(self) -> float:
        return median(one.rate for one in self.rounds)

    @property
    def took(self) -> list[float]:
        return [each for one in self.rounds for each in one.took]

    @property
    def p99(self) -> float:
        return measuring.most_waited(self.took)

    def other_than(self, status: int) -> int:
        """Answers that were not this one."""
        return sum(one.answers.total() - one.answers[status] for one in self.rounds)

    def told(self, status: int) -> str:
        """In the words of the column beside it."""
        other, kin = self.other_than(status), self.kin_each
        return (
            f"p50 {median(self.took):.0f} ms, p99 {self.p99:.0f} ms, {self.rate:,.{0 if self.rate >= 100 else 1}f}/s"
            + (f"; {kin:.2f} of it the database" if kin else "")
            + (f", {other} REFUSED" if other else "")
        )


HELLO = [Request("GET", "/")]


class Evening:
    """Everybody of one evening, numbered as they come."""

    def __init__(self, of: Scene, web: Server, hello: Server, people: int, rounds: int) -> None:
        self.scene, self.web, self.hello, self.people, self.times = of, web, hello, people, rounds
        self.came, self.codes = 0, iter(of.codes)
        self.floor, self.forms, self.commits = Rounds(), Rounds(), list[float]()
        self.posts = {FEW: Rounds(), MANY: Rounds()}
        self.campaign_posts = Rounds()

    def hello_alone(self) -> float:
        """CPU milliseconds of a bare Flask's hello: what every other page stands beside."""
        together(self.hello, FEW, HELLO * FEW)
        return median(together(self.hello, FEW, HELLO * 1_000).each for _ in range(self.times))

    def _measure(self) -> None:
        """Round by round, so that what else the machine does meets all of them alike."""
        introduce(self.scene.app, self.scene.earlier_code, range(4 * self.people * (self.times + 1)))
        self._warm()
        for _ in range(self.times):
            self.floor.rounds.append(together(self.hello, FEW, HELLO * 2 * self.people))
            self.commits.append(self._floor_of_commits())
            for connections, rounds in self.posts.items():
                rounds.rounds.append(self.sent(f"/s/{next(self.codes)}", connections, self.people))
            self.campaign_posts.rounds.append(self.sent(f"/c/{self.scene.campaign_code}", FEW, self.people // 2))

    def _warm(self) -> None:
        """Both have answered before: what is compiled at the first question is no part of a burst."""
        self.sent(f"/s/{next(self.codes)}", FEW, FEW)
        together(self.hello, FEW, HELLO * FEW)
        self.forms.rounds.clear()

    def sent(self, path: str, connections: int, people: int) -> Asked:
        """So many more people open the form, and send it."""
        who = range(self.came, self.came + people)
        self.came += people
        forms, sent = raise_hands(self.web, path, connections, who)
        self.forms.rounds.append(forms)
        return sent

    def _floor_of_commits(self) -> float:
        if self.scene.socket:
            return floors.postgres_commits(self.scene.socket, 2, 16)
        return floors.sqlite_commits(self.scene.folder, 1)

    def rows(self) -> Iterator[Row]:
        self._measure()
        hello, unit = self.floor.each, "CPU-ms"
        yield Row("signup form, GET", self.forms.each, unit, hello, "Flask hello", FORM, beside=self.forms.told(200))
        for connections, rounds in self.posts.items():
            name = f"signup, POST, {connections} connections"
            yield Row(name, rounds.each, unit, hello, "Flask hello", POST, beside=rounds.told(303))
        campaign = self.campaign_posts
        yield Row(
            "signup by the campaign's code, POST",
            campaign.each,
            unit,
            hello,
            "Flask hello",
            POST,
            beside=campaign.told(303),
        )
        sqlite = self.scene.engine == "sqlite"
        # What was asked for is beside SQLite, one row after the other; pgbench has sixteen at once.
        floor, asked = ("SQLite commits", COMMITS) if sqlite else ("pgbench, 16 clients", None)
        for connections, rounds in self.posts.items():
            name = f"signups acknowledged, {connections} connections"
            yield Row(name, rounds.rate, "/s", median(self.commits), floor, asked, more=True)
        yield Row(f"signup, POST, {FEW} connections: p99", self.posts[FEW].p99, "ms", goal=WAITED)
        yield Row(f"signup, POST, {MANY} connections: p99", self.posts[MANY].p99, "ms")
        yield Row("acknowledged, and not there exactly once", abs(self.came - self.scene.arrived()), "signups", goal=Goal(0, 0),
                  beside=f"of {self.came:,}")  # fmt: skip
        yield Row(
            "signup page and all it loads, compressed",
            _on_the_wire(self.web, f"/s/{self.scene.codes[0]}"),
            "KB",
            goal=PAGE,
        )


def _on_the_wire(web: Server, path: str) -> float:
    """Kilobytes (1,000) of the page and of what it names, as a browser asks for them; what the answers' heads take is not counted."""
    _status, _where, packed = web.ask("GET", path, Accept_Encoding="gzip")
    _status, _where, page = web.ask("GET", path)
    named = re.findall(r'(?:src|href)="(/(?:static|look)[^"]+)"', page.decode())
    return (len(packed) + sum(len(web.ask("GET", each, Accept_Encoding="gzip")[2]) for each in set(named))) / 1000
