"""Counting what takes too long for a page: the worker's part, first what somebody asks for, then campaigns that are going."""

import time
from collections.abc import Iterator

from tracker import clock
from tracker.reports import kept
from tracker.reports.figures import Figures, figures
from tracker.reports.scope import Scope
from tracker.screenings import campaigns
from tracker.store.alone import alone
from tracker.store.db import db
from tracker.store.engines import HALL, roomy
from tracker.store.transactions import snapshot, transaction
from tracker.store.undertakings import undertaken


def ask_for_figures(scope: Scope) -> None:
    """The worker counts them next; what is counted at each look anyway needs nobody. Raises NotThere for an unknown campaign."""
    campaigns.by_id(scope.campaign_id)
    if kept.is_quick(scope):
        return
    with transaction():
        kept.ask(scope, clock.now())


def anybody_waits() -> bool:
    """Whether somebody asked for figures that are not there yet, or a spreadsheet for what may be told of them."""
    found = bool(kept.asked_for() or kept.to_be_told())
    db.session.rollback()
    return found


def count_figures(scope: Scope) -> Figures:
    """Counted now, and kept where a look would take too long. Raises NotThere for an unknown campaign."""
    if kept.is_quick(scope):
        return figures(scope, clock.now())
    return _count_and_keep(scope)


def count_asked_figures() -> int:
    """How many were counted of those that somebody asked for; of what was asked for meanwhile, too.

    Of several workers one counts: what is asked for waits for it, and is not counted twice.
    """
    with alone(kept.COUNTING) as mine:
        return _count(_asked()) if mine else 0


def count_due_figures() -> int:
    """How many campaigns were counted anew by the house itself. Whoever asks meanwhile comes before the next of them."""
    with alone(kept.COUNTING) as mine:
        due = kept.due(clock.now()) if mine else []
        return _count(each for scope in due for each in (*_asked(), scope))


def _asked() -> Iterator[Scope]:
    """One after the other, each looked up when its turn comes; one that cannot be counted is not tried twice in a row."""
    tried = set[Scope]()
    while left := [each for each in kept.asked_for() if each not in tried]:
        tried.add(left[0])
        yield left[0]


def _count(scopes: Iterator[Scope]) -> int:
    """Raises what the first that failed raised, after all of them."""
    counted, failed = 0, None
    for scope in scopes:
        try:
            _count_and_keep(scope)
            counted += 1
        except Exception as error:  # noqa: BLE001 (raised when the others had their turn)
            db.session.remove()
            failed = failed or error
    db.session.rollback()
    if failed is not None:
        raise failed
    return counted


def _count_and_keep(scope: Scope) -> Figures:
    """All of one moment; nobody who writes waits while we count. Raises EndsTheWorker."""
    with undertaken(kept.deed_of(scope)):
        began = time.monotonic()
        with snapshot() as session, roomy(session.connection(), HALL):
            found = figures(scope, clock.now())
        with transaction():
            kept.keep(found, int(time.monotonic() - began))
    return found
