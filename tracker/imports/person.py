"""What this room holds about people: files of people, gifts and signatures that nobody has written down yet, and doubtful rows.

Once written down a file is emptied, and its rows name allies by id alone.
"""

from datetime import timedelta

from sqlalchemy import select, update

from tracker import clock
from tracker.imports.import_ import Import, State
from tracker.imports.import_row import ImportRow
from tracker.store.db import db

# A file that came after somebody asked to be erased stays for whoever is just deciding about it.
IN_HAND = timedelta(hours=20)
OPEN = (State.UPLOADED.value, State.PREVIEWED.value)


def forget(ally_id: str) -> None:
    """Whose contacts a file holds is sealed: of the older ones all go, with what stands in their rows. Who still wants one
    brings it again. Rows that came of this ally say nothing any more; those that wait: see waiting_rows.
    """
    lying = (Import.kind.in_(("outcomes", "people")), Import.state.in_(OPEN))
    old = Import.uploaded_at <= clock.now() - IN_HAND
    db.session.execute(update(Import).where(*lying, old).values(upload_sealed=None))
    of_old = select(Import.id).where(Import.kind == "people", Import.state.in_(OPEN), old)
    emptied = update(ImportRow).values(content_sealed=None).execution_options(synchronize_session=False)
    db.session.execute(emptied.where(ImportRow.import_id.in_(of_old)))
    theirs = update(ImportRow).where(ImportRow.ally_id == ally_id)
    gone = {"ally_id": None, "signup_id": None, "content_sealed": None, "before": None}
    db.session.execute(theirs.values(gone).execution_options(synchronize_session=False))


def move(ally_id: str, to: str) -> None:
    """Two allies were one: rows of raised hands are the second's. Rows of outcomes name by id who was recognised, and
    recognise again before anything is written.
    """
    db.session.execute(update(ImportRow).where(ImportRow.ally_id == ally_id).values(ally_id=to, before=None))
