"""What this process counts of its own work, for /metrics: how many, how long. Never who: no address, no code, no person.

Each process counts for itself, and begins anew when it starts. One counter costs a microsecond or two. docs/decisions/0039-running.md.
"""

from collections.abc import Callable, Mapping

from flask import Flask, current_app
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)

# Seconds. What somebody in a dark auditorium waits for; the goals lie at 0.06, 0.1 and 0.3.
SPANS = (0.01, 0.025, 0.06, 0.1, 0.3, 0.6, 1.0, 2.5, 5.0, 10.0)
# First parts of endpoints that are a face of their own; everything else is a supporter's page.
FACES = frozenset({"desk", "account", "host", "kiosk", "api"})
# Whoever is thanked is led on; a form that is given back is not.
ACKNOWLEDGED = ("signup.send", 303)

# How old the process is says process_start_time_seconds; no counter need tell it again.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Measures:
    """Of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.answers = Counter(
            "houselights_answers", "Answers by the rule of the address and the status", ("rule", "status"),
            registry=self.registry,
        )  # fmt: skip
        self.took = Histogram(
            "houselights_answer_seconds", "Seconds from the first look at a request to its answer, by face", ("face",),
            buckets=SPANS, registry=self.registry,
        )  # fmt: skip
        self.signups = Histogram(
            "houselights_signup_seconds", "Signups that were acknowledged, and the seconds that each took",
            buckets=SPANS, registry=self.registry,
        )  # fmt: skip
        self.waited = Histogram(
            "houselights_wait_seconds", "Seconds that a request waited for one of the threads", buckets=SPANS,
            registry=self.registry,
        )  # fmt: skip
        # The children by their labels: looking one up costs more than counting.
        self._answers: dict[tuple[str, int], Counter] = {}
        self._took: dict[str, Histogram] = {}

    def answered(self, rule: str, endpoint: str, status: int, seconds: float) -> None:
        """One answer. Two threads that meet here find the same child."""
        counter = self._answers.get((rule, status))
        if counter is None:
            counter = self._answers[rule, status] = self.answers.labels(rule, str(status))
        counter.inc()
        first = endpoint.partition(".")[0]
        face = first if first in FACES else "public"
        took = self._took.get(face)
        if took is None:
            took = self._took[face] = self.took.labels(face)
        took.observe(seconds)
        if (endpoint, status) == ACKNOWLEDGED:
            self.signups.observe(seconds)

    def serves(self, waiting: Mapping[str, Callable[[], int]], connections: Callable[[], int]) -> None:
        """A server is at work in this process: what waits in each of its lanes, and how many are connected."""
        lanes = Gauge(
            "houselights_requests_waiting",
            "Requests that wait for a thread, by lane",
            ("lane",),
            registry=self.registry,
        )
        for lane, many in waiting.items():
            lanes.labels(lane).set_function(many)
        open_now = Gauge("houselights_connections", "Connections that are open", registry=self.registry)
        open_now.set_function(connections)


def hang_up(app: Flask) -> None:
    app.extensions["houselights_measures"] = Measures()


def of(app: Flask) -> Measures:
    found: Measures = app.extensions["houselights_measures"]
    return found


def answered(rule: str, endpoint: str, status: int, seconds: float) -> None:
    """Of the application at work."""
    of(current_app).answered(rule, endpoint, status, seconds)
