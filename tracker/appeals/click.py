"""How often a next step was pressed: a number for each day and place. Who pressed is written down nowhere."""

from datetime import date

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, child_of, one_of

# Where the button stood.
PLACES = ("thanks", "letter")


class Click(Row):
    """The presses of one call to action in one campaign on one day (UTC)."""

    __tablename__ = "click"

    interest_id: Mapped[str] = child_of("interest")
    campaign_id: Mapped[str] = child_of("campaign", index=True)
    day: Mapped[date]
    place: Mapped[str] = mapped_column(String(6))
    number: Mapped[int]

    __table_args__ = (
        one_of("place", PLACES),
        CheckConstraint("number > 0", name="number"),
        UniqueConstraint("interest_id", "campaign_id", "day", "place"),
    )
