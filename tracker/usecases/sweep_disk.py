"""After erasing: what was deleted is made unreadable in the files of the database too."""

from tracker import clock
from tracker.keeping import finality
from tracker.store import engines
from tracker.store.db import db
from tracker.store.transactions import transaction


def sweep_disk() -> bool:
    """False: somebody is reading still, try again soon. Ends what this session was reading.

    Where something had gone, it is written down that the disk holds it no longer: not on PostgreSQL, whose log keeps it.
    """
    began, unswept = clock.now(), finality.unswept()
    db.session.rollback()
    if not engines.sweep(db.engine):
        return False
    if unswept:
        with transaction():
            finality.note_sweep(began)
    return True
