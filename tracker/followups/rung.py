"""The ladder of engagement: rungs that the organizers define. Where an ally stands is derived, never typed."""

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row


class Rung(Row):
    """One rung; those with a higher position stand higher."""

    __tablename__ = "rung"

    position: Mapped[int]
    # What organizers read: "Took a step".
    title: Mapped[str] = mapped_column(String(60))
    # Any one of these reaches it: "watched", "signed up", or keys of followups.outcomes.
    reached_by: Mapped[list[str]] = mapped_column(JSON, default=list)

    __table_args__ = (CheckConstraint("title <> ''", name="title"),)
