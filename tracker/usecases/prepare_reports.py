"""The worker prepares drafts of reports over campaigns that are too large to be counted while somebody waits, one after the other.

A worker that is killed leaves the draft waiting as it was: the next one prepares it. One that has ended three of them has failed.
"""

from collections.abc import Callable

import structlog

from tracker import clock
from tracker.reports import counted, kept, waiting
from tracker.reports.counted import Counted
from tracker.reports.figures import Figures
from tracker.reports.scope import Scope
from tracker.reports.waiting import Wanted
from tracker.store.alone import alone
from tracker.store.db import db
from tracker.store.transactions import snapshot, transaction
from tracker.store.undertakings import undertaken

logger = structlog.get_logger()

# Of a large scope: counted now, and kept.
Count = Callable[[Scope], Figures]


def any_waits() -> bool:
    """Whether a draft waits for the worker."""
    found = waiting.anybody()
    db.session.rollback()
    return found


def prepare_reports(count: Count) -> int:
    """How many were prepared. Of several workers one is at it, and while it is, none counts anything else."""
    with alone(kept.COUNTING) as mine:
        done, tried = 0, set[str]()
        while mine and (wanted := waiting.first(tried)) is not None:
            tried.add(wanted.draft_id)
            db.session.rollback()
            done += _prepare(wanted, count)
    db.session.rollback()
    return done


def _prepare(wanted: Wanted, count: Count) -> bool:
    """False: it failed, which whoever asked is told; or nobody wants it so any more."""
    try:
        with undertaken(f"report {wanted.draft_id} {wanted.asked_at.isoformat()}"):
            found = _counted(wanted, count)
    except Exception as error:  # noqa: BLE001 (the others have their turn)
        # Named by its kind alone: its text could hold what nobody should read.
        db.session.remove()
        logger.warning("report not prepared", error=type(error).__name__)
        with transaction():
            waiting.fail(wanted)
        return False
    with transaction():
        return waiting.put(wanted, found)


def _counted(wanted: Wanted, count: Count) -> Counted:
    """Nothing is told yet: that depends on what was told until it is published, and is looked at again then."""
    with snapshot():
        figures = kept.look(wanted.scope, clock.now())
        if figures is not None and (wanted.newer is None or figures.counted_at > wanted.newer):
            return counted.count(figures, wanted.last_id)
    figures = count(wanted.scope)
    with snapshot():
        return counted.count(figures, wanted.last_id)
