"""How many come from one network: a cinema behind one router passes, a flood does not. docs/decisions/0013-floods.md.

Asked before anything of a request is read, and answered from memory: no question to the database, a few microseconds.
Each process counts for itself.
"""

from enum import Enum
from threading import BoundedSemaphore

from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue

from tracker.records import dataclass
from tracker.screenings import code as codes
from tracker.screenings.code import CodeMistyped
from tracker.web.frame import access, errors, once_more
from tracker.web.frame.crowds import Crowd, Networks
from tracker.words import lazy

BUSY = lazy(
    "Very many people are here at this moment. What you wrote is kept on this page: send it once more in a moment."
)


@dataclass(frozen=True, slots=True)
class Limit:
    """A deed, and how often it comes from one network in ten minutes: as it likes up to `free`, at all up to `most`."""

    what: str
    most: int
    why: str
    endpoints: frozenset[str] = frozenset()
    free: int = 0


SIGNUP = Limit(
    "signing up", 3_000, endpoints=frozenset({"signup.send"}), free=500,
    why="400 people behind one cinema's router, with their slips; several cinemas behind one carrier's address",
)  # fmt: skip
GUESSED = Limit(
    "links of hosts, kiosks and reports, and tokens, that open nothing", 60,
    why="whoever guesses; the right link opens all the same, so that no cinema behind one router is locked out",
)  # fmt: skip
FILES = Limit(
    "files of a report", 120,
    why="each is drawn anew; a whole foundation behind one router takes both files in each language",
)  # fmt: skip
TOKEN = Limit(
    "asking with one token, from wherever", 60_000,
    why="a hundred each second: an import of ten thousand people that asks one after the other, twice for each, is slower",
)  # fmt: skip
READ = Limit(
    "people whom one token is shown, from wherever", 150_000,
    why="a list of a hundred thousand is paged through without a pause; whoever has stolen the token reads no faster than that",
)  # fmt: skip
LIMITS = (
    SIGNUP,
    Limit(
        "asking for one's own link, and what else stands on one's own page", 300, endpoints=frozenset({"me.do", "me_open.again"}),
        why="deeds that write letters; each person's own bound (three links an hour) stands behind it",
    ),
    Limit(
        "asking to host", 300, endpoints=frozenset({"host_form.send", "host_from.send"}),
        why="a person reads each one, and one letter a day goes to each address; a campus behind one router asks less",
    ),
    Limit(
        "unsubscribing with one click", 10_000, endpoints=frozenset({"unsubscribe.do"}),
        why="mail programs press it for everybody, from few addresses; a no is always heard",
    ),
    GUESSED,
    Limit(
        "sending what was written on tablets", 2_000, endpoints=frozenset({"kiosk.entries.take"}),
        why="up to 50 entries each, so a full evening is 40; twenty tablets behind one router, each heard of once a minute",
    ),
    FILES,
    TOKEN,
    READ,
    Limit(
        "printing from a host's page", 120, endpoints=frozenset({"host.kit.give"}),
        why="each is drawn anew; several hosts behind one router print everything twice",
    ),
)  # fmt: skip
# Where nothing is said for itself.
ANY_FORM = Limit(
    "any other form that anyone may send",
    3_000,
    why="confirming, stopping, where somebody watched, the answer to a next step",
)
ANY_PAGE = Limit(
    "any page that anyone may open", 10_000, why="each signup opens three; the look and /healthz are not counted"
)

# In ten minutes: by one room's code, and all signups of this process. Beyond, everybody's are looked at twice.
CODE_FREE, HOUSE_FREE = 1_500, 6_000
# From one network in ten seconds: a room that has just been asked stays below, a flood shows itself within a second.
PACE = 100
# Signups in hand at once, of eight threads, once there is no room left for free ones.
AT_ONCE = 3
# Seconds to wait: a little longer each for whoever comes behind, so that nobody comes back all at once.
A_MOMENT, SPREAD = 3, 7

# What the turnstile has judged, which is every signup.
JUDGED = "houselights.judged"

UNCOUNTED = frozenset({"static", "look.sheet", "health.tell"})
# Other programs show a token, as OSDI's clients send it, and are counted by it: one that opens nothing is guessed.
PROGRAMS, TOKEN_HEADER = "api.", "OSDI-API-Token"


class Judged(Enum):
    """`FAST` and `TWICE`: it goes on, and is looked at twice, `TWICE` as one of a few in hand. `LATER`: it comes back."""

    WELL = 1
    FAST = 2
    TWICE = 3
    LATER = 4


