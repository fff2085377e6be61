"""Venues: a place with a name and a clock of its own."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime, child_of, where_said


class Venue(Row):
    """Where a screening takes place."""

    __tablename__ = "venue"

    name: Mapped[str] = mapped_column(String(200))
    # Comparison key (screenings.names): the imports look venues up by it.
    name_key: Mapped[str] = mapped_column(String(200), index=True)
    address: Mapped[str] = mapped_column(String(300), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    # State or province, as it is written there: "TX".
    region: Mapped[str] = mapped_column(String(100), default="")
    postcode: Mapped[str] = mapped_column(String(20), default="")
    # ISO 3166-1, two letters.
    country: Mapped[str] = mapped_column(String(2), default="US")
    # IANA name: "America/Chicago".
    zone: Mapped[str] = mapped_column(String(64))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    # Found to be the same place as another: everything points there now.
    joined_into_id: Mapped[str | None] = child_of("venue")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("latitude IS NULL OR latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude IS NULL OR longitude BETWEEN -180 AND 180", name="longitude"),
        CheckConstraint("joined_into_id IS NULL OR joined_into_id <> id", name="joined_into_itself"),
        where_said("venue", "joined_into_id"),
    )
