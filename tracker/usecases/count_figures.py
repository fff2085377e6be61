"""Counting what takes too long for a page: when somebody asks for it, and by the worker for campaigns that are going."""

import time

from tracker import clock
from tracker.reports import kept
from tracker.reports.figures import Figures, figures
from tracker.reports.scope import Scope
from tracker.store.db import db
from tracker.store.transactions import transaction

# Seconds in one turn of the worker, after which the others wait no longer: letters, above all.
TURN = 10.0


def count_figures(scope: Scope) -> Figures:
    """Counted now, and kept where a look would take too long. Raises NotThere for an unknown campaign."""
    if kept.is_quick(scope):
        return figures(scope, clock.now())
    return _count_and_keep(scope)


def count_due_figures(turn: float = TURN) -> int:
    """The worker's part: how many campaigns were counted. What does not fit into this turn is due in the next."""
    began, counted = time.monotonic(), 0
    for scope in kept.due(clock.now()):
        if time.monotonic() - began > turn:
            break
        _count_and_keep(scope)
        counted += 1
    db.session.rollback()
    return counted


def _count_and_keep(scope: Scope) -> Figures:
    """Nobody who writes waits while we count."""
    began = time.monotonic()
    found = figures(scope, clock.now())
    db.session.rollback()
    with transaction():
        kept.keep(found, int(time.monotonic() - began))
    return found