class Floods:
    """What one process has seen lately."""

    def __init__(self) -> None:
        self.networks = Networks()
        self.lately = {each.what: Crowd(slots=10, seconds=60) for each in (*LIMITS, ANY_FORM, ANY_PAGE)}
        self.rooms, self.just_now = Crowd(slots=10, seconds=60), Crowd(slots=10, seconds=1)
        # Submissions that were looked at twice: how often each came.
        self.submissions = Crowd(slots=10, seconds=60)
        self.in_hand = BoundedSemaphore(AT_ONCE)
        self.turned_back = 0

    def judge(self, limit: Limit, address: str, code: str = "") -> Judged:
        """Counts it. `code`: what the address of a signup names."""
        network = self.networks.name(address)
        (come,) = self.lately[limit.what].came([network])
        if come > limit.most:
            return Judged.LATER
        if limit is not SIGNUP:
            return Judged.WELL
        at_pace = self.just_now.came([network])[0] <= PACE
        if come <= limit.free and self._has_room(code):
            return Judged.WELL if at_pace else Judged.FAST
        return Judged.TWICE if at_pace and self.in_hand.acquire(blocking=False) else Judged.LATER

    def judge_by(self, limit: Limit, key: bytes, times: int = 1) -> Judged:
        """The same for whoever is known by something else than where they come from. `times`: so many at once."""
        come = self.lately[limit.what].came([key] * times)
        return Judged.LATER if come and come[-1] > limit.most else Judged.WELL

    def presses(self, address: str) -> bool:
        """Whether signups come from this network faster than from any room, or are all turned back."""
        network = self.networks.name(address)
        return self.just_now.lately(network) > PACE or self.lately[SIGNUP.what].lately(network) > SIGNUP.most

    def _has_room(self, code: str) -> bool:
        """Asked for the free ones alone: one network's flood does not make a crowd of everybody."""
        in_all, by_code = self.rooms.came([b"house", _room(code)])
        return by_code <= CODE_FREE and in_all <= HOUSE_FREE

    def wait(self) -> int:
        """Seconds."""
        self.turned_back += 1
        return A_MOMENT + self.turned_back % SPREAD


def _room(code: str) -> bytes:
    """Only what can be a code is counted as one."""
    try:
        return b"code " + codes.normalise(code).encode()
    except CodeMistyped:
        return b"no code"


def hang_up(app: Flask) -> None:
    """After the page has found its language, before anybody looks at a form."""
    forget(app)
    app.before_request(gate)


def of(app: Flask) -> Floods:
    found: Floods = app.extensions["houselights_floods"]
    return found


def forget(app: Flask) -> None:
    """Nobody has come yet."""
    app.extensions["houselights_floods"] = Floods()


def seen() -> Floods:
    return of(current_app)


def gate() -> ResponseReturnValue | None:
    """Let it go on, or give back what was written, with a sentence and the seconds to wait."""
    limit = limit_of(current_app, request.endpoint or "", request.method)
    if limit is None:
        return None
    judged = request.environ.pop(JUDGED, None) or seen().judge(limit, request.remote_addr or "")
    if judged is Judged.LATER:
        return _later()
    g.houselights_twice = judged is not Judged.WELL
    return None


def limit_of(app: Flask, endpoint: str, method: str) -> Limit | None:
    """The limit of a deed; None where only the team comes, and for what every page loads. No endpoint: nothing is there."""
    if endpoint in UNCOUNTED or method == "OPTIONS":
        return None
    if endpoint.startswith(PROGRAMS):
        return ANY_PAGE if method in ("GET", "HEAD") and not request.headers.get(TOKEN_HEADER) else None
    if endpoint and access.allowed(app, endpoint) != access.ANYONE:
        return None
    if method in ("GET", "HEAD"):
        return ANY_PAGE
    return next((each for each in LIMITS if endpoint in each.endpoints), ANY_FORM)


def _later() -> ResponseReturnValue:
    wait = seen().wait()
    # What somebody wrote to sign in is not given back: a password would stand on the page.
    if request.method in ("GET", "HEAD") or request.path.startswith("/account"):
        return *errors.page(429, bare=True), {"Retry-After": str(wait)}
    return once_more.page(BUSY, 429, wait)


def looks_twice() -> bool:
    """Whether this request is to be looked at twice."""
    return bool(g.get("houselights_twice"))


def written() -> str:
    """docs/limits.md."""
    lines = [
        "# How many may come",
        "",
        "Written by `script/flask limits`; `tests/web/frame/test_floods.py` holds it to the code. Why: `docs/decisions/0013-floods.md`.",
        "",
        "From one network (an IPv4 address, an IPv6 /64) in ten minutes, counted by each process for itself:",
        "",
        "| what | without a second look | at all | why |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {each.what} | {each.free or each.most:,} | {each.most:,} | {each.why} |"
        for each in (*LIMITS, ANY_FORM, ANY_PAGE)
    ]
    lines += [
        "",
        f"Signups are looked at twice, too, when one room's code brings more than {CODE_FREE:,} in ten minutes, or all together more than "
        f"{HOUSE_FREE:,}.",
        f"Then {PACE} from one network in ten seconds, {AT_ONCE} in hand at once; the rest come back filled, to be sent again.",
        f"Whoever is faster than {PACE} in ten seconds is looked at twice from there on.",
        "",
        "Signing in, second factors and resets have limits of their own, by account and by address (`tracker/team/tries.py`).",
    ]
    return "\n".join(lines) + "\n"
