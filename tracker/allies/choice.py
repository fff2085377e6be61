"""A choice of allies, written down when it was made: what is shown before a deed is what the deed is done to.

Letters to many and deeds on many stand on it; so does whatever else is done to "these".
"""

from datetime import datetime

from sqlalchemy import JSON, ColumnElement, exists
from sqlalchemy.orm import Mapped, mapped_column

from tracker.allies.ally import Ally
from tracker.store.db import Model, Row, UTCDateTime, child_of


class Choice(Row):
    """Made by one of the team."""

    __tablename__ = "choice"

    account_id: Mapped[str] = child_of("account", index=True)
    # The filters that were set when everybody who fits was chosen, as an address carries them. None: lines were ticked.
    filters: Mapped[dict[str, str] | None] = mapped_column(JSON)
    number: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class Chosen(Model):
    """One ally of a choice."""

    __tablename__ = "chosen"

    choice_id: Mapped[str] = child_of("choice", ondelete="CASCADE", primary_key=True)
    ally_id: Mapped[str] = child_of("ally", primary_key=True, index=True)


def in_choice(choice_id: str) -> ColumnElement[bool]:
    """Over Ally: who belongs to it."""
    return exists().where(Chosen.choice_id == choice_id, Chosen.ally_id == Ally.id)
