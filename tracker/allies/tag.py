"""Tags: what the team calls a group of allies that no other fact tells apart. Words of the team, so they are sealed."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of
from tracker.store.ids import Id
from tracker.store.sealing import Sealed, sealed_column


class Tag(Row):
    """One tag; the whole team shares them."""

    __tablename__ = "tag"

    name = Sealed[str]()
    name_sealed: Mapped[bytes | None] = sealed_column()
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[str | None] = mapped_column(Id)


class AllyTag(Row):
    """A tag on an ally."""

    __tablename__ = "ally_tag"

    ally_id: Mapped[str] = child_of("ally")
    tag_id: Mapped[str] = child_of("tag")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Who put it there.
    account_id: Mapped[str | None] = mapped_column(Id)

    __table_args__ = (UniqueConstraint("ally_id", "tag_id"), Index("ix_ally_tag_tag", "tag_id", "ally_id"))
