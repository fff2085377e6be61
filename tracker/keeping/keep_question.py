""" "Shall we keep in touch?": that somebody was asked, once for each period, and what came of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of, one_of

ANSWERS = ("keep", "end")


class KeepQuestion(Row):
    """One ally, one period: counted from the own act after which nothing has come. The letter's link carries this id."""

    __tablename__ = "keep_question"

    ally_id: Mapped[str] = child_of("ally")
    # Their last own act then: an act later is another period, and another question.
    acted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # The last day on which they are kept if they say nothing.
    ends_on: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    # False: no letter may go to them, so nobody asked.
    asked: Mapped[bool]
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answer: Mapped[str | None] = mapped_column(String(4))

    __table_args__ = (
        UniqueConstraint("ally_id", "acted_at"),
        one_of("answer", ANSWERS),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
    )
