"""After erasing: what was deleted is made unreadable in the files of the database too."""

from tracker import clock
from tracker.keeping.sweep import note_sweep
from tracker.store import engines
from tracker.store.db import db
from tracker.store.transactions import transaction


def sweep_disk() -> bool:
    """False: somebody is reading still, try again soon. Ends what this session was reading.

    That it succeeded is written down, which lengthens the log once more: so it is cut off twice.
    """
    db.session.rollback()
    begun_at = clock.now()
    if not engines.sweep(db.engine):
        return False
    if db.engine.dialect.name == "sqlite":
        with transaction():
            note_sweep(begun_at)
        engines.sweep(db.engine)
    return True
