"""What this room holds about people: files of gifts and signatures that nobody has written down yet.

Once written down a file is emptied, and its rows name allies by id alone.
"""

from datetime import timedelta

from sqlalchemy import update

from tracker import clock
from tracker.imports.import_ import Import, State
from tracker.store.db import db

# A file that came after somebody asked to be erased stays for whoever is just deciding about it.
IN_HAND = timedelta(hours=20)


def forget(ally_id: str) -> None:  # noqa: ARG001
    """Whose contacts a file holds is sealed: of the older ones all go. Who still wants one brings it again."""
    lying = (Import.kind == "outcomes", Import.state.in_((State.UPLOADED.value, State.PREVIEWED.value)))
    old = Import.uploaded_at <= clock.now() - IN_HAND
    db.session.execute(update(Import).where(*lying, old).values(upload_sealed=None))


def move(ally_id: str, to: str) -> None:
    """Two allies were one: rows name by id who was recognised, and recognise again before anything is written."""
