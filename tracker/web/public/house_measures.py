"""What the house as a whole says of itself at /metrics: queues, letters, clocks, processes, disks, the backup.

Four questions to the database, each by an index. One more room (its deliveries, say) is one line in COUNTED and one in SINCE.
"""

import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from sqlalchemy import Select
from sqlalchemy.exc import SQLAlchemyError

from tracker import clock
from tracker.finding import exports
from tracker.followups import lateness
from tracker.imports import work
from tracker.letters import on_the_way, reply_to
from tracker.letters.may_leave import must_stay
from tracker.signups import kiosk_entries
from tracker.store import engines, heartbeat
from tracker.store.counts import counted, moments
from tracker.store.db import db
from tracker.team import failing_chores, panic, settings
from tracker.web.frame import floods

Key = tuple[str, str]

# By the name of the measure: its words, its label, and what is counted for each value of that.
COUNTED: dict[str, tuple[str, str, Callable[[], Mapping[str, Select[int]]]]] = {
    "letters": ("Letters by state; due: may leave now; left: in the last quarter of an hour", "state", on_the_way.counting),
    "follow_ups_late": ("Follow-ups that are late, by who does them; 10000 is that or more", "by", lateness.counting),
    "processes": (
        "Processes that said within a minute that they live", "kind",
        lambda: {kind: heartbeat.counting(kind) for kind in heartbeat.KINDS},
    ),
    "queue": (
        "What waits for the worker; doubtful entries wait for a person", "of",
        lambda: {
            "kiosk entries": kiosk_entries.counting_waiting(), "doubtful kiosk entries": kiosk_entries.counting(),
            "imports": work.counting(), "exports": exports.counting(),
        },
    ),
}  # fmt: skip
# The same for moments; told as seconds since then, 0 where nothing waits.
SINCE: dict[str, tuple[str, str, Callable[[], Mapping[str, Select[Any]]]]] = {
    "follow_up_late_seconds": ("Seconds for which the longest of them has been late", "by", lateness.oldest),
    "queue_oldest_seconds": (
        "Seconds for which the oldest has waited; of letters those that may leave", "of",
        lambda: {
            "letters": on_the_way.oldest(), "kiosk entries": kiosk_entries.oldest_waiting(), "imports": work.oldest(),
            "exports": exports.oldest(),
        },
    ),
}  # fmt: skip


def told() -> Iterator[Metric]:
    """With the database away: that it is, and what can be told without it."""
    yield from _disks()
    turned_back = floods.of(current_app).turned_back
    yield CounterMetricFamily("houselights_turned_back", "Posts that were asked to come again later", turned_back)
    begun = time.perf_counter()
    try:
        known = list(_known())
    except SQLAlchemyError:
        db.session.rollback()
        yield _one("database_up", "1 while the database answers", 0)
        return
    yield _one("database_up", "1 while the database answers", 1)
    yield _one("database_seconds", "Seconds that the questions of this page took", time.perf_counter() - begun)
    yield from known


def _known() -> Iterator[Metric]:
    """Raises SQLAlchemyError."""
    now = clock.now()
    counts = counted({(name, each): query for name, told in COUNTED.items() for each, query in told[2]().items()})
    for name, (words, label, _ask) in COUNTED.items():
        yield _family(name, words, label, {each: float(many) for (of, each), many in counts.items() if of == name})
    since = moments({(name, each): query for name, told in SINCE.items() for each, query in told[2]().items()})
    for name, (words, label, _ask) in SINCE.items():
        yield _family(name, words, label, {each: _age(at, now) for (of, each), at in since.items() if of == name})
    seen = moments({kind: heartbeat.last_seen(kind) for kind in heartbeat.KINDS})
    ages = {kind: _age(at, now) for kind, at in seen.items() if at is not None}
    yield _family("process_seen_seconds", "Seconds since one of a kind said so; nothing after a day", "kind", ages)
    yield _one("letters_may_leave", "1 unless something that people set keeps letters to allies back", _may_leave())
    yield _one("closed", "1 while the house is closed in an emergency", panic.closed() is not None)
    failing = {name: _age(each.since, now) for name, each in failing_chores.failing().items()}
    yield _family("chore_failing_seconds", "Seconds for which a chore of the worker has failed", "chore", failing)
    yield from _backup(now)
    yield _one("database_bytes", "What the database takes on its disk", engines.bytes_of(db.engine))


def _may_leave() -> bool:
    """A mail server, somebody who reads the answers, real people, and an open house."""
    smtp_url = current_app.config["SMTP_URL"]
    return bool(smtp_url) and reply_to.answered() and not must_stay(smtp_url) and panic.closed() is None


def _backup(now: datetime) -> Iterator[Metric]:
    yield _one("backup_wanted", "1 where nightly backups are set up", bool(current_app.config["BACKUP_PATH"]))
    made = settings.get("backup_made")
    if made:
        age = _age(datetime.fromisoformat(made), now)
        yield _one("backup_age_seconds", "Seconds since the last good backup; nothing before the first", age)


def _disks() -> Iterator[Metric]:
    """By what lies there, never by path. What is not there has no room, and is not told."""
    config = current_app.config
    places = {"instance": Path(config["INSTANCE_PATH"]), "key ring": Path(config["KEY_RING"]).parent}
    if config["BACKUP_PATH"]:
        places["backups"] = Path(config["BACKUP_PATH"])
    found = {name: shutil.disk_usage(path) for name, path in places.items() if path.is_dir()}
    free, total = ({name: float(getattr(use, what)) for name, use in found.items()} for what in ("free", "total"))
    yield _family("disk_free_bytes", "Room on the disk under what lies there", "of", free)
    yield _family("disk_bytes", "All of that disk", "of", total)


def _age(at: datetime | None, now: datetime) -> float:
    """Seconds. A clock that was set back makes nothing younger than nothing."""
    return max(0.0, (now - at).total_seconds()) if at is not None else 0.0


def _one(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"houselights_{name}", words, float(value))


def _family(name: str, words: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(f"houselights_{name}", words, labels=(label,))
    for each, value in values.items():
        family.add_metric((each,), value)
    return family
