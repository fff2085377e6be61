"""Collections a page at a time. `page=N` is the contract; what a page costs does not grow with N.

Where each page ended is remembered for its token, so that the next one begins behind it; `next` carries the place itself,
so that another process knows it, too. Only who jumps is counted off, along an index. docs/decisions/0035-api.md.
"""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from threading import Lock
from time import monotonic
from urllib.parse import urlencode

from flask import Flask, current_app

from tracker.api.asked import Asked, href, link
from tracker.finding.in_order import InOrder, Place
from tracker.osdi.reading import Json
from tracker.store.rows import is_id

# So many walks are remembered, for so many seconds, and so many pages of each.
MOST_WALKS, KEPT, MOST_ENDS = 500, 900.0, 4_096
# Up to so many are counted at each page; more are counted once in so many seconds.
COUNTED, FRESH = 5_000, 60.0
REMEMBERED = "houselights_api_walks"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Walk = tuple[str, str, str, int]


class Walks:
    """Where the pages of each walk ended, and how many there were."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.ends: OrderedDict[Walk, tuple[float, dict[int, Place]]] = OrderedDict()
        self.counts: OrderedDict[Walk, tuple[float, int]] = OrderedDict()

    def begin(self, walk: Walk, page: int) -> tuple[Place | None, int]:
        """Behind which place to look for a page, and how many pages are to be left out from there."""
        with self.lock:
            at, ends = self.ends.get(walk, (0.0, {}))
            if page == 1 or monotonic() - at > KEPT:
                self.ends.pop(walk, None)
                return None, page - 1
            known = sorted(ends)
            n = bisect_right(known, page - 1)
            return (ends[known[n - 1]], page - 1 - known[n - 1]) if n else (None, page - 1)

    def remember(self, walk: Walk, page: int, end: Place) -> None:
        with self.lock:
            _, ends = self.ends.pop(walk, (0.0, {}))
            ends[page] = end
            if len(ends) > MOST_ENDS:
                latest = sorted(ends)[-64:]
                ends = {n: place for n, place in ends.items() if n % 64 == 0 or n >= latest[0]}
            self.ends[walk] = (monotonic(), ends)
            while len(self.ends) > MOST_WALKS:
                self.ends.popitem(last=False)

    def count(self, walk: Walk, ask: Callable[[], int]) -> int:
        with self.lock:
            at, number = self.counts.get(walk, (-FRESH, 0))
        if monotonic() - at > FRESH:
            number = ask()
            with self.lock:
                self.counts.pop(walk, None)
                self.counts[walk] = (monotonic(), number)
                while len(self.counts) > MOST_WALKS:
                    self.counts.popitem(last=False)
        return number


def hang_up(app: Flask) -> None:
    """What this process remembers of walks."""
    app.extensions[REMEMBERED] = Walks()


def page_of(
    asked: Asked, path: str, name: str, order: InOrder, told: Callable[[Sequence[str]], list[Json]], key: str = "",
    moments: bool = True,
) -> Json:  # fmt: skip
    """One page of a collection. `told`: what is said of rows by their ids; who is gone meanwhile is left out. `key`: what else
    the order depends on. `moments`: whether the place may be told, or guessed at: it says a moment to the microsecond.
    """
    size, page = asked.per_page, asked.page
    walk = (asked.mine, f"{path} {key}", asked.filter, size)
    walks: Walks = current_app.extensions[REMEMBERED]
    place, skip = _place(asked.query.get("after")) if moments else None, 0
    if place is None:
        place, pages = walks.begin(walk, page)
        skip = pages * size
    found = order.places(place, skip, size + 1)
    items, more = found[:size], len(found) > size
    if more:
        walks.remember(walk, page, items[-1])
    least = (page - 1) * size + len(found) if items else 0
    number = max(_number(walks, walk, order), least)
    end = items[-1] if more and moments else None
    return envelope(asked, path, name, told([id_ for _at, id_ in items]), number, end, more)


def all_of(asked: Asked, path: str, name: str, items: Sequence[Json]) -> Json:
    """A page of a list that is short enough to be had as a whole."""
    size, page = asked.per_page, asked.page
    shown = items[(page - 1) * size : page * size]
    return envelope(asked, path, name, shown, len(items), None, more=len(items) > page * size)


def envelope(
    asked: Asked, path: str, name: str, items: Sequence[Json], number: int, end: Place | None, more: bool = False
) -> Json:
    """`end`: behind which the next page begins."""
    links: Json = {"self": link(path)}
    if end is not None or more:
        links["next"] = {"href": _next(asked, path, end)}
    links[name] = [each["_links"]["self"] for each in items]
    return {
        "total_pages": -(-number // asked.per_page), "per_page": asked.per_page, "page": asked.page, "total_records": number,
        "_links": links, "_embedded": {name: list(items)},
    }  # fmt: skip


def _number(walks: Walks, walk: Walk, order: InOrder) -> int:
    few = order.how_many(COUNTED + 1)
    return few if few <= COUNTED else walks.count(walk, order.how_many)


def _next(asked: Asked, path: str, end: Place | None) -> str:
    """Absolute; `page` stays the last parameter: some clients cut it off and write their own."""
    query = [("filter", asked.filter)] if asked.filter else []
    query.append(("per_page", str(asked.per_page)))
    if end is not None:
        query.append(("after", written(end)))
    return f"{href(path)}?{urlencode([*query, ('page', str(asked.page + 1))])}"


def written(place: Place) -> str:
    """Microseconds since 1970, and an id."""
    return f"{(place[0] - EPOCH) // timedelta(microseconds=1)}-{place[1]}"


def _place(text: str | None) -> Place | None:
    """What written() wrote; None for anything else."""
    micros, _, id_ = (text or "").partition("-")
    if not (micros.isascii() and micros.isdigit() and len(micros) <= 17 and is_id(id_)):
        return None
    try:
        return EPOCH + timedelta(microseconds=int(micros)), id_
    except OverflowError:
        return None
