"""Whoever has gone, said "no", is suppressed or disabled is written into the log outside the database: a restore brings nobody back."""

from pathlib import Path

from tracker.keeping import departed, emptied, erasure_log, locked_out
from tracker.store.db import db
from tracker.store.keyring import ring
from tracker.team import settings


def log_erasures(path: Path) -> int:
    """How many lines were added. What a machine missed it writes later: the tables say who. Raises LogBroken and OSError.

    Nothing is compared while a restore is not finished: those it has not yet erased again would count as come back.
    """
    if settings.get("restoring"):
        return 0
    key = erasure_log.key_of(ring())
    known = erasure_log.standing(erasure_log.read(path, key))
    lines = departed.lacking(known) + locked_out.lacking(known) + emptied.lacking(known)
    db.session.rollback()
    erasure_log.add(path, key, lines)
    return len(lines)
