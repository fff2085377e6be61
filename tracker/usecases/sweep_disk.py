"""After erasing: what was deleted is made unreadable in the files of the database too."""

from tracker.store import engines
from tracker.store.db import db


def sweep_disk() -> bool:
    """False: somebody is reading still, try again soon. Ends what this session was reading."""
    db.session.rollback()
    return engines.sweep(db.engine)
