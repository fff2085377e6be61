"""One line for each answer: the rule of its address, the status, how long it took. No path, no query, no address, no name."""

import time

import structlog
from flask import Flask, Response, g, request

from tracker.web.frame import measures

log = structlog.get_logger()

# Asked for again and again, or by every page: told only when somebody looks closely (LOG_LEVEL=DEBUG).
QUIETLY = frozenset({"health.tell", "look.sheet", "metrics.tell", "static"})
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


def hang_up(app: Flask) -> None:
    """First of all parts of the frame: what is hung up first is asked last on the way out."""
    app.before_request(begin)
    app.after_request(tell)


def begin() -> None:
    g.houselights_began = time.perf_counter()


def tell(answer: Response) -> Response:
    began = g.pop("houselights_began", None)
    seconds = None if began is None else time.perf_counter() - began
    told(rule(), request.endpoint or "", method(), answer.status_code, seconds)
    return answer


def told(rule: str, endpoint: str, method: str, status: int, seconds: float | None) -> None:
    """The line, and what is counted. `seconds`: None where nobody looked at the clock."""
    if seconds is not None:
        measures.answered(rule, endpoint, status, seconds)
    write = log.warning if status >= 500 else log.debug if endpoint in QUIETLY else log.info
    took = None if seconds is None else round(seconds * 1000, 1)
    write("answered", rule=rule, method=method, status=status, ms=took)


def rule() -> str:
    """As it stands in the code: what somebody put into an address can be a secret."""
    return request.url_rule.rule if request.url_rule else "-"


def method() -> str:
    """One that there is: anything can stand in its place."""
    return request.method if request.method in METHODS else "another"
