"""A chore of the worker went well, or not: what fails for a day is told to administrators, once."""

from datetime import timedelta

from tracker import clock
from tracker.letters.to_member import tell_administrators
from tracker.store.db import db
from tracker.store.transactions import one_at_a_time, transaction
from tracker.team import failing_chores
from tracker.team.failing_chores import Failing
from tracker.words import _

# After so long without one that went well, administrators get a letter.
PATIENCE = timedelta(days=1)
DEED = "note chore"


def went_well(name: str) -> None:
    """Nothing is written where nothing had failed."""
    known = name in failing_chores.failing()
    db.session.rollback()
    if known:
        with transaction():
            one_at_a_time(DEED)
            failing_chores.put(name, None)


def failed(name: str, base_url: str) -> None:
    """Since when is kept. Written twice at most: at first, and when administrators are told."""
    now = clock.now()
    found = failing_chores.failing().get(name)
    db.session.rollback()
    if found is not None and (found.told or now - found.since < PATIENCE):
        return
    with transaction():
        one_at_a_time(DEED)
        found = failing_chores.failing().get(name)
        if found is None:
            failing_chores.put(name, Failing(now))
        elif not found.told and now - found.since >= PATIENCE:
            failing_chores.put(name, Failing(found.since, told=True))
            tell_administrators(base_url, lambda: _told(name))


def _told(name: str) -> tuple[str, list[str]]:
    return _("Something that the house does by itself keeps failing"), [
        _("For a day it has failed each time, and nothing of it gets done: “%(chore)s”.", chore=name),
        _("Whoever looks after the server finds the reason in the worker's log, under that name."),
    ]
