"""Paper sheets as they were printed: lines that wait for names, each sheet with a number and a small code of its own."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.paper.card import PAPERS
from tracker.store.db import Row, UTCDateTime, child_of, one_of
from tracker.store.ids import Id

# What fits on one side, landscape, with room to write.
LINES = 12


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

    __table_args__ = (
        one_of("paper", PAPERS),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("lines BETWEEN 1 AND 40", name="lines"),
        UniqueConstraint("screening_id", "number"),
    )
