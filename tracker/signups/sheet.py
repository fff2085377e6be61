"""Paper sheets as they were printed: lines that wait for names, each sheet with a number and a small code of its own."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.paper.card import PAPERS
from tracker.store.db import Row, UTCDateTime, child_of, one_of
from tracker.store.ids import Id

# What fits on one side, landscape, with room to write.
LINES = 12
# People write on the back, too.
MOST_LINES = 40
# Paper that was typed up and is not destroyed yet; spelt out as in the index.
TO_DESTROY = "destroy_by IS NOT NULL AND destroyed_at IS NULL"


class Sheet(Row):
    """One page. Its code has the source "sheet", opens the signup page for whoever scans it, and tells which sheet it is.

    Where screenings are joined the code goes along, as all do: it says to which one the lines belong now.
    """

    __tablename__ = "sheet"

    # The one that is printed on it.
    screening_id: Mapped[str] = child_of("screening")
    # 1, 2, 3 … of that screening.
    number: Mapped[int]
    code: Mapped[str] = mapped_column(ForeignKey("code.code", deferrable=True, initially="DEFERRED"), unique=True)
    lines: Mapped[int]
    language: Mapped[str] = mapped_column(String(5))
    # The very words about contact that are printed on it.
    wording_id: Mapped[str] = child_of("wording", index=True)
    paper: Mapped[str] = mapped_column(String(6))
    printed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # None: by the host, or from the command line.
    account_id: Mapped[str | None] = mapped_column(Id)
    # Keys of the interests behind its boxes, in their order; None: printed before that was kept.
    boxes: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    # When somebody said that it is typed up; how many lines are written on, and how many of them cannot be taken in.
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    on_paper: Mapped[int | None]
    illegible: Mapped[int | None]
    # None, where it is closed: by a host.
    closed_by_id: Mapped[str | None] = mapped_column(Id)
    # The last day of the paper, once it is closed; None where nothing is written on it.
    destroy_by: Mapped[date | None]
    destroyed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # None, where it is destroyed: by a host.
    destroyed_by_id: Mapped[str | None] = mapped_column(Id)

    __table_args__ = (
        one_of("paper", PAPERS),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("lines BETWEEN 1 AND 40", name="lines"),
        CheckConstraint("(closed_at IS NULL) = (on_paper IS NULL)", name="on_paper"),
        CheckConstraint("(closed_at IS NULL) = (illegible IS NULL)", name="illegible"),
        CheckConstraint("illegible BETWEEN 0 AND on_paper", name="totals"),
        CheckConstraint("closed_at IS NOT NULL OR destroy_by IS NULL", name="destroy_by"),
        CheckConstraint("closed_at IS NOT NULL OR destroyed_at IS NULL", name="destroyed"),
        UniqueConstraint("screening_id", "number"),
        Index("ix_sheet_to_destroy", "destroy_by", sqlite_where=text(TO_DESTROY), postgresql_where=text(TO_DESTROY)),
    )
