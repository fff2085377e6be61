"""/metrics, for Prometheus: counts and ages, nobody's name. docs/running.md tells what each of them means.

It answers this machine alone, or whoever shows METRICS_TOKEN where one is set; for everybody else nothing is here.
What one process counts begins anew with it; what the database knows is the same whichever process is asked.
"""

import hmac
from collections.abc import Iterator

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, Metric, generate_latest
from prometheus_client.registry import Collector

from tracker.web.frame import access, errors, measures
from tracker.web.frame.access import for_anyone
from tracker.web.public import house_measures

bp = for_anyone(Blueprint("metrics", __name__))


class Everything(Collector):
    """What this process counted, then what the house knows."""

    def collect(self) -> Iterator[Metric]:
        yield from measures.of(current_app).registry.collect()
        yield from house_measures.told()


@bp.get("/metrics")
def tell() -> ResponseReturnValue:
    """As text; 404 for whoever may not look."""
    if not _may_look():
        return errors.page(404)
    return Response(generate_latest(Everything()), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _may_look() -> bool:
    """Where a token is set this machine shows it, too: a proxy on it that says nothing of itself would look like it."""
    token = current_app.config["METRICS_TOKEN"]
    if not token:
        return access.from_here(request)
    return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
