"""Campaigns: a film (by default), a name, a time, goals, and who of the team works on it."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of


class Campaign(Row):
    """What the screenings belong to. Two standing screenings are made with it: streaming and unplaced."""

    __tablename__ = "campaign"

    name: Mapped[str] = mapped_column(String(200))
    # The film that its screenings show unless they say otherwise.
    film_id: Mapped[str] = child_of("film", index=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    # {"signups": 5000, "hosts": 40}
    goals: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    # Languages of its pages, comma-separated, the first one by default.
    languages: Mapped[str] = mapped_column(String(40), default="en,ko,es")
    # One sentence for the cinema screen, by language.
    end_card_words: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    # Letters after the first wait until the address is confirmed (or its owner was reached).
    confirmed_first: Mapped[bool] = mapped_column(default=True, server_default=true())
    # Months after an ally's last own act.
    retention_months: Mapped[int] = mapped_column(default=18)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="dates"),
        CheckConstraint("retention_months BETWEEN 1 AND 120", name="retention_months"),
    )


class WorksOn(Row):
    """An account works on a campaign: an organizer sees and changes what belongs to it."""

    __tablename__ = "works_on"

    account_id: Mapped[str] = child_of("account")
    campaign_id: Mapped[str] = child_of("campaign", index=True)
    # False: only because a team of theirs does (see screenings.who_works).
    own: Mapped[bool] = mapped_column(default=True, server_default=true())

    __table_args__ = (UniqueConstraint("account_id", "campaign_id"),)
