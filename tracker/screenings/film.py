"""Films."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.db import Row, UTCDateTime


class Film(Row):
    """A film that is screened."""

    __tablename__ = "film"

    title: Mapped[str] = mapped_column(String(200))
    # In its own language, when that differs; either title finds the film.
    original_title: Mapped[str] = mapped_column(String(200), default="")
    # Comparison keys of both titles (screenings.names); the imports look films up by them.
    title_key: Mapped[str] = mapped_column(String(200), index=True)
    original_title_key: Mapped[str] = mapped_column(String(200), default="", index=True)
    year: Mapped[int | None]
    director: Mapped[str] = mapped_column(String(200), default="")
    # Who else made it, one line each: "Producers: Kim Kyung-hee, Ana Ruiz".
    makers: Mapped[str] = mapped_column(Text, default="", server_default="")
    synopsis: Mapped[str] = mapped_column(Text, default="")
    running_minutes: Mapped[int | None]
    # Language codes, comma-separated, the main one first.
    languages: Mapped[str] = mapped_column(String(100), default="")
    awards: Mapped[str] = mapped_column(Text, default="")
    trailer_url: Mapped[str] = mapped_column(String(500), default="")
    # [{"name": "Hulu", "url": "https://..."}]
    where_to_watch: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        CheckConstraint("title <> ''", name="title"),
        CheckConstraint("year IS NULL OR year BETWEEN 1888 AND 2200", name="year"),
        CheckConstraint("running_minutes IS NULL OR running_minutes BETWEEN 1 AND 6000", name="running_minutes"),
    )
