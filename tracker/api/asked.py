"""A request of another program, read: whose token it is, what it may, which page it wants, and what it sent."""

from dataclasses import field
from functools import cached_property
from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.datastructures import MultiDict

from config import is_loopback
from tracker.osdi import reading
from tracker.osdi.filters import Condition, read
from tracker.osdi.reading import Json
from tracker.records import dataclass
from tracker.team.token import Scope, Token

PER_PAGE, MOST_PAGES = 25, 10**9
BASE = "/api/v2"
# Parameters that say how to answer, and nothing about what is sent.
OURS = frozenset({"background_processing", "page", "per_page", "filter", "after"})


@dataclass(frozen=True)
class Asked:
    """`token` is None at the entry point alone, where anybody may look."""

    token: Token | None
    query: MultiDict[str, str]
    filters: tuple[str, ...] = ()
    method: str = "GET"
    raw: bytes = field(default=b"", repr=False)

    def may(self, scope: Scope) -> bool:
        return self.token is not None and scope in self.token.scopes

    @property
    def reads_people(self) -> bool:
        """Whether names, contacts, exact moments and numbers are for it."""
        return self.may(Scope.READ_PEOPLE)

    @property
    def campaign_id(self) -> str | None:
        """The one campaign that it may see and write for; None: all."""
        return self.token.campaign_id if self.token is not None else None

    @property
    def mine(self) -> str:
        """The token’s id, for whoever answers for what it does."""
        assert self.token is not None
        return self.token.id

    @property
    def page(self) -> int:
        return reading.number(self.query.get("page"), 1, MOST_PAGES)

    @property
    def per_page(self) -> int:
        return reading.number(self.query.get("per_page"), PER_PAGE, PER_PAGE)

    @property
    def filter(self) -> str:
        """As it was written. "None" is how Python programs spell nothing."""
        text = (self.query.get("filter") or "").strip()
        return "" if text == "None" else text

    @cached_property
    def conditions(self) -> list[Condition]:
        """Raises Unreadable and FieldUnknown."""
        return read(self.filter, self.filters)

    @cached_property
    def body(self) -> Json:
        """What was sent; flat parameters of the address where there is no body, as parsons sends them. Raises BodyUnreadable."""
        found = reading.body(self.raw)
        return found or reading.fair({
            name: values[0] if len(values) == 1 else values
            for name, values in self.query.lists() if name not in OURS
        })  # fmt: skip


def of(token: Token | None, filters: tuple[str, ...] = ()) -> Asked:
    """This request."""
    raw = request.get_data(cache=False) if request.method in ("POST", "PUT") else b""
    return Asked(token, request.args, filters, request.method, raw)


def base() -> str:
    """Where all addresses begin: as the configuration says; on this machine itself as it was asked, which may be another spelling."""
    asked = urlsplit(request.host_url)
    if is_loopback(asked.hostname or ""):
        return request.host_url.rstrip("/") + BASE
    return str(current_app.config["BASE_URL"]).rstrip("/") + BASE


def href(path: str) -> str:
    """ "people/7kq2…" as an address; "" is the entry point."""
    return f"{base()}/{path}"


def link(path: str) -> dict[str, str]:
    return {"href": href(path)}
