"""A deed done to many allies: what, to whom, how far it is, and what each was before, so that it can be taken back."""

from datetime import datetime, timedelta
from typing import TypedDict

from sqlalchemy import JSON, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Model, Row, UTCDateTime, child_of, one_of
from tracker.store.ids import Id

DEEDS = ("assign", "step", "tag", "untag", "stop")
STATES = ("going", "done", "stopped", "undoing", "undone")
# The worker looks for these alone.
GOES_ON = "state IN ('going', 'undoing')"
# What can be taken back, and for how long.
UNDONE = ("assign", "step", "tag", "untag")
UNDO = timedelta(days=7)


class What(TypedDict, total=False):
    """What exactly: ids, and words of no person."""

    # Whose it becomes; "" leaves it to the rules.
    account_id: str
    tag_id: str
    campaign_id: str
    channel: str
    # The day on which it is due (ISO).
    day: str


class BulkDeed(Row):
    """One deed on a choice of allies."""

    __tablename__ = "bulk_deed"

    choice_id: Mapped[str] = child_of("choice", ondelete="CASCADE", index=True)
    deed: Mapped[str] = mapped_column(String(6))
    what: Mapped[What] = mapped_column(JSON)
    account_id: Mapped[str] = child_of("account", index=True)
    state: Mapped[str] = mapped_column(String(7))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Allies are gone through by id, and this is the last one that was looked at.
    reached_id: Mapped[str | None] = mapped_column(Id)
    # To how many it was done; who was left out, by why; from how many it was taken back.
    done: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    undone: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        one_of("deed", DEEDS),
        one_of("state", STATES),
        Index("ix_bulk_deed_going", "made_at", sqlite_where=text(GOES_ON), postgresql_where=text(GOES_ON)),
    )


class BulkDone(Model):
    """Done to this ally."""

    __tablename__ = "bulk_done"

    bulk_deed_id: Mapped[str] = child_of("bulk_deed", ondelete="CASCADE", primary_key=True)
    ally_id: Mapped[str] = child_of("ally", primary_key=True, index=True)
    # By follow-up: whose it was (assign). Or the follow-up that was made (step).
    before: Mapped[dict[str, str | None]] = mapped_column(JSON)
