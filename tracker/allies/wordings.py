"""The exact words in which consent was asked for: kept once for each language and change."""

from sqlalchemy import func, select

from tracker import clock
from tracker.allies.consent import Wording
from tracker.store.db import db
from tracker.store.ids import new_id
from tracker.store.transactions import add_once


def known(text: str, language: str) -> str | None:
    """The id of these words in this language; None: nobody has been asked in them yet."""
    latest = select(Wording.id).where(Wording.language == language, Wording.text == text)
    return db.session.scalars(latest.order_by(Wording.version.desc())).first()


def kept(text: str, language: str) -> str:
    """The same; inside a transaction. New words become the next version."""
    while True:
        found = known(text, language)
        if found:
            return found
        version = (db.session.scalar(select(func.max(Wording.version)).where(Wording.language == language)) or 0) + 1
        row = {"id": new_id(), "version": version, "language": language, "text": text, "made_at": clock.now()}
        if add_once(Wording, [row]):
            return str(row["id"])
