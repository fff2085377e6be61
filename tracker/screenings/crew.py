"""Teams: members who work together, on the same campaigns or in the same part of the country."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of


class Crew(Row):
    """What pages call a team. Whoever is in it works on its campaigns; its regions say whom a call prefers, and hide nothing."""

    __tablename__ = "crew"

    name: Mapped[str] = mapped_column(String(80), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (CheckConstraint("name <> ''", name="name"),)


class CrewMember(Row):
    """Somebody is in it."""

    __tablename__ = "crew_member"

    crew_id: Mapped[str] = child_of("crew", ondelete="CASCADE")
    account_id: Mapped[str] = child_of("account", index=True)

    __table_args__ = (UniqueConstraint("crew_id", "account_id"),)


class CrewCampaign(Row):
    """It works on a campaign."""

    __tablename__ = "crew_campaign"

    crew_id: Mapped[str] = child_of("crew", ondelete="CASCADE")
    campaign_id: Mapped[str] = child_of("campaign", index=True)

    __table_args__ = (UniqueConstraint("crew_id", "campaign_id"),)


class CrewRegion(Row):
    """It works in a state, or in a whole country."""

    __tablename__ = "crew_region"

    crew_id: Mapped[str] = child_of("crew", ondelete="CASCADE")
    # ISO 3166-1, two letters.
    country: Mapped[str] = mapped_column(String(2))
    # As regions.part_of() writes it: "TX". "": the whole country.
    region: Mapped[str] = mapped_column(String(100), default="")

    __table_args__ = (UniqueConstraint("crew_id", "country", "region"),)
