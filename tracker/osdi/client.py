"""A client of another OSDI server: Action Network, or one of ours. Knows no database. docs/decisions/0036-sync.md.

Links are followed on the same origin alone, below the address that was configured. A server that is busy is waited for; one that
leads elsewhere, goes on without end, or answers with what is no answer is left.
"""

import email.utils
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from tracker.errors import Refusal
from tracker.osdi import line
from tracker.osdi.line import Answered, NotReached, Place
from tracker.osdi.reading import Json
from tracker.records import dataclass
from tracker.words import lazy

# Tries of one request; the longest pause that a server may ask for, in seconds; and between two requests to Action Network.
TRIES, LONGEST_PAUSE, APART = 6, 120.0, 0.25
# Pages of one walk: a million people.
MOST_PAGES = 40_000
PER_PAGE = 25
BUSY = frozenset({429, 500, 502, 503, 504})


class TokenRefused(Refusal):
    sentence = lazy("The other server does not take this token, or the token may not do that (OSDI_TOKEN).")


class LedAway(Refusal):
    sentence = lazy("The other server leads elsewhere, and nobody follows it there.")


class Endless(Refusal):
    sentence = lazy("The other server’s pages do not end.")


class Strange(Refusal):
    sentence = lazy("The other server answers with something that is no OSDI.")


class Refused(Refusal):
    """It said no to this one thing."""

    sentence = lazy("The other server refused it: %(code)s.")

    @property
    def code(self) -> int:
        return int(self.fields["code"])


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on one page, and the address of the next one; "" behind the last."""

    items: list[Json]
    next: str


@dataclass
class Other:
    """`ask` sends one request, `pause` waits so many seconds."""

    place: Place
    token: str = field(repr=False)
    ask: Callable[[Place, str, str, Mapping[str, str], bytes | None], Answered] = line.ask
    pause: Callable[[float], None] = time.sleep
    most_pages: int = MOST_PAGES
    # By the other server's own clock, when it last answered.
    clock: datetime | None = None

    def entry(self) -> Json:
        """The entry point. Raises as get() does."""
        return self.get("/")

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        """Raises NotReached, TokenRefused, LedAway, Strange and Refused."""
        return self._object("GET", self._within(path) + (f"?{urlencode(query)}" if query else ""))

    def send(self, method: str, path: str, said: Json) -> Json:
        """POST or PUT; what is sent twice has to be one thing there. Raises as get() does."""
        return self._object(method, self._within(path), json.dumps(said).encode("utf-8"))

    def walk(self, path: str, rel: str, changed_since: datetime | None = None, begin: str = "") -> Iterator[Page]:
        """A collection page by page, from its first or from where a `next` led to. Raises Endless, and as get() does."""
        query = {"per_page": str(PER_PAGE)}
        if changed_since is not None:
            query = {"filter": f"modified_date gt '{changed_since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'", **query}
        where = self._followed(begin) if begin else f"{self._within(path)}?{urlencode(query)}"
        been: set[int] = set()
        met: set[str] = set()
        while where:
            if hash(where) in been or len(been) >= self.most_pages:
                raise Endless
            been.add(hash(where))
            page = _page(self._object("GET", where), rel)
            fresh = {_mark(each) for each in page.items} - met
            if page.items and not fresh:
                raise Endless
            met |= fresh
            where = self._followed(page.next) if page.items and page.next else ""
            yield Page(page.items, where)

    def _within(self, path: str) -> str:
        return f"{self.place.base}/{path.strip('/')}"

    def _followed(self, href: str) -> str:
        """What a link means on this very server, as a path with its query. Raises LedAway."""
        if not href.isprintable():
            raise LedAway
        mine = f"{self.place.scheme}://{self.place.named}{self.place.base}/"
        try:
            parts = urlsplit(urljoin(mine, href))
            there = (parts.scheme, (parts.hostname or "").lower(), parts.port or line.PORTS.get(parts.scheme))
        except ValueError:
            raise LedAway from None
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        below = parts.path == self.place.base or parts.path.startswith(f"{self.place.base}/")
        plain = parts.username is None and parts.password is None and len(path) <= 4_000
        same = there == (self.place.scheme, self.place.host, self.place.port)
        if not (same and below and plain) or "/.." in parts.path or not path.isascii() or not path.isprintable():
            raise LedAway
        # Some of Action Network's own clients leave blanks in a filter, and so may its links.
        return path.replace(" ", "%20")

    def _object(self, method: str, path: str, body: bytes | None = None) -> Json:
        answer = self._asked(method, path, body)
        self.clock = _moment(answer.headers.get("date")) or self.clock
        if 300 <= answer.status < 400:
            raise LedAway
        if answer.status in (401, 403):
            raise TokenRefused
        if answer.status >= 400:
            raise Refused(code=answer.status)
        if not answer.body.strip() and answer.status in (202, 204):
            return {}
        try:
            found = json.loads(answer.body, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise Strange from None
        if not isinstance(found, dict):
            raise Strange
        return found

    def _asked(self, method: str, path: str, body: bytes | None) -> Answered:
        """Again after a pause while it is busy or away; the last answer in the end."""
        headers = {
            "OSDI-API-Token": self.token, "Accept": "application/hal+json, application/json", "User-Agent": "Houselights",
            "Accept-Encoding": "identity", **({"Content-Type": "application/json"} if body is not None else {}),
        }  # fmt: skip
        for again in range(TRIES):
            last = again == TRIES - 1
            if not self.place.is_here:
                self.pause(APART)
            try:
                answer = self.ask(self.place, method, path, headers, body)
            except NotReached:
                if last:
                    raise
                self.pause(2.0**again)
                continue
            if answer.status not in BUSY or last:
                return answer
            self.pause(_wait(answer, again))
        raise AssertionError("unreachable")


def _wait(answer: Answered, again: int) -> float:
    asked = answer.headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return min(float(asked[:6]), LONGEST_PAUSE)
    at = _moment(asked)
    if at is not None:
        return min(max((at - datetime.now(UTC)).total_seconds(), 0.0), LONGEST_PAUSE)
    return float(2.0**again)


def _moment(header: str | None) -> datetime | None:
    """A moment as HTTP writes it."""
    if not header:
        return None
    try:
        found = email.utils.parsedate_to_datetime(header)
    except (TypeError, ValueError, OverflowError):
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _page(said: Json, rel: str) -> Page:
    """The collection stands under its name, or under its singular, as Action Network has it of attendances. Raises Strange."""
    inside = said.get("_embedded")
    inside = inside if isinstance(inside, dict) else {}
    found: Any = next((inside[name] for name in (rel, rel.removesuffix("s")) if name in inside), None)
    if not isinstance(found, list):
        raise Strange
    links = said.get("_links")
    link = links.get("next") if isinstance(links, dict) else None
    href = link.get("href") if isinstance(link, dict) else None
    return Page([each for each in found if isinstance(each, dict)], href if isinstance(href, str) else "")


def _mark(item: Json) -> str:
    """By which one of a page is told from another, whatever stands in it."""
    names = item.get("identifiers")
    return json.dumps(names, sort_keys=True)[:500] if names else json.dumps(item, sort_keys=True)[:2_000]


def _no_constant(_name: str) -> None:
    raise ValueError
