"""Figures as they were counted last, for scopes that take too long to count while somebody waits. Made anew at any time.

Whoever wants them marks the row: the worker counts.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of, where_said


class KeptFigures(Row):
    """One scope."""

    __tablename__ = "kept_figures"

    # Digest of the scope: days that were not said cannot be unique by themselves.
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    campaign_id: Mapped[str] = child_of("campaign", index=True)
    since: Mapped[date | None]
    until: Mapped[date | None]
    # The group, and which of it; "": all film screenings.
    by: Mapped[str] = mapped_column(String(10), default="")
    key: Mapped[str] = mapped_column(String(200), default="")
    # Since when somebody waits for them to be counted; None: nobody does.
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Since when a spreadsheet waits for what may be told of them today; None: none does.
    to_tell_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # None, as all that follows: they were asked for and not counted yet.
    counted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # For how long they were counted, in whole seconds: what takes long is not counted often.
    took: Mapped[int] = mapped_column(default=0)
    # As stored.as_json() writes them, without the breakdowns that are long.
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    # Those, as kept_lines.written() writes them: a page that shows totals reads none of it.
    lines: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_kept_figures_counted", "counted_at"), where_said("kept_figures", "asked_at"))
